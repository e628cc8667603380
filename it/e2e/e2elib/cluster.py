"""Building on a real Slurm of one node."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from .builds import small_chain, small_source
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

    def __exit__(self, *_):
        subprocess.run([str(SLURM / "stop.sh"), str(self.directory)], timeout=120, check=False)


@test
def the_chain_is_built_by_slurm_and_a_killed_maven_loses_nothing(bench):
    chain = small_chain(bench, "slurm", executor="slurm", workDir="work", timeLimit="5m", memory="1G")
    small_source(chain.directory, "middle", ["low"], build="sleep 20; gcc -shared -fPIC -O1 -o libmiddle.so %{SOURCE0}")
    with Node(bench, "slurm-node") as node:
        process = subprocess.Popen(chain.command("rebuild"), cwd=chain.directory, start_new_session=True,
                                   env=node.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, text=True)
        for line in process.stdout:
            if "build middle" in line:
                break
        time.sleep(3)
        os.killpg(process.pid, signal.SIGKILL)
        process.stdout.close()
        process.wait()
        chain.run(env=node.environment).ok()
        states = chain.states()
        same("cached", states["low"], "what was finished before the kill")
        same("built", states["high"], "what came after it")
        queue = subprocess.run(["squeue", "--noheader"], env=node.environment, capture_output=True, text=True).stdout
        same("", queue.strip(), "jobs that are left")
