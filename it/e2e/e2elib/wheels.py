"""Python packages that are built: of source archives and repositories, asked for by files of the web, locked."""

import hashlib
import io
import json
import shutil
import subprocess
import tarfile
from pathlib import Path

from .bench import served
from .harness import Skipped, check, same, test
from .python import PYTHON, index, library, said, unpack, wheel

CLEAN = {"PIP_EXTRA_INDEX_URL": "", "PIP_FIND_LINKS": "", "PIP_CONFIG_FILE": "/dev/null"}

# A build back end (PEP 517) that asks for a tool while it runs, and tries to reach the index while it builds.
BACKEND = '''
import os, pathlib, socket, zipfile
def get_requires_for_build_wheel(config_settings=None):
    return ["tinytool>=2"]
def build_wheel(directory, config_settings=None, metadata_directory=None):
    import tinytool
    name, version, *needs = pathlib.Path("package.txt").read_text().splitlines()
    try:
        socket.create_connection(("127.0.0.1", tinytool.PORT), 2).close()
        network = True
    except OSError:
        network = False
    info = f"{name}-{version}.dist-info"
    files = {f"{name}.py": f"NETWORK = {network}\\nTOOL = {tinytool.NAME!r}\\n",
             f"{info}/METADATA": f"Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n" + "".join(n + "\\n" for n in needs),
             f"{info}/WHEEL": "Wheel-Version: 1.0\\nGenerator: tiny\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"}
    files[f"{info}/RECORD"] = "".join(f"{path},,\\n" for path in [*files, f"{info}/RECORD"])
    wheel = f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(directory, wheel), "w") as archive:
        for path, text in files.items():
            archive.writestr(zipfile.ZipInfo(path), text)
    return wheel
'''
PROJECT = '[build-system]\nrequires = ["tinybackend==1.0"]\nbuild-backend = "tinybackend"\n'


def sdist(directory, name, version, files):
    directory.mkdir(parents=True, exist_ok=True)
    with tarfile.open(directory / f"{name}-{version}.tar.gz", "w:gz") as archive:
        for path, text in files.items():
            member = tarfile.TarInfo(f"{name}-{version}/{path}")
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))


def pages(place, algorithm="sha256"):
    """Makes a directory of directories of archives an index."""
    for package in place.iterdir():
        files = sorted(f for f in package.iterdir() if f.name != "index.html")
        links = [f'<a href="{f.name}#{algorithm}={hashlib.new(algorithm, f.read_bytes()).hexdigest()}">{f.name}</a>' for f in files]
        (package / "index.html").write_text("<!DOCTYPE html><html><body>" + "\n".join(links) + "</body></html>")


def repository(work, place):
    """A repository with a package in a folder of it, as a plain web server gives it; the commit."""
    source = work / "zeta-source"
    (source / "lib").mkdir(parents=True)
    (source / "lib" / "pyproject.toml").write_text(PROJECT)
    (source / "lib" / "package.txt").write_text("zeta\n1.0\n")
    git = ["git", "-c", "user.name=test", "-c", "user.email=test@localhost", "-c", "init.defaultBranch=main"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "first"]):
        subprocess.run([*git, *words], cwd=source, check=True)
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=source, check=True, text=True, stdout=subprocess.PIPE).stdout.strip()
    subprocess.run(["git", "clone", "-q", "--bare", source, place / "zeta.git"], check=True)
    subprocess.run(["git", "update-server-info"], cwd=place / "zeta.git", check=True)
    return commit


def web(bench):
    """A directory to serve: an index, another, and a repository; the commit. Its tools learn the port by set_port."""
    place, work = bench.work / "wheels-web", bench.work / "wheels-work"
    work.mkdir()
    shutil.copytree(index(bench), place / "simple")
    sdist(place / "simple" / "eps", "eps", "1.0", {
        "pyproject.toml": PROJECT, "package.txt": "eps\n1.0\nProvides-Extra: more\nRequires-Dist: theta; extra == 'more'\n"})
    sdist(place / "simple" / "noway", "noway", "1.0", {
        "pyproject.toml": '[build-system]\nrequires = ["nosuchtool>=3"]\nbuild-backend = "x"\n', "package.txt": "noway\n1.0\n"})
    wheel(place / "simple" / "tinybackend", "tinybackend", "1.0", {"tinybackend.py": BACKEND.encode()})
    wheel(place / "extra" / "theta", "theta", "4.0", {"theta.py": b""})
    pages(place / "extra", "md5")
    return place, repository(work, place)


def certificate(work):
    """A certificate that nobody vouches for, with its key."""
    file = work / "certificate.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=test",
                    "-keyout", file, "-out", work / "certificate.crt"], check=True, stderr=subprocess.DEVNULL)
    file.write_text(file.read_text() + (work / "certificate.crt").read_text())
    return file


