"""Building: real upstream sources to a Python of our own, as an ordinary user; what is built again, and what is not."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

from .bench import unprivileged
from .chain import Chain, needed, small_chain, small_source
from .harness import check, same, test

REBUILD = Path(__file__).resolve().parents[2] / "rebuild"


@test
def a_small_chain_is_built_in_its_order_twice_with_the_same_bytes_and_then_not_again(bench):
    chain = small_chain(bench, "small", own_buildroots=True)
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
    check("no-such-file.c" in chain.log("middle"), "the log of middle does not say what failed")
    small_source(chain.directory, "middle", ["low"])
    chain.run().ok()
    same({"low": "cached", "other": "cached", "middle": "built", "high": "built"}, chain.states(), "after it was mended")


@test
def a_rebuild_that_is_killed_loses_nothing_that_was_finished(bench):
    chain = small_chain(bench, "killed", slots=1)
    small_source(chain.directory, "middle", ["low"], build="sleep 600")
    chain.run_until("build middle", 4)
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
    chain.write(chain.configuration)
    chain.offline = False
    run = chain.run("rebuild", "-Ddiracos.plan=true")
    check(run.status != 0, "sources that are not there did not fail the plan")
    for name in ("old0", "old1", "old2", "python"):
        check(f"the source of {name} cannot be had" in run.log, f"{name} is not told:\n{run.tail()}")


@test
def python_is_built_of_upstream_sources_by_an_ordinary_user_and_ships(bench):
    base, sources = needed(bench)
    text = (REBUILD / "diracos.json").read_text()
    text = text.replace("../../.cache/fixture-build/repo", str(base)).replace("../../.cache/rebuild/sources", str(sources))
    configuration = json.loads(text)
    place = bench.public() / "chain"
    place.mkdir()
    shutil.copytree(REBUILD / "patches", place / "patches")
    # What is looked at does not depend on how well it is compiled, which takes twice as long.
    configuration["rpmBuild"].update(repo="repo", patchDir="patches", macros={"optflags": "-O0"})
    chain = Chain(bench, "chain", configuration, directory=place, own_buildroots=True)
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
