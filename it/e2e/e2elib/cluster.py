"""Building on a real Slurm of one node."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from .chain import small_chain, small_source
from .harness import Skipped, check, same, test

SLURM = Path(__file__).resolve().parents[2] / "slurm"


class Node:
    """A Slurm on loopback, in a directory of its own."""

    def __init__(self, bench, name):
        if not shutil.which("slurmctld"):
            raise Skipped("slurmctld is missing: install slurm-wlm and munge")
        self.directory = bench.work / name
        self.environment = dict(os.environ)

    def __enter__(self):
        done = subprocess.run([str(SLURM / "start.sh"), str(self.directory)], capture_output=True, text=True, timeout=120)
        check(done.returncode == 0, f"Slurm does not start:\n{done.stdout}{done.stderr}")
        self.environment["SLURM_CONF"] = str(self.directory / "slurm.conf")
        return self

    def node(self, verb):
        """What it/slurm/node.sh can do to the node."""
        subprocess.run([str(SLURM / "node.sh"), verb, str(self.directory)], check=True, capture_output=True, timeout=60)

    def queue(self):
        """The jobs that wait or run, each with its state and why it waits."""
        return subprocess.run(["squeue", "--noheader", "--format=%j %T %r"], env=self.environment, check=True,
                              capture_output=True, text=True).stdout.splitlines()

    def __exit__(self, *_):
        subprocess.run([str(SLURM / "stop.sh"), str(self.directory)], timeout=120, check=False)


@test
def the_chain_is_built_by_slurm_and_a_killed_maven_loses_nothing(bench):
    chain = small_chain(bench, "slurm", executor="slurm", workDir="work", timeLimit="5m", memory="1G")
    small_source(chain.directory, "middle", ["low"], build="sleep 20; gcc -shared -fPIC -O1 -o libmiddle.so %{SOURCE0}")
    with Node(bench, "slurm-node") as node:
        chain.run_until("build middle", 3, env=node.environment)
        chain.run(env=node.environment).ok()
        states = chain.states()
        same("cached", states["low"], "what was finished before the kill")
        same("built", states["high"], "what came after it")
        same([], node.queue(), "jobs that are left")


@test
def slurmd_that_is_killed_and_started_again_costs_nothing_that_was_finished(bench):
    chain = small_chain(bench, "slurmd", executor="slurm", workDir="work", timeLimit="5m", memory="1G")
    small_source(chain.directory, "middle", ["low"], build="sleep 15; gcc -shared -fPIC -O1 -o libmiddle.so %{SOURCE0}")
    with Node(bench, "slurmd-node") as node:
        def low():
            """What tells one build of low from another."""
            outcome, = (chain.directory / "work").rglob("*-low/outcome.json")
            return outcome.stat().st_mtime_ns, (outcome.parent / "attempt").read_text()

        def kill(_):
            # In the middle of the build, not while Slurm starts the job: that, it tries again after two minutes.
            while not list((chain.directory / "work").rglob("*-middle/build.log")):
                time.sleep(0.5)
            time.sleep(3)
            seen.append(low())
            node.node("kill")
            time.sleep(2)
            node.node("start")

        seen = []
        chain.run_and("build middle", kill, env=node.environment).ok()
        same({"low": "built", "other": "built", "middle": "built", "high": "built"}, chain.states(), "states")
        same(seen, [low()], "time and attempt of what was finished before")
        same([], node.queue(), "jobs that are left")
    chain.run().ok().says("all 4 builds .* are up to date")


@test
def a_job_that_slurm_will_never_start_is_told_with_the_reason_and_cancelled_with_the_run(bench):
    chain = small_chain(bench, "stuck", executor="slurm", workDir="work", timeLimit="3h", memory="1G")
    with Node(bench, "stuck-node") as node:
        def end(process):
            check(any("PartitionTimeLimit" in job for job in node.queue()), f"not what it waits for: {node.queue()}")
            process.send_signal(signal.SIGTERM)
            process.wait(150)

        run = chain.run_and("may never start: .*PartitionTimeLimit", end, env=node.environment)
        check(run.status != 0, "a run that was ended says that all is well")
        same([], node.queue(), "jobs that are left")
