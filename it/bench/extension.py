#!/usr/bin/env python3
"""Times `mvn diracos:extension` of three pure-Python packages against pip and the start of Maven.

    extension.py [--fixture DIR] [--runs N] [--work DIR] [--check]

The base is the quickstart's bundle with pip, of the fixture; it was released and is in the cache. Each round runs:

  validate     mvn validate on a project of a POM alone
  pip          pip install of the three packages by the base's own Python, from the same index, without pip's cache
  delta        mvn diracos:extension, output delta; nothing built, nothing locked, no wheel kept
  full         the same with output full, of which the base is a part
  unchanged    the same again

and once, before: `scratch`, the bundle of the base with an empty cache. Printed are wall and CPU seconds and,
round by round, (delta or full) / (validate + pip), and full - delta as a part of what compressing the base's tree
again takes (`tar | pigz`); the median counts. With --check the status is 1 if a median misses its target.
"""
import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

from timing import EMPTY, timed

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "it/e2e"))
from e2elib.bench import served  # noqa: E402
from e2elib.python import wheel  # noqa: E402

TARGETS = {"delta / (validate + pip)": 1.5, "full / (validate + pip)": 1.5, "(full - delta) / pigz": 0.5}
NAMES = ("first", "second", "third")


class Bench:
    """A released base, an index, and an extension."""

    def __init__(self, work, fixture):
        self.work, self.cache = work, work / "cache"
        self.base, self.extension, self.empty = work / "base", work / "extension", work / "empty"
        quickstart = ROOT / "examples/quickstart"
        for directory in (self.base, self.extension):
            directory.mkdir()
            shutil.copytree(quickstart / ".mvn", directory / ".mvn")
            shutil.copy(quickstart / "pom.xml", directory)
        self.empty.mkdir()
        (self.empty / "pom.xml").write_text(EMPTY)
        spec = json.loads((quickstart / "diracos.json").read_text())
        spec["repositories"][0]["url"] = str(fixture / "repo")
        spec["packages"] += ["python3-pip", "python-is-python3"]
        spec["version"] = "1"
        (self.base / "diracos.json").write_text(json.dumps(spec))
        self.index = work / "index"
        for name in NAMES:
            files = {f"{name}/m{i}.py": b"def f():\n    return 1\n" * 40 for i in range(60)} | {f"{name}/__init__.py": b""}
            file = wheel(self.index / name, name, "1.0", files)
            (self.index / name / "index.html").write_text(f'<!DOCTYPE html><a href="{file.name}">{file.name}</a>')
        (self.extension / "requirements.txt").write_text("".join(f"{name}\n" for name in NAMES))
        self.tarball = self.base / "target/diracos-1.tar.gz"

    def maven(self, goal, directory):
        return timed(["mvn", "-B", f"-Ddiracos.cache={self.cache}", goal], directory)

    def write(self, output, address):
        (self.extension / "diracos.json").write_text(json.dumps(
            {"version": "1", "extensionName": "LHCb", "base": str(self.tarball), "output": output,
             "pip": {"indexUrl": address}, "pipRequirements": "requirements.txt"}))

    def forget(self):
        """Nothing is built, locked or kept but the base."""
        shutil.rmtree(self.extension / "target", ignore_errors=True)
        (self.extension / "diracos.lock.json").unlink(missing_ok=True)
        for kept in ("wheels", "pip"):
            shutil.rmtree(self.cache / kept, ignore_errors=True)

    def round(self, address, tree):
        seen = {"validate": timed(["mvn", "-B", "-o", "validate"], self.empty)[0]}
        shutil.rmtree(self.work / "installed", ignore_errors=True)
        words = (f'. "{tree}/diracosrc" && python -m pip install -q --no-cache-dir --disable-pip-version-check '
                 f'--target "{self.work / "installed"}" --index-url {address} {" ".join(NAMES)}')
        seen["pip"] = timed(["env", "-i", "PATH=/usr/bin:/bin", f"HOME={self.work}", "PIP_CONFIG_FILE=/dev/null",
                             "bash", "-euc", words], self.work)[0]
        for output in ("delta", "full"):
            self.forget()
            self.write(output, address)
            seen[output], said = self.maven("diracos:extension", self.extension)
            if "up to date" in said:
                sys.exit(f"something was kept:\n{said}")
        seen["unchanged"], said = self.maven("diracos:extension", self.extension)
        if "up to date" not in said:
            sys.exit(f"it was made again:\n{said}")
        seen["pigz"] = timed(["bash", "-c", f"tar -cf - diracos | pigz -6 > '{self.work}/pigz.tar.gz'"], tree.parent)[0]
        return seen


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fixture", type=pathlib.Path, default=ROOT / ".cache/fixture")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--work", type=pathlib.Path)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    os.environ.update(PIP_CONFIG_FILE="/dev/null", PIP_EXTRA_INDEX_URL="", PIP_FIND_LINKS="")
    work = options.work or pathlib.Path(tempfile.mkdtemp(prefix="diracos-extension-"))
    work.mkdir(parents=True, exist_ok=True)
    bench = Bench(work, options.fixture.resolve())
    (wall, cpu), _ = bench.maven("diracos:bundle", bench.base)
    print(f"scratch: {wall:.2f} s, {cpu:.2f} CPU; {bench.tarball.stat().st_size / 1e6:.0f} MB")
    place = work / "unpacked"
    place.mkdir()
    subprocess.run(["tar", "xf", bench.tarball, "-C", place], check=True)
    ratios = []
    with served(bench.index) as address:
        # The base comes into the cache, and this Python compiles its own modules once.
        bench.round(address, place / "diracos")
        for number in range(options.runs):
            seen = bench.round(address, place / "diracos")
            print(f"round {number + 1}: " + "; ".join(f"{name} {w:.2f} s {c:.2f} CPU" for name, (w, c) in seen.items()))
            wall = {name: w for name, (w, _) in seen.items()}
            least = wall["validate"] + wall["pip"]
            ratios.append({"delta / (validate + pip)": wall["delta"] / least, "full / (validate + pip)": wall["full"] / least,
                           "(full - delta) / pigz": (wall["full"] - wall["delta"]) / wall["pigz"]})
    missed = False
    for name, target in TARGETS.items():
        values = sorted(one[name] for one in ratios)
        median = statistics.median(values)
        missed |= median > target
        print(f"{name}: min {values[0]:.2f} median {median:.2f} max {values[-1]:.2f} (at most {target})")
    if not options.work:
        shutil.rmtree(work)
    sys.exit(1 if options.check and missed else 0)


if __name__ == "__main__":
    os.umask(0o022)
    main()
