"""Extensions with RPMs of the fixture on a released base."""

import shutil
import tarfile

from .harness import check, nothing, same, test
from .python import said, unpack

BASE = ["bash", "coreutils", "openssl", "python3"]
ADDED = ["unzip", "git", "python3-psutil"]


def release(bench):
    """A base of a few packages, in a directory with its digest."""
    place = bench.work / "rpm-release"
    place.mkdir()
    project = bench.project("rpm-base", packages=BASE, version="1.0", platform={"arch": "x86_64", "glibc": "2.36"}, smokeTests=[])
    project.run("bundle").ok()
    for file in ("diracos-1.0.tar.gz", "diracos-1.0.md5"):
        shutil.copy(project.target / file, place)
    return project, place


@test
def an_extension_with_packages_of_a_repository_runs_on_a_released_base(bench):
    base, place = release(bench)
    have = {package["name"] for package in base.lock()}
    project = bench.project("rpm-extension", packages=ADDED, version="v2", extensionName="LHCb", diracOsVersion="1.0",
                            base=f"{place}/diracos-$version.tar.gz", output="delta",
                            smokeTests=[{"imports": ["psutil"]}, {"command": "git --version", "output": "git version 2"},
                                        {"command": "unzip -v"}])
    run = ["-Ddiracos.verify.run=true"]
    project.run("verify", *run).ok()
    added = {package["name"] for package in project.lock()}
    check(set(ADDED) <= added, lambda: f"the lock has {added}")
    nothing(sorted(added & have), "packages that the base has")
    check(any(name.startswith("lib") for name in added), lambda: f"no library is added: {sorted(added)}")

    with tarfile.open(place / "diracos-1.0.tar.gz") as first:
        old = {m.name: m.linkname for m in first if not m.isdir()}
    tarball = project.target / "LHCbdiracos-v2.tar.gz"
    with tarfile.open(tarball) as archive:
        new = [m.name for m in archive if not m.isdir()]
        versions = archive.extractfile("diracos/LHCb_versions.txt").read().decode().splitlines()
        nothing([m.name for m in archive if m.isdir() and m.name in old], "directories in place of links of the base")
    nothing([name for name in new if name in old], "files of the base that the delta ships, too")
    same(sorted(f"{p['name']}-{p['version']}-{p['release']}.{p['arch']}" for p in project.lock() if p["epoch"] == 0),
         sorted(line for line in versions if line.endswith((".x86_64", ".noarch")) and ":" not in line), "packages in LHCb_versions.txt")

    for prefix in ("first place of both", "second"):
        where = bench.work / f"rpm {prefix}"
        unpack(place / "diracos-1.0.tar.gz", where)
        unpack(tarball, where)
        runs(where)
    project.write({**project.configuration, "output": "full"})
    project.run("verify", *run).ok()
    whole = bench.work / "rpm whole"
    unpack(tarball, whole)
    runs(whole)
    lost = [name for name in old if not (whole / name).exists() and not (whole / name).is_symlink()]
    nothing(lost, "files of the base that the whole has not")


def runs(where):
    check(said(where, "git --version").startswith("git version 2"), "git does not run")
    same(str(where / "diracos/usr/bin/git"), said(where, "command -v git"), "the git that runs")
    check("UnZip" in said(where, "unzip -v | head -1"), "unzip does not run")
    same("True", said(where, 'python3 -c "import psutil; print(psutil.cpu_count() > 0)"'), "a module of the extension")


@test
def an_extension_cannot_need_a_newer_glibc_than_its_base_promises(bench):
    place = bench.work / "old-glibc"
    place.mkdir()
    base = bench.project("glibc-base", packages=["ca-certificates"], version="1.0", smokeTests=[],
                         platform={"arch": "x86_64", "glibc": "2.17"}, ignoredPackages=["openssl*", "libssl*"])
    base.run("bundle").ok()
    for file in ("diracos-1.0.tar.gz", "diracos-1.0.md5"):
        shutil.copy(base.target / file, place)
    project = bench.project("glibc-extension", packages=["unzip"], version="v2", extensionName="LHCb", diracOsVersion="1.0",
                            base=f"{place}/diracos-$version.tar.gz", smokeTests=[])
    run = project.run("verify")
    check(run.status != 0, lambda: run.tail())
    run.says(r"DOS-VERIFY-06 .*files need a newer glibc than 2\.17").says("/usr/bin/funzip: GLIBC_2")
