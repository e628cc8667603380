"""The same input gives the same bytes: in other circumstances, a second time, after a change, after kill -9."""

import json
import os
import random
import shutil
import tarfile
import time

from .bench import build_package, createrepo, remove, served
from .harness import check, same, test
from .project import digest, tree_digests

# Stage: the line of the log at which the run is killed, and how long after it.
KILLS = {
    "read repositories": (r"read repositories: .* to do", 0),
    "resolve": (r"\] resolve$", 0.05),
    "fetch": (r"fetch packages: .* to do", 0.2),
    "extract": (r"extract packages: .* to do", 0.4),
    "relocate": (r"\] relocate: .* to do", 0),
    "bundle": (r"write diracos-.* to do", 0.4),
}


def shuffled_copy(repository, directory):
    """A copy of a repository in whose directories the files come in another order."""
    files = [f for f in repository.rglob("*") if f.is_file()]
    random.Random(2).shuffle(files)
    for file in files:
        place = directory / file.relative_to(repository)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, place)
    return directory


@test
def other_umask_locale_zone_threads_cache_place_and_directory_order_give_the_same_bytes(bench):
    place = bench.work / "another place"
    shuffled_copy(bench.repository, place / "repo")
    # The same words in the configuration, so that the locks can be compared whole.
    ours, theirs = (bench.project(f"same-{number}", repository="../repo", cache=place / "cache") for number in (1, 2))
    (bench.work / "repo").symlink_to(bench.repository)
    other = place / "project"
    theirs.directory.rename(other)
    theirs.directory, theirs.target, theirs.work = other, other / "target", other / "target" / "diracos"
    ours.run("resolve").ok()
    mask = os.umask(0o077)
    try:
        theirs.run("bundle", "-Ddiracos.threads=1",
                   env={"TZ": "Asia/Kathmandu", "LC_ALL": "C", "MAVEN_OPTS": "-Duser.language=tr -Duser.country=TR"}).ok()
    finally:
        os.umask(mask)
    same(bench.base_digest, theirs.digest(), "sha256")
    same(ours.lock_file.read_bytes(), theirs.lock_file.read_bytes(), "diracos.lock.json")
    same(bench.base.lock(), theirs.lock(), "packages of the lock")
    remove(place)


@test
def a_second_run_does_nothing_and_says_so(bench):
    before = {path: path.lstat().st_mtime_ns for path in bench.base.directory.rglob("*")}
    begun = time.monotonic()
    bench.base.run().ok().says("up to date: nothing to do").says_not("resolve: |extract|relocate: |write ")
    took = time.monotonic() - begun
    same(before, {path: path.lstat().st_mtime_ns for path in bench.base.directory.rglob("*")}, "times of all files")
    begun = time.monotonic()
    bench.base.run("help").ok()
    least = time.monotonic() - begun
    check(took < 2 * least + 1, f"{took:.1f} s, where Maven that does nothing takes {least:.1f} s")


@test
def a_changed_package_is_in_the_next_tarball(bench):
    repository = shuffled_copy(bench.small_repository, bench.work / "changing")
    text = bench.work / "changing.txt"

    def ship(words):
        text.write_text(words)
        shutil.copy(build_package(bench.work, "changing", {"/usr/share/changing": text}), repository)
        createrepo(repository)

    ship("as it was\n")
    project = bench.project("changing", repository=repository, packages=["fixture-corners", "changing"])
    project.run().ok()
    first = project.digest()
    ship("as it is now\n")
    project.run().ok().says(r"resolve: \d").says("extract packages").says("write diracos")
    check(project.digest() != first, "the tarball is the same")
    with tarfile.open(project.tarball()) as tar:
        same(b"as it is now\n", tar.extractfile("diracos/usr/share/changing").read(), "content in the tarball")
    fresh = bench.project("changed", repository=repository, packages=["fixture-corners", "changing"])
    fresh.run().ok()
    same(fresh.digest(), project.digest(), "sha256 of a run from scratch")


@test
def a_tarball_that_was_removed_is_written_again_from_the_same_tree(bench):
    project = small(bench, "removed")
    project.run().ok()
    first = project.digest()
    project.tarball().unlink()
    project.run().ok().says("tree of .* is up to date").says("write diracos").says_not("extract")
    same(first, project.digest(), "sha256")


@test
def a_change_of_the_configuration_redoes_what_depends_on_it(bench):
    project = small(bench, "reconfigured")
    project.run().ok()
    project.run("bundle", "-Ddiracos.bundle.level=1").ok().says("tree of .* is up to date").says("write diracos")
    project.run("bundle", "-Ddiracos.removedFolders=/usr/share/fixture-corners/names").ok() \
        .says("lock.json .* is up to date").says("extract packages").says("write diracos")
    with tarfile.open(project.tarball()) as tar:
        check(not [n for n in tar.getnames() if "fixture-corners/names" in n], "the folder is still there")


