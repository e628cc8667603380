"""Builds that somebody else published: fetched, checked, and done where they cannot be had."""

import json
import shutil

from .bench import served
from .chain import small_chain
from .harness import same, test


@test
def a_published_cache_saves_every_build_and_a_damaged_entry_is_noticed_and_built(bench):
    first = small_chain(bench, "publishing")
    first.run().ok()
    place = bench.work / "published"
    shutil.copytree(first.cache / "builds", place / "builds")
    with served(place) as address:
        def taking(name):
            chain = small_chain(bench, name, buildCaches=[f"{address}/builds/"])
            chain.offline = False
            return chain

        second = taking("fetching")
        second.run().ok().says_not("build (low|middle|high|other) ")
        same({"cached"}, set(second.states().values()), "states")
        same(first.packages(), second.packages(), "packages that were fetched")
        same(first.repodata(), second.repodata(), "repodata of what was fetched")

        entries = {json.loads(file.read_text())["name"]: file for file in (place / "builds").rglob("build.json")}
        low = next(entries["low"].parent.glob("low-devel-*.rpm"))
        content = bytearray(low.read_bytes())
        content[-20] ^= 1
        low.write_bytes(content)
        text = entries["other"].read_text()
        digest = json.loads(text)["packages"][0]["checksum"]
        entries["other"].write_text(text.replace(digest, digest[:-4] + "0000"))
        third = taking("mistrusting")
        run = third.run().ok().says(f"DOS-CACHE-04.*(?s:.)*{low.name}").says("build low ").says("build other ")
        run.says_not("build (middle|high) ")
        same({"low": "built", "other": "built", "middle": "cached", "high": "cached"}, third.states(), "states")
        same(first.packages(), third.packages(), "packages where some were built")
    fourth = small_chain(bench, "alone", buildCaches=[f"{address}/builds/"])
    fourth.offline = False
    fourth.run("rebuild", "-Ddiracos.package=other").ok().says("DOS-CACHE-03").says("build other ")
