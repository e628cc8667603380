"""Does what a document says, so that it says what happens.

Of its fenced blocks, in their order:
    ```sh run           is run by bash, and must succeed; the directory in which it ends is that of the next
    ```json file=NAME   is written to NAME there
    ```text said        each line must be in what the last run said
"""

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

from .harness import check

DOCS = Path(__file__).resolve().parents[3] / "docs"
BLOCK = re.compile(r"^```\w+ (run|said|file=\S+)\n(.*?)^```$", re.M | re.S)


class Document:
    """A document, and where and with what it is followed.

    replaced: what stands for addresses and places that are others here, {text of the document: text here}
    options: what each call of mvn gets besides what the document says
    """

    def __init__(self, name, directory, replaced, options, environment):
        self.text = (DOCS / name).read_text()
        self.directory, self.name = Path(directory), name
        self.directory.mkdir(parents=True, exist_ok=True)
        for old, new in replaced.items():
            check(old in self.text, f"{name} does not say {old} any more")
            self.text = self.text.replace(old, str(new))
        tools = self.directory / ".tools"
        tools.mkdir()
        words = " ".join(shlex.quote(str(word)) for word in [shutil.which("mvn"), "-B", *options])
        (tools / "mvn").write_text(f'#!/bin/sh\nexec {words} "$@"\n')
        (tools / "mvn").chmod(0o755)
        self.environment = {**os.environ, **environment, "PATH": f"{tools}:{os.environ['PATH']}"}

    def follow(self):
        """Does all of it; gives all that was said."""
        here, said, all_said, runs = self.directory, "", [], 0
        for mark, text in BLOCK.findall(self.text):
            if mark == "run":
                said, here = self._run(text, here)
                all_said.append(said)
                runs += 1
            elif mark == "said":
                for line in text.splitlines():
                    check(line in said, lambda: f"{self.name}: {line!r} was not said, but:\n{said[-3000:]}")
            else:
                (here / mark.removeprefix("file=")).write_text(text)
        check(runs, f"{self.name} has nothing to run")
        return "".join(all_said)

    def _run(self, script, here):
        end = self.directory / ".tools" / "end"
        done = subprocess.run(["bash", "-euc", f"{script}\npwd > {shlex.quote(str(end))}"], cwd=here, text=True,
                              errors="replace", env=self.environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=900)
        check(done.returncode == 0, lambda: f"{self.name}: status {done.returncode} of\n{script}\n{done.stdout[-3000:]}")
        return done.stdout, Path(end.read_text().strip())
