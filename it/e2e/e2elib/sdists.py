"""Source archives with compiled code: their wheels are made in a buildroot, with what pipBuildDependencies names."""

import hashlib
import json
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

from .bench import createrepo, served, unpack
from .chain import needed
from .harness import Skipped, check, same, test
from .python import said
from .python import wheel as make

PYTHON = ["python3", "python3-pip", "zlib", "xz-libs"]
DEVEL = ["zlib-devel", "xz-devel"]
WHEELS = Path("/usr/share/python-wheels")
CLEAN = {"PIP_EXTRA_INDEX_URL": "", "PIP_FIND_LINKS": "", "PIP_CONFIG_FILE": "/dev/null"}

CODE = """
#include <Python.h>
#include <assert.h>
#include <lzma.h>
#include <zlib.h>

static PyObject *sum(PyObject *self, PyObject *text)
{
    char *bytes;
    Py_ssize_t length;
    if (PyBytes_AsStringAndSize(text, &bytes, &length) < 0) return NULL;
    unsigned long first = crc32(0, (unsigned char *) bytes, (uInt) length);
    assert(first == lzma_crc32((unsigned char *) bytes, length, 0));
    return PyLong_FromUnsignedLong(first);
}

static PyMethodDef methods[] = {{"sum", sum, METH_O, "CRC-32"}, {NULL, NULL, 0, NULL}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "crc", NULL, -1, methods};
PyMODINIT_FUNC PyInit_crc(void) { return PyModule_Create(&module); }
"""

SETUP = """
from setuptools import Extension, setup
setup(name="crcmod", version="1.0",
      ext_modules=[Extension("crc", ["crc.c"], libraries=["z", "lzma"], undef_macros=["NDEBUG"])])
"""


def page(place):
    """Makes a directory of archives an index's page."""
    links = "".join(f'<a href="{f.name}#sha256={hashlib.sha256(f.read_bytes()).hexdigest()}">{f.name}</a>\n'
                    for f in sorted(place.iterdir()) if f.suffix != ".html")
    (place / "index.html").write_text(f"<!DOCTYPE html><html><body>{links}</body></html>")


def sdist(place, name, files):
    """A source archive of these files; the same bytes each time."""
    place.mkdir(parents=True, exist_ok=True)
    with tarfile.open(place / f"{name}.tar.gz", "w:gz") as archive:
        for path, text in files.items():
            source = place.parent / "source"
            source.write_text(text)
            archive.add(source, f"{name}/{path}")
            source.unlink()


def index(bench):
    """An index with what setuptools needs to build, and sdists in C."""
    place = bench.work / "sdist-index"
    if place.exists():
        return place
    place.mkdir()
    found = list(WHEELS.glob("setuptools-*.whl"))
    if not found:
        raise Skipped(f"no setuptools in {WHEELS}: install python3-setuptools-whl")
    (place / "setuptools").mkdir()
    shutil.copy(found[0], place / "setuptools")
    make_wheel(bench, place / "wheel")
    sdist(place / "crcmod", "crcmod-1.0", {"setup.py": SETUP, "crc.c": CODE})
    sdist(place / "broken", "broken-1.0", {
        "setup.py": SETUP.replace("crcmod", "broken"), "crc.c": CODE + "int f(void) { return nothing; }\n",
        "pyproject.toml": '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n'})
    for package in place.iterdir():
        page(package)
    return place


def make_wheel(bench, place):
    """The package wheel, out of the fixture's RPM."""
    rpm, = (bench.repository / "Packages").glob("python3-wheel-*.rpm")
    top = bench.work / "wheel-files"
    top.mkdir()
    content = subprocess.run(["rpm2cpio", rpm], check=True, capture_output=True).stdout
    subprocess.run(["cpio", "-idm", "--quiet"], input=content, cwd=top, check=True)
    modules = top / "usr/lib/python3/dist-packages"
    about, = modules.glob("wheel-*.egg-info")
    version = about.name.removeprefix("wheel-").removesuffix(".egg-info")
    files = {str(f.relative_to(modules)): f.read_bytes() for f in sorted((modules / "wheel").rglob("*.py"))}
    files[f"wheel-{version}.dist-info/entry_points.txt"] = (about / "entry_points.txt").read_bytes()
    make(place, "wheel", version, files)


def pip_repository(bench):
    """pip, which the distribution that builds has not."""
    directory = bench.work / "pip-repository"
    if not directory.exists():
        directory.mkdir()
        for name in ("pip", "setuptools", "pkg-resources", "wheel"):
            for package in (bench.repository / "Packages").glob(f"python3-{name}-[0-9]*.rpm"):
                shutil.copy(package, directory)
        createrepo(directory)
    return directory


