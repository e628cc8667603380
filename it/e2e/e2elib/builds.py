"""Building: real upstream sources to a Python of our own, as an ordinary user; what is built again, and what is not."""

import json
import os
import re
import shutil
import signal
import subprocess
import textwrap
import time
from pathlib import Path

from .bench import unprivileged
from .harness import Skipped, check, same, test
from .project import Run, digest

REBUILD = Path(__file__).resolve().parents[2] / "rebuild"
EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "quickstart"
LONG = 3000

SPEC = """
Name: {name}
Version: 1.0
Release: 1%{{?dist}}
Summary: A part of a small chain
License: MIT
Source0: {name}.c
BuildRequires: gcc
{requires}

%description
A part of a small chain.

%package devel
Summary: Header of {name}
Requires: {name} = %{{version}}-%{{release}}

%description devel
Header of {name}.

%build
{build}

%install
install -Dm 755 lib{name}.so %{{buildroot}}%{{_libdir}}/lib{name}.so
install -Dm 644 /dev/null %{{buildroot}}%{{_includedir}}/{name}.h

%files
%{{_libdir}}/lib{name}.so

%files devel
%{{_includedir}}/{name}.h

%changelog
* Thu Jan 01 2026 Nobody <nobody@example.org> - 1.0-1
- First
"""


def needed(bench):
    """The distribution that is built with, and the sources; without them nothing can be built."""
    if not bench.build_fixture or not bench.sources:
        raise Skipped("no --build-fixture and --sources: it/fixture/make-fixture.py and it/rebuild/make-sources.py make them")
    return Path(bench.build_fixture).resolve() / "repo", Path(bench.sources).resolve()


class Chain:
    """A project that builds packages; its cache is its own."""

    def __init__(self, bench, name, configuration, directory=None):
        self.bench = bench
        self.directory = Path(directory or bench.work / name)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.cache = self.directory / "cache"
        self.work = self.directory / "target" / "diracos"
        shutil.copy(EXAMPLE / "pom.xml", self.directory)
        self.configuration = configuration
        self.write()

    def write(self):
        (self.directory / "diracos.json").write_text(json.dumps(self.configuration, indent=2))

    def command(self, goal, *options):
        return self.bench.maven.command(f"-Ddiracos.cache={self.cache}", *options, f"diracos:{goal}")

    def run(self, goal="rebuild", *options, prefix=(), env=None):
        done = subprocess.run([*prefix, *self.command(goal, *options)], cwd=self.directory, text=True, errors="replace",
                              env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=LONG)
        return Run(done.returncode, done.stdout)

    def states(self):
        """What became of each build in the last run."""
        builds = json.loads((self.work / "rebuild.json").read_text())["builds"]
        return {build["name"]: build["state"] for build in builds}

    def packages(self):
        """The digest of every package of the own repository."""
        return {path.name: digest(path) for path in sorted((self.directory / "repo").rglob("*.rpm"))}

    def repodata(self):
        return digest(self.directory / "repo" / "repodata" / "repomd.xml")


def small_source(directory, name, needs=(), code="int f(void) { return 1; }", build=None):
    """A source directory of a package that needs others to be built."""
    place = directory / "sources" / name
    place.mkdir(parents=True, exist_ok=True)
    requires = "\n".join(f"BuildRequires: {other}-devel" for other in needs)
    build = build or "gcc -shared -fPIC -O1 -o lib%{name}.so %{SOURCE0}"
    (place / f"{name}.c").write_text(code + "\n")
    (place / f"{name}.spec").write_text(textwrap.dedent(SPEC).lstrip().format(name=name, requires=requires, build=build))
    return f"sources/{name}"


