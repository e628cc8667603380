#!/usr/bin/env python3
"""Times writing the metadata of a repository: ours against createrepo_c, in turn, from scratch and after one package.

    repodata.py [--packages N] [--largest BYTES] [--from DIR] [--compression GZ|ZST] [--runs N] [--work DIR]
                [--class-path PATH] [--check]

The repository holds N packages (5000): those of the fixture, again and again, each with a build host of
its own in its header, so that no two have one checksum; --largest leaves out larger ones. All of it is in the page
cache. Each round runs in turn:

  createrepo_c   createrepo_c --no-database, nothing there
  scratch        ours, nothing there
  one more       ours, one package added to what scratch left
  nothing        ours, nothing added

The package that is added comes in the middle of the order. Our whole JVM counts, Maven's start does
not; the last line of each kind gives what the same takes in a JVM that has done it before, as in a
build that brings the repository up to date after each package ("warm", to be held against
createrepo_c's CPU seconds). Before "one more"
the files are settled: none was changed within the last ten seconds. The engine runs from the jars in target of this
checkout, which `mvn package` makes, or from --class-path. Printed are wall and CPU seconds and medians of ratios,
round by round. With --check the status is 1 if a median of wall ratios misses its target.
"""
import argparse
import hashlib
import os
import pathlib
import re
import shutil
import statistics
import struct
import sys
import tempfile

from timing import timed

ROOT = pathlib.Path(__file__).resolve().parents[2]
PLUGIN = ROOT / "diracos-maven-plugin"
MAIN = "org.diracgrid.diracos.repodata.RepodataMain"
JAVA = ["java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=4", "-Xshare:auto"]
TARGETS = {"scratch": 1.0, "one more": 0.05, "nothing": None}
SETTLED = 11


def header(data, at):
    """Where the data of a header begin, its end, and its entries (tag, type, offset, count) by tag."""
    count, size = struct.unpack_from(">II", data, at + 8)
    store = at + 16 + 16 * count
    entries = {}
    for number in range(count):
        tag, kind, offset, values = struct.unpack_from(">IIII", data, at + 16 + 16 * number)
        entries[tag] = (kind, store + offset, values)
    return store, store + size, entries


def variant(data, number):
    """A package with another build host of the same length, its digests made to fit."""
    data = bytearray(data)
    _, end, signature = header(data, 96)
    start = (end + 7) & ~7
    _, end, main = header(data, start)
    host = main[1007][1]
    length = data.index(0, host) - host
    data[host:host + length] = f"{number:0{length}d}".encode()[-length:]
    for tag, digest in ((269, hashlib.sha1), (273, hashlib.sha256)):
        if tag in signature:
            text = digest(data[start:end]).hexdigest().encode()
            data[signature[tag][1]:signature[tag][1] + len(text)] = text
    return data


