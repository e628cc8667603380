"""Python packages: installed by the bundle's own Python from an index over http, and extensions on a released base."""

import base64
import hashlib
import json
import re
import shutil
import subprocess
import tarfile
import zipfile

from .bench import served
from .bench import unpack as unpack_there
from .harness import check, nothing, same, test

PYTHON = ["python3", "python3-pip", "python-is-python3"]


def unpack(tarball, directory):
    directory.mkdir(exist_ok=True)
    return unpack_there(tarball, directory)


def digest(data):
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def wheel(directory, name, version, files, requires=(), scripts=(), tag="py3-none-any"):
    """A wheel with these files, by path."""
    info = f"{name}-{version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nLicense: MIT\n"
    files = dict(files)
    files[f"{info}/METADATA"] = (metadata + "".join(f"Requires-Dist: {need}\n" for need in requires)).encode()
    files[f"{info}/WHEEL"] = f"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: {tag}\n".encode()
    files[f"{info}/LICENSE"] = b"MIT\n"
    if scripts:
        files[f"{info}/entry_points.txt"] = ("[console_scripts]\n" + "".join(f"{s}\n" for s in scripts)).encode()
    record = "".join(f"{path},sha256={digest(data)},{len(data)}\n" for path, data in files.items())
    files[f"{info}/RECORD"] = (record + f"{info}/RECORD,,\n").encode()
    directory.mkdir(parents=True, exist_ok=True)
    target = directory / f"{name}-{version}-{tag}.whl"
    with zipfile.ZipFile(target, "w") as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    return target


def library(work, name, code, *options):
    """A shared library, compiled here."""
    (work / f"{name}.c").write_text(code)
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", work / f"lib{name}.so", work / f"{name}.c", *options], check=True)
    return (work / f"lib{name}.so").read_bytes()


def index(bench):
    """A directory that is an index when it is served."""
    place = bench.work / "index"
    if place.exists():
        return place
    work = bench.work / "index-work"
    work.mkdir()
    hidden = library(work, "hidden", "int hidden(void) { return 42; }", "-Wl,-soname,libhidden.so")
    core = library(work, "core", "int hidden(void); int answer(void) { return hidden(); }", f"-L{work}", "-lhidden")
    alpha = b"import beta\ndef main():\n    print('alpha', beta.NUMBER)\n"
    wheel(place / "alpha", "alpha", "1.0", {"alpha.py": alpha}, ["beta>=1"], ["alpha-say = alpha:main"])
    wheel(place / "beta", "beta", "1.0", {"beta.py": b"NUMBER = 1\n"})
    wheel(place / "beta", "beta", "2.0", {"beta.py": b"NUMBER = 2\n"})
    wheel(place / "gamma", "gamma", "1.0", {
        "gamma/__init__.py": b"import ctypes, os\n"
                             b"core = ctypes.CDLL(os.path.join(os.path.dirname(__file__), 'libcore.so'))\n",
        "gamma/libcore.so": core, "gamma.libs/libhidden.so": hidden}, tag="py3-none-manylinux_2_17_x86_64")
    wheel(place / "late", "late", "1.0", {"late.py": b""}, tag="py3-none-manylinux_2_39_x86_64")
    source = work / "delta-1.0"
    source.mkdir()
    (source / "setup.py").write_text("from setuptools import setup\nsetup(name='delta', version='1.0', py_modules=['delta'])\n")
    (source / "delta.py").write_text("NAME = 'delta'\n")
    (place / "delta").mkdir()
    with tarfile.open(place / "delta" / "delta-1.0.tar.gz", "w:gz") as archive:
        archive.add(source, "delta-1.0")
    for package in place.iterdir():
        links = "".join(f'<a href="{f.name}#sha256={hashlib.sha256(f.read_bytes()).hexdigest()}">{f.name}</a>\n'
                        for f in sorted(package.iterdir()))
        (package / "index.html").write_text(f"<!DOCTYPE html><html><body>{links}</body></html>")
    return place


