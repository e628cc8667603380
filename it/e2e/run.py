#!/usr/bin/env python3
"""Tests the installed plugin from end to end, on the real repository that it/fixture made.

usage: run.py --fixture DIR [--build-fixture DIR --sources DIR] [--work DIR] [--keep] [--maven-option OPTION]... [--list] [--jobs N | --module NAME] [PART-OF-A-NAME...]

The plugin is taken from the local Maven repository (mvn install puts it there); MAVEN_ARGS and MAVEN_OPTS count.
A line for each test, OK or FAILED with what was seen; the last one counts. Status 1 when any failed. What a machine
cannot test is SKIPPED, or with CI=true FAILED.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from e2elib import harness, lanes
from e2elib import bundle, oracles, promises, rebuild, bad_input, size  # noqa: F401 (each brings its tests)
from e2elib import python, wheels, extension, tutorials  # noqa: F401 (these install Python packages)
from e2elib import builds, variants, published, makespan, cluster, sdists  # noqa: F401 (these build packages)
from e2elib.bench import Bench, remove


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--fixture", metavar="DIR", help="the directory that holds repo/")
    parser.add_argument("--build-fixture", metavar="DIR", help="the distribution to build with; without it, nothing is built")
    parser.add_argument("--sources", metavar="DIR", help="what it/rebuild/make-sources.py made")
    parser.add_argument("--work", metavar="DIR", help="an empty directory to work in; without it, a temporary one")
    parser.add_argument("--keep", action="store_true", help="leave the temporary directory")
    parser.add_argument("--maven-option", action="append", default=[], metavar="OPTION",
                        help="for each call of mvn, such as --maven-option=-Dmaven.repo.local=DIR")
    parser.add_argument("--list", action="store_true", help="print the tests and stop")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="run N modules of tests at once, each in a process of its own")
    parser.add_argument("--module", metavar="NAME", help="run only the tests of this module")
    parser.add_argument("names", nargs="*", metavar="PART-OF-A-NAME", help="run only tests whose name holds one of these")
    return parser, parser.parse_args()


def chosen(names, module):
    wanted = [name.replace(" ", "_") for name in names]
    return [t for t in harness.TESTS if (not wanted or any(part in t.__name__ for part in wanted))
            and (not module or lanes.module(t) == module)]


def repeated(options):
    """The arguments that a process for one module takes over."""
    named = [("--fixture", options.fixture), ("--build-fixture", options.build_fixture), ("--sources", options.sources),
             *(("--maven-option", option) for option in options.maven_option)]
    return [f"{name}={value}" for name, value in named if value] + ["--keep"] * options.keep + options.names


def main():
    parser, options = arguments()
    tests = chosen(options.names, options.module)
    if options.list:
        print("\n".join(t.__name__.replace("_", " ") for t in tests))
        return 0
    if not tests:
        parser.error("no test has such a name; --list prints them")
    if not options.fixture or not Path(options.fixture, "repo", "repodata", "repomd.xml").is_file():
        parser.error(f"--fixture {options.fixture}: no repo/repodata/repomd.xml there; it/fixture/make-fixture.py makes it")
    if options.jobs > 1:
        if options.work:
            parser.error("--work is for one job")
        return 0 if lanes.run(tests, repeated(options), options.jobs) else 1
    work = Path(options.work) if options.work else Path(tempfile.mkdtemp(prefix="diracos-e2e-"))
    work.mkdir(parents=True, exist_ok=True)
    if any(work.iterdir()):
        parser.error(f"--work {work} is not empty")
    bench = Bench(options.fixture, work, options.maven_option)
    bench.build_fixture, bench.sources = options.build_fixture, options.sources
    try:
        bench.maven.warm(bench.project("warm").directory)
        return 0 if harness.run(tests, bench) else 1
    finally:
        bench.close()
        if not options.work and not options.keep:
            remove(work)


if __name__ == "__main__":
    sys.exit(main())
