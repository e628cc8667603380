"""Loads the modules it is given, then runs pip as often as standard input says.

Each line of that is one run: {"arguments": [...], "before": [...], "output": file, "errors": file}.
Its status is answered by a line on standard output, "pip ended N", once it is over; modules that are
loaded may say there what they like.
"""
import importlib
import json
import os
import runpy
import sys


def loaded(names):
    for name in names:
        try:
            importlib.import_module(name)
        except Exception:
            # Another pip has it under another name; what is wrong with this one it says when it runs.
            return


def told():
    """What this process shall run; those who tell are answered by its parent."""
    for line in iter(sys.stdin.readline, ""):
        process = os.fork()
        if not process:
            return json.loads(line)
        status = os.waitpid(process, 0)[1]
        signal = status & 127
        print("\npip ended", 128 + signal if signal else status >> 8)
        sys.stdout.flush()
    return None


def run(arguments, before, output, errors):
    for number, (name, flags) in enumerate([(os.devnull, os.O_RDONLY), (output, os.O_WRONLY), (errors, os.O_WRONLY)]):
        os.dup2(os.open(name, flags), number)
    if before:
        usual = os.environ.get("PYTHONPATH")
        os.environ["PYTHONPATH"] = os.pathsep.join(before + ([usual] if usual else []))
        if "pip._vendor.pkg_resources" in sys.modules:
            # It has looked for packages already, and not there.
            os.execv(sys.executable, [sys.executable, "-m", "pip"] + arguments)
        sys.path[1:1] = before
    importlib.invalidate_caches()
    sys.argv = ["pip"] + arguments
    runpy.run_module("pip", run_name="__main__", alter_sys=True)


loaded(sys.argv[1:])
# What they said and is not written yet would be said by each process.
sys.stdout.flush()
sys.stderr.flush()
wanted = told()
if wanted:
    run(**wanted)