@test
def a_bundle_brought_up_to_date_is_the_bundle_from_scratch(bench):
    repository = bench.work / "moving"
    (repository / "Packages").mkdir(parents=True)
    for package in (bench.repository / "Packages").glob("*.rpm"):
        shutil.copy(package, repository / "Packages")
    text = bench.work / "moving.txt"
    packages = ["git", "openssl", "curl", "sqlite3"]
    # What is looked at does not depend on how well it is compressed.
    quick = "-Ddiracos.bundle.level=1"

    def ship(version):
        for old in repository.glob("moving-*.rpm"):
            old.unlink()
        text.write_text(f"version {version}\n" * 1000)
        shutil.copy(build_package(bench.work, "moving", {"/usr/share/moving": text}, version), repository)
        createrepo(repository, "--update")

    def compare(project, step, **configuration):
        fresh = bench.project("scratch", repository=repository, cache=bench.work / "scratch-cache", **configuration)
        fresh.run("bundle", quick, "-Ddiracos.chunkCacheSize=0").ok()
        same(fresh.digest(), project.digest(), f"sha256 after {step}")
        same(tree_digests(fresh.tree), tree_digests(project.tree), f"the tree after {step}")
        for name in ("relocation.json", "extraction.json", "staged.json", "closure.json", "report.json"):
            same((fresh.work / name).read_text(), (project.work / name).read_text(), f"{name} after {step}")
        remove(fresh.directory)

    ship("1")
    project = bench.project("updated", repository=repository, packages=packages)
    project.run("bundle", quick).ok()
    steps = {
        "adding": {"packages": [*packages, "moving"]},
        "upgrading": {"packages": [*packages, "moving"]},
        "removing one that others find libraries in": {"packages": ["git", "sqlite3", "moving"]},
        "downgrading": {"packages": [*packages, "moving"]},
        "removing folders": {"packages": packages, "removedFolders": ["/usr/share/perl", "/usr/share/git-core/templates"]},
    }
    for step, configuration in steps.items():
        ship({"upgrading": "2", "removing one that others find libraries in": "2"}.get(step, "1"))
        project.configure(repositories=[{"id": "fixture", "url": str(repository)}], **configuration)
        run = project.run("bundle", quick).ok().says(r"extract packages: .* [1-9]\d* files kept from before").says("of it kept from before")
        run.says_not("DOS-BUNDLE-13")
        compare(project, step, **configuration)
    for stage in ("extract", "relocate", "bundle"):
        configuration = {"packages": [*packages, "moving"] if stage == "relocate" else packages}
        project.configure(repositories=[{"id": "fixture", "url": str(repository)}], **configuration)
        project.run_until(KILLS[stage][0], 0.02, quick)
        project.run("bundle", quick).ok()
        compare(project, f"a kill in {stage} of an update", **configuration)
        # So that the next kill meets an update again.
        project.configure(repositories=[{"id": "fixture", "url": str(repository)}], packages=["curl", "moving"])
        project.run("bundle", quick).ok().says("files kept from before")
    remove(project.directory)
    remove(repository)


def small(bench, name):
    return bench.project(name, repository=bench.small_repository, packages=["fixture-corners"], removedFolders=[])


@test
def a_run_killed_in_any_stage_leaves_no_tarball_and_the_next_one_gives_the_same_bytes(bench):
    with served(bench.repository) as address:
        project = bench.project("killed", repository=address, cache=bench.work / "killed-cache")
        for stage, (line, delay) in KILLS.items():
            project.run_until(line, delay)
            same([], project.outputs(), f"outputs after a kill in {stage}")
        project.run().ok()
    same(bench.base_digest, project.digest(), "sha256")
    same(json.loads(bench.base.lock_file.read_text())["packages"], project.lock(), "lock")
    same(["diracos-1.0.md5", "diracos-1.0.sha256", "diracos-1.0.tar.gz"], project.outputs(), "outputs")
    hidden = [p.name for p in project.target.iterdir() if p.name.startswith(".")]
    same([], hidden, "left-overs in the build directory")
    remove(project.directory)


@test
def a_run_killed_while_it_replaces_a_tarball_leaves_the_old_one_whole(bench):
    project = bench.project("replaced", packages=["git"])
    project.run().ok()
    old = project.digest()
    project.run_until(*KILLS["bundle"], "-Ddiracos.bundle.level=9")
    same(old, digest(project.tarball()), "sha256 of the old tarball")
    same(old, (project.target / "diracos-1.0.sha256").read_text().split()[0], "its checksum file")
    project.run().ok()
    same(old, project.digest(), "sha256 of the next run")
    remove(project.directory)
