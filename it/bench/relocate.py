#!/usr/bin/env python3
"""Times relocating a tree of programs and libraries: ours against patchelf, file by file, in turn.

    relocate.py [--from DIR ...] [--runs N] [--work DIR] [--class-path PATH] [--check]

The tree is a copy of the dynamic ELF files of this machine's /usr, with the links to them; how long the JVM
takes to start and to compile counts the less, the more files there are. Each round relocates fresh copies of it:

  patchelf        patchelf --force-rpath --set-rpath PATH FILE, one after the other, each file that gets a
                  path with the path that we plan: patchelf is given the plan for nothing
  stage           our relocation stage in files of its own making, as diracos:bundle runs it: the JVM's
                  start, reading the tree, planning, writing; the search for the staging path is left
                  out, since in a build it belongs to extraction
  tree            what diracos:relocate -Ddiracos.tree=DIR does, which searches every byte for the path of
                  the tree, keeps hard links and capabilities, and takes effect by renaming: each
                  changed file is copied

Our whole JVM counts, Maven's start does not. The last lines give the CPU time of a JVM that has relocated
four copies before, for 1,000 ELF files, reading and planning included ("warm"). The engine runs from the
jars in target of this checkout, which `mvn package` makes, or from --class-path. Printed are wall and CPU
seconds and medians of ratios, round by round. With --check the status is 1 if a median of wall ratios
misses its target.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile

from timing import timed

ROOT = pathlib.Path(__file__).resolve().parents[2]
PLUGIN = ROOT / "diracos-maven-plugin"
MAIN = "org.diracgrid.diracos.relocate.RelocateMain"
# As for a short run: one compiler, and no more young memory than the caches hold.
JAVA = ["java", "-XX:+UseSerialGC", "-Xmn16m", "-XX:TieredStopAtLevel=1", "-Xshare:auto"]
TARGETS = {"stage": 10.0, "tree": None}
WARM = 4


def is_dynamic(path):
    """Whether a file is a program or library that the loader sees."""
    try:
        with open(path, "rb") as file:
            head = file.read(64)
            if len(head) < 64 or head[:5] != b"\x7fELF\x02" or struct.unpack_from("<H", head, 16)[0] not in (2, 3):
                return False
            offset, (size, count) = struct.unpack_from("<Q", head, 32)[0], struct.unpack_from("<HH", head, 54)
            file.seek(offset)
            table = file.read(size * count)
            return any(struct.unpack_from("<I", table, at)[0] == 2 for at in range(0, len(table), size))
    except (OSError, struct.error):
        return False


def make_tree(sources, tree):
    """Copies ELF files and links, the paths kept; returns how many files there are, and their bytes."""
    files = size = 0
    for source in sources:
        for directory, _, names in os.walk(source):
            for name in names:
                path = pathlib.Path(directory, name)
                target = tree / str(path)[1:]
                if path.is_symlink():
                    if ".so" in name and not os.readlink(path).startswith("/"):
                        target.parent.mkdir(parents=True, exist_ok=True)
                        target.symlink_to(os.readlink(path))
                elif is_dynamic(path):
                    target.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy2(path, target)
                    files, size = files + 1, size + target.stat().st_size
    return files, size


class Bench:
    """One tree, and the ways to relocate a copy of it."""

    def __init__(self, work, class_path, tree, files):
        self.work, self.class_path, self.tree, self.files = work, class_path, tree, files
        plan = work / "plan.json"
        copy = self.copy()
        timed([*self.java(f"-Ddiracos.report={plan}"), copy], work)
        shutil.rmtree(copy)
        self.changes = [(change["path"], change["after"]) for change in json.loads(plan.read_text())["rpaths"]]
        # The loop is a shell's, as scripts have it: no Python between the processes.
        self.script = work / "patchelf.sh"

    def java(self, *options):
        return [*JAVA, *options, "-Ddiracos.quiet=true", "-cp", self.class_path, MAIN]

    def copy(self):
        target = pathlib.Path(tempfile.mkdtemp(dir=self.work)) / "tree"
        subprocess.run(["cp", "-a", self.tree, target], check=True)
        return target

    def patchelf(self):
        copy = self.copy()
        lines = [f"patchelf --force-rpath --set-rpath '{path}' '{copy}{file}' || echo failed" for file, path in self.changes]
        self.script.write_text("\n".join(lines) + "\n")
        seen, out = timed(["sh", self.script], self.work)
        shutil.rmtree(copy.parent)
        return seen, out.count("failed")

    def ours(self, *options):
        copy = self.copy()
        seen, out = timed([*self.java(*options), copy], self.work)
        shutil.rmtree(copy.parent)
        return seen, out

    def warm(self, *options):
        """CPU ms of the last of some copies, for 1,000 files."""
        copies = [self.copy() for _ in range(WARM + 1)]
        # A JVM for long runs: what is measured is what the compiler makes of it in the end.
        command = ["java", "-XX:+UseSerialGC", *options, "-Ddiracos.quiet=true", "-cp", self.class_path, MAIN, *copies]
        _, out = timed(command, self.work)
        for copy in copies:
            shutil.rmtree(copy.parent)
        figures = [int(ms) for ms in re.findall(r"^cpu ms (\d+)", out, re.M)]
        return figures[-1] * 1000 / self.files


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--from", dest="sources", action="append", type=pathlib.Path, help="where ELF files are; may be given again")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--work", type=pathlib.Path, help="where to work; a tmpfs leaves the disk out")
    parser.add_argument("--class-path", help="of the engine and its tests; default: the jars in target")
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    class_path = args.class_path
    if not class_path:
        jars = sorted(PLUGIN.glob("target/diracos-maven-plugin-*.jar"))
        if len(jars) != 2:
            sys.exit(f"relocate.py: the engine is not built\n  build it: cd {ROOT} && mvn -q package -DskipTests")
        class_path = ":".join(map(str, jars))
    if not shutil.which("patchelf"):
        sys.exit("relocate.py: patchelf is not installed\n  install it: it/setup.sh")
    sources = args.sources or [pathlib.Path("/usr")]
    rounds = []
    with tempfile.TemporaryDirectory(dir=args.work) as scratch:
        work = pathlib.Path(scratch)
        files, size = make_tree(sources, work / "tree")
        bench = Bench(work, class_path, work / "tree", files)
        print(f"{files} ELF files, {size / 2**20:.0f} MiB, {len(bench.changes)} get a path", flush=True)
        for number in range(args.runs + 1):
            seen, failed = {}, 0
            seen["patchelf"], failed = bench.patchelf()
            seen["stage"], done = bench.ours("-Ddiracos.stage=true")
            seen["tree"], _ = bench.ours()
            note = "warm-up" if number == 0 else f"round {number}"
            shown = "  ".join(f"{name} {wall:6.2f} s wall {cpu:6.2f} s cpu" for name, (wall, cpu) in seen.items())
            print(f"{note:8}  {shown}  patchelf failed on {failed}" + (f"\n          ours: {done.strip()}" if number == 0 else ""), flush=True)
            if number:
                rounds.append(seen)
        warm = {"stage": bench.warm("-Ddiracos.stage=true"), "tree": bench.warm()}
    missed = False
    for name, target in TARGETS.items():
        for unit, label in enumerate(("wall", "cpu")):
            ratios = [seen["patchelf"][unit] / seen[name][unit] for seen in rounds]
            median = statistics.median(ratios)
            aim = f"  target {target}" if target and label == "wall" else ""
            print(f"patchelf / {name:6} {label:4}  min {min(ratios):5.2f}  median {median:5.2f}  max {max(ratios):5.2f}{aim}")
            missed |= bool(aim) and median < target
        print(f"warm {name}: {warm[name]:.0f} CPU ms for 1,000 ELF files")
    return 1 if args.check and missed else 0


if __name__ == "__main__":
    sys.exit(main())
