"""The stages against the programs that DIRACOS v1 called: dnf, rpm2cpio and cpio, patchelf, readelf."""

import functools
import json
import os
import re
import shutil
import subprocess
import tarfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .bench import unpack
from .harness import Skipped, check, nothing, same, test
from .project import tree_digests

CORNERS = ["fixture-corners", "fixture-epoch", "fixture-renamed", "fixture-clash-a", "fixture-rich-plain"]
CORES = len(os.sched_getaffinity(0))
C_LOCALE = {**os.environ, "LC_ALL": "C.UTF-8"}


def needs(*programs):
    missing = [p for p in programs if not shutil.which(p)]
    if missing:
        raise Skipped(f"{', '.join(missing)}: not installed; it/setup.sh installs it")


def in_parallel(work, items):
    with ThreadPoolExecutor(CORES) as pool:
        return list(pool.map(work, items))


def nevra(package):
    return "{name}-{epoch}:{version}-{release}.{arch}".format(**package)


@test
def the_lock_is_what_dnf_installs_without_what_only_glibc_needs(bench):
    needs("dnf")
    roots = json.loads((bench.base.directory / "diracos.json").read_text())["packages"]
    # dnf's library belongs to the Python that dnf runs on.
    python = Path(shutil.which("dnf")).resolve().open().readline()[2:].split()
    scratch = bench.work / "dnf"
    scratch.mkdir()
    done = subprocess.run([*python, str(Path(__file__).parent / "dnf-answer.py"), str(bench.repository), str(scratch),
                           "glibc", *roots], text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    check(done.returncode == 0, done.stderr)
    answer = json.loads(done.stdout)
    locked = sorted(map(nevra, bench.base.lock()))
    nothing(sorted(set(answer["within"]) - set(locked)), "packages that dnf needs are not in the lock")
    nothing(sorted(set(locked) - set(answer["all"])), "packages of the lock are not what dnf installs")
    nothing(sorted(set(locked) - set(answer["within"])), "packages of the lock are needed by glibc only")


class Native:
    """Packages, each extracted with rpm2cpio and cpio to a directory of its own."""

    def __init__(self, directory, project, repository):
        needs("rpm2cpio", "cpio")
        self.directory = directory
        self.packages = {p["name"]: Path(repository) / p["location"] for p in project.lock()}
        for name in self.packages:
            (directory / name).mkdir(parents=True)
        in_parallel(self._extract, self.packages)

    def _extract(self, name):
        # Some files are closed even to their owner, which we are unless we are root.
        script = 'rpm2cpio "$1" | cpio -idm --quiet --no-absolute-filenames && chmod -R u+rwX .'
        subprocess.run(["bash", "-o", "pipefail", "-c", script, "bash", self.packages[name]],
                       cwd=self.directory / name, check=True, stdout=subprocess.DEVNULL)

    def paths(self, name):
        """Each file and link of a package: (path in the package, path on this machine)."""
        top = self.directory / name
        for folder, folders, names in os.walk(top):
            links = [f for f in folders if os.path.islink(os.path.join(folder, f))]
            for file in names + links:
                full = os.path.join(folder, file)
                yield "/" + os.path.relpath(full, top), full


@functools.cache
def native(bench, which):
    """The fixture's packages extracted by the native programs: those of the base bundle or the corners."""
    project = bench.base if which == "base" else corners(bench)
    return Native(bench.work / f"native-{which}", project, bench.repository)


@functools.cache
def corners(bench):
    """A tree of packages that hold what few packages do."""
    project = bench.project("corners", packages=CORNERS, removedFolders=[])
    project.run().ok()
    return project


@functools.cache
def unpacked(bench, which):
    """What a site gets of these packages: the tree itself may write odd names in another way."""
    return bench.unpacked if which == "base" else unpack(corners(bench).tarball(), bench.public())


class Relocated:
    """What relocation.json and paths.json say has become of each path."""

    def __init__(self, project):
        relocation = project.relocation()
        self.removed = set(relocation["removed"])
        self.links = {c["path"]: c["target"] for c in relocation["links"]["changed"]}
        self.broken = {c["path"] for c in relocation["links"]["broken"]}
        self.added = {c["path"] for c in relocation["links"]["added"]}
        self.rpaths = {c["path"]: c["after"] for c in relocation["rpaths"]}
        self.scripts = {c["path"] for c in relocation["scripts"]["changed"]}
        self.texts = {text["path"] for text in project.texts() if text["rule"] not in ("NONE", "REMOVE")}
        self.removed |= {text["path"] for text in project.texts() if text["rule"] == "REMOVE"}


def landed(tree, path):
    """Where a path of a package is in the tree: directories may be links, as /lib64 is."""
    parent, name = os.path.split(path)
    real = os.path.realpath(f"{tree}{parent}")
    check((real + "/").startswith(f"{tree}/"), f"{path} is behind a link that leaves the tree")
    return os.path.join(real, name)


def difference(tree, relocated, path, original):
    """How what the plugin made of one file or link differs from what it may make of it; or None."""
    here = landed(str(tree), path)
    inside = here[len(str(tree)):]
    if inside in relocated.removed or inside in relocated.broken:
        return "removed, and still there" if os.path.lexists(here) else None
    if not os.path.lexists(here):
        return "not there"
    if os.path.islink(original) or os.path.islink(here):
        expected = relocated.links.get(inside, os.readlink(original) if os.path.islink(original) else None)
        return None if os.path.islink(here) and os.readlink(here) == expected else f"not a link to {expected}"
    ours, theirs = Path(here).read_bytes(), Path(original).read_bytes()
    if inside in relocated.rpaths:
        return "the ELF file is as it was" if ours == theirs else None
    if inside in relocated.texts:
        return "the text is as it was" if ours == theirs else None
    if inside in relocated.scripts:
        # Below the new first lines the text is the same, but that a documentation string stays one.
        body = theirs.split(b"\n", 1)[1]
        kept = ours.endswith(body) or ours.replace(b"__doc__ = ", b"", 1).endswith(body)
        return None if kept and ours != theirs else "the script's text changed"
    return None if ours == theirs else "the content differs"


def differences(bench, which, project):
    originals, relocated = native(bench, which), Relocated(project)
    tree = unpacked(bench, which).resolve()
    found = []
    for name in originals.packages:
        for path, original in originals.paths(name):
            text = difference(tree, relocated, path, original)
            if text:
                found.append(f"{name}: {path}: {text}")
    return found


@test
def each_file_is_what_rpm2cpio_and_cpio_give_but_for_what_relocation_json_lists(bench):
    nothing(differences(bench, "base", bench.base), "files differ")


@test
def odd_files_are_what_rpm2cpio_and_cpio_give(bench):
    nothing(differences(bench, "corners", corners(bench)), "files differ")


@test
def the_manifest_says_what_is_in_the_bundle(bench):
    top, entries = bench.unpacked, bench.base.staged()
    kinds = {"file": os.path.isfile, "directory": os.path.isdir, "symlink": os.path.islink}
    problems = []
    for entry in entries:
        path = f"{top}{entry['path']}"
        if not kinds[entry["kind"]](path):
            problems.append(f"{entry['path']} is no {entry['kind']}")
        elif entry["kind"] == "file" and os.path.getsize(path) != entry["size"]:
            problems.append(f"{entry['path']} has {os.path.getsize(path)} bytes, not {entry['size']}")
        elif entry["kind"] == "symlink" and os.readlink(path) != entry["target"]:
            problems.append(f"{entry['path']} leads to {os.readlink(path)}, not {entry['target']}")
    nothing(problems, "entries are wrong")
    # The unpacked bundle has run by now, and Python may have put its caches there.
    with tarfile.open(bench.base.tarball()) as tar:
        there = {name.removeprefix("diracos") for name in tar.getnames()} - {""}
    nothing(sorted(there ^ {entry["path"] for entry in entries}), "paths are only in the manifest or only in the bundle")



def changed_elfs(bench):
    """(path, path of the changed file, path of the original, RPATH) of each ELF file that was changed."""
    relocated, tree, originals = Relocated(bench.base), bench.unpacked.resolve(), native(bench, "base")
    before = {landed(str(tree), path): original
              for name in originals.packages for path, original in originals.paths(name)}
    return [(path, f"{tree}{path}", before[f"{tree}{path}"], rpath) for path, rpath in sorted(relocated.rpaths.items())]


@test
def patchelf_and_readelf_read_the_rpath_that_relocation_json_tells(bench):
    needs("patchelf", "readelf")

    def problem(elf):
        path, changed, _, rpath = elf
        said = subprocess.run(["patchelf", "--print-rpath", changed], text=True, stdout=subprocess.PIPE).stdout.strip()
        dynamic = subprocess.run(["readelf", "-dW", changed], env=C_LOCALE, text=True, stdout=subprocess.PIPE).stdout
        tags = re.findall(r"\((RPATH|RUNPATH)\).*\[(.*)\]", dynamic)
        return None if said == rpath and tags == [("RPATH", rpath)] else f"{path}: {rpath!r}, {said!r}, {tags}"

    elfs = changed_elfs(bench)
    check(len(elfs) > 100, f"only {len(elfs)} ELF files were changed")
    nothing(filter(None, in_parallel(problem, elfs)), "ELF files have another RPATH")


@test
def readelf_warns_of_nothing_that_it_did_not_warn_of_before(bench):
    needs("readelf")

    def warnings(file):
        said = subprocess.run(["readelf", "-aW", file], env=C_LOCALE, text=True, errors="replace",
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE).stderr
        return {re.sub(r"0x[0-9a-f]+|\d+", "N", line) for line in said.splitlines()}

    def problem(elf):
        more = warnings(elf[1]) - warnings(elf[2])
        return f"{elf[0]}: {sorted(more)}" if more else None

    nothing(filter(None, in_parallel(problem, changed_elfs(bench))), "ELF files have new warnings")


@test
def relocating_again_gives_the_same_tree_byte_for_byte(bench):
    project = bench.project("again", packages=["git", "fixture-corners"])
    project.run("relocate").ok()
    check(len(project.relocation()["rpaths"]) > 20, "too few ELF files were changed")
    before = tree_digests(project.tree)
    (project.work / "state.json").unlink()
    project.run("relocate").ok().says("extract packages")
    same(before, tree_digests(project.tree), "the tree")