def project_of(bench, name, address, requirement, **more):
    base, _ = needed(bench)
    project = bench.project(name, cache=bench.work / "sdist-cache", packages=PYTHON, version="1.0", pip={"indexUrl": address},
                            pipRequirements="requirements.txt", platform={"arch": "x86_64"}, smokeTests=[], **more)
    project.cache.mkdir(exist_ok=True)
    if not (project.cache / "buildroots").exists():
        bench.buildroots.mkdir(exist_ok=True)
        (project.cache / "buildroots").symlink_to(bench.buildroots)
    project.offline = False
    project.write({**project.configuration, "repositories": [
        {"id": "base", "url": str(base)}, {"id": "pip", "url": str(pip_repository(bench))}]})
    (project.directory / "requirements.txt").write_text(requirement + "\n")
    return project


def built(project):
    """What the lock says of the sdist, and of its wheel."""
    one, = json.loads((project.directory / "diracos.lock.json").read_text())["python"]["wheels"]
    return one


@test
def an_sdist_in_c_is_compiled_in_a_buildroot_once_and_runs_from_two_places(bench):
    with served(index(bench)) as address:
        project = project_of(bench, "sdist", address, "crcmod", pipBuildDependencies=DEVEL)
        project.run("bundle", env=CLEAN).ok()
        one = built(project)
        same("crcmod-1.0.tar.gz", one["file"], "the archive of the lock")
        check(re.fullmatch(r"crcmod-1\.0-cp3\d+-cp3\d+-linux_x86_64\.whl", one["build"]["file"]), lambda: f"built: {one}")
        sdist_file = index(bench) / "crcmod" / "crcmod-1.0.tar.gz"
        same("sha256:" + hashlib.sha256(sdist_file.read_bytes()).hexdigest(), one["checksum"], "the archive's checksum")
        tarball = project.target / "diracos-1.0.tar.gz"
        before = tarball.read_bytes()
        for prefix in ("first place", "second"):
            where = bench.work / f"sdist {prefix}"
            where.mkdir()
            unpack(tarball, where)
            same("3421780262", said(where, "python3 -c 'import crc; print(crc.sum(b\"123456789\"))'"), "the check value")
        with tarfile.open(tarball) as archive:
            check(not [n for n in archive.getnames() if "crc" in n and n.endswith(".pyc")], "compiled modules")
        project.run("bundle", env=CLEAN).ok().says_not("build Python packages")
        # Another project: nothing is locked, and nothing has to be compiled.
        log = project.work / "python" / "logs" / "crcmod-1.0.log"
        check("crc.c" in log.read_text(), "the log does not tell how it was compiled")
        other = project_of(bench, "sdist-again", address, "crcmod", pipBuildDependencies=DEVEL)
        other.run("relocate", env=CLEAN).ok()
        same(one, built(other), "what a second project locks")
        check(not (other.work / "python" / "logs").exists(), "it was compiled again")
        # Compiled anew it has the same bytes.
        shutil.rmtree(project.cache / "wheels")
        other.run("relocate", "-Ddiracos.lock=update", env=CLEAN).ok()
        same(one, built(other), "what is compiled a second time")
    # The index is gone.
    shutil.rmtree(project.target)
    project.run("bundle", "-o", "-Ddiracos.lock=frozen", env=CLEAN).ok()
    same(before, tarball.read_bytes(), "the tarball of the same lock")


@test
def an_sdist_that_cannot_be_compiled_is_one_error_with_what_to_do(bench):
    with served(index(bench)) as address:
        project = project_of(bench, "sdist-bad", address, "crcmod")
        project.run("relocate", env=CLEAN).fails("DOS-PYTHON-16", "crcmod 1.0 cannot be compiled") \
            .says(r"crcmod-1\.0\.log:\d+").says(r'fix +add "xz-devel", which has the header lzma\.h, to "pipBuildDependencies"')
        check(not (project.directory / "diracos.lock.json").exists() or "python" not in json.loads(
            (project.directory / "diracos.lock.json").read_text()), "the lock names packages that were not built")
        project.write({**project.configuration, "pipBuildDependencies": ["no-such-devel"]})
        project.run("relocate", env=CLEAN).fails("DOS-PYTHON-10", "crcmod 1.0 has compiled code") \
            .says("nothing provides no-such-devel").says("pipBuildDependencies")
        project.write({**project.configuration, "pipBuildDependencies": DEVEL})
        (project.directory / "requirements.txt").write_text("broken\n")
        project.run("relocate", env=CLEAN).fails("DOS-PYTHON-16", "broken 1.0 cannot be compiled").says("nothing.* undeclared")
        without = {key: value for key, value in project.configuration.items() if key != "pipBuildDependencies"}
        project.write({**without, "repositories": [{"id": "fixture", "url": str(bench.repository)}],
                       "packages": ["python3", "python3-pip"]})
        project.run("relocate", env=CLEAN).fails("DOS-PYTHON-10", "broken 1.0 has compiled code").says("rpm-build")