def small_chain(bench, name, broken=False, **more):
    """low <- middle <- high, and other, which none needs."""
    base, _ = needed(bench)
    directory = bench.work / name
    directory.mkdir()
    sources = [small_source(directory, "low"), small_source(directory, "other"),
               small_source(directory, "middle", ["low"],
                            build="gcc -shared -fPIC -o libmiddle.so no-such-file.c" if broken else None),
               small_source(directory, "high", ["middle"])]
    # Listed the wrong way round: the order comes from what they require.
    packages = [{"name": Path(source).name, "src": source} for source in reversed(sources)]
    return Chain(bench, name, {
        "version": "1", "packages": ["high", "other"], "boundary": {"packages": ["glibc", "glibc-*"]},
        "repositories": [{"id": "base", "url": str(base)}],
        "rpmBuild": {"builder": "chroot", "repo": "repo", "patchDir": "patches", "buildroot": ["@buildsys-build"],
                     "dist": ".t1", "packageGroups": [{"name": "small", "packages": packages}], **more}})


@test
def a_small_chain_is_built_in_its_order_twice_with_the_same_bytes_and_then_not_again(bench):
    chain = small_chain(bench, "small")
    plan = chain.run("rebuild", "-Ddiracos.plan=true").ok()
    plan.says(r"(?s)stage 1.*low.*stage 2.*middle.*waits for low.*stage 3.*high.*waits for middle")
    check(not (chain.directory / "repo").exists(), "a plan made the repository")
    chain.run().ok()
    same({"low": "built", "other": "built", "middle": "built", "high": "built"}, chain.states(), "states")
    packages, repodata = chain.packages(), chain.repodata()
    chain.run().ok().says("all 4 builds .* are up to date")
    shutil.rmtree(chain.directory / "target")
    chain.run().ok()
    same({"cached"}, set(chain.states().values()), "states after the build directory was lost")
    shutil.rmtree(chain.directory / "repo")
    chain.run().ok()
    same(packages, chain.packages(), "packages from the cache")
    # From nothing: neither repository nor cache of builds.
    for place in ("repo", "target", "cache/builds", "cache/srpms", "cache/buildroots"):
        shutil.rmtree(chain.directory / place)
    chain.run().ok()
    same({"built"}, set(chain.states().values()), "states from nothing")
    same(packages, chain.packages(), "packages built a second time")
    same(repodata, chain.repodata(), "repodata built a second time")


@test
def only_what_sees_a_difference_is_built_again(bench):
    chain = small_chain(bench, "changes")
    chain.run().ok()
    before = chain.packages()
    patches = chain.directory / "patches"
    patches.mkdir()

    def patch(old, new):
        (patches / "low.patch").write_text(
            f"--- original/low.c\n+++ patched/low.c\n@@ -1 +1 @@\n-{old}\n+{new}\n")

    original = "int f(void) { return 1; }"
    patch(original, original + " /* the same */")
    chain.run("rebuild", "-Ddiracos.plan=true").ok().says(r"low +to build: .*").says("middle +waits for low")
    chain.run().ok().says(r"build low \(.*low\.patch")
    same({"low": "built", "other": "cached", "middle": "cached", "high": "cached"}, chain.states(),
         "after a comment was added")
    patch(original, "int f(void) { return 2; }")
    chain.run().ok()
    same({"low": "built", "other": "cached", "middle": "built", "high": "cached"}, chain.states(),
         "after low gave something else, middle came out as it was")
    changed = {name for name, seen in chain.packages().items() if before.get(name) != seen}
    check(all(name.startswith("low-") for name in changed), f"packages of others changed: {sorted(changed)}")
    patch("int f(void) { return 7; }", "x")
    chain.run().fails("DOS-PATCH-06", "low.*")


@test
def a_build_that_fails_keeps_no_other_from_being_built_and_the_next_run_goes_on(bench):
    chain = small_chain(bench, "failing", broken=True)
    run = chain.run()
    check(run.status != 0, "a failing build did not fail the run")
    run.says("middle").says("no-such-file.c").says("what was built is kept")
    same({"low": "built", "other": "built", "middle": "failed", "high": "skipped"}, chain.states(), "states")
    log = next((chain.work / "logs").glob("*-middle.log")).read_text()
    check("no-such-file.c" in log, "the log of middle does not say what failed")
    small_source(chain.directory, "middle", ["low"])
    chain.run().ok()
    same({"low": "cached", "other": "cached", "middle": "built", "high": "built"}, chain.states(), "after it was mended")


