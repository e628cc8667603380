"""What tests share: the scratch directory, the fixture, and bundles that are made once and then looked at."""

import contextlib
import functools
import os
import shutil
import ssl
import subprocess
import tempfile
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from .harness import Skipped
from .project import Maven, Quickstart

IT = Path(__file__).resolve().parents[2]


class Bench:
    """Scratch directory, Maven and fixture.

    Shared bundles are made when a test first asks for them; tests leave them as they are.
    """

    def __init__(self, fixture, work, maven_options):
        self.repository, self.work = Path(fixture).resolve() / "repo", Path(work).resolve()
        self.maven = Maven(maven_options)
        self.cache = self.work / "cache"
        self.smoke = IT / "smoke" / "smoke.sh"
        self.buildroots = self.work / "buildroots"
        self._projects = 0

    def project(self, name, repository=None, cache=None, **configuration):
        """A new project; without more, the quickstart's on the fixture."""
        self._projects += 1
        return Quickstart(self.maven, self.work / f"{self._projects:02}-{name}", cache or self.cache,
                       repository or self.repository, **configuration)

    @functools.cached_property
    def base(self):
        """The quickstart, bundled without disturbance; its log is in base_run."""
        project = self.project("base")
        self.base_run = project.run().ok()
        return project

    @functools.cached_property
    def base_digest(self):
        return self.base.digest()

    @functools.cached_property
    def unpacked(self):
        """Where the bundle is unpacked: a short path that every user can read, diracos/ included."""
        return unpack(self.base.tarball(), self.public())

    @functools.cached_property
    def small_repository(self):
        """The fixture's own packages, which no other package needs."""
        directory = self.work / "small-repository"
        directory.mkdir()
        for package in sorted((self.repository / "Packages").glob("*.rpm")):
            if package.name.startswith(("fixture-", "filesystem-", "setup-")):
                shutil.copy(package, directory)
        createrepo(directory)
        return directory

    def public(self):
        """A new directory that every user can read, with a short path; it goes at the end."""
        directory = Path(tempfile.mkdtemp(prefix="d"))
        directory.chmod(0o755)
        self.public_directories.append(directory)
        return directory

    @functools.cached_property
    def public_directories(self):
        return []

    def close(self):
        for directory in self.public_directories:
            remove(directory)


def unpack(tarball, directory):
    """Unpacks with the system's tar, as a site does; gives the bundle's directory."""
    subprocess.run(["tar", "xf", tarball, "-C", directory], check=True)
    return directory / "diracos"


def remove(directory):
    """Removes a tree, also one that is read-only."""
    subprocess.run(["chmod", "-R", "u+rwX", directory], check=False)
    shutil.rmtree(directory, ignore_errors=True)


def createrepo(directory, *options):
    subprocess.run(["createrepo_c", "-q", "--no-database", *options, directory], check=True)


def unprivileged():
    """The command before another that runs it as nobody; nothing where we are an ordinary user already."""
    if os.geteuid() != 0:
        return []
    if not shutil.which("setpriv"):
        raise Skipped("setpriv is missing: install util-linux")
    return ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]


def without_override():
    """The command before another that takes root's right to write where the mode forbids it."""
    if os.geteuid() != 0:
        return []
    if not shutil.which("setpriv"):
        raise Skipped("setpriv is missing: install util-linux")
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]


def build_package(work, name, files, version="1", payload="w6.gzdio"):
    """Makes a noarch package of finished files, given as {path in the package: file on this machine}."""
    top = Path(tempfile.mkdtemp(dir=work))
    spec = [f"Name: {name}", f"Version: {version}", "Release: 1", "Summary: made for a test", "License: none",
            "BuildArch: noarch", "AutoReqProv: no", "%description", "Made for a test.", "%install"]
    for path, source in files.items():
        spec += [f"mkdir -p '%{{buildroot}}{os.path.dirname(path)}'", f"ln '{source}' '%{{buildroot}}{path}'"]
    spec += ["%files", *files]
    (top / "package.spec").write_text("\n".join(spec) + "\n")
    subprocess.run(["rpmbuild", "-bb", "--quiet", "-D", f"_topdir {top}", "-D", "__os_install_post %{nil}",
                    "-D", f"_binary_payload {payload}", "-D", "_build_id_links none", top / "package.spec"],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    package, = (top / "RPMS").rglob("*.rpm")
    return package


@contextlib.contextmanager
def served(directory, port=0, certificate=None):
    """Serves a directory over HTTP on this machine, at any free port unless one is named; gives its address.

    With a certificate, a file that also holds its key, it is HTTPS."""
    class Quiet(SimpleHTTPRequestHandler):
        def __init__(self, *arguments):
            super().__init__(*arguments, directory=str(directory))

        def log_message(self, *_):
            pass

        def handle(self):
            # A client that is killed while it reads is what some tests want.
            with contextlib.suppress(ConnectionError):
                super().handle()

    server = ThreadingHTTPServer(("127.0.0.1", port), Quiet)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http{'s' if certificate else ''}://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
