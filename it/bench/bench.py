#!/usr/bin/env python3
"""Times whole `mvn diracos:bundle` runs against the native steps that DIRACOS v1 takes, in turn.

    bench.py [--size quickstart|grid|tools] [--fixture DIR] [--runs N] [--work DIR] [--check]

Three sizes: what the quickstart bundles, what a grid client bundle holds (grid-roots.txt), and the
developer tools of a site (tools-roots.txt). The first is small, so that
the start of Maven and of the JVM weighs much; the second is what people ship; the third has about a
hundred packages, as the first, but big ones.

Each round runs, in directories of its own, native.sh with gzip, v1's own walk through the repository,
then `mvn diracos:bundle` with gzip, then with zstd: Maven's start, resolving, fetching, extracting,
relocating and bundling, with an empty cache and nothing built before. Printed are wall and CPU seconds
of each, and the ratio of the native steps to ours, round by round, since the speed of a shared machine
drifts; the median counts. "v1" are the native steps with v1's own walk: root by root, a query for each
level, up to the level that holds glibc. "merged" are the same steps with a walk that v1 does not have:
all roots at once, which asks dnf far less often; what v1's walk misses and this one finds is extracted
and bundled in both. On a disk nothing is deleted before the end, since some file systems make new files slowly for
a while after many were deleted; in memory each round is. A virtual machine gives memory that nobody
uses back to its host, and it is several times slower to take again than to use: so before each
command, ours or theirs, some memory is taken and let go. With --check the status is 1 if a median
ratio misses its target.
"""
import argparse
import json
import mmap
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

import timing

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGETS = {"gz": 2.5, "zst": 6.0}
FIXTURES = {"quickstart": ROOT / ".cache/fixture", "grid": ROOT / ".cache/fixture-grid",
            "tools": ROOT / ".cache/fixture-tools"}
TAKEN = 3 << 30
ROOTS = {size: ROOT / f"it/bench/{size}-roots.txt" for size in ("grid", "tools")}


def take_memory():
    """Touches memory and lets it go, so that what runs next does not wait for the host to lend it."""
    block = mmap.mmap(-1, TAKEN)
    for page in range(0, TAKEN, mmap.PAGESIZE):
        block[page] = 1
    block.close()


def timed(command, directory):
    """What a command costs where memory need not be waited for."""
    take_memory()
    return timing.timed(command, directory)


def roots_of(size):
    """What is bundled: the quickstart's packages if None."""
    if size not in ROOTS:
        return None
    return [line for line in ROOTS[size].read_text().split("\n") if line and not line.startswith("#")]


def project(directory, repository, roots):
    """A copy of the quickstart that reads the given repository and bundles the given roots, if any."""
    directory.mkdir()
    shutil.copy(ROOT / "examples/quickstart/pom.xml", directory)
    shutil.copytree(ROOT / "examples/quickstart/.mvn", directory / ".mvn")
    spec = json.loads((ROOT / "examples/quickstart/diracos.json").read_text())
    spec["repositories"][0]["url"] = str(repository)
    spec["packages"] = roots or spec["packages"]
    (directory / "diracos.json").write_text(json.dumps(spec))
    (directory.parent / "roots.txt").write_text("\n".join(spec["packages"]) + "\n")
    return directory


def round_of(work, repository, roots):
    """One round: name -> (wall, cpu)."""
    result = {}
    ours = {kind: project(work / kind, repository, roots) for kind in TARGETS}
    native = [ROOT / "it/bench/native.sh", repository, work / "roots.txt"]
    result["merged"], steps = timed([*native, work / "native", "gz"], work)
    asked = json.loads(steps.strip().split("\n")[-1])["steps"]["resolve"]
    walk, _ = timed([*native, work / "walk", "walk"], work)
    result["v1"] = tuple(whole - asked[unit] + own for whole, unit, own in zip(result["merged"], ("wall", "cpu"), walk))
    for kind, directory in ours.items():
        command = ["mvn", "-B", "-o", "-q", "diracos:bundle", f"-Ddiracos.bundle.compression={kind}", f"-Ddiracos.cache={directory / 'cache'}"]
        result[kind], _ = timed(command, directory)
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=sorted(FIXTURES), default="quickstart")
    parser.add_argument("--fixture", type=pathlib.Path, help="made by it/fixture/make-fixture.py; default: in .cache")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--work", type=pathlib.Path, help="where to work; a tmpfs leaves the disk out")
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    fixture = args.fixture or FIXTURES[args.size]
    repository = (fixture / "repo").resolve()
    if not (repository / "repodata/repomd.xml").is_file():
        roots = f" --roots {ROOTS[args.size]}" if args.size in ROOTS else ""
        sys.exit(f"bench.py: no repository in {repository}\n  make it: {ROOT}/it/fixture/make-fixture.py --out {fixture}{roots}")
    rounds = []
    with tempfile.TemporaryDirectory(dir=args.work) as scratch:
        kind = subprocess.run(["stat", "-f", "-c", "%T", scratch], stdout=subprocess.PIPE, text=True, check=True)
        in_memory = kind.stdout.strip() == "tmpfs"
        for number in range(args.runs + 1):
            work = pathlib.Path(scratch) / str(number)
            work.mkdir()
            seen = round_of(work, repository, roots_of(args.size))
            note = "warm-up" if number == 0 else f"round {number}"
            shown = "  ".join(f"{name} {wall:6.2f} s wall {cpu:6.2f} s cpu" for name, (wall, cpu) in seen.items())
            print(f"{note:8}  {shown}", flush=True)
            if number:
                rounds.append(seen)
            if in_memory or os.statvfs(work).f_bavail * os.statvfs(work).f_frsize < 4 << 30:
                shutil.rmtree(work)
    missed = False
    for kind, target in TARGETS.items():
        for base, unit in (("v1", "wall"), ("v1", "cpu"), ("merged", "wall"), ("merged", "cpu")):
            index = ("wall", "cpu").index(unit)
            ratios = [seen[base][index] / seen[kind][index] for seen in rounds]
            median = statistics.median(ratios)
            counts = base == "v1" and unit == "wall"
            print(f"{base:6} / {kind:3} {unit:4}  min {min(ratios):5.2f}  median {median:5.2f}  max {max(ratios):5.2f}" + (f"  target {target}" if counts else ""))
            missed |= counts and median < target
    return 1 if args.check and missed else 0


if __name__ == "__main__":
    sys.exit(main())
