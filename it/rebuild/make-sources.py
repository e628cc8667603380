#!/usr/bin/env python3
"""Makes what the rebuild of README.md begins with: real upstream sources and our specs, in every form that src takes.

The archives come from the machine's own package sources, by apt; an ordinary user can run it, and nothing outside the
given directories is touched.
"""

import argparse
import hashlib
import json
import os
import re
import shutil
import sys
from dataclasses import asdict
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE.parent / "fixture"))

from fixturelib.host import (  # noqa: E402
    FixtureError, digest, file_sha256, locked, replace_directory, require, run, say, write_whole)
from fixturelib.rpms import SOURCE_DATE_EPOCH  # noqa: E402
from rebuildlib.aptsource import SourceApt, SourceArchive  # noqa: E402

SPECS = HERE / "specs"

# Each form that src can have is there; those that are no source packages are directories with a spec and an archive.
SOURCE_PACKAGES = ("zlib", "expat", "openssl")
DIST_GIT = ("libffi",)  # too
BRANCH = "fx9"


def sources_of(spec):
    """The name of the source package in the distribution's archive: Source0 has the file name that it has there."""
    return re.search(r"^Source0:\s*([^_\s]+)_", spec.read_text(), re.MULTILINE).group(1)


def archives(specs, cache, refresh):
    """name of the spec -> SourceArchive, all of them whole in the cache; apt is asked only for what it lacks."""
    known = {} if refresh else _known(cache)
    missing = [spec for spec in specs if not _is_whole(known.get(spec.stem), cache)]
    if missing:
        require("apt-get")
        apt = SourceApt(cache / "apt")
        apt.update()
        for spec in missing:
            address, archive = apt.find(sources_of(spec))
            apt.download(address, archive, cache)
            known[spec.stem] = archive
        write_whole(cache / "archives.json", json.dumps({k: asdict(v) for k, v in known.items()}, indent=1, sort_keys=True))
    return {spec.stem: known[spec.stem] for spec in specs}


def _known(cache):
    try:
        return {name: SourceArchive(**fields) for name, fields in json.loads((cache / "archives.json").read_text()).items()}
    except (OSError, ValueError, TypeError):
        return {}


def _is_whole(archive, cache):
    file = cache / archive.file if archive else None
    return file is not None and file.exists() and file_sha256(file) == archive.sha256


def fill(folder, spec, archive, cache):
    """A directory with a spec and its archive. A newer upstream version in the archive goes into the spec."""
    folder.mkdir(parents=True)
    text = spec.read_text()
    version = re.search(r"^Version:\s*(\S+)", text, re.MULTILINE).group(1)
    if version != archive.version:
        say(f"{spec.stem}: the distribution has {archive.version}, the spec {version}; taking {archive.version}")
        text = re.sub(r"^Version:.*$", f"Version: {archive.version}", text, count=1, flags=re.MULTILINE)
    (folder / spec.name).write_text(text)
    _link_or_copy(cache / archive.file, folder / archive.file)
    for file in folder.iterdir():
        os.utime(file, (SOURCE_DATE_EPOCH, SOURCE_DATE_EPOCH))


def _link_or_copy(source, goal):
    try:
        os.link(source, goal)
    except OSError:
        shutil.copy2(source, goal)


def rpmbuild(kind, files, work):
    """Runs rpmbuild -bs or -bb on copies of the files; gives the one package that it makes."""
    shutil.rmtree(work, ignore_errors=True)
    for name in ("SOURCES", "BUILD", "BUILDROOT", "RPMS", "SRPMS", "db"):
        (work / name).mkdir(parents=True)
    for file in files:
        shutil.copyfile(file, work / "SOURCES" / file.name)
        os.utime(work / "SOURCES" / file.name, (SOURCE_DATE_EPOCH, SOURCE_DATE_EPOCH))
    (spec,) = (file.name for file in files if file.suffix == ".spec")
    # Who runs this, and where, would be in the source package: the owner of the files, the spec with its paths.
    place = "/mnt"
    root = ["bwrap", "--dev-bind", "/", "/", "--bind", work, place, "--unshare-user", "--uid", "0", "--gid", "0"]
    macros = {"_topdir": place, "_tmppath": place, "_dbpath": f"{place}/db", "_buildhost": "fixture.invalid",
              "use_source_date_epoch_as_buildtime": "1", "clamp_mtime_to_source_date_epoch": "1",
              "source_date_epoch_from_changelog": "0", "dist": "%{nil}", "_source_payload": "w3.zstdio",
              "_binary_payload": "w3.zstdio"}
    defines = [word for name, value in macros.items() for word in ("--define", f"{name} {value}")]
    run([*root, "rpmbuild", kind, "--quiet", "--nodeps", *defines, f"{place}/SOURCES/{spec}"],
        env={"SOURCE_DATE_EPOCH": str(SOURCE_DATE_EPOCH), "HOME": place})
    (built,) = (*work.glob("SRPMS/*.rpm"), *work.glob("RPMS/*/*.rpm"))
    return built


