#!/bin/bash
# The steps of DIRACOS v1 with the machine's own programs, as the yardstick for the plugin:
#   native.sh REPO ROOTS-FILE OUTDIR [gz|zst|walk]
# REPO is an rpm-md repository on this machine, ROOTS-FILE holds package names, one a line. OUTDIR is made, and
# gets the tree (diracos/) and the tarball. The last line on standard output is JSON: seconds per step and in total.
#
# Where this differs from v1, it is to this side's favour: all roots are walked together and not one by one, a level
# that holds glibc does not end the walk (so that the package set is the plugin's), and no network is in it. With
# `walk` nothing but v1's own walk is done, root by root, each up to the level that holds glibc.
set -Eeuo pipefail

if [ $# -lt 3 ] || [ $# -gt 4 ]; then
    echo "usage: native.sh REPO ROOTS-FILE OUTDIR [gz|zst|walk]" >&2
    exit 2
fi
repo=$(readlink -f "$1") roots=$(readlink -f "$2") kind=${4:-gz}
[ -f "$repo/repodata/repomd.xml" ] || { echo "native.sh: no repository in $repo" >&2; exit 2; }
case $kind in
    gz | zst | walk) ;;
    *) echo "native.sh: $kind is neither gz nor zst nor walk" >&2; exit 2 ;;
esac
[ ! -e "$3/diracos" ] || { echo "native.sh: $3/diracos is there already" >&2; exit 2; }
for program in dnf rpm2cpio cpio patchelf readelf python3 tar; do
    command -v $program > /dev/null || {
        echo "native.sh: $program is missing; Debian: apt-get install dnf rpm cpio patchelf binutils python3 tar zstd" >&2
        echo "           Enterprise Linux: dnf install dnf-plugins-core rpm cpio patchelf binutils python3 tar zstd" >&2
        exit 2
    }
done
mkdir -p "$3"
out=$(readlink -f "$3") tree=$(readlink -f "$3")/diracos
export LC_ALL=C.UTF-8

cat > "$out/dnf.conf" <<END
[main]
reposdir=$out/none
cachedir=$out/dnf
logdir=$out/dnf
persistdir=$out/dnf
gpgcheck=0
[fixture]
name=fixture
baseurl=file://$repo
END

query() {
    dnf -q --config "$out/dnf.conf" --disableplugin=local --releasever=9 repoquery "$@"
}

# One query per level, as v1 asks; glibc itself is not asked for and not taken.
resolve() {
    local known=" glibc " level name next
    level=$(sed 's/#.*//' "$roots" | xargs)
    known+="$level "
    while [ -n "$level" ]; do
        next=
        # shellcheck disable=SC2086
        for name in $(query --requires --resolve --qf '%{name}' $level); do
            case "$known" in
                *" $name "*) ;;
                *) known+="$name " next+=" $name" ;;
            esac
        done
        level=${next# }
    done
    # shellcheck disable=SC2086
    query --location --latest-limit=1 ${known/ glibc / } | sed 's|^file://||' | sort -u > "$out/urls"
    for name in $(sed 's/#.*//' "$roots" | xargs); do
        grep -q "/$name-[0-9]" "$out/urls" || { echo "native.sh: the repository has no package $name" >&2; return 1; }
    done
}

# v1's own walk: root by root, one query per level, up to the level that holds glibc.
walk() {
    local root known level next name
    for root in $(sed 's/#.*//' "$roots" | xargs); do
        known=" $root " level=$root
        while [ -n "$level" ]; do
            next=
            # shellcheck disable=SC2086
            for name in $(query --requires --resolve --qf '%{name}' $level); do
                case "$known" in
                    *" $name "*) ;;
                    *) known+="$name " next+=" $name" ;;
                esac
            done
            case "$next " in
                *" glibc "*) level= ;;
                *) level=${next# } ;;
            esac
        done
        printf '%s\n' $known
    done | sort -u > "$out/walked"
}

# filesystem goes first: the other packages may put files through the links that it owns.
extract() {
    mkdir "$tree"
    cd "$tree"
    for rpm in $(grep '/filesystem-[0-9]' "$out/urls" || true) $(grep -v '/filesystem-[0-9]' "$out/urls"); do
        rpm2cpio "$rpm" | cpio -idm --quiet
    done
}