class Bench:
    """One repository, and one package that comes and goes."""

    def __init__(self, work, class_path, compression):
        self.work, self.compression = work, compression
        self.repository, self.memo, self.more = work / "repository", work / "memo", work / "more.rpm"
        self.place = self.repository
        self.java = [*JAVA, f"-Ddiracos.compression={compression}", f"-Ddiracos.memo={self.memo}", "-cp", class_path, MAIN]

    def make(self, sources, packages):
        """Writes the packages; returns their bytes."""
        size = 0
        (self.repository / "x86_64").mkdir(parents=True)
        self.place = self.repository / f"x86_64/{packages // 2:05d}-more.rpm"
        for number in range(packages + 1):
            source = sources[number % len(sources)]
            data = variant(source.read_bytes(), number)
            target = self.repository / f"x86_64/{number:05d}-{source.name}" if number < packages else self.more
            target.write_bytes(data)
            size += len(data)
        return size

    def forget(self):
        shutil.rmtree(self.repository / "repodata", ignore_errors=True)
        for file in self.work.glob("memo*"):
            file.unlink()

    def documents(self):
        return sum(file.stat().st_size for file in (self.repository / "repodata").iterdir())

    def ours(self, times=1):
        return timed([*self.java, *[self.repository] * times], self.work)

    def round(self):
        seen = {}
        self.forget()
        kind = "gz" if self.compression == "GZ" else "zstd"
        options = ["--general-compress-type=zstd"] if kind == "zstd" else []
        seen["createrepo_c"], _ = timed(["createrepo_c", "-q", "--no-database", *options, self.repository], self.work)
        theirs = self.documents()
        self.forget()
        seen["scratch"], _ = self.ours()
        ours = self.documents()
        shutil.copy(self.more, self.place)
        seen["one more"], out = self.ours()
        if "read=1," not in out:
            sys.exit(f"more than one package was read: {out}")
        os.utime(self.place)
        time.sleep(SETTLED)
        self.ours()
        seen["nothing"], out = self.ours()
        if "written=false" not in out:
            sys.exit(f"something was written though nothing changed: {out}")
        self.place.unlink()
        return seen, ours / theirs

    def warm(self):
        """Wall and CPU ms in a JVM that has done it before: from scratch, one more, nothing."""
        self.forget()
        self.ours()
        code = [*self.java[:-1], "-Ddiracos.more=" + str(self.more), "-Ddiracos.place=" + str(self.place), MAIN]
        _, out = timed([*code, *[self.repository] * 11], self.work)
        self.place.unlink(missing_ok=True)
        return [tuple(map(int, pair)) for pair in re.findall(r"wall ms (\d+) cpu ms (\d+) .*read=1,", out)][-1]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", type=int, default=5000)
    parser.add_argument("--largest", type=int, default=1 << 40, help="no package of more bytes")
    parser.add_argument("--from", dest="source", type=pathlib.Path, default=ROOT / ".cache/fixture/repo", help="where packages are")
    parser.add_argument("--compression", choices=("GZ", "ZST"), default="GZ")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--work", type=pathlib.Path, help="where to work; a tmpfs leaves the disk out")
    parser.add_argument("--class-path", help="of the engine and its tests; default: the jars in target")
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    class_path = args.class_path
    if not class_path:
        jars = sorted(PLUGIN.glob("target/diracos-maven-plugin-*.jar"))
        if len(jars) != 2:
            sys.exit(f"repodata.py: the engine is not built\n  build it: cd {ROOT} && mvn -q package -DskipTests")
        class_path = ":".join(map(str, jars))
    if not shutil.which("createrepo_c"):
        sys.exit("repodata.py: createrepo_c is not installed\n  install it: it/setup.sh")
    sources = [file for file in sorted(args.source.rglob("*.rpm")) if file.stat().st_size <= args.largest]
    if not sources:
        sys.exit(f"repodata.py: no packages in {args.source}\n  make some: it/fixture/make-fixture.py")
    rounds, sizes = [], []
    with tempfile.TemporaryDirectory(dir=args.work) as scratch:
        bench = Bench(pathlib.Path(scratch), class_path, args.compression)
        size = bench.make(sources, args.packages)
        print(f"{args.packages} packages, {size / 2**20:.0f} MiB, {args.compression}", flush=True)
        time.sleep(SETTLED)
        for number in range(args.runs + 1):
            seen, ratio = bench.round()
            note = "warm-up" if number == 0 else f"round {number}"
            shown = "  ".join(f"{name} {wall:6.2f} s wall {cpu:6.2f} s cpu" for name, (wall, cpu) in seen.items())
            print(f"{note:8}  {shown}", flush=True)
            if number:
                rounds.append(seen)
                sizes.append(ratio)
        warm = bench.warm()
    missed = False
    for name, target in TARGETS.items():
        for unit, label in enumerate(("wall", "cpu")):
            ratios = [seen[name][unit] / seen["createrepo_c"][unit] for seen in rounds]
            median = statistics.median(ratios)
            aim = f"  target {target}" if target and label == "wall" else ""
            print(f"{name:8} / createrepo_c {label:4}  min {min(ratios):6.3f}  median {median:6.3f}  max {max(ratios):6.3f}{aim}")
            missed |= bool(aim) and median > target
    print(f"warm one more: {warm[0]} ms wall {warm[1]} ms cpu")
    print(f"bytes of metadata / createrepo_c's {statistics.median(sizes):.3f}")
    return 1 if args.check and missed else 0


if __name__ == "__main__":
    sys.exit(main())