def set_port(place, address):
    port = address.rsplit(":", 1)[1]
    shutil.rmtree(place / "simple" / "tinytool", ignore_errors=True)
    wheel(place / "simple" / "tinytool", "tinytool", "2.1", {"tinytool.py": f"PORT = {port}\nNAME = 'tool 2.1'\n".encode()})
    pages(place / "simple")


def packages(project):
    """The packages that pip's work became, by name."""
    return {f.name: f.read_bytes() for f in sorted((project.work / "python" / "packages").iterdir())}


@test
def python_packages_are_built_of_archives_and_repositories_and_built_again_of_the_lock(bench):
    place, commit = web(bench)
    requirements = place / "req"
    (requirements / "more").mkdir(parents=True)
    (requirements / "more" / "second.txt").write_text("beta\ndelta\niota\n")
    (requirements / "limits.txt").write_text("beta<2\n")
    with served(place) as address, served(place / "extra", certificate=certificate(bench.work)) as trusted:
        set_port(place, address)
        (requirements / "first.txt").write_text(
            "-r more/second.txt\n-c limits.txt  # not the new one\nalpha==1.0\n"
            "eps[more] ; python_version >= '3'\nnosuchthing ; python_version < '3'\n"
            f"git+{address}/zeta.git@{commit}#egg=zeta&subdirectory=lib\n")
        project = bench.project("wheels", packages=PYTHON, version="1.0", platform={"arch": "x86_64"},
                                pip={"indexUrl": f"{address}/simple", "extraIndexUrls": [trusted],
                                     "findLinks": ["my links"], "trustedHosts": ["127.0.0.1"]},
                                pipRequirements=f"{address}/req/first.txt")
        project.offline = False
        wheel(project.directory / "my links", "iota", "5.0", {"iota.py": b""})
        project.run("bundle", env=CLEAN).ok()
        lock = json.loads((project.directory / "diracos.lock.json").read_text())
        wheels = {w["name"]: w for w in lock["python"]["wheels"]}
        same(["alpha", "beta", "delta", "eps", "iota", "theta", "zeta"], list(wheels), "wheels of the lock")
        same("1.0", wheels["beta"]["version"], "what the constraint leaves")
        same(f"git+{address}/zeta.git@{commit}#subdirectory=lib", wheels["zeta"]["url"], "where the repository's package is")
        same(["tinybackend", "tinytool"], [t["name"] for t in wheels["eps"]["build"]["tools"]], "tools")
        theta = next((place / "extra" / "theta").glob("*.whl")).read_bytes()
        same(f"sha256:{hashlib.sha256(theta).hexdigest()}", wheels["theta"]["checksum"], "checksum the index does not say")
        same("my%20links/iota-5.0-py3-none-any.whl", wheels["iota"]["url"], "an archive beside the configuration")

        where = bench.work / "wheels there"
        unpack(project.target / "diracos-1.0.tar.gz", where)
        same("False tool 2.1", said(where, "python -c 'import alpha, delta, eps, iota, theta; print(eps.NETWORK, eps.TOOL)'"),
             "what was built, without network")
        same("tool 2.1", said(where, "python -c 'import zeta; print(zeta.TOOL)'"), "what was built of the repository")
        same("No broken requirements found.", said(where, "python -m pip check"), "pip check")
        check("tiny" not in said(where, "python -m pip list"), "a tool of the build ships")

    # All is gone but the cache; then only what was built is gone.
    before = packages(project)
    (project.work / "python.json").unlink()
    project.run("relocate", "-o", "-Ddiracos.lock=frozen", env=CLEAN).ok()
    same(before, packages(project), "packages of the same lock, offline")
    for built in (project.cache / "wheels").glob("*/[dez]*.whl"):
        shutil.rmtree(built.parent)
    (project.work / "python.json").unlink()
    project.run("relocate", "-o", "-Ddiracos.lock=frozen", env=CLEAN).fails("DOS-PYTHON-42", "zeta.git")
    with served(place, int(address.rsplit(":", 1)[1])):
        project.run("relocate", "-Ddiracos.lock=frozen", env=CLEAN).ok()
    same(before, packages(project), "packages that were built again of the same lock")


