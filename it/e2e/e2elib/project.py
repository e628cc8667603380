"""A Maven project in a directory of its own, and runs of the plugin in it."""

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

from .harness import check

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "quickstart"
GOAL_TIMEOUT = 900


class Run:
    """What a finished Maven said."""

    def __init__(self, status, log):
        self.status, self.log = status, log

    def ok(self):
        check(self.status == 0, lambda: f"Maven ended with status {self.status}:\n{self.tail()}")
        return self

    def says(self, pattern):
        check(re.search(pattern, self.log), lambda: f"the log does not say {pattern!r}:\n{self.tail()}")
        return self

    def says_not(self, pattern):
        found = re.search(pattern, self.log)
        check(not found, lambda: f"the log says {found[0]!r}:\n{self.tail()}")
        return self

    def fails(self, code, what):
        """One error with that code: what, a fix, and no stack trace."""
        check(self.status != 0, lambda: f"Maven did not fail:\n{self.tail()}")
        self.says(code + r" .*" + what).says(r"(?m)^\[ERROR\] +fix +\S").says_not(r"(?m)^\s+at [\w.$]+\(")
        # Maven repeats the last message; the problem itself must be one.
        codes = set(re.findall(r"DOS-[A-Z]+-\d\d", self.log))
        check(codes == {code}, lambda: f"not one error but {sorted(codes)}:\n{self.tail()}")
        return self

    def tail(self):
        return "\n".join(self.log.splitlines()[-25:])


class Maven:
    """How to call Maven: with these options, besides MAVEN_ARGS and MAVEN_OPTS of the environment."""

    def __init__(self, options):
        self.options = list(options)

    def command(self, *arguments, offline=True):
        return ["mvn", "-B", *(["-o"] if offline else []), *self.options, *arguments]

    def warm(self, directory):
        """Lets Maven get what the plugin needs to run, so that all else works offline."""
        subprocess.run(["mvn", "-B", "-q", *self.options, "diracos:help"], cwd=directory, check=True,
                       stdout=subprocess.DEVNULL, timeout=GOAL_TIMEOUT)


class Project:
    """A directory with a pom.xml and a diracos.json, and runs of a goal in it."""

    goal = "bundle"
    timeout = GOAL_TIMEOUT

    def __init__(self, maven, directory, cache, configuration, offline=True):
        self.maven, self.directory, self.cache, self.offline = maven, Path(directory), Path(cache), offline
        self.target = self.directory / "target"
        self.work = self.target / "diracos"
        self.directory.mkdir(parents=True, exist_ok=True)
        shutil.copy(EXAMPLE / "pom.xml", self.directory)
        self.write(configuration)

    def write(self, configuration):
        """Writes diracos.json."""
        self.configuration = configuration
        (self.directory / "diracos.json").write_text(json.dumps(configuration, indent=2) + "\n")

    def command(self, goal, *options):
        return self.maven.command(f"-Ddiracos.cache={self.cache}", *options, f"diracos:{goal}", offline=self.offline)

    def run(self, goal=None, *options, env=None, prefix=()):
        """Runs a goal; prefix is a command that runs Maven, such as setpriv."""
        done = subprocess.run([*prefix, *self.command(goal or self.goal, *options)], cwd=self.directory, text=True,
                              errors="replace", env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=self.timeout)
        return Run(done.returncode, done.stdout)

    def run_and(self, pattern, action, *options, env=None):
        """Runs the goal, and does something, once, when a line of its log matches; action is given the process."""
        process = subprocess.Popen(self.command(self.goal, *options), cwd=self.directory, text=True, errors="replace",
                                   env={**os.environ, **(env or {})}, start_new_session=True,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        log, done = [], False
        try:
            for line in process.stdout:
                log.append(line)
                if not done and re.search(pattern, line):
                    done = True
                    action(process)
                    if process.poll() is not None:
                        break
            check(done, lambda: f"no line like {pattern!r} came:\n{''.join(log[-25:])}")
            return Run(process.wait(), "".join(log))
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.stdout.close()
            process.wait()

    def run_until(self, pattern, delay, *options, env=None, end=signal.SIGKILL):
        """Runs the goal, and ends the run by a signal some seconds after a line of its log matched."""
        def kill(process):
            time.sleep(delay)
            check(process.poll() is None, "Maven ended before it was killed")
            os.killpg(process.pid, end)
            process.wait(self.timeout)

        return self.run_and(pattern, kill, *options, env=env)


class Quickstart(Project):
    """The quickstart example, copied and changed."""

    def __init__(self, maven, directory, cache, repository, **changes):
        super().__init__(maven, directory, cache, {}, offline=not str(repository).startswith("http:"))
        self.tree = self.work / "tree"
        self.configure(repositories=[{"id": "fixture", "url": str(repository)}], **changes)

    def configure(self, **changes):
        """Writes diracos.json: the example's, with other values for some keys."""
        self.write({**json.loads((EXAMPLE / "diracos.json").read_text()), **changes})

    @property
    def lock_file(self):
        return self.directory / "diracos.lock.json"

    def lock(self):
        """The packages of the lock."""
        return json.loads(self.lock_file.read_text())["packages"]

    def relocation(self):
        return json.loads((self.work / "relocation.json").read_text())

    def texts(self):
        return json.loads((self.work / "paths.json").read_text())["texts"]

    def staged(self):
        return json.loads((self.work / "staged.json").read_text())["entries"]

    def tarball(self, suffix="gz"):
        return self.target / f"diracos-1.0.tar.{suffix}"

    def digest(self, suffix="gz"):
        return digest(self.tarball(suffix))

    def outputs(self):
        """The names of all that stands in the build directory under a final name."""
        names = os.listdir(self.target) if self.target.is_dir() else []
        return sorted(name for name in names if name.startswith("diracos-"))


def digest(path, algorithm="sha256"):
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, algorithm).hexdigest()


def tree_digests(top):
    """Every path below a directory with its kind, mode and content."""
    result = {}
    for folder, folders, names in os.walk(top):
        for name in folders + names:
            path = os.path.join(folder, name)
            mode = os.lstat(path).st_mode
            if os.path.islink(path):
                content = os.readlink(path)
            else:
                content = digest(path) if os.path.isfile(path) else ""
            result[os.path.relpath(path, top)] = (mode, content)
    return result
