#!/usr/bin/env python3
"""Times what a bundle costs from scratch, after a small change and after none, against native tools.

    bundle.py [--size quickstart|grid|tools] [--fixture DIR] [--runs N] [--work DIR] [--maven-option OPTION]... [--check]

Each round runs in turn, in one project:

  scratch      mvn diracos:bundle with gzip and then with zstd; nothing built, no compressed chunks kept
  changed      the same after one package of those that ship was replaced by another version
  unchanged    the same again, and mvn validate on a project of a POM alone
  tar | pigz   on the tree that diracos:relocate left, into a file: tar | pigz -6, and tar | zstd -3 -T0
  goal         mvn diracos:bundle on that tree with an empty cache of chunks: Maven's start is part of it
  stage        what the log of that run gives for writing the tarball

Printed are seconds, and the ratios that have targets, round by round; the median counts. With --check the
status is 1 if a median misses its target. The repository is a copy of the fixture's with one more package, in
two versions. CPU seconds are those of all processes of a command.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import statistics
import sys
import tempfile

import bench
from bench import FIXTURES, ROOT, roots_of
from timing import EMPTY

sys.path.insert(0, str(ROOT / "it/e2e"))
from e2elib.bench import build_package, createrepo  # noqa: E402

NATIVE = {"gz": "pigz -6", "zst": "zstd -q -3 -T0"}
TARGETS = {"changed / scratch gz": 0.15, "unchanged / validate": 2.0, "stage / native gz": 1.15, "stage / native zst": 1.3}


def timed(command, directory):
    """Wall seconds, CPU seconds and output of a command."""
    (wall, cpu), output = bench.timed(command, directory)
    return wall, cpu, output


class Bundle:
    """One project whose repository can be switched between two states."""

    def __init__(self, work, repository, roots, options):
        self.work, self.options = work, options
        self.directory, self.cache = work / "project", work / "cache"
        for version in ("1", "2"):
            self._repository(repository, version)
        shutil.copytree(ROOT / "examples/quickstart/.mvn", self.directory / ".mvn")
        shutil.copy(ROOT / "examples/quickstart/pom.xml", self.directory)
        spec = json.loads((ROOT / "examples/quickstart/diracos.json").read_text())
        spec["repositories"][0]["url"] = str(work / "repo")
        spec["packages"] = [*(roots or spec["packages"]), "changing"]
        (self.directory / "diracos.json").write_text(json.dumps(spec))
        self.empty = work / "empty"
        shutil.copytree(ROOT / "examples/quickstart/.mvn", self.empty / ".mvn")
        (self.empty / "pom.xml").write_text(EMPTY)

    def _repository(self, source, version):
        """A copy of the packages, as hard links where that is possible, with one more."""
        target = self.work / ("repo" + version)
        (target / "Packages").mkdir(parents=True)
        for package in (source / "Packages").glob("*.rpm"):
            try:
                os.link(package, target / "Packages" / package.name)
            except OSError:
                shutil.copy(package, target / "Packages")
        text = self.work / ("text" + version)
        text.write_text("".join(f"line {number} of version {version}\n" for number in range(20_000)))
        shutil.copy(build_package(self.work, "changing", {"/usr/share/changing/text": text}, version), target / "Packages")
        createrepo(target)

    def switch(self, version):
        """Lets the repository be the one with that version."""
        (self.work / "repo").unlink(missing_ok=True)
        (self.work / "repo").symlink_to(self.work / ("repo" + version))

    def maven(self, goal, kind):
        return timed(["mvn", "-B", "-o", *self.options, f"diracos:{goal}", f"-Ddiracos.bundle.compression={kind}",
                      f"-Ddiracos.cache={self.cache}"], self.directory)

    def forget(self, *what):
        for each in what:
            shutil.rmtree(each, ignore_errors=True)

    def round(self):
        seen, cpu = {}, {}

        def note(name, result):
            seen[name], cpu[name], log = result
            return log

        for kind in NATIVE:
            self.switch("1")
            self.forget(self.directory / "target", self.cache / "chunks")
            (self.directory / "diracos.lock.json").unlink(missing_ok=True)
            note("scratch " + kind, self.maven("bundle", kind))
            self.switch("2")
            note("changed " + kind, self.maven("bundle", kind))
            log = note("unchanged", self.maven("bundle", kind))
            if "nothing to do" not in log:
                sys.exit("the unchanged bundle was made again:\n" + log)
            note("validate", timed(["mvn", "-B", "-o", *self.options, "validate"], self.empty))
            tree, tarball = self.work / "project/target/diracos/tree", self.work / "native.tar"
            note("native " + kind, timed(["sh", "-c", f"tar -C {tree} -cf - . | {NATIVE[kind]} > {tarball}"], self.work))
            native = tarball.stat().st_size
            tarball.unlink()
            self.forget(self.cache / "chunks")
            for file in (self.directory / "target").glob("*.tar.*"):
                file.unlink()
            log = note("goal " + kind, self.maven("bundle", kind))
            (minutes, seconds), = re.findall(r"\] write diracos\S+: [^\n]* in (?:(\d+) min )?([0-9.]+) s", log)
            seen["stage " + kind] = 60 * int(minutes or 0) + float(seconds)
            ours, = (self.directory / "target").glob("*.tar.*")
            seen["size " + kind] = ours.stat().st_size / native
        return seen, cpu


def ratios(seen):
    """The ratios of a round, by name."""
    result = {f"changed / scratch {kind}": seen["changed " + kind] / seen["scratch " + kind] for kind in NATIVE}
    result["unchanged / validate"] = seen["unchanged"] / seen["validate"]
    for kind in NATIVE:
        result[f"stage / native {kind}"] = seen["stage " + kind] / seen["native " + kind]
        result[f"goal / native {kind}"] = seen["goal " + kind] / seen["native " + kind]
        result[f"size / native {kind}"] = seen["size " + kind]
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=sorted(FIXTURES), default="quickstart")
    parser.add_argument("--fixture", type=pathlib.Path, help="made by it/fixture/make-fixture.py; default: in .cache")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--work", type=pathlib.Path, help="where to work; on the file system of the fixture nothing is copied")
    parser.add_argument("--maven-option", action="append", default=[], metavar="OPTION")
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    repository = ((args.fixture or FIXTURES[args.size]) / "repo").resolve()
    if not (repository / "repodata/repomd.xml").is_file():
        sys.exit(f"bundle.py: no repository in {repository}; it/fixture/make-fixture.py makes it")
    rounds = []
    with tempfile.TemporaryDirectory(dir=args.work) as scratch:
        bundle = Bundle(pathlib.Path(scratch), repository, roots_of(args.size), args.maven_option)
        bundle.switch("1")
        bundle.maven("bundle", "gz")
        for number in range(1, args.runs + 1):
            seen, cpu = bundle.round()
            rounds.append(ratios(seen))
            print(f"round {number}  " + "  ".join(
                f"{name} {wall:.2f}" + (f" ({cpu[name]:.2f} cpu)" if name in cpu else "") for name, wall in seen.items()
            ), flush=True)
    missed = False
    for name in rounds[0]:
        values = [each[name] for each in rounds]
        target = TARGETS.get(name)
        median = statistics.median(values)
        missed |= target is not None and median > target
        print(f"{name:22}  min {min(values):6.3f}  median {median:6.3f}  max {max(values):6.3f}"
              + (f"  target {target}" if target else ""))
    return 1 if args.check and missed else 0


if __name__ == "__main__":
    sys.exit(main())