@test
def python_requirements_with_a_mistake_are_one_error_each(bench):
    place, commit = bench.work / "wheels-web", "0" * 40
    if not place.exists():
        web(bench)
    with served(place) as address:
        set_port(place, address)
        project = bench.project("wheels-bad", packages=PYTHON, version="1.0", pip={"indexUrl": f"{address}/simple"},
                                pipRequirements="requirements.txt", platform={"arch": "x86_64", "glibc": "2.36"})
        project.offline = False
        (project.directory / "own").mkdir()
        (project.directory / "own" / "setup.py").write_text("from setuptools import setup\nsetup(name='own', version='1')\n")
        beta = hashlib.sha256(next((place / "simple" / "beta").glob("beta-1*.whl")).read_bytes()).hexdigest()
        for text, code, what, why in [
                (f"alpha\nbeta==1.0 --hash=sha256:{beta}\n", "DOS-PYTHON-40", "not all", r"requirements.txt:1 alpha"),
                (f"# the number\nbeta==1.0 --hash=sha256:{'0' * 64}\n", "DOS-PYTHON-04", "beta==1.0 is not what",
                 rf"(?s)requirements.txt:2\n.*expected sha256:{'0' * 64}\n.*got      {beta}"),
                ("beta=1\n", "DOS-PYTHON-21", "beta=1", "requirements.txt:1"),
                ("noway\n", "DOS-PYTHON-09", "source archive", "nosuchtool>=3"),
                ("./own\n", "DOS-PYTHON-41", "own", "archive"),
                (f"git+{address}/zeta.git@{commit}#subdirectory=lib\n", "DOS-PYTHON-08", "pip failed", commit)]:
            (project.directory / "requirements.txt").write_text(text)
            run = project.run("relocate", env=CLEAN).fails(code, what)
            run.says(why)
            check(not (project.directory / "diracos.lock.json").exists()
                  or "python" not in json.loads((project.directory / "diracos.lock.json").read_text()), f"{text!r} is locked")
    # Nobody listens there any more.
    (project.directory / "requirements.txt").write_text("beta==2\n")
    project.run("relocate", env=CLEAN).fails("DOS-PYTHON-06", "cannot be asked").says("[Cc]onnection refused")


def too_new(work, place):
    """A wheel that says it is for glibc 2.17, with a library that needs a symbol of 2.39."""
    (work / "libc.c").write_text("int newcall(void) { return 0; }")
    (work / "libc.map").write_text("GLIBC_2.39 { newcall; };")
    subprocess.run(["gcc", "-shared", "-fPIC", "-nostdlib", "-Wl,-soname,libc.so.6", f"-Wl,--version-script={work}/libc.map",
                    "-o", work / "libc.so.6", work / "libc.c"], check=True)
    code = library(work, "toonew", "int newcall(void); int late(void) { return newcall(); }", "-nostdlib", work / "libc.so.6")
    wheel(place, "toonew", "1.0", {"toonew/libtoonew.so": code}, tag="py3-none-manylinux_2_17_x86_64")


@test
def a_wheel_that_needs_a_later_glibc_than_it_says_is_found(bench):
    project = bench.project("wheels-late", packages=PYTHON, version="1.0", pip={"findLinks": ["links"]},
                            pipRequirements="requirements.txt", platform={"arch": "x86_64", "glibc": "2.36"})
    project.offline = False
    too_new(bench.work, project.directory / "links")
    (project.directory / "requirements.txt").write_text("--no-index\ntoonew\n")
    run = project.run("verify", env=CLEAN)
    check(run.status != 0, "a library that needs glibc 2.39 passes for 2.36")
    run.says(r"DOS-VERIFY-\d\d .*").says(r"(?s)libtoonew\.so.*GLIBC_2\.39").says(r"wheel\(toonew\)")


@test
def a_real_wheel_runs_from_two_places(bench):
    found = sorted(Path("/usr/share/python-wheels").glob("setuptools-*.whl"))
    if not found:
        raise Skipped("no wheel of setuptools in /usr/share/python-wheels: install python3-setuptools-whl")
    place = bench.work / "real" / "setuptools"
    place.mkdir(parents=True)
    shutil.copy(found[0], place)
    (place / "index.html").write_text(f'<!DOCTYPE html><a href="{found[0].name}">{found[0].name}</a>')
    version = found[0].name.split("-")[1]
    with served(place.parent) as address:
        project = bench.project("wheels-real", packages=PYTHON, version="1.0", platform={"arch": "x86_64"},
                                pip={"indexUrl": address}, pipRequirements="requirements.txt",
                                smokeTests=[{"imports": ["setuptools", "pkg_resources"]}])
        project.offline = False
        (project.directory / "requirements.txt").write_text("setuptools\n")
        project.run("verify", "-Ddiracos.verify.run=true", env=CLEAN).ok().says("the smoke tests pass")
    for prefix in ("real here", "real-there"):
        where = bench.work / prefix
        unpack(project.target / "diracos-1.0.tar.gz", where)
        seen = said(where, "python -c 'import setuptools, pkg_resources; print(setuptools.__version__, pkg_resources.__file__)'")
        check(seen.startswith(f"{version} {where}/diracos/"), f"setuptools in {where}: {seen}")
        check(f"setuptools {version}" in " ".join(said(where, "python -m pip list").split()), "pip does not list it")
