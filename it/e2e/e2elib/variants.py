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