@test
def a_rebuild_that_is_killed_loses_nothing_that_was_finished(bench):
    chain = small_chain(bench, "killed", slots=1)
    small_source(chain.directory, "middle", ["low"], build="sleep 600")
    process = subprocess.Popen(chain.command("rebuild"), cwd=chain.directory, start_new_session=True,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    for line in process.stdout:
        if re.search("build middle", line):
            break
    time.sleep(4)
    os.killpg(process.pid, signal.SIGKILL)
    process.stdout.close()
    process.wait()
    small_source(chain.directory, "middle", ["low"])
    chain.run().ok()
    states = chain.states()
    same("cached", states["low"], "what was finished before the kill")
    same("built", states["middle"], "what was under way")
    left = subprocess.run(["pgrep", "-f", "sleep 600"], capture_output=True, text=True).stdout.split()
    same([], left, "processes of the killed build")


@test
def a_cycle_is_told_with_what_would_break_it(bench):
    chain = small_chain(bench, "cycle")
    small_source(chain.directory, "low", ["high"])
    chain.run().fails("DOS-PLAN-01", "low").says("bootstrap")


@test
def v1_configuration_loads_and_each_source_that_is_not_here_is_told(bench):
    chain = small_chain(bench, "v1")
    packages = [{"name": f"old{n}", "src": f"http://127.0.0.1:9/SRPM/old{n}-1-1.src.rpm"} for n in range(3)]
    packages.append({"name": "python", "src": "python", "branch": "f24"})
    chain.configuration["rpmBuild"]["packageGroups"] = [{"name": "tools", "packages": packages}]
    chain.write()
    run = subprocess.run([w for w in chain.command("rebuild", "-Ddiracos.plan=true") if w != "-o"], cwd=chain.directory,
                         text=True, capture_output=True, timeout=LONG)
    check(run.returncode != 0, "sources that are not there did not fail the plan")
    for name in ("old0", "old1", "old2", "python"):
        check(f"the source of {name} cannot be had" in run.stdout, f"{name} is not told:\n{run.stdout[-3000:]}")


@test
def python_is_built_of_upstream_sources_by_an_ordinary_user_and_ships(bench):
    base, sources = needed(bench)
    text = (REBUILD / "diracos.json").read_text()
    text = text.replace("../../.cache/fixture-build/repo", str(base)).replace("../../.cache/rebuild/sources", str(sources))
    configuration = json.loads(text)
    place = bench.public() / "chain"
    place.mkdir()
    shutil.copytree(REBUILD / "patches", place / "patches")
    configuration["rpmBuild"].update(repo="repo", patchDir="patches")
    chain = Chain(bench, "chain", configuration, directory=place)
    prefix, env = (), {}
    if os.getuid() == 0:
        # An ordinary user cannot look into root's home: the plugin comes along.
        home = place / "home"
        shutil.copytree(local_repository(), home / ".m2" / "repository", symlinks=True)
        subprocess.run(["chown", "-R", "65534:65534", str(place)], check=True)
        prefix, env = unprivileged(), {"HOME": str(home), "MAVEN_OPTS": f"-Duser.home={home}"}
    chain.run("rebuild", prefix=prefix, env=env).ok()
    same({"built", "cached"}, set(chain.states().values()), "states")
    same("built", chain.states()["python3.11"], "state of Python")
    chain.run("bundle", prefix=prefix, env=env).ok()
    chain.run("verify", "-Ddiracos.verify.run=true", prefix=prefix, env=env).ok().says(r"ok +smoke")
    lock = json.loads((place / "diracos.lock.json").read_text())["packages"]
    ours = {path.name for path in (place / "repo").rglob("*.rpm")}
    names = {name.rsplit("-", 2)[0] for name in ours}
    theirs = [p["name"] for p in lock if p["repository"] != "diracos" and p["name"] in names]
    same([], theirs, "packages of the base that ours stand for")
    check("python3" in [p["name"] for p in lock if p["repository"] == "diracos"], "Python is not ours")


def local_repository():
    """Where Maven keeps artifacts in this run."""
    home = re.search(r"-Duser\.home=(\S+)", os.environ.get("MAVEN_OPTS", ""))
    return Path(home[1] if home else Path.home()) / ".m2" / "repository"