def released(bench, address):
    """A base with Python and two packages, in a release directory; made once."""
    place = bench.work / "python-release"
    project = bench.project("python-base", packages=PYTHON, version="1.0", pip={"indexUrl": address},
                            pipRequirements="requirements.txt", platform={"arch": "x86_64", "glibc": "2.36"})
    project.offline = False
    project.clean = {"PIP_EXTRA_INDEX_URL": "", "PIP_FIND_LINKS": "", "PIP_CONFIG_FILE": "/dev/null"}
    (project.directory / "requirements.txt").write_text("# what we need\nalpha==1.0\nbeta<2  # not the new one\ngamma\n")
    project.run("bundle", env=project.clean).ok()
    place.mkdir(exist_ok=True)
    for file in (project.target / "diracos-1.0.tar.gz", project.target / "diracos-1.0.md5"):
        shutil.copy(file, place)
    return project, place


def said(prefix, command):
    """What a command says once diracosrc was sourced, with nothing of this environment."""
    words = f'. "{prefix}/diracos/diracosrc" && {command}'
    done = subprocess.run(["env", "-i", "PATH=/usr/bin:/bin", "HOME=/nonexistent", "bash", "-euc", words], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    check(done.returncode == 0, lambda: f"{command} in {prefix}:\n{done.stdout}")
    return done.stdout.strip()


@test
def python_packages_come_from_an_index_and_run_from_two_places(bench):
    place = index(bench)
    with served(place) as address:
        project, release = released(bench, address)
    lock = json.loads((project.directory / "diracos.lock.json").read_text())
    same([("alpha", "1.0"), ("beta", "1.0"), ("gamma", "1.0")],
         [(w["name"], w["version"]) for w in lock["python"]["wheels"]], "wheels of the lock")
    before = (project.target / "diracos-1.0.tar.gz").read_bytes()
    for prefix in ("first place", "second"):
        where = bench.work / prefix
        unpack(release / "diracos-1.0.tar.gz", where)
        same("alpha 1", said(where, "alpha-say"), "the entry point")
        same("42", said(where, 'python -c "import gamma; print(gamma.core.answer())"'), "a vendored library")
        check("beta" in said(where, "python -m pip list"), "pip does not list what was installed")
        same("No broken requirements found.", said(where, "python -m pip check"), "pip check")
    with tarfile.open(release / "diracos-1.0.tar.gz") as archive:
        nothing((n for n in archive.getnames() if n.endswith(".pyc") and re.search("alpha|beta|gamma", n)), "compiled modules")
    # The index is gone now: the lock says it all.
    shutil.rmtree(project.target)
    project.run("bundle", "-o", "-Ddiracos.lock=frozen", env=project.clean).ok()
    same(before, (project.target / "diracos-1.0.tar.gz").read_bytes(), "the tarball of the same lock")
    (project.directory / "requirements.txt").write_text("alpha==1.0\nbeta\ngamma\n")
    project.run("bundle", "-Ddiracos.lock=frozen", env=project.clean).fails("DOS-LOCK-05", "not for these requirements")
    project.run("bundle", env=project.clean).fails("DOS-PYTHON-06", "cannot be asked")


@test
def python_requirements_that_cannot_be_had_are_one_error_each(bench):
    place = index(bench)
    with served(place) as address:
        project = bench.project("python-bad", packages=PYTHON, version="1.0", pip={"indexUrl": address},
                                pipRequirements="requirements.txt", platform={"arch": "x86_64", "glibc": "2.36"})
        project.offline = False
        clean = {"PIP_EXTRA_INDEX_URL": "", "PIP_FIND_LINKS": "", "PIP_CONFIG_FILE": "/dev/null"}
        wrong = "beta==1.0 --hash=sha256:" + "0" * 64
        for text, code, what in [("nosuch\n", "DOS-PYTHON-07", "nosuch"),
                                 ("late\n", "DOS-PYTHON-07", "late"),
                                 ("alpha\nbeta<1\n", "DOS-PYTHON-0[57]", "beta|contradict"),
                                 (wrong + "\n", "DOS-PYTHON-04", "hash"),
                                 ("beta\n-e .\n", "DOS-PYTHON-20", "editable")]:
            (project.directory / "requirements.txt").write_text(text)
            run = project.run("relocate", env=clean)
            check(run.status != 0 and re.search(rf"{code} .*(?:{what})", run.log), lambda: f"{text!r}: {run.tail()}")
            run.says_not(r"(?m)^\s+at [\w.$]+\(")


@test
def an_extension_adds_to_a_base_and_changes_nothing_of_it(bench):
    place = index(bench)
    with served(place) as address:
        _, release = released(bench, address)
    with served(place) as address, served(release) as base:
        project = bench.project("extension", version="v1r2", extensionName="LHCb", diracOsVersion="1.0", output="delta",
                                base=f"{base}/diracos-$version.tar.gz", pip={"indexUrl": address},
                                pipRequirements="requirements.txt", platform={"arch": "x86_64"},
                                smokeTests=[{"command": "omega", "output": "alpha 1"}])
        del project.configuration["packages"]
        project.write(project.configuration)
        project.offline = False
        clean = {"PIP_EXTRA_INDEX_URL": "", "PIP_FIND_LINKS": "", "PIP_CONFIG_FILE": "/dev/null"}
        wheel(place / "omega", "omega", "3.0", {"omega.py": b"import alpha\n"}, ["alpha"], ["omega = alpha:main"])
        (place / "omega" / "index.html").write_text('<a href="omega-3.0-py3-none-any.whl">omega</a>')
        (project.directory / "requirements.txt").write_text("omega\nalpha\n")
        project.run("extension", env=clean).ok()
        tarball = project.target / "LHCbdiracos-v1r2.tar.gz"
        with tarfile.open(tarball) as archive:
            files = [m.name for m in archive if not m.isdir()]
        check(all("omega" in f or f == "diracos/LHCb_versions.txt" for f in files), lambda: f"also ships {files}")
        same(hashlib.md5(tarball.read_bytes()).hexdigest(), tarball.with_name("LHCbdiracos-v1r2.md5").read_text(), "md5")
        where = bench.work / "over the base"
        unpack(release / "diracos-1.0.tar.gz", where)
        unpack(tarball, where)
        same("alpha 1", said(where, "omega"), "the entry point of the extension")
        project.run("extension", env=clean).ok().says("up to date")
        project.run("verify", "-Ddiracos.verify.run=true", "-Ddiracos.lock=frozen", env=clean).ok().says("up to date")

        project.write({**project.configuration, "output": "full"})
        project.run("extension", env=clean).ok()
        whole = bench.work / "base and extension"
        unpack(tarball, whole)
        same("alpha 1", said(whole, "omega"), "the entry point of the whole")
        with tarfile.open(release / "diracos-1.0.tar.gz") as first, tarfile.open(tarball) as second:
            ours = {m.name: m for m in second}
            lost = [m.name for m in first
                    if m.name not in ours or m.isfile() and first.extractfile(m).read() != second.extractfile(ours[m.name]).read()]
        nothing(lost, "files of the base that the extension has not, or changed")

        # The base's ceiling holds for wheels, too.
        (project.directory / "requirements.txt").write_text("late\n")
        project.run("extension", env=clean).fails("DOS-PYTHON-07", "late")
        (project.directory / "requirements.txt").write_text("beta==2.0\n")
        project.run("extension", env=clean).fails("DOS-EXT-12", "brings beta 2.0, and the base has 1.0")
        site = "/usr/lib/python3/dist-packages"
        allowed = {"overrides": [f"{site}/beta.py", f"{site}/beta-1.0.dist-info/*"]}
        project.write({**project.configuration, "output": "delta", **allowed})
        project.run("extension", env=clean).fails("DOS-EXT-12", "brings beta 2.0, and the base has 1.0") \
            .says("cannot take away /usr/lib/python3/dist-packages/beta-1.0.dist-info")
        project.write({**project.configuration, "output": "full", **allowed})
        project.run("verify", env=clean).ok().says(f"the extension replaces {site}/beta.py")
        over = bench.work / "replaced"
        unpack(tarball, over)
        same("alpha 2", said(over, "alpha-say"), "the entry point, by what was replaced")
        listed = [line.split() for line in said(over, "python -m pip list").splitlines()]
        same([["beta", "2.0"]], [line for line in listed if line[0] == "beta"], "what pip lists of beta")
        same("No broken requirements found.", said(over, "python -m pip check"), "pip check")
        content = bytearray((release / "diracos-1.0.tar.gz").read_bytes())
        content[-9] ^= 1
        (release / "diracos-1.0.tar.gz").write_bytes(content)
        shutil.rmtree(project.cache / "bases", ignore_errors=True)
        project.run("extension", env=clean).fails("DOS-EXT-04", "not what its digest says")
