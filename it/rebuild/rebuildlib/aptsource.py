"""Asks apt for source archives, though the machine is set up for binary packages only."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from fixturelib.host import FixtureError, file_sha256, run, say

_URI = re.compile(r"'([^']*)' (\S+) (\d+) SHA256:([0-9a-f]{64})")
_UPSTREAM = re.compile(r"(?P<source>[^_]+)_(?P<version>[^_]+?)(?:\.dfsg|\+dfsg\d*)?\.orig\.tar\.(?:gz|bz2|xz)")


@dataclass(frozen=True)
class SourceArchive:
    """What upstream released, as the signed index of the distribution describes it."""

    source: str
    version: str
    file: str
    size: int
    sha256: str


class SourceApt:
    """apt with lists of its own, made of the machine's own entries: each "deb" read as "deb-src"."""

    def __init__(self, state):
        parts = state / "parts"
        shutil.rmtree(parts, ignore_errors=True)
        for folder in (parts, state / "lists" / "partial", state / "archives" / "partial"):
            folder.mkdir(parents=True, exist_ok=True)
        (state / "status").write_text("")
        for number, entry in enumerate(_entries()):
            (parts / f"{number}{entry.suffix}").write_text(as_sources(entry.read_text(), entry.suffix))
        self._state = state
        self._options = [
            "-oDir::Etc::sourcelist=/dev/null",
            f"-oDir::Etc::sourceparts={parts}",
            f"-oDir::State::status={state / 'status'}",
            f"-oDir::State::lists={state / 'lists'}",
            f"-oDir::Cache={state}",
            "-oDebug::NoLocking=true",
            "-oAPT::Sandbox::User=root",
            "-oAcquire::ForceHash=SHA256",
            "-oAcquire::Languages=none",
            "-oAcquire::Retries=3",
        ]

    def update(self):
        """Brings the index of sources up to date."""
        say("reading the index of sources")
        try:
            run(["apt-get", *self._options, "-qq", "update"])
        except FixtureError as failure:
            # An entry of somebody else's may have no sources; what is wanted may be there all the same.
            say(f"some of the index is missing: {failure}")

    def find(self, source):
        """(address, SourceArchive) of the upstream archive of a source package, in its newest version."""
        answer = run(["apt-get", *self._options, "-qq", "--print-uris", "--only-source", "--tar-only", "source", source])
        for address, file, size, sha256 in _URI.findall(answer):
            match = _UPSTREAM.fullmatch(file)
            if match:
                return address, SourceArchive(match["source"], match["version"], file, int(size), sha256)
        raise FixtureError(f"the index of sources has no archive of {source}")

    def download(self, address, archive, folder):
        """Brings an archive into the folder, under its name only once its digest was checked."""
        folder.mkdir(parents=True, exist_ok=True)
        goal = folder / archive.file
        if goal.exists() and file_sha256(goal) == archive.sha256:
            return goal
        say(f"downloading {archive.file}, {archive.size / 1e6:.1f} MB")
        partial = self._state / "archives" / archive.file
        run([_helper(), *self._options, "download-file", address, partial, f"SHA256:{archive.sha256}"])
        if file_sha256(partial) != archive.sha256:
            raise FixtureError(f"apt brought no sound {archive.file}")
        shutil.move(partial, goal)
        return goal


def as_sources(text, suffix):
    """The entries of a file of sources.list.d, turned to sources; what is switched off stays so."""
    if suffix == ".sources":
        return re.sub(r"^Types:.*$", "Types: deb-src", text, flags=re.MULTILINE | re.IGNORECASE)
    lines = (line.strip() for line in text.splitlines())
    return "".join(re.sub(r"^deb\s", "deb-src ", line) + "\n" for line in lines if re.match(r"deb\s", line))


def _entries():
    """The files in which the machine lists what apt knows."""
    words = run(["apt-config", "shell", "LIST", "Dir::Etc::sourcelist/f", "PARTS", "Dir::Etc::sourceparts/d"])
    places = dict(re.findall(r"^(\w+)='(.*)'$", words, re.MULTILINE))
    parts = Path(places.get("PARTS", "/nonexistent"))
    files = [Path(places.get("LIST", "/nonexistent"))]
    files += sorted(f for f in parts.glob("*") if f.suffix in (".list", ".sources")) if parts.is_dir() else []
    return [f for f in files if f.is_file()]


def _helper():
    """apt's program for single files; it is not in the PATH."""
    return Path(run(["apt-config", "shell", "D", "Dir::Bin::methods/d"]).split("'")[1]).parent / "apt-helper"
