"""How near builds on two slots come to the least time that there is."""

import json
import time

from .chain import project_of, text_source
from .harness import check, same, test

SLOTS = 2
MOST = 1.15

# Seconds that %build takes, and what it waits for: two chains, and singles.
GRAPH = {
    "one": (6, []), "two": (5, ["one"]), "three": (6, ["two"]),
    "uno": (4, []), "due": (7, ["uno"]),
    "alone": (5, []), "apart": (3, []), "aside": (4, []),
}


def longest(name, seconds):
    """The longest chain of builds that ends with this one."""
    return seconds[name] + max((longest(other, seconds) for other in GRAPH[name][1]), default=0)


@test
def two_slots_are_done_in_little_more_than_the_least_time_that_there_is(bench):
    directory = bench.work / "makespan"
    sources = [text_source(directory, name, f"sleep {seconds}; echo done > {name}.txt",
                           *(f"BuildRequires: {other}" for other in needs))
               for name, (seconds, needs) in GRAPH.items()]
    chain = project_of(bench, "makespan", sources, slots=SLOTS)
    # As after an earlier build of each: the order counts on it.
    book = chain.cache / "builds" / "durations.json"
    book.parent.mkdir()
    book.write_text(json.dumps({
        "bookVersion": 1, "milliseconds": {name: [1000 * seconds] for name, (seconds, _) in GRAPH.items()}}))
    begun = []
    chain.run_and(r"rebuild: .* to do", lambda _: begun.append(time.monotonic())).ok()
    took = time.monotonic() - begun[0]
    same(dict.fromkeys(GRAPH, "built"), chain.states(), "states")
    seconds = {name: build["milliseconds"] / 1000 for name, build in chain.builds().items()}
    check(all(seconds[name] >= GRAPH[name][0] for name in GRAPH), f"a build was faster than its sleep: {seconds}")
    path, work = max(longest(name, seconds) for name in GRAPH), sum(seconds.values()) / SLOTS
    least = max(path, work)
    print(f"        | makespan {took:.1f} s on {SLOTS} slots, critical path {path:.1f} s, work / slots {work:.1f} s:"
          f" {took / least:.3f} of the least, {MOST} allowed", flush=True)
    check(took <= MOST * least, f"{took:.1f} s for {least:.1f} s; each build: {seconds}")