shebangs() {
    { grep -rIl '^#!/usr/bin/python' "$tree" || true; } | xargs -r sed -i '1s:#!/usr/bin/python:#!/usr/bin/env python:'
    find "$tree" -name '*.py[co]' -delete
}

# Prints "RPATH<tab>file" for each ELF object that needs a library of the tree.
plan_rpaths() {
    python3 - "$tree" <<'END'
import os, re, subprocess, sys
top, elfs = sys.argv[1], []
for folder, _, names in os.walk(top):
    for path in (os.path.join(folder, name) for name in names):
        if os.path.isfile(path) and not os.path.islink(path):
            with open(path, "rb") as stream:
                if stream.read(4) == b"\x7fELF":
                    elfs.append(path)
text = subprocess.run(["readelf", "-dW", *elfs], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
needs, places = {}, {}
for part in text.split("\nFile: ")[1:]:
    path = part.split("\n", 1)[0]
    needs[path] = re.findall(r"\(NEEDED\).*\[(.*)\]", part)
    soname = re.search(r"\(SONAME\).*\[(.*)\]", part)
    for name in {os.path.basename(path), soname.group(1) if soname else os.path.basename(path)}:
        if os.path.exists(os.path.join(os.path.dirname(path), name)):
            places.setdefault(name, []).append(os.path.dirname(path))
for path, names in sorted(needs.items()):
    here = os.path.dirname(path)
    folders = dict.fromkeys(min(places[n], key=lambda d: (d != here, d)) for n in names if n in places)
    if folders:
        print(":".join("$ORIGIN/" + os.path.relpath(f, here) for f in folders), path, sep="\t")
END
}

relocate() {
    local rpath file
    plan_rpaths > "$out/rpaths"
    while IFS=$'\t' read -r rpath file; do
        patchelf --force-rpath --set-rpath "$rpath" "$file"
    done < "$out/rpaths"
}

# v1's cost per link: a readlink, and a pipe that asks whether the target is absolute. What it does to an absolute
# link is not v1's: that looks at the build machine's own files.
links() {
    local link target
    : > "$tree/brokenLinks.txt"
    while IFS= read -r -d '' link; do
        target=$(readlink "$link")
        if [ "$(echo "$target" | sed "s|^$tree|./|" | grep -cE '^/')" -ne 0 ]; then
            if [ -e "$tree$target" ] || [ -L "$tree$target" ]; then
                ln -sfnr "$tree$target" "$link"
            else
                echo "${link#"$tree"/}" >> "$tree/brokenLinks.txt"
                rm "$link"
            fi
        fi
    done < <(find "$tree" -type l -print0)
}

bundle() {
    cd "$out"
    if [ "$kind" = gz ]; then
        tar --hard-dereference -czf "diracos.tar.gz" diracos
    else
        tar --hard-dereference --zstd -cf "diracos.tar.zst" diracos
    fi
}

# Runs one step; notes its wall seconds, and the CPU seconds of all its processes.
TIMEFORMAT='%R %U %S'
steps='' current=''
trap 'echo "native.sh: step $current failed" >&2' ERR
step() {
    local times
    current=$1
    { time "$1" >&3 2>&4; } 3>&1 4>&2 2> "$out/time"
    times=$(tail -1 "$out/time")
    echo "$1 $times" >&2
    steps+="$1 $times"$'\n'
}

if [ "$kind" = walk ]; then
    step walk
    exit
fi
for name in resolve extract shebangs relocate links bundle; do step $name; done

python3 - "$steps" "$out" "$kind" <<'END'
import json, os, sys
steps, wall, cpu = {}, 0, 0
for name, real, user, system in (line.split() for line in sys.argv[1].splitlines()):
    steps[name] = {"wall": float(real), "cpu": round(float(user) + float(system), 3)}
out, kind = sys.argv[2:]
print(json.dumps({
    "steps": steps,
    "wall": round(sum(s["wall"] for s in steps.values()), 3),
    "cpu": round(sum(s["cpu"] for s in steps.values()), 3),
    "packages": sum(1 for _ in open(f"{out}/urls")),
    "elf": sum(1 for _ in open(f"{out}/rpaths")),
    "tarball": os.path.getsize(f"{out}/diracos.tar.{kind}"),
}))
END
