"""DIRACOS v1's walk over a repository, with dnf's queries: from each name on its own, level by level
through all providers of all requirements, up to the first level that holds glibc, which is left out.
Prints the names. Arguments: the repository's URL, a scratch directory, names."""

import json
import os
import sys

import dnf


def main(url, scratch, names):
    base = dnf.Base()
    conf = base.conf
    for kind in ("cachedir", "logdir", "persistdir", "installroot"):
        path = os.path.join(scratch, kind)
        os.makedirs(path, exist_ok=True)
        setattr(conf, kind, path)
    conf.substitutions.update({"releasever": "9", "arch": "x86_64", "basearch": "x86_64"})
    base.repos.add_new_repo("repository", conf, baseurl=[url])
    base.fill_sack(load_system_repo=False)
    available = base.sack.query().available()
    providers, required = {}, {}

    def provided(relation):
        key = str(relation)
        if key not in providers:
            providers[key] = {package.name for package in available.filter(provides=relation)}
        return providers[key]

    def requirements(name):
        if name not in required:
            relations = (r for package in available.filter(name=name) for r in package.requires)
            required[name] = set().union(*map(provided, relations))
        return required[name]

    result = set()
    for name in names:
        taken, level = set(), {name}
        while level:
            taken |= level
            if "glibc" in level:
                break
            level = set().union(*map(requirements, level)) - taken
        result |= taken
    json.dump(sorted(result - {"glibc"}), sys.stdout)


main(sys.argv[1], sys.argv[2], sys.argv[3:])
