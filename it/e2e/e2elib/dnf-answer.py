#!/usr/bin/python3
"""What dnf installs for some packages, and what of it is reached without crossing the boundary.

usage: dnf-answer.py REPOSITORY SCRATCH BOUNDARY PACKAGE...

Prints JSON: "all" and "within", each a list of name-epoch:version-release.arch. A requirement that a boundary package
fulfils is not followed. Runs on the Python that dnf runs on.
"""

import json
import sys

import dnf


def resolved(repository, scratch, packages):
    base = dnf.Base()
    base.conf.installroot = scratch + "/root"
    base.conf.cachedir = scratch + "/cache"
    base.conf.persistdir = base.conf.logdir = scratch
    base.conf.reposdir = []
    base.conf.install_weak_deps = False
    base.conf.substitutions["releasever"] = "9"
    base.repos.add_new_repo("fixture", base.conf, baseurl=["file://" + repository], gpgcheck=False)
    base.fill_sack(load_system_repo=False)
    for package in packages:
        base.install(package)
    base.resolve()
    return base, sorted(base.transaction.install_set)


def within(base, installed, boundary, roots):
    """Walks the requirements of the roots among what is installed, glibc aside."""
    reached = {}
    queue = [p for p in installed if p.name in roots]
    while queue:
        package = queue.pop()
        if package.name in boundary or package in reached:
            continue
        reached[package] = True
        for requirement in package.requires:
            providers = list(base.sack.query().filterm(pkg=installed, provides=requirement))
            if str(requirement).startswith("/"):
                providers += base.sack.query().filterm(pkg=installed, file=str(requirement))
            if not any(p.name in boundary for p in providers):
                queue += providers
    return sorted(reached)


def main():
    repository, scratch, boundary, *roots = sys.argv[1:]
    base, installed = resolved(repository, scratch, roots)
    json.dump({"all": list(map(nevra, installed)),
               "within": list(map(nevra, within(base, installed, boundary.split(","), roots)))}, sys.stdout)


def nevra(package):
    return f"{package.name}-{package.epoch}:{package.version}-{package.release}.{package.arch}"


if __name__ == "__main__":
    main()
