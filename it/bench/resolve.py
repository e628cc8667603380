#!/usr/bin/env python3
"""Times resolving at the scale of a distribution: ours, libsolv's, dnf's and DIRACOS v1's, in turn.

    resolve.py --repository DIR --roots FILE [--libsolv PROGRAM] [--runs N] [--work DIR] [--check]

DIR is an rpm-md repository on this machine, FILE holds names, one a line. Each round runs, one after
the other, so that the drift of a shared machine meets all alike:

  java            a JVM that does nothing; it is taken off the engine's figures in the ratios. The loading of
                  classes is start, too: it comes from a class-data archive that is made before
  engine cold     our engine alone, from primary.xml to the closure, nothing cached
  engine warm     the same with the index of the run before
  libsolv cold    PROGRAM -i FILE -o OUT DIR
  libsolv warm    PROGRAM -i FILE -o OUT DIR.solv; the .solv is written by PROGRAM -w before
  maven cold      mvn diracos:resolve, Maven's start included, nothing cached
  maven warm      the same for another project with the cache of the run before
  dnf install     dnf --assumeno install, its cache warm
  dnf repoquery   dnf repoquery --requires --resolve --recursive, its cache warm
  v1              one dnf repoquery per root and level, as DIRACOS v1 asked; once, it takes minutes

The engine runs from the jars in target of this checkout: `mvn package` makes them. Maven takes the plugin as it is installed (`mvn install`). Printed are wall and CPU seconds, and
medians of ratios, round by round. With --check the status is 1 if a median of CPU ratios misses its
target, or if our engine and libsolv do not choose the same packages.
"""
import argparse
import functools
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

import timing

ROOT = pathlib.Path(__file__).resolve().parents[2]
PLUGIN = ROOT / "diracos-maven-plugin"
MAIN = "org.diracgrid.diracos.pipeline.ResolveBench"
# (slower, faster, CPU ratio to reach); "engine" is measured without the start of the JVM
TARGETS = [
    ("libsolv cold", "engine cold", 1.0),
    ("libsolv warm", "engine warm", 0.5),
    ("dnf repoquery", "maven warm", 1.0),
    ("v1", "maven warm", 50.0),
]

# What a tool says beside its answer is no part of it.
timed = functools.partial(timing.timed, stderr=subprocess.PIPE)


class Bench:
    """The commands, all on one repository and one list of roots."""

    def __init__(self, args, work):
        self.work, self.repository, self.libsolv = work, args.repository.resolve(), args.libsolv
        self.roots = [line.strip() for line in args.roots.read_text().splitlines() if line.strip() and not line.startswith("#")]
        self.list = work / "roots"
        self.list.write_text("\n".join(self.roots) + "\n")
        self.java = self.archived(["java", *args.java_option, "-cp", self.class_path(), MAIN])
        self.chosen = {}
        self.projects = 0
        (work / "dnf.conf").write_text(
            f"[main]\nreposdir=/nonexistent\ncachedir={work}/dnf\nlogdir={work}\npersistdir={work}/persist\ngpgcheck=0\n"
            f"install_weak_deps=False\n[bench]\nname=bench\nbaseurl={self.repository.as_uri()}\n"
        )

    def class_path(self):
        jars = sorted(PLUGIN.glob("target/diracos-maven-plugin-*.jar"))
        if len(jars) != 2:
            sys.exit(f"resolve.py: the engine is not built\n  build it: cd {ROOT} && mvn -q package -DskipTests")
        return ":".join(map(str, jars))

    def archived(self, java):
        """The command with its classes in an archive."""
        archive = self.work / "classes.jsa"
        timed(["java", f"-XX:ArchiveClassesAtExit={archive}", *java[1:], self.repository, self.list, self.work / "archived"], self.work)
        return [java[0], f"-XX:SharedArchiveFile={archive}", *java[1:]]

    def engine(self, cache):
        seen, out = timed([*self.java, self.repository, self.list, cache], self.work)
        self.chosen["engine"] = sorted(out.split())
        return seen

    def solv(self, what):
        out = self.work / "libsolv.txt"
        seen, _ = timed([self.libsolv, "-i", self.list, "-o", out, what], self.work)
        self.chosen["libsolv"] = sorted(out.read_text().split())
        return seen

    def maven(self, cache):
        self.projects += 1
        directory = self.work / f"project{self.projects}"
        directory.mkdir()
        shutil.copy(ROOT / "examples/quickstart/pom.xml", directory)
        shutil.copytree(ROOT / "examples/quickstart/.mvn", directory / ".mvn")
        spec = {
            "version": "1.0",
            "repositories": [{"id": "bench", "url": self.repository.as_uri()}],
            "packages": self.roots,
            "boundary": {"packages": []},
        }
        (directory / "diracos.json").write_text(json.dumps(spec))
        return timed(["mvn", "-B", "-o", "-q", "diracos:resolve", f"-Ddiracos.cache={cache}"], directory)[0]

    def dnf(self, *arguments, accept=(0,)):
        options = ["-q", "--config", self.work / "dnf.conf", "--releasever=9", f"--installroot={self.work}/root", "--forcearch=x86_64"]
        environment = dict(os.environ, LC_ALL="C.UTF-8")
        return timed(["dnf", *options, *arguments], self.work, accept, env=environment)

    def repoquery(self, *arguments):
        return self.dnf("--disableplugin=local", "repoquery", "--requires", "--resolve", *arguments)

    def v1(self):
        """Each root by itself, level by level, until a level holds glibc or nothing new."""
        wall = cpu = 0.0
        queries = {}
        for root in self.roots:
            level, known = [root], {root}
            while level and "glibc" not in level:
                key = tuple(sorted(level))
                if key not in queries:
                    (more, used), out = self.repoquery("--qf", "%{name}", *level)
                    wall, cpu = wall + more, cpu + used
                    queries[key] = out.split()
                level = sorted(set(queries[key]) - known)
                known.update(level)
        print(f"v1        {len(queries)} queries", flush=True)
        return wall, cpu

    def round(self, number):
        cache, maven_cache = self.work / f"cache{number}", self.work / f"maven{number}"
        seen = {"java": timed(self.java, self.work)[0]}
        seen["engine cold"] = self.engine(cache)
        seen["engine warm"] = self.engine(cache)
        if self.libsolv:
            seen["libsolv cold"] = self.solv(self.repository)
            seen["libsolv warm"] = self.solv(self.work / "bench.solv")
        seen["maven cold"] = self.maven(maven_cache)
        seen["maven warm"] = self.maven(maven_cache)
        seen["dnf install"] = self.dnf("--assumeno", "install", *self.roots, accept=(0, 1))[0]
        seen["dnf repoquery"] = self.repoquery("--recursive", *self.roots)[0]
        return seen


