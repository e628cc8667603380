#!/bin/bash
# Runs a bundle's programs from where it was unpacked:
#   smoke.sh [--sandbox] [--at PATH] [--hostile] [--extended] TREE
# Each command gets an empty environment and a bash of its own that sources TREE/diracosrc, nothing else.
#   --sandbox   in a bubblewrap root that shows nothing of the host but the glibc family, /dev, /proc and an own /tmp;
#               the tree is there read-only, the shell is the bundle's own. /bin/sh and /usr/bin/env, which every
#               host has, are links to the bundle's bash and env.
#   --at PATH   where the sandbox shows the tree (default: where it is)
#   --hostile   HOME is unset, PYTHONPATH and LD_LIBRARY_PATH name folders with libraries and modules that do not work;
#               LD_LIBRARY_PATH comes back after diracosrc was sourced, as a user's own set-up would do it
#   --extended  more commands: such that need data files, helpers, plugins or certificates of the bundle
# One line for each command, OK or FAILED, with what it said when it failed. Status 1 when any failed, 2 for wrong usage.
set -uo pipefail

sandbox=no hostile=no extended=no at=
while [ $# -gt 1 ]; do
    case $1 in
        --sandbox) sandbox=yes ;;
        --hostile) hostile=yes ;;
        --extended) extended=yes ;;
        --at) at=$2; shift ;;
        *) break ;;
    esac
    shift
