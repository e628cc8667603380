"""Runs the tests of each module in a process of its own, some at once."""

import os
import queue
import re
import subprocess
import sys
import threading

# What takes longest begins first; the others follow in their order.
LONG = ["builds", "wheels", "sdists", "cluster", "variants", "python"]

# It compares what runs at once with the least time that there is: nothing may run beside it.
ALONE = ["makespan"]

RESULT = re.compile(r"(\d+) passed, (\d+) failed(?:, (\d+) SKIPPED)?")


def module(function):
    """The last part of the name of the module that a test stands in."""
    return function.__module__.rpartition(".")[2]


def split(tests):
    """The modules of tests in the order to begin them: those that may run beside others, and the rest."""
    names = list(dict.fromkeys(module(t) for t in tests))
    beside = [name for name in LONG if name in names] + [name for name in names if name not in LONG + ALONE]
    return beside, [name for name in ALONE if name in names]


class Lanes:
    """Processes that run modules and print what they say, line by line."""

    def __init__(self, command):
        self.command, self.lock = command, threading.Lock()
        self.counts, self.status = [0, 0, 0], 0

    def run(self, name):
        process = subprocess.Popen([*self.command, "--module", name], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                   env={**os.environ, "PYTHONUNBUFFERED": "1"})
        counted = False
        for line in process.stdout:
            result = RESULT.fullmatch(line.strip())
            with self.lock:
                if result:
                    counted = True
                    self.counts = [a + int(b or 0) for a, b in zip(self.counts, result.groups())]
                else:
                    print(line, end="", flush=True)
        with self.lock:
            self.status |= process.wait() != 0 or not counted

    def run_all(self, names, jobs):
        left = queue.SimpleQueue()
        for name in names:
            left.put(name)

        def lane():
            while True:
                try:
                    name = left.get_nowait()
                except queue.Empty:
                    return
                self.run(name)

        threads = [threading.Thread(target=lane) for _ in range(jobs)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def run(tests, arguments, jobs):
    """Runs all modules of tests; says whether all passed."""
    lanes = Lanes([sys.executable, sys.argv[0], *arguments])
    beside, alone = split(tests)
    lanes.run_all(beside, jobs)
    lanes.run_all(alone, 1)
    passed, failed, skipped = lanes.counts
    print(f"{passed} passed, {failed} failed" + (f", {skipped} SKIPPED" if skipped else ""))
    return lanes.status == 0
