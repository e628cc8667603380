"""The tutorials, followed word by word, and what they publish, installed as clients do."""

import contextlib
import functools
import hashlib
import re
import subprocess

from .bench import served
from .client import Client, Refused, conforms, read_cfg, said
from .document import DOCS, Document
from .harness import check, same, test
from .python import wheel

PLACE, ADDRESS, REPOSITORY = "/var/www/diracos", "https://example.org/diracos", "https://repo.example.org/el9/BaseOS/x86_64/os/"
COMMAND = "python-unversioned-command"
FOLLOWED = ["release-manager", "vo-admin", "small-group", "site"]


class Place:
    """A release directory that is served, and a package index beside it."""

    def __init__(self, bench):
        self.bench, self.directory, self.index = bench, bench.work / "tutorials" / "www", bench.work / "tutorials" / "index"
        self.directory.mkdir(parents=True)
        wheel(self.index / "voclient", "voclient", "1.0", {"voclient.py": b"def main():\n    print('voclient 1.0')\n"},
              scripts=["vo-say = voclient:main"])
        file, = (self.index / "voclient").iterdir()
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        (self.index / "voclient" / "index.html").write_text(f'<a href="{file.name}#sha256={digest}">{file.name}</a>')
        self.running = contextlib.ExitStack()
        self.address = self.running.enter_context(served(self.directory))
        self.pip = self.running.enter_context(served(self.index))
        self.done = {}

    def follow(self, name, *replaced):
        """Follows a tutorial, once."""
        if name not in self.done:
            here = {PLACE: self.directory, ADDRESS: self.address, REPOSITORY: self.bench.repository, COMMAND: "python-is-python3",
                    "archetype:generate": "org.apache.maven.plugins:maven-archetype-plugin:3.4.1:generate"}
            options = [*self.bench.maven.options, f"-Ddiracos.cache={self.bench.cache}", "-DarchetypeCatalog=local"]
            environment = {"PIP_INDEX_URL": self.pip, "PIP_EXTRA_INDEX_URL": "", "PIP_FIND_LINKS": "", "PIP_CONFIG_FILE": "/dev/null"}
            document = Document(f"tutorials/{name}.md", self.bench.work / "tutorials" / name,
                                {key: here[key] for key in replaced}, options, environment)
            document.follow()
            self.done[name] = document
        return self.done[name]

    def client(self, *projects):
        return Client({name: f"{self.address}/{name.lower()}.cfg" for name in projects})


@functools.lru_cache(maxsize=1)
def place(bench):
    """The release directory, with what the release manager put there."""
    made = Place(bench)
    made.follow("release-manager", PLACE, ADDRESS, REPOSITORY, COMMAND)
    return made


@test
def the_tutorial_of_a_release_manager_releases_a_base(bench):
    releases = place(bench)
    conforms(releases.directory)
    same("diracos-1.0.0.tar.gz", releases.client("DIRAC").install("DIRAC", "v8r0", bench.work / "client-base"), "tarball")
    same(str(bench.work / "client-base/diracos/usr/bin/python"), said(bench.work / "client-base", "command -v python"), "python")


@test
def the_tutorial_of_a_vo_releases_two_versions_that_clients_install(bench):
    releases = place(bench)
    tutorial = releases.follow("vo-admin", PLACE, ADDRESS, "archetype:generate")
    workflow = (tutorial.directory / "vo-diracos/.github/workflows/build.yml").read_text()
    command = re.search(r"run: mvn -B (.*)", workflow)[1]
    check(f"mvn {command}\n" in tutorial.text, f"the workflow runs what no test does: {command}")
    conforms(releases.directory)
    entries = read_cfg((releases.directory / "releases.cfg").read_text())
    same({"Releases/v8r0/DIRACOS": "1.0.0",
          "Releases/1.0.0/Depends": "DIRAC:v8r0", "Releases/1.0.0/DIRACOS": "Vo:1.0.0",
          "Releases/1.1.0/Depends": "DIRAC:v8r0", "Releases/1.1.0/DIRACOS": "Vo:1.1.0"}, entries, "releases.cfg")
    for version in "1.0.0", "1.1.0":
        target = bench.work / f"client-vo-{version}"
        same(f"Vodiracos-{version}.tar.gz", releases.client("DIRAC", "Vo").install("Vo", version, target), "tarball")
        same("voclient 1.0", said(target, "vo-say"), "the VO's program")
    # One byte of the tarball, or of what tells of it, is another.
    for name in "Vodiracos-1.1.0.tar.gz", "release-Vo-1.1.0.cfg":
        whole = (releases.directory / name).read_bytes()
        changed = bytearray(whole)
        changed[len(changed) // 2] ^= 1
        (releases.directory / name).write_bytes(changed)
        try:
            releases.client("DIRAC", "Vo").install("Vo", "1.1.0", bench.work / "client-refuses")
            check(False, f"a client takes a changed {name}")
        except Refused as reason:
            check("not what its digest says" in str(reason), f"refused for another reason: {reason}")
        finally:
            (releases.directory / name).write_bytes(whole)
    check(not (bench.work / "client-refuses").exists(), "something was unpacked")


@test
def the_tutorial_of_a_small_group_adds_packages_over_a_base(bench):
    releases = place(bench)
    releases.follow("small-group", PLACE, ADDRESS, REPOSITORY)
    conforms(releases.directory)
    check("Tools" not in (releases.directory / "releases.cfg").read_text(), "clients are told of a delta")
    listed = subprocess.run(["tar", "tzf", releases.directory / "Toolsdiracos-1.0.0.tar.gz"], text=True, check=True,
                            stdout=subprocess.PIPE).stdout.splitlines()
    check("diracos/usr/bin/git" in listed and "diracos/usr/bin/python3" not in listed, "the delta is not what was added")


@test
def the_tutorial_of_a_site_unpacks_and_runs(bench):
    place(bench).follow("site", ADDRESS)


@test
def every_tutorial_is_followed_by_a_test(bench):
    same(sorted(FOLLOWED), sorted(file.stem for file in (DOCS / "tutorials").glob("*.md")), "tutorials")
    same(sorted(FOLLOWED), sorted(place(bench).done), "tutorials that were followed")
    place(bench).running.close()