done
if [ $# -ne 1 ] || [ ! -f "$1/diracosrc" ]; then
    echo "usage: smoke.sh [--sandbox] [--at PATH] [--hostile] [--extended] TREE   (TREE holds diracosrc)" >&2
    exit 2
fi
tree=$(cd "$1" && pwd -P)
place=$tree
[ $sandbox = no ] || place=${at:-$tree}

# Evaluated by the bundle's shell, where $scratch is an empty folder and $DIRACOS comes from diracosrc.
# shellcheck disable=SC2016
commands=(
    'python3 -c "import ssl, sqlite3, numpy"'
    'git --version'
    'curl --version'
    'gfal-ls file:///'
    'openssl version'
    'ssh -V'
    'sqlite3 --version'
    'voms-proxy-info --version'
)
# shellcheck disable=SC2016
more=(
    'python --version'
    'python3 -c "import ssl; assert ssl.create_default_context().cert_store_stats()[\"x509\"] > 50, \"no CA certificates\""'
    'python3 -c "import gfal2; gfal2.creat_context().stat(\"file:///\")"'
    'gfal-copy "file://$DIRACOS/diracosrc" "file://$scratch/copy" && [ "$(< "$DIRACOS/diracosrc")" = "$(< "$scratch/copy")" ]'
    'openssl list -providers -provider default -provider legacy'
    'openssl req -new -newkey rsa:2048 -nodes -subj /CN=x -keyout /dev/null'
    'git init -q "$scratch/git" && [ -d "$scratch/git/.git/hooks" ] && git -C "$scratch/git" -c user.name=x -c user.email=x@y commit -q --allow-empty -m x'
    'git ls-remote https://127.0.0.1:1/x > "$scratch/said" 2>&1; said=$(< "$scratch/said"); [[ $said = *ailed\ to\ connect* ]] || { echo "$said"; false; }'
    'perl -MPOSIX -MFile::Temp -e 1'
    'sqlite3 "$scratch/sqlite" "create table t(x)" && python3 -c "import sqlite3; sqlite3.connect(\"$scratch/sqlite\").execute(\"select * from t\")"'
)
[ $extended = no ] || commands+=("${more[@]}")

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The libraries that a bundle takes from its host, by name, from where this host's loader finds libc.
glibc_family() {
    local name folder
    folder=$(dirname "$(ldd "$(command -v bash)" | awk '$1 == "libc.so.6" { print $3 }')")
    for name in libc.so.6 libm.so.6 libmvec.so.1 libdl.so.2 libpthread.so.0 librt.so.1 libresolv.so.2 libutil.so.1 \
        libanl.so.1 libnsl.so.1 libBrokenLocale.so.1 libthread_db.so.1 libnss_files.so.2 libnss_dns.so.2 libnss_compat.so.2; do
        [ ! -e "$folder/$name" ] || echo "$folder/$name"
    done
    for name in /lib64/ld-linux-x86-64.so.2 /lib/ld-linux-aarch64.so.1; do
        [ ! -e $name ] || echo $name
    done
}

make_sandbox() {
    local library
    command -v bwrap > /dev/null || { echo "smoke.sh: bwrap is missing: install the package bubblewrap" >&2; exit 2; }
    shell=$place/usr/bin/bash
    [ -x "$tree/usr/bin/bash" ] || shell=$place/bin/bash
    wrap=(bwrap --die-with-parent --unshare-pid --unshare-ipc --unshare-uts --dev /dev --proc /proc --tmpfs /tmp)
    for library in $(glibc_family); do
        wrap+=(--ro-bind "$(readlink -f "$library")" "$library")
    done
    wrap+=(--ro-bind "$tree" "$place" --symlink "$shell" /bin/sh --symlink "$place/usr/bin/env" /usr/bin/env)
    [ $hostile = no ] || wrap+=(--ro-bind "$work/hostile" "$work/hostile")
    # A host knows its users; the file is ours, not the host's.
    echo "smoke:x:$(id -u):$(id -g):smoke:/tmp:$shell" > "$work/passwd"
    wrap+=(--ro-bind "$work/passwd" /etc/passwd)
}

# Folders that break whoever looks there: libraries that are no ELF, modules that raise.
make_hostile() {
    local name
    mkdir -p "$work/hostile/lib" "$work/hostile/python"
    for name in libssl.so.3 libcrypto.so.3 libz.so.1 libcurl.so.4 libsqlite3.so.0 libstdc++.so.6 libglib-2.0.so.0 \
        libgfal2.so.2 libpython3.11.so.1.0 libexpat.so.1 libtinfo.so.6 libblas.so.3 libpcre2-8.so.0 libvomsapi.so.1; do
        echo "not a library" > "$work/hostile/lib/$name"
    done
    for name in ssl sqlite3 numpy json gfal2 sitecustomize; do
        echo "raise ImportError('a module of the host was taken')" > "$work/hostile/python/$name.py"
    done
    environment+=("LD_LIBRARY_PATH=$work/hostile/lib" "PYTHONPATH=$work/hostile/python")
    again="export LD_LIBRARY_PATH=$(printf %q "$work/hostile/lib"); "
}

environment=(DIRACOS_SMOKE=1) again='' wrap=() shell=bash
[ $hostile = no ] || make_hostile
[ $hostile = yes ] || environment+=("HOME=/tmp")
[ $sandbox = no ] || make_sandbox

# The variables are set inside the shell: the wrong LD_LIBRARY_PATH must not meet bwrap and the shell itself.
# shellcheck disable=SC2016
run() {
    local script='cd "$scratch"; . "$0/diracosrc" || exit 99; '"$again"'
        word=${1%% *}; found=$(command -v "$word") || { echo "$word: not found"; exit 127; }
        case $(readlink -f "$found" 2> /dev/null || echo "$found") in "$0"/*) ;; *) echo "$found is not in the bundle"; exit 98 ;; esac
        eval "$1"'
    local exports=() word
    for word in "${environment[@]}"; do
        exports+=("export ${word%%=*}=$(printf %q "${word#*=}");")
    done
    local bind=()
    [ $sandbox = no ] || bind=(--bind "$scratch" "$scratch")
    env -i ${wrap[@]+"${wrap[@]}"} ${bind[@]+"${bind[@]}"} "$shell" --norc --noprofile -c "unset HOME; scratch=$(printf %q "$scratch"); ${exports[*]} $script" "$place" "$1"
}

passed=0 failed=0 number=0
for command in "${commands[@]}"; do
    number=$((number + 1))
    scratch=$work/scratch.$number
    mkdir "$scratch"
    if run "$command" > "$work/said" 2>&1; then
        echo "OK      $command"
        passed=$((passed + 1))
    else
        echo "FAILED  $command   (status $?)"
        head -20 "$work/said" | sed 's/^/        | /'
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