def figure(seen, name, unit):
    """Seconds, without the start of the JVM for the engine."""
    return max(seen[name][unit] - (seen["java"][unit] if name.startswith("engine") else 0), 0.001)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repository", type=pathlib.Path, required=True)
    parser.add_argument("--roots", type=pathlib.Path, required=True)
    parser.add_argument("--libsolv", type=pathlib.Path, help="a program that resolves with libsolv, see above")
    parser.add_argument("--java-option", action="append", default=[], help="for the engine's JVM; may be given again")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--skip-v1", action="store_true", help="leave out DIRACOS v1's way")
    parser.add_argument("--work", type=pathlib.Path, help="where to work; a tmpfs leaves the disk out")
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    if not (args.repository / "repodata/repomd.xml").is_file():
        sys.exit(f"resolve.py: no repository in {args.repository}")
    if args.libsolv:
        args.libsolv = args.libsolv.resolve()
    rounds = []
    with tempfile.TemporaryDirectory(dir=args.work) as scratch:
        bench = Bench(args, pathlib.Path(scratch))
        bench.dnf("makecache")
        if args.libsolv:
            timed([args.libsolv, "-w", bench.work / "bench.solv", bench.repository], bench.work)
        v1 = None if args.skip_v1 else bench.v1()
        for number in range(args.runs + 1):
            seen = bench.round(number)
            if v1:
                seen["v1"] = v1
            print("warm-up" if number == 0 else f"round {number}", flush=True)
            for name, (wall, cpu) in seen.items():
                print(f"  {name:14} {wall:7.2f} s wall {cpu:7.2f} s cpu", flush=True)
            if number:
                rounds.append(seen)
        alike = len({json.dumps(chosen) for chosen in bench.chosen.values()}) == 1
        print("packages chosen: " + ", ".join(f"{name} {len(chosen)}" for name, chosen in bench.chosen.items()) + ("" if alike else ", NOT the same"))
    missed = not alike
    for slow, fast, target in TARGETS:
        if not rounds or slow not in rounds[0]:
            continue
        for unit, label in enumerate(("wall", "cpu")):
            ratios = [figure(seen, slow, unit) / figure(seen, fast, unit) for seen in rounds]
            median = statistics.median(ratios)
            aim = f"  target {target}" if label == "cpu" else ""
            print(f"{slow:13} / {fast:11} {label:4}  min {min(ratios):6.2f}  median {median:6.2f}  max {max(ratios):6.2f}{aim}")
            missed |= label == "cpu" and median < target
    return 1 if args.check and missed else 0


if __name__ == "__main__":
    sys.exit(main())
