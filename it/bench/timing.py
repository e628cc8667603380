"""What a command costs, for the programs of this directory."""
import resource
import subprocess
import sys
import time

# A project that Maven has nothing to do for: what its start alone costs.
EMPTY = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>org.example</groupId>
  <artifactId>empty</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
</project>
"""


def timed(command, directory, accept=(0,), stderr=subprocess.STDOUT, **options):
    """Wall and CPU seconds of a command and all its children, and its output; ends this program if it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    done = subprocess.run(command, cwd=directory, stdout=subprocess.PIPE, stderr=stderr, text=True, **options)
    wall = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in accept:
        sys.exit(f"{' '.join(map(str, command))[:300]} failed:\n{done.stdout[-3000:]}{(done.stderr or '')[-3000:]}")
    return (wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime), done.stdout
