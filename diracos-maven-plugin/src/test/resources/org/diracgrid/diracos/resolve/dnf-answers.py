"""What dnf would install in each case below a directory: one JSON object, case to sorted NEVRA@repository or
"unsat". A case is a directory with repositories base and perhaps upd, and case.json with roots,
weak, excludes and prio. One process for all, because starting dnf costs more than solving."""

import json
import os
import sys

import dnf
import dnf.exceptions


def answer(case, scratch):
    with open(os.path.join(case, "case.json")) as text:
        asked = json.load(text)
    base = dnf.Base()
    conf = base.conf
    for kind in ("cachedir", "logdir", "persistdir", "installroot"):
        path = os.path.join(scratch, kind)
        os.makedirs(path, exist_ok=True)
        setattr(conf, kind, path)
    conf.substitutions.update({"releasever": "9", "arch": "x86_64", "basearch": "x86_64"})
    conf.install_weak_deps = asked["weak"]
    conf.best = True
    conf.excludepkgs = asked["excludes"] + ["*.i686"]
    for name in ("base", "upd"):
        path = os.path.join(case, name)
        if os.path.isdir(path):
            base.repos.add_new_repo(
                os.path.basename(case) + name,
                conf,
                baseurl=["file://" + path],
                priority=asked["prio"].get(name, 99),
            )
    base.fill_sack(load_system_repo=False)
    try:
        for root in asked["roots"]:
            base.install(root)
        base.resolve()
        return sorted(
            "%s@%s" % (package, package.reponame[len(os.path.basename(case)) :])
            for package in base.transaction.install_set
        )
    except dnf.exceptions.Error:
        return "unsat"
    finally:
        base.close()


def main(cases, scratch):
    answers = {}
    for name in sorted(os.listdir(cases)):
        answers[name] = answer(os.path.join(cases, name), scratch)
    json.dump(answers, sys.stdout)


main(sys.argv[1], sys.argv[2])