def dist_git(name, folder, out):
    """A bare repository with spec and "sources", its archive in a lookaside directory, as Fedora keeps packages."""
    tree, bare = out / "dist-git" / name, out / "dist-git" / f"{name}.git"
    tree.mkdir(parents=True)
    lines = []
    for file in sorted(folder.iterdir()):
        if file.suffix == ".spec":
            shutil.copy2(file, tree)
            continue
        with open(file, "rb") as stream:
            sha512 = hashlib.file_digest(stream, "sha512").hexdigest()
        place = out / "lookaside" / name / file.name / "sha512" / sha512
        place.mkdir(parents=True)
        _link_or_copy(file, place / file.name)
        lines.append(f"SHA512 ({file.name}) = {sha512}\n")
    (tree / "sources").write_text("".join(lines))
    moment = f"{SOURCE_DATE_EPOCH} +0000"
    settings = {"GIT_AUTHOR_NAME": "Builder", "GIT_AUTHOR_EMAIL": "builder@fixture.invalid", "GIT_AUTHOR_DATE": moment,
                "GIT_COMMITTER_NAME": "Builder", "GIT_COMMITTER_EMAIL": "builder@fixture.invalid",
                "GIT_COMMITTER_DATE": moment, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"}
    for words in (("init", "-q", "--template=", "-b", BRANCH), ("add", "."), ("commit", "-q", "-m", f"Package {name}"),
                  ("clone", "-q", "--template=", "--bare", ".", bare), ("--git-dir", bare, "remote", "remove", "origin")):
        run(["git", *words], cwd=tree, env=settings)
    shutil.rmtree(tree)


def make(out, specs, cache, found):
    """All sources, in a new directory that then takes the place of an older one's content."""
    new = out / "new.partial"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    for spec in specs:
        name = spec.stem
        fill(new / name, spec, found[name], cache)
        if name in SOURCE_PACKAGES:
            built = rpmbuild("-bs", sorted((new / name).iterdir()), out / "work")
            shutil.move(built, new / f"{name}.src.rpm")
            shutil.rmtree(new / name)
        elif name in DIST_GIT:
            dist_git(name, new / name, new)
    release = HERE / "prebuilt" / "rebuild-release.spec"
    shutil.move(rpmbuild("-bb", [release], out / "work"), new / "rebuild-release.noarch.rpm")
    shutil.rmtree(out / "work")
    for entry in sorted(new.iterdir()):
        if entry.is_dir():
            replace_directory(entry, out / entry.name)
        else:
            entry.replace(out / entry.name)
    new.rmdir()


def tool_digest(specs):
    """Another tool, or another spec, makes other sources."""
    files = [HERE / "make-sources.py", HERE / "prebuilt" / "rebuild-release.spec", *specs]
    return digest(*(part for file in files for part in (file.name, file.read_bytes())))


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="where the sources go")
    parser.add_argument("--cache", type=Path, metavar="DIR", default=HERE.parent.parent / ".cache" / "rebuild-archives",
                        help="where downloaded archives are kept")
    parser.add_argument("--refresh", action="store_true", help="ask the distribution for newer archives")
    parser.add_argument("names", nargs="*", help="packages, else all")
    options = parser.parse_args(arguments)
    specs = [SPECS / f"{name}.spec" for name in options.names] or sorted(SPECS.glob("*.spec"))
    unknown = [spec.stem for spec in specs if not spec.exists()]
    if unknown:
        raise FixtureError(f"no spec for {', '.join(unknown)}; there are {', '.join(sorted(s.stem for s in SPECS.glob('*.spec')))}")
    require("rpmbuild", "git", "bwrap")
    os.umask(0o022)
    out, cache = options.out.resolve(), options.cache.resolve()
    for folder in (out, cache):
        folder.mkdir(parents=True, exist_ok=True)
    with locked(cache), locked(out):
        found = archives(specs, cache, options.refresh)
        stamp = digest(tool_digest(specs), *(json.dumps(asdict(a), sort_keys=True) for a in found.values()))
        summary = out / "sources.json"
        if summary.exists() and json.loads(summary.read_text())["stamp"] == stamp:
            say(f"nothing changed: {out} is current")
            return
        make(out, specs, cache, found)
        write_whole(summary, json.dumps({"stamp": stamp, "archives": {n: asdict(a) for n, a in found.items()}}, indent=1) + "\n")
    say(f"{out}: {', '.join(sorted(p.name for p in out.iterdir() if not p.name.startswith('.')))}")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (FixtureError, OSError) as failure:
        sys.exit(f"make-sources: {failure}")
    except KeyboardInterrupt:
        sys.exit("make-sources: interrupted; the next run goes on from here")
