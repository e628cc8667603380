"""The bundle as a site gets it: what is in the tarball, and that it runs wherever it was unpacked."""

import gzip
import hashlib
import os
import shutil
import stat
import subprocess
import tarfile

from .bench import IT, remove, unpack, unprivileged
from .harness import check, nothing, same, test

LONG_PATH = 200
TIMESTAMP = 1767225600  # 2026-01-01T00:00:00Z, the example's project.build.outputTimestamp


def runs(bench, tree, *options, prefix=()):
    """Runs the smoke commands in an unpacked bundle."""
    # Where nobody can read it, wherever the project lies.
    script = bench.public() / "smoke.sh"
    shutil.copy(bench.smoke, script)
    done = subprocess.run([*prefix, str(script), *options, str(tree)], cwd="/", text=True, errors="replace",
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    check(done.returncode == 0, done.stdout)


def long_path(bench):
    """A directory in which the bundle's own path has 200 characters, one of them a space."""
    top = bench.public()
    rest = LONG_PATH - len(f"{top}/a b//diracos")
    directory = top / "a b" / ("x" * rest)
    directory.mkdir(parents=True)
    same(LONG_PATH, len(f"{directory}/diracos"), "length of the path")
    return directory


@test
def the_bundle_runs_from_a_short_path(bench):
    runs(bench, bench.unpacked, "--extended")


@test
def the_bundle_runs_from_a_long_path_with_a_space_read_only_for_nobody_in_a_hostile_environment(bench):
    tree = unpack(bench.base.tarball(), long_path(bench))
    subprocess.run(["chmod", "-R", "a-w", tree], check=True)
    runs(bench, tree, "--hostile", "--extended", prefix=unprivileged())
    remove(tree)


@test
def the_bundle_runs_in_a_sandbox_that_shows_nothing_of_the_host_but_glibc(bench):
    runs(bench, bench.unpacked, "--sandbox", "--hostile")


@test
def the_bundle_runs_in_the_sandbox_from_a_path_where_it_never_was(bench):
    runs(bench, bench.unpacked, "--sandbox", "--hostile", "--at", "/cvmfs/a b/" + "y" * 180)


@test
def each_library_is_found_in_the_bundle(bench):
    done = subprocess.run([str(IT / "smoke" / "ldd-check.py"), str(bench.unpacked)], text=True, stdout=subprocess.PIPE)
    check(done.returncode == 0, done.stdout)
    check(int(done.stdout.splitlines()[-1].split()[0]) > 100, f"too few ELF files: {done.stdout}")


@test
def diracosrc_works_under_errexit_and_nounset_from_elsewhere_and_twice(bench):
    script = """
        cd /
        . "$1/diracosrc"
        once=$PATH
        cd "$1/usr"
        . ../diracosrc
        [ "$PATH" = "$once" ] || { echo "PATH grew: $PATH"; exit 1; }
        [ "$DIRACOS" = "$(cd "$1" && pwd -P)" ] || { echo "DIRACOS is $DIRACOS"; exit 1; }
        [ "$(command -v python3)" = "$DIRACOS/usr/bin/python3" ] || { echo "python3 is $(command -v python3)"; exit 1; }
        [ "$(command -v python)" = "$DIRACOS/usr/bin/python" ] || { echo "python is $(command -v python)"; exit 1; }
    """
    for environment in ({"PATH": os.defpath}, {"PATH": os.defpath, "DIRACOS": "/elsewhere", "CDPATH": "/tmp"}, {}):
        done = subprocess.run(["/bin/bash", "-eu", "-c", script, "bash", str(bench.unpacked)], env=environment, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        check(done.returncode == 0 and not done.stdout, f"with {environment}: status {done.returncode}\n{done.stdout}")


def member_problem(member, seen):
    """What is wrong with one member of the tarball, given the directories that came before it; or None."""
    parent = os.path.dirname(member.name)
    readable = 0o555 if member.isdir() else 0o444
    if not (member.isreg() or member.isdir() or member.issym()):
        return f"type {member.type!r}"
    if member.name.startswith("/") or ".." in member.name.split("/"):
        return "the name leaves the directory"
    if parent and parent not in seen:
        return "it comes before its parent"
    if member.issym() and climbs(member):
        return f"the link leaves the bundle: {member.linkname}"
    if (member.uid, member.gid, member.uname, member.gname) != (0, 0, "root", "root"):
        return f"owned by {member.uid}:{member.gid} {member.uname}:{member.gname}"
    if member.mtime != TIMESTAMP:
        return f"mtime {member.mtime}"
    if not member.issym() and member.mode & readable != readable:
        return f"mode {member.mode:o} is not readable for all"
    if member.mode & (stat.S_ISUID | stat.S_ISGID | stat.S_ISVTX | stat.S_IWOTH) and not member.issym():
        return f"mode {member.mode:o}"
    return None


def climbs(link):
    inside = os.path.normpath(os.path.join(os.path.dirname(link.name), link.linkname))
    return link.linkname.startswith("/") or (inside + "/").split("/")[0] != "diracos"


@test
def the_tarball_holds_only_plain_sorted_members_of_root_with_one_time(bench):
    seen, names, problems = set(), [], []
    with tarfile.open(bench.base.tarball()) as tar:
        for member in tar:
            problem = member_problem(member, seen)
            if problem:
                problems.append(f"{member.name}: {problem}")
            if member.isdir():
                seen.add(member.name)
            names.append(member.name)
    nothing(problems, "members are not as they should be")
    same("diracos", names[0], "the first member")
    in_order = sorted(set(names), key=lambda name: os.fsencode(name).split(b"/"))
    nothing([pair for pair in zip(names, in_order) if pair[0] != pair[1]], "members are not in order (got, expected)")
    same(len(bench.base.staged()) + 1, len(names), "number of members")


@test
def no_byte_of_the_tarball_tells_where_it_was_built(bench):
    needles = {os.fsencode(str(path)) for path in (bench.base.directory, bench.work, bench.cache, bench.repository)}
    longest = max(map(len, needles))
    with gzip.open(bench.base.tarball()) as stream:
        tail = b""
        while block := stream.read(1 << 22):
            text = tail + block
            for needle in needles:
                at = text.find(needle)
                check(at < 0, lambda: f"{needle!r} in {text[max(0, at - 60):at + 120]!r}")
            tail = text[-longest:]


@test
def the_checksum_files_are_right(bench):
    data = bench.base.tarball().read_bytes()
    md5 = hashlib.md5(data).hexdigest()
    sha256 = hashlib.sha256(data).hexdigest()
    same(md5, (bench.base.target / "diracos-1.0.md5").read_text(), "diracos-1.0.md5")
    same(f"{sha256}  diracos-1.0.tar.gz\n", (bench.base.target / "diracos-1.0.sha256").read_text(), "diracos-1.0.sha256")
    same(["diracos-1.0.md5", "diracos-1.0.sha256", "diracos-1.0.tar.gz"], bench.base.outputs(), "outputs")


@test
def a_zst_bundle_unpacks_and_runs(bench):
    project = bench.project("zst")
    project.run("bundle", "-Ddiracos.bundle.compression=zst").ok()
    tree = unpack(project.tarball("zst"), bench.public())
    runs(bench, tree)
    remove(project.directory)
    remove(tree)


@test
def an_xz_bundle_unpacks_and_runs(bench):
    # A part of the quickstart: xz takes its time.
    project = bench.project("xz", packages=["python3"])
    project.run("bundle", "-Ddiracos.bundle.compression=xz", "-Ddiracos.bundle.level=1").ok()
    tree = unpack(project.tarball("xz"), bench.public())
    script = '. "$0/diracosrc"; python3 -c "import ssl, sqlite3, sys; print(sys.prefix)"'
    done = subprocess.run(["/bin/bash", "-eu", "-c", script, str(tree)], env={"PATH": os.defpath}, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    same((0, f"{tree}/usr"), (done.returncode, done.stdout.strip()), "status and sys.prefix")
