"""What goes wrong around a run gives one clear error and leaves nothing half-written.

Broken packages, metadata and configurations are small things; it/src/it has them.
"""

import os
import shutil
import subprocess

from .bench import build_package, createrepo, served, without_override
from .harness import Skipped, check, same, test
from .project import Run

MIB = 1 << 20


def heavy_repository(bench):
    """A repository of one package that does not compress."""
    directory = bench.work / "heavy"
    if not directory.exists():
        directory.mkdir()
        data = bench.work / "heavy.data"
        data.write_bytes(os.urandom(8 * MIB))
        shutil.copy(build_package(bench.work, "heavy", {"/usr/share/heavy": data}), directory)
        createrepo(directory)
    return directory


def run_on_small_disk(project, directory, size, *options):
    """Bundles where one directory is a file system of that size; gives the run, and what was left in the directory."""
    if not shutil.which("bwrap"):
        raise Skipped("bwrap is missing: install bubblewrap")
    directory.mkdir(parents=True, exist_ok=True)
    wrap = ["bwrap", "--dev-bind", "/", "/", "--size", str(size), "--tmpfs", str(directory)]
    if subprocess.run([*wrap, "true"], stderr=subprocess.DEVNULL).returncode != 0:
        raise Skipped("bwrap may not mount a file system here")
    script = '"$@"; status=$?; echo "left: $(cd "$0" && find . -type f -printf "%P ")"; exit $status'
    done = subprocess.run([*wrap, "sh", "-c", script, str(directory), *project.command("bundle", *options)],
                          cwd=project.directory, text=True, errors="replace", stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    log, _, left = done.stdout.rpartition("left: ")
    return Run(done.returncode, log), left.split()


def no_output(left):
    same([], [name for name in left if name.startswith(("diracos-", ".diracos-"))], "what was left of the bundle")


@test
def a_disk_that_fills_while_packages_are_extracted_is_named(bench):
    project = bench.project("full-extract", repository=heavy_repository(bench), packages=["heavy"])
    run, left = run_on_small_disk(project, project.target, 4 * MIB)
    run.fails("DOS-STAGE-05", "the disk is full")
    no_output(left)


@test
def a_disk_that_fills_while_the_tarball_is_written_is_named(bench):
    project = bench.project("full-bundle", repository=heavy_repository(bench), packages=["heavy"])
    run, left = run_on_small_disk(project, project.target, 12 * MIB)
    run.says("write diracos-1.0.tar.gz").fails("DOS-BUNDLE-02", "the disk is full")
    no_output(left)


@test
def a_disk_that_is_full_from_the_start_is_named(bench):
    project = bench.project("full", repository=heavy_repository(bench), packages=["heavy"])
    run, left = run_on_small_disk(project, project.target, 4096)
    run.fails("DOS-STAGE-05", "the disk is full").says("(?i)no space left")
    no_output(left)


@test
def a_disk_that_fills_while_packages_are_fetched_is_named(bench):
    with served(heavy_repository(bench)) as address:
        project = bench.project("full-cache", repository=address, packages=["heavy"], cache=bench.work / "full-cache")
        run, _ = run_on_small_disk(project, project.cache, 4 * MIB)
        run.says("fetch packages").fails("DOS-FETCH-07", "the disk that holds the cache is full")
        same([], project.outputs(), "outputs")
        project.run().ok()


@test
def a_cache_on_a_full_disk_is_named(bench):
    with served(heavy_repository(bench)) as address:
        project = bench.project("full-metadata", repository=address, packages=["heavy"], cache=bench.work / "no-cache")
        run, _ = run_on_small_disk(project, project.cache, 4096)
    run.fails("DOS-FETCH-07", "the disk that holds the cache is full")


def run_forbidden(project, directory):
    """Bundles where the mode forbids to write in a directory."""
    directory.mkdir(parents=True, exist_ok=True)
    directory.chmod(0o555)
    try:
        return project.run(prefix=without_override())
    finally:
        directory.chmod(0o755)


@test
def a_build_directory_that_may_not_be_written_is_named(bench):
    project = bench.project("forbidden-target", repository=heavy_repository(bench), packages=["heavy"])
    run = run_forbidden(project, project.target)
    run.fails("DOS-IO-01", "cannot write .*/target/").says("AccessDenied|denied")
    same([], os.listdir(project.target), "what was written")


@test
def a_tree_that_may_not_be_written_is_named(bench):
    project = bench.project("forbidden-tree", repository=heavy_repository(bench), packages=["heavy"])
    project.run("resolve").ok()
    run_forbidden(project, project.work).fails("DOS-STAGE-06", "cannot write the staged tree").says("permission denied")
    same([], project.outputs(), "outputs")


@test
def a_project_in_which_no_lock_may_be_written_is_named(bench):
    project = bench.project("forbidden-lock", repository=heavy_repository(bench), packages=["heavy"])
    project.target.mkdir()
    run_forbidden(project, project.directory).fails("DOS-IO-01", "cannot write .*diracos.lock.json")
    check(not project.lock_file.exists(), "there is a lock")


@test
def a_bundle_that_may_not_be_written_is_named(bench):
    project = bench.project("forbidden-bundle", repository=heavy_repository(bench), packages=["heavy"])
    project.run("relocate").ok()
    run_forbidden(project, project.target).fails("DOS-BUNDLE-01", "the bundle may not be written")
    same([], project.outputs(), "outputs")


@test
def a_cache_that_may_not_be_written_is_named(bench):
    with served(heavy_repository(bench)) as address:
        project = bench.project("forbidden-cache", repository=address, packages=["heavy"],
                                cache=bench.work / "forbidden")
        run_forbidden(project, project.cache).fails("DOS-FETCH-06", "the cache cannot be written").says("denied")
    same([], project.outputs(), "outputs")
