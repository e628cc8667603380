"""What a package may have of its own: routines, requirements that it tells late, another architecture."""

import os

from .chain import project_of, text_in, text_source
from .harness import check, same, test


def routine(chain, name, text):
    """Writes an executable into the directory of routines."""
    place = chain.directory / "routines" / name
    place.parent.mkdir(exist_ok=True)
    place.write_text(text)
    os.chmod(place, 0o755)


OWN = """#!/usr/bin/env python3
import glob, json, os, shutil, subprocess, sys
package = json.load(sys.stdin)
subprocess.run(["rpmbuild", "--nodeps", "--rebuild", "-D", "_topdir " + os.getcwd(), "-D", "dist " + package["dist"],
                "-D", "said " + package["saying"], os.environ["DIRACOS_SRPM"]], check=True)
for made in glob.glob("RPMS/*/*.rpm"):
    shutil.copy(made, os.environ["DIRACOS_RESULT"])
"""


@test
def routines_run_before_in_place_of_and_after_a_build_and_one_that_fails_is_one_error(bench):
    directory = bench.work / "routines"
    chain = project_of(bench, "routines", [
        text_source(directory, "plain", "cat /etc/greeting > plain.txt"),
        {**text_source(directory, "own", "echo %{?said}%{!?said:nothing} > own.txt"), "saying": "made-by-a-routine"},
        text_source(directory, "bad", "echo bad > bad.txt")], routineDir="routines")
    routine(chain, "pre-plain.sh", "#!/bin/sh\necho from a routine > \"$DIRACOS_BUILDROOT/etc/greeting\"\n")
    routine(chain, "own.py", OWN)
    after = chain.directory / "after"
    routine(chain, "post-plain.sh", f"#!/bin/sh\nset -e\nls \"$DIRACOS_RESULT\" > '{after}'\n"
                                    f"rpm -qp --qf '%{{release}}\\n' \"$DIRACOS_RESULT\"/*.noarch.rpm >> '{after}'\n")
    routine(chain, "pre-bad.sh", "#!/bin/sh\necho what the routine says\nexit 3\n")
    chain.run().fails("DOS-BUILD-22", "bad").says("pre-bad.sh").says("status 3").says("what the routine says")
    same({"plain": "built", "own": "built", "bad": "failed"}, chain.states(), "states")
    check("what the routine says" in chain.log("bad"), "its output was not kept")
    noarch = chain.repository / "noarch"
    same("from a routine\n", text_in(noarch / "plain-1.0-1.t1.noarch.rpm", "plain"), "what the routine before left")
    same("made-by-a-routine\n", text_in(noarch / "own-1.0-1.t1.noarch.rpm", "own"), "what the routine in place of it made")
    check("plain-1.0-1.t1.noarch.rpm" in after.read_text().split(), f"the routine after it saw {after.read_text()!r}")
    check("1.t1" in after.read_text().split(), "the routine after it could not read the package")
    routine(chain, "pre-bad.sh", "#!/bin/sh\n")
    chain.run().ok()
    same({"plain": "cached", "own": "cached", "bad": "built"}, chain.states(), "after the routine was mended")
    routine(chain, "pre-plain.sh", "#!/bin/sh\necho another > \"$DIRACOS_BUILDROOT/etc/greeting\"\n")
    chain.run().ok()
    same({"plain": "built", "own": "cached", "bad": "cached"}, chain.states(), "after a routine was changed")
    same("another\n", text_in(noarch / "plain-1.0-1.t1.noarch.rpm", "plain"), "what the changed routine left")


LATE = """
%generate_buildrequires
echo 'gift(deep) >= 1'
"""


@test
def what_a_package_requires_only_while_it_is_built_is_built_before_it(bench):
    directory = bench.work / "late"
    # Listed the wrong way round. Nothing but the running spec, and the package that was built, tells the order.
    chain = project_of(bench, "late", [
        text_source(directory, "reader", "cat /usr/share/giver.txt > reader.txt", "BuildRequires: gift(deep)"),
        text_source(directory, "asker", "cat /usr/share/giver.txt > asker.txt", more=LATE),
        text_source(directory, "giver", "echo a gift > giver.txt", "Provides: gift(deep) = 2"),
        text_source(directory, "last", "cat /usr/share/asker.txt > last.txt", "BuildRequires: asker")])
    everything = dict.fromkeys(("reader", "asker", "giver", "last"), "built")
    chain.run().ok().says("asker is built after giver")
    same(everything, chain.states(), "states")
    same("a gift\n", text_in(chain.repository / "noarch" / "last-1.0-1.t1.noarch.rpm", "last"), "what came through")
    chain.run().ok().says("all 4 builds .* are up to date")
    chain.run("rebuild", "-Ddiracos.plan=true").ok().says(r"(?s)stage 1\s[^\n]* giver .*stage 2.* asker .*stage 3\s[^\n]* last ")
    text_source(directory, "giver", "echo another gift > giver.txt", "Provides: gift(deep) = 2")
    chain.run().ok()
    same(everything, chain.states(), "states after the gift changed")
    same("another gift\n", text_in(chain.repository / "noarch" / "last-1.0-1.t1.noarch.rpm", "last"), "what came through")
