#!/usr/bin/env python3
"""Times `mvn diracos:rebuild` where all of 122 packages are built, against `mvn validate` on an empty project.

    nothing.py [--fixture DIR] [--runs N] [--work DIR] [--check]

The packages are those of DIRACOS v1's size and shape (grid.txt of the planner's tests): their names, each with
"grid-" before it so that none takes the place of a tool that builds, what they are made of and what is made with
them; their contents are one empty file. All are built once, which takes some minutes; --work keeps them for the
next time. Then each round runs `mvn validate` on a project without plugins and `mvn diracos:rebuild`, which has
nothing to do and must say so. Printed are wall and CPU seconds of each and the median of their ratios. With
--check the status is 1 if the median of wall ratios is over 3.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

from timing import EMPTY, timed

ROOT = pathlib.Path(__file__).resolve().parents[2]
GRID = ROOT / "diracos-maven-plugin/src/test/resources/org/diracgrid/diracos/schedule/grid.txt"
TARGET = 3.0


def grid():
    """Each source of grid.txt: name, version-release, whether bootstrap, needs, and requirements of each package."""
    sources = []
    for line in GRID.read_text().split("\n"):
        if not line or line.startswith("#"):
            continue
        if not line.startswith(" "):
            name, *words = line.split()
            if name == "base":
                break
            evr = next((word for word in words if re.fullmatch(r"[\d.]+-\d+", word)), "1-1")
            sources.append({"name": name, "evr": evr, "bootstrap": "bootstrap" in words, "needs": [], "makes": {}})
            continue
        kind, _, rest = line.strip().partition(" ")
        if kind == "needs":
            sources[-1]["needs"] += [need.split()[0] for need in rest.split(", ")]
        elif kind == "makes":
            sources[-1]["makes"].update((made, []) for made in rest.split(", "))
        elif kind == "made" and "<-" in rest:
            made, _, requires = rest.partition(" <- ")
            sources[-1]["makes"][made.split()[0]] = [need.split()[0] for need in requires.split(", ")]
    return sources


def spec(source, own):
    """A spec that makes what grid.txt says of a source."""
    version, release = source["evr"].split("-")
    name = source["name"]
    lines = [f"Name: grid-{name}", f"Version: {version}", f"Release: {release}", f"Summary: {name}", "License: MIT",
             "BuildArch: noarch"]
    lines += [f"BuildRequires: grid-{need}" for need in source["needs"] if need in own]
    bodies = ["%install"]
    for made in source["makes"]:
        bodies.append(f"install -D /dev/null %{{buildroot}}/usr/share/grid/{made}")
    for made, requires in source["makes"].items():
        head = [f"Requires: grid-{need}" for need in requires if need in own]
        if made == name:
            lines += [*head, "%description", name]
            bodies += ["%files", f"/usr/share/grid/{made}"]
        else:
            bodies = [f"%package -n grid-{made}", f"Summary: {made}", *head, f"%description -n grid-{made}", made,
                      *bodies, f"%files -n grid-{made}", f"/usr/share/grid/{made}"]
    return "\n".join([*lines, *bodies]) + "\n"


def project(directory, fixture):
    """A project that builds the whole grid."""
    sources = grid()
    own = {made for source in sources for made in source["makes"]}
    # What is built in the bootstrap is built against the distribution and the rest of the bootstrap.
    early = {made for source in sources if source["bootstrap"] for made in source["makes"]}
    groups = []
    for number, source in enumerate(sources):
        place = directory / "sources" / f"{number:03}-{source['name']}"
        place.mkdir(parents=True, exist_ok=True)
        name = f"grid-{source['name']}"
        (place / f"{name}.spec").write_text(spec(source, early if source["bootstrap"] else own))
        subprocess.run(["rpmbuild", "-bs", "--quiet", "--define", f"_topdir {place}", "--define", f"_srcrpmdir {place}",
                        str(place / f"{name}.spec")], check=True, stdout=subprocess.DEVNULL)
        source_package = next(place.glob("*.src.rpm"))
        groups.append({"name": name, "src": str(source_package.relative_to(directory)),
                       **({"bootstrap": True} if source["bootstrap"] else {})})
    (directory / "diracos.json").write_text(json.dumps({
        "version": "1", "packages": ["grid-python"], "repositories": [{"id": "base", "url": str(fixture / "repo")}],
        "rpmBuild": {"builder": "chroot", "repo": "repo", "buildroot": ["@buildsys-build"],
                     "packageGroups": [{"name": "grid", "packages": groups}]}}, indent=1))
    shutil.copy(ROOT / "examples/quickstart/pom.xml", directory)
    shutil.copytree(ROOT / "examples/quickstart/.mvn", directory / ".mvn", dirs_exist_ok=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fixture", type=pathlib.Path, default=ROOT / ".cache/fixture-build")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--work", type=pathlib.Path)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    work = options.work or pathlib.Path(tempfile.mkdtemp(prefix="diracos-nothing-"))
    grid_project, empty = work / "grid", work / "empty"
    for directory in (grid_project, empty):
        directory.mkdir(parents=True, exist_ok=True)
    (empty / "pom.xml").write_text(EMPTY)
    if not (grid_project / "diracos.json").exists():
        project(grid_project, options.fixture.resolve())
    rebuild = ["mvn", "-B", "-o", f"-Ddiracos.cache={work / 'cache'}", "diracos:rebuild"]
    (wall, cpu), said = timed(rebuild, grid_project)
    print(next(line for line in said.split("\n") if re.search(r"Rebuild: |up to date", line)))
    print(f"built once: {wall:.1f} s, {cpu:.1f} CPU s")
    ratios = []
    for number in range(options.runs):
        nothing, _ = timed(["mvn", "-B", "-o", "validate"], empty)
        ours, said = timed(rebuild, grid_project)
        if "are up to date" not in said:
            sys.exit(f"something was built:\n{said}")
        ratios.append((ours[0] / nothing[0], ours[1] / nothing[1]))
        print(f"round {number + 1}: validate {nothing[0]:.2f} s, {nothing[1]:.2f} CPU; "
              f"nothing to do {ours[0]:.2f} s, {ours[1]:.2f} CPU; {ratios[-1][0]:.2f} {ratios[-1][1]:.2f}")
    wall, cpu = (statistics.median(column) for column in zip(*ratios))
    print(f"median: {wall:.2f} of mvn validate's wall time, {cpu:.2f} of its CPU time (at most {TARGET})")
    if not options.work:
        shutil.rmtree(work)
    sys.exit(1 if options.check and wall > TARGET else 0)


if __name__ == "__main__":
    os.umask(0o022)
    main()
