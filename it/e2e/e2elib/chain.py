"""A project that builds packages, and sources to build: libraries of one line, and packages of one text file."""

import json
import subprocess
import textwrap
from pathlib import Path

from .harness import Skipped
from .project import Project, digest

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


class Chain(Project):
    """A project that builds packages. Its cache is its own; the kept buildroots in it are those of all, unless it asks."""

    goal = "rebuild"
    timeout = 3000

    def __init__(self, bench, name, configuration, directory=None, own_buildroots=False):
        directory = Path(directory or bench.work / name)
        cache = directory / "cache"
        cache.mkdir(parents=True)
        if not own_buildroots:
            bench.buildroots.mkdir(exist_ok=True)
            (cache / "buildroots").symlink_to(bench.buildroots)
        super().__init__(bench.maven, directory, cache, configuration)

    @property
    def repository(self):
        return self.directory / "repo"

    def builds(self):
        """What the last run says of each build."""
        return {build["name"]: build for build in json.loads((self.work / "rebuild.json").read_text())["builds"]}

    def states(self):
        """What became of each build in the last run."""
        return {name: build["state"] for name, build in self.builds().items()}

    def log(self, name):
        """What was said while a package was built."""
        return next((self.work / "logs").glob(f"*-{name}.log")).read_text()

    def packages(self):
        """The digest of every package of the own repository."""
        return {path.name: digest(path) for path in sorted(self.repository.rglob("*.rpm"))}

    def repodata(self):
        return digest(self.repository / "repodata" / "repomd.xml")


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
    needed(bench)
    directory = bench.work / name
    directory.mkdir()
    sources = [small_source(directory, "low"), small_source(directory, "other"),
               small_source(directory, "middle", ["low"],
                            build="gcc -shared -fPIC -o libmiddle.so no-such-file.c" if broken else None),
               small_source(directory, "high", ["middle"])]
    # Listed the wrong way round: the order comes from what they require.
    packages = [{"name": Path(source).name, "src": source} for source in reversed(sources)]
    return project_of(bench, name, packages, **more)


TEXT_SPEC = """
Name: {name}
Version: 1.0
Release: 1%{{?dist}}
Summary: A text
License: MIT
{tags}

%description
A text.
{more}
%build
{build}

%install
install -Dm 644 {name}.txt %{{buildroot}}/usr/share/{name}.txt

%files
/usr/share/{name}.txt

%changelog
* Thu Jan 01 2026 Nobody <nobody@example.org> - 1.0-1
- First
"""


def text_source(directory, name, build, *tags, more=""):
    """A source directory of a noarch package of one text, which %build has to write: name.txt."""
    place = directory / "sources" / name
    place.mkdir(parents=True, exist_ok=True)
    tags = "\n".join(["BuildArch: noarch", *tags])
    (place / f"{name}.spec").write_text(TEXT_SPEC.lstrip().format(name=name, tags=tags, build=build, more=more))
    return {"name": name, "src": f"sources/{name}"}


def text_in(package, name):
    """The text of such a package."""
    content = subprocess.run(["rpm2cpio", package], check=True, capture_output=True).stdout
    return subprocess.run(["cpio", "-i", "--quiet", "--to-stdout", f"./usr/share/{name}.txt"], input=content, check=True,
                          capture_output=True).stdout.decode()


def project_of(bench, name, packages, **more):
    """A project that builds these packages, in a directory that may be there already."""
    base, _ = needed(bench)
    own_buildroots = more.pop("own_buildroots", False)
    return Chain(bench, name, {
        "version": "1", "boundary": {"packages": ["glibc", "glibc-*"]},
        "repositories": [{"id": "base", "url": str(base)}],
        "rpmBuild": {"builder": "chroot", "repo": "repo", "patchDir": "patches", "buildroot": ["@buildsys-build"],
                     "dist": ".t1", "packageGroups": [{"name": "small", "packages": packages}], **more}},
                 own_buildroots=own_buildroots)
