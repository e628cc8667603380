"""What a package may have of its own: routines, requirements that it tells late, another architecture."""

import hashlib
import os
import struct
import subprocess

from .bench import createrepo
from .chain import needed, project_of, small_source, text_in, text_source
from .harness import Skipped, check, same, test


def routine(chain, name, text):
    """Writes an executable into the directory of routines."""
    place = chain.directory / "routines" / name
    place.parent.mkdir(exist_ok=True)
    place.write_text(text)
    os.chmod(place, 0o755)


OWN = """#!/usr/bin/env python3
import glob, json, os, shutil, subprocess, sys
package = json.load(sys.stdin)
subprocess.run(["rpmbuild", "--nodeps", "--rebuild", "-D", "_topdir " + os.getcwd(), "-D", "dist " + package["dist"],
                "-D", "said " + package["saying"], os.environ["DIRACOS_SRPM"]], check=True)
for made in glob.glob("RPMS/*/*.rpm"):
    shutil.copy(made, os.environ["DIRACOS_RESULT"])
"""


@test
def routines_run_before_in_place_of_and_after_a_build_and_one_that_fails_is_one_error(bench):
    directory = bench.work / "routines"
    chain = project_of(bench, "routines", [
        text_source(directory, "plain", "cat /etc/greeting > plain.txt"),
        {**text_source(directory, "own", "echo %{?said}%{!?said:nothing} > own.txt"), "saying": "made-by-a-routine"},
        text_source(directory, "bad", "echo bad > bad.txt")], routineDir="routines")
    routine(chain, "pre-plain.sh", "#!/bin/sh\necho from a routine > \"$DIRACOS_BUILDROOT/etc/greeting\"\n")
    routine(chain, "own.py", OWN)
    after = chain.directory / "after"
    routine(chain, "post-plain.sh", f"#!/bin/sh\nset -e\nls \"$DIRACOS_RESULT\" > '{after}'\n"
                                    f"rpm -qp --qf '%{{release}}\\n' \"$DIRACOS_RESULT\"/*.noarch.rpm >> '{after}'\n")
    routine(chain, "pre-bad.sh", "#!/bin/sh\necho what the routine says\nexit 3\n")
    chain.run().fails("DOS-BUILD-22", "bad").says("pre-bad.sh").says("status 3").says("what the routine says")
    same({"plain": "built", "own": "built", "bad": "failed"}, chain.states(), "states")
    check("what the routine says" in chain.log("bad"), "its output was not kept")
    noarch = chain.repository / "noarch"
    same("from a routine\n", text_in(noarch / "plain-1.0-1.t1.noarch.rpm", "plain"), "what the routine before left")
    same("made-by-a-routine\n", text_in(noarch / "own-1.0-1.t1.noarch.rpm", "own"), "what the routine in place of it made")
    check("plain-1.0-1.t1.noarch.rpm" in after.read_text().split(), f"the routine after it saw {after.read_text()!r}")
    check("1.t1" in after.read_text().split(), "the routine after it could not read the package")
    routine(chain, "pre-bad.sh", "#!/bin/sh\n")
    chain.run().ok()
    same({"plain": "cached", "own": "cached", "bad": "built"}, chain.states(), "after the routine was mended")
    routine(chain, "pre-plain.sh", "#!/bin/sh\necho another > \"$DIRACOS_BUILDROOT/etc/greeting\"\n")
    chain.run().ok()
    same({"plain": "built", "own": "cached", "bad": "cached"}, chain.states(), "after a routine was changed")
    same("another\n", text_in(noarch / "plain-1.0-1.t1.noarch.rpm", "plain"), "what the changed routine left")


LATE = """
%generate_buildrequires
echo 'gift(deep) >= 1'
"""


@test
def what_a_package_requires_only_while_it_is_built_is_built_before_it(bench):
    directory = bench.work / "late"
    # Listed the wrong way round. Nothing but the running spec, and the package that was built, tells the order.
    chain = project_of(bench, "late", [
        text_source(directory, "reader", "cat /usr/share/giver.txt > reader.txt", "BuildRequires: gift(deep)"),
        text_source(directory, "asker", "cat /usr/share/giver.txt > asker.txt", more=LATE),
        text_source(directory, "giver", "echo a gift > giver.txt", "Provides: gift(deep) = 2"),
        text_source(directory, "last", "cat /usr/share/asker.txt > last.txt", "BuildRequires: asker")])
    everything = dict.fromkeys(("reader", "asker", "giver", "last"), "built")
    chain.run().ok().says("asker is built after giver")
    same(everything, chain.states(), "states")
    same("a gift\n", text_in(chain.repository / "noarch" / "last-1.0-1.t1.noarch.rpm", "last"), "what came through")
    chain.run().ok().says("all 4 builds .* are up to date")
    plan = chain.run("rebuild", "-Ddiracos.plan=true").ok()
    plan.says(r"(?s)stage 1\s[^\n]* giver .*stage 2.* asker .*stage 3\s[^\n]* last ")
    text_source(directory, "giver", "echo another gift > giver.txt", "Provides: gift(deep) = 2")
    chain.run().ok()
    same(everything, chain.states(), "states after the gift changed")
    same("another gift\n", text_in(chain.repository / "noarch" / "last-1.0-1.t1.noarch.rpm", "last"), "what came through")


