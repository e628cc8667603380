"""Collects and runs tests. A test is a function of one argument, the Bench, that raises when something is wrong."""

import os
import time
import traceback

TESTS = []


class Failed(Exception):
    """Something is not as it should be; the text says what was seen."""


class Skipped(Exception):
    """This machine cannot run the test; the text says what is missing."""


def test(function):
    """Registers a test; its name is its sentence."""
    TESTS.append(function)
    return function


def check(condition, seen):
    """Fails with what was seen unless the condition holds."""
    if not condition:
        raise Failed(seen() if callable(seen) else seen)


def same(expected, seen, what):
    """Fails unless two values are equal."""
    check(expected == seen, lambda: f"{what}: expected {expected!r}, got {seen!r}")


def nothing(problems, what):
    """Fails unless the list is empty, and shows how it begins."""
    problems = list(problems)
    check(not problems, lambda: f"{len(problems)} {what}:\n" + "\n".join(str(p) for p in problems[:20]))


def run(tests, bench):
    """Runs tests in their order and prints a line for each; says whether all passed."""
    passed = failed = 0
    for function in tests:
        name, begun = function.__name__.replace("_", " "), time.monotonic()
        try:
            function(bench)
            word, said = "OK", ""
        except Skipped as reason:
            # A machine that is there to test has to have what tests need.
            word, said = ("FAILED" if os.environ.get("CI") == "true" else "SKIPPED"), str(reason)
        except Failed as reason:
            word, said = "FAILED", str(reason)
        except Exception:  # A test that breaks has failed, and the others still say something.
            word, said = "FAILED", traceback.format_exc()
        passed += word == "OK"
        failed += word == "FAILED"
        print(f"{word:8}{name}   ({time.monotonic() - begun:.1f} s)", flush=True)
        for line in said.splitlines():
            print(f"        | {line}", flush=True)
    skipped = len(tests) - passed - failed
    print(f"{passed} passed, {failed} failed" + (f", {skipped} SKIPPED" if skipped else ""))
    return failed == 0
