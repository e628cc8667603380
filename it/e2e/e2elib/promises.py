"""What diracos:verify says of the bundle of the real repository, whole and damaged."""

import json
import os
import shutil
import subprocess

from .bench import remove
from .harness import Skipped, check, same, test


def report(project):
    """The findings of the last verification: {check: [finding]}."""
    said = json.loads((project.work / "verify" / "verify.json").read_text())
    return said, {one["check"]: one["findings"] for one in said["checks"]}


@test
def every_promise_holds_for_the_bundle_and_its_smoke_tests_pass_in_three_places(bench):
    if not shutil.which("bwrap"):
        raise Skipped("bwrap is missing: install bubblewrap")
    project = bench.project("verify")
    run = project.run("verify", "-Ddiracos.verify.run=true", "-Ddiracos.verify.sandbox=required").ok()
    run.says(r"runs on glibc 2\.\d+ and newer: ")
    said, findings = report(project)
    same([], [f for all_ in findings.values() for f in all_ if f["severity"] == "error"], "errors")
    same([], [c["check"] for c in said["checks"] if c.get("skipped")], "checks that were skipped")
    smoke, = (c["remark"] for c in said["checks"] if c["check"] == "smoke")
    check("in 3 places" in smoke, f"the smoke tests ran as: {smoke}")
    # Of the tarball the same holds, but for what only packages can say.
    project.run("verify", f"-Ddiracos.tarball={project.tarball()}").ok()
    said, findings = report(project)
    same([], [f for all_ in findings.values() for f in all_ if f["severity"] == "error"], "errors in the tarball")


@test
def damage_done_on_purpose_is_found_and_named(bench):
    tree = bench.public() / "diracos"
    shutil.copytree(bench.unpacked, tree, symlinks=True)
    lib = next(tree.glob("usr/lib64/libcurl.so.4.*"))
    lib.unlink()
    git = tree / "usr/bin/git"
    subprocess.run(["patchelf", "--force-rpath", "--set-rpath", "/usr/lib/x86_64-linux-gnu", git], check=True)
    crypto = next(tree.glob("usr/lib64/libcrypto.so.3"))
    content = crypto.read_bytes()
    check(b"OPENSSL_3.0.0\0" in content, "libcrypto without the version that is taken away")
    crypto.write_bytes(content.replace(b"OPENSSL_3.0.0\0", b"OPENSSL_0.0.0\0"))
    os.symlink("../../../../outside", tree / "usr/out")
    os.symlink("/etc/passwd", tree / "usr/absolute")
    os.link(tree / "diracosrc", tree / "usr/hard")
    (tree / "usr/bin/odd").write_text("#!/opt/nowhere/interpreter\n")
    for name, mode in ("usr/bin/odd", 0o755), ("usr/bin/openssl", 0o4755), ("versions.txt", 0o600):
        (tree / name).chmod(mode)
    os.mkfifo(tree / "usr/pipe")
    project = bench.project("damaged")
    run = project.run("verify", f"-Ddiracos.tree={tree}")
    check(run.status != 0, f"Maven did not fail:\n{run.tail()}")
    run.says_not(r"(?m)^\s+at [\w.$]+\(")
    _, findings = report(project)
    for word, text in {
        "needed": "libcurl.so.4", "search-path": "/usr/bin/git", "symbol-version": "OPENSSL_3.0.0",
        "absolute-link": "/usr/absolute", "escaping-link": "/usr/out", "dangling-link": "libcurl.so.4",
        "hard-link": "/usr/hard", "interpreter": "/usr/bin/odd", "setuid": "/usr/bin/openssl",
        "unreadable": "/versions.txt", "device": "/usr/pipe",
    }.items():
        told = [f["what"] + "\n" + f.get("where", "") for f in findings[word] if f["severity"] == "error"]
        check(any(text in one for one in told), f"{word}: {text} is not named in {told}")
    remove(tree)


@test
def smoke_tests_that_fail_are_told_with_what_they_said(bench):
    project = bench.project("failing", smokeTests=[
        {"command": "git --version", "output": "git version 1\\."},
        {"imports": ["no_such_module"]}, {"command": "exit 3", "status": 3}])
    run = project.run("verify", "-Ddiracos.verify.run=true", "-Ddiracos.verify.sandbox=never")
    check(run.status != 0, f"Maven did not fail:\n{run.tail()}")
    _, findings = report(project)
    told = "\n".join(f["what"] + f.get("because", "") for f in findings["smoke"])
    check("no_such_module" in told and "ModuleNotFoundError" in told, f"the missing module is not told: {told}")
    check("git version 1" in told and "git version 2" in told, f"the output is not told: {told}")
    check("exit 3" not in told, f"a status that is expected is told: {told}")