class Header:
    """A header in the bytes of a package, at an offset: its tags, each with where its entry and its values are."""

    def __init__(self, content, start):
        self.start = start
        count, size = struct.unpack_from(">II", content, start + 8)
        self.store = start + 16 + 16 * count
        self.end = self.store + size
        self.entries = {struct.unpack_from(">I", content, at)[0]: at for at in range(start + 16, self.store, 16)}
        self.places = {tag: self.store + struct.unpack_from(">I", content, at + 8)[0] for tag, at in self.entries.items()}


GROUP, ARCH, MD5, SHA1, SHA256 = 1016, 1022, 1004, 269, 273


def relabelled(package, directory, arch):
    """A copy of a package for this machine that is said to be for another one, which this machine can run."""
    content = bytearray(package.read_bytes())
    signature = Header(content, 96)
    header = Header(content, -(-signature.end // 8) * 8)
    place = header.places[ARCH]
    if content[place:place + 7] == b"x86_64\0":
        # A header has no room between values: as much as the shorter name leaves, the name of the group gets.
        more = len("x86_64") - len(arch)
        group = content.index(0, header.places[GROUP])
        content[group:place + 7] = b"." * more + content[group:place] + arch.encode() + b"\0"
        for tag, at in header.entries.items():
            if group < header.places[tag] <= place:
                struct.pack_into(">I", content, at + 8, header.places[tag] + more - header.store)
        values = {MD5: hashlib.md5(content[header.start:]).digest(),
                  SHA1: hashlib.sha1(content[header.start:header.end]).hexdigest().encode(),
                  SHA256: hashlib.sha256(content[header.start:header.end]).hexdigest().encode()}
        for tag, value in values.items():
            if tag in signature.places:
                content[signature.places[tag]:signature.places[tag] + len(value)] = value
    (directory / package.name.replace("x86_64", arch)).write_bytes(content)


@test
def one_run_builds_for_this_machine_and_for_i386_and_for_any(bench):
    if os.uname().machine != "x86_64":
        raise Skipped("only x86_64 can run what is built for i386")
    base, _ = needed(bench)
    directory = bench.work / "arches"
    linked = "gcc {} -nostdlib -ffreestanding -shared -fPIC -o lib%{{name}}.so %{{SOURCE0}}"
    small_source(directory, "wide", build=linked.format("-m64"))
    small_source(directory, "narrow", build=linked.format("-m32"))
    chain = project_of(bench, "arches", [
        {"name": "wide", "src": "sources/wide"},
        {"name": "narrow", "src": "sources/narrow", "targetArch": "i386"},
        {**text_source(directory, "any", "uname -m > any.txt", "BuildRequires: narrow-devel"), "targetArch": "i386"}])
    old = bench.work / "i686-repository"
    old.mkdir()
    for package in (base / "Packages").glob("*.rpm"):
        relabelled(package, old, "i686")
    createrepo(old)
    chain.write({**chain.configuration, "repositories": [*chain.configuration["repositories"], {"id": "old", "url": str(old)}]})
    chain.run().ok()
    same(dict.fromkeys(("wide", "narrow", "any"), "built"), chain.states(), "states")
    files = {str(path.relative_to(chain.repository)) for path in chain.repository.rglob("*.rpm")}
    same({"x86_64/wide-1.0-1.t1.x86_64.rpm", "x86_64/wide-devel-1.0-1.t1.x86_64.rpm", "src/wide-1.0-1.t1.src.rpm",
          "i686/narrow-1.0-1.t1.i686.rpm", "i686/narrow-devel-1.0-1.t1.i686.rpm", "src/narrow-1.0-1.t1.src.rpm",
          "noarch/any-1.0-1.t1.noarch.rpm", "src/any-1.0-1.t1.src.rpm"}, files, "packages")
    same("i686\n", text_in(chain.repository / "noarch" / "any-1.0-1.t1.noarch.rpm", "any"), "the machine that a build sees")
    library = subprocess.run(
        f"rpm2cpio '{chain.repository}/i686/narrow-1.0-1.t1.i686.rpm' | cpio -i --quiet --to-stdout ./usr/lib/libnarrow.so",
        shell=True, check=True, capture_output=True).stdout
    same((1, 3), (library[4], struct.unpack_from("<H", library, 18)[0]), "class and machine of the library")
    listed = subprocess.run(
        ["dnf", "-q", f"--repofrompath=own,{chain.repository.as_uri()}", "--repo=own", f"--setopt=cachedir={bench.work}/dnf",
         "repoquery", "--forcearch=x86_64", "--qf", "%{name}.%{arch}"], check=True, capture_output=True, text=True).stdout
    check({"narrow.i686", "wide.x86_64", "any.noarch"} <= set(listed.split()), f"dnf sees {listed}")
