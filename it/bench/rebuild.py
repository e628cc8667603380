#!/usr/bin/env python3
"""Times what a build costs beside rpmbuild: the chroot builder against mock, in turn, buildroots cached.

    rebuild.py [--fixture DIR] [--mock PROGRAM] [--runs N] [--work DIR] [--class-path PATH] [--check]

One small source package, a C program that is linked to zlib, is built again and again in the fixture
distribution that can build (it/fixture/make-fixture.py --roots it/fixture/roots-build.txt). All builds run
in one JVM, so its start counts for neither. The first build of each fills what it keeps: our buildroot, mock's
root cache and dnf's metadata; it is told, and does not count.

The overhead of a build is its wall time less what rpmbuild takes, and rpmbuild is the same for both: that
which the chroot builder started in the same round, with the sandbox around it. So what mock does with rpmbuild beside the build itself (it
makes the source package anew in a run of its own) counts as mock's. With --check the status is 1 if the median
ratio misses its target, and 2 if mock is not there.

mock is the one of the PATH or of --mock; it needs the rights that it always needs. As root, set SUDO_UID to a
user of the group mock.
"""
import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PLUGIN = ROOT / "diracos-maven-plugin"
MAIN = "org.diracgrid.diracos.build.chroot.RebuildMain"
FIXTURE = ROOT / ".cache/fixture-build"
TARGET = 0.5
PACKAGES = ["gcc", "zlib-devel"]

SPEC = """\
Name: hello
Version: 1.0
Release: 1
Summary: Says hello
License: MIT
Source0: hello.c
BuildRequires: gcc
BuildRequires: zlib-devel

%description
A program that is linked to zlib.

%prep
%setup -q -c -T
cp %{SOURCE0} .

%build
%{__cc} %{optflags} -o hello hello.c -lz

%install
install -D -m 755 hello %{buildroot}%{_bindir}/hello

%files
%{_bindir}/hello

%changelog
* Thu Jan 01 2026 Some Body <some@example.org> - 1.0-1
- Begin
"""
SOURCE = """\
#include <stdio.h>
#include <zlib.h>
int main(void) { puts(zlibVersion()); return 0; }
"""


def prepare(work):
    """Writes the package, readable for the user that mock becomes."""
    work.chmod(0o755)
    sources = work / "hello"
    sources.mkdir()
    (sources / "hello.spec").write_text(SPEC)
    (sources / "hello.c").write_text(SOURCE)
    return sources


def run(class_path, repository, work, runs, mock):
    """Wall and rpmbuild milliseconds by builder and round."""
    sources = prepare(work)
    (work / "work").mkdir()
    command = ["java", "-cp", class_path, MAIN, repository, sources, "hello.spec", work / "work", str(runs), mock or "-", *PACKAGES]
    seen = {"chroot": {}, "mock": {}}
    with subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            fields = line.split()
            if len(fields) != 4 or fields[0] not in seen:
                continue
            name, number, wall, rpmbuild = fields[0], *map(int, fields[1:])
            seen[name][number] = (wall / 1000, rpmbuild / 1000)
            note = "first " if number == 0 else f"round {number}"
            print(f"{note:8}  {name:6}  {wall / 1000:6.2f} s wall  {rpmbuild / 1000:6.2f} s rpmbuild, as it says", flush=True)
    if process.returncode:
        sys.exit(f"rebuild.py: the builds ended with {process.returncode}")
    return seen


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fixture", type=pathlib.Path, default=FIXTURE, help="made by it/fixture/make-fixture.py; default: in .cache")
    parser.add_argument("--mock", default=shutil.which("mock"), help="default: the one of the PATH")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--work", type=pathlib.Path, help="where to work")
    parser.add_argument("--class-path", help="of the engine and its tests; default: the jars in target")
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    class_path = args.class_path
    if not class_path:
        jars = sorted(PLUGIN.glob("target/diracos-maven-plugin-*.jar"))
        if len(jars) != 2:
            sys.exit(f"rebuild.py: the engine is not built\n  build it: cd {ROOT} && mvn -q package -DskipTests")
        class_path = ":".join(map(str, jars))
    repository = args.fixture.resolve() / "repo"
    if not repository.is_dir():
        sys.exit(f"rebuild.py: there is no fixture at {args.fixture}\n"
                 f"  make it: it/fixture/make-fixture.py --roots it/fixture/roots-build.txt --out {args.fixture}")
    if not args.mock:
        print("MOCK IS NOT HERE: only our own overhead is told. Install mock, or name it with --mock.", flush=True)
    elif os.geteuid() == 0 and not os.environ.get("SUDO_UID"):
        sys.exit("rebuild.py: mock does not run as root alone\n  set SUDO_UID to a user of the group mock")
    with tempfile.TemporaryDirectory(dir=args.work) as scratch:
        seen = run(class_path, repository, pathlib.Path(scratch).resolve(), args.runs, args.mock)
    rounds = range(1, args.runs + 1)
    ours = [seen["chroot"][i][0] - seen["chroot"][i][1] for i in rounds]
    print(f"chroot  overhead  min {min(ours):6.2f}  median {statistics.median(ours):6.2f}  max {max(ours):6.2f} s")
    if not args.mock:
        return 2 if args.check else 0
    theirs = [seen["mock"][i][0] - seen["chroot"][i][1] for i in rounds]
    print(f"mock    overhead  min {min(theirs):6.2f}  median {statistics.median(theirs):6.2f}  max {max(theirs):6.2f} s")
    ratios = [our / their for our, their in zip(ours, theirs)]
    median = statistics.median(ratios)
    walls = [statistics.median(seen[name][i][0] for i in rounds) for name in ("chroot", "mock")]
    print(f"whole builds      median {walls[0]:6.2f} s of chroot, {walls[1]:6.2f} s of mock")
    print(f"chroot / mock     min {min(ratios):6.3f}  median {median:6.3f}  max {max(ratios):6.3f}  target {TARGET}")
    return 1 if args.check and median > TARGET else 0


if __name__ == "__main__":
    sys.exit(main())
