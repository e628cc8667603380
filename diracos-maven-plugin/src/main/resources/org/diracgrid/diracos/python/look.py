"""Tells, as JSON, what a source archive wants to be built with, and the first of its files that a compiler takes."""

import json
import sys
import tarfile
import zipfile

COMPILED = (".c", ".cc", ".cpp", ".cxx", ".c++", ".cu", ".f", ".f77", ".f90", ".f95", ".for", ".pyx", ".rs", ".swg")
USUAL = ["setuptools >= 40.8.0", "wheel"]
BESIDE = {"test", "tests", "testing", "doc", "docs", "example", "examples", "benchmark", "benchmarks"}


def toml(text):
    try:
        import tomllib
    except ImportError:
        from pip._vendor import tomli as tomllib
    return tomllib.loads(text)


def archive(path):
    """The names of all files, and how to read one."""
    if zipfile.is_zipfile(path):
        opened = zipfile.ZipFile(path)
        return opened.namelist(), opened.read
    opened = tarfile.open(path)
    return opened.getnames(), lambda name: opened.extractfile(name).read()


def look(path):
    names, read = archive(path)
    requires = USUAL
    projects = [name for name in names if name.count("/") == 1 and name.endswith("/pyproject.toml")]
    if projects:
        system = toml(read(projects[0]).decode("utf-8")).get("build-system", {})
        requires = [str(need) for need in system.get("requires", requires)]
    compiled = [name for name in names if name.lower().endswith(COMPILED) and not BESIDE & set(name.lower().split("/")[:-1])]
    return {"requires": requires, "compiled": min(compiled, default="")}


def main():
    try:
        seen = look(sys.argv[1])
    except Exception as trouble:  # pip tells it better, when it builds what cannot be read here.
        print(trouble, file=sys.stderr)
        seen = {"requires": USUAL, "compiled": ""}
    json.dump(seen, sys.stdout)


main()
