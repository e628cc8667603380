#!/bin/bash
# Asks dnf whether rebuilt packages take the place of the distribution's: check-replaced.sh FIXTURE REPO [PACKAGE...]
# In an empty root, the packages (else all that was rebuilt) must resolve with the rebuilt repository first, and what they
# need must come from there wherever it was rebuilt. Every other requirement in the rebuilt repository must have a provider.
set -euo pipefail
[ $# -ge 2 ] && [ -f "$1/repo/repodata/repomd.xml" ] && [ -d "$2" ] || {
  echo "usage: check-replaced.sh FIXTURE REPO [PACKAGE...]" >&2
  exit 2
}
fixture=$(readlink -f "$1")/repo
own=$(readlink -f "$2")
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/own"
find "$own" -name '*.rpm' ! -name '*.src.rpm' -exec cp -t "$work/own" {} +
createrepo_c --quiet "$work/own"
cat > "$work/dnf.conf" <<DNF
[main]
reposdir=$work/none
cachedir=$work/dnf
logdir=$work/dnf
persistdir=$work/dnf
install_weak_deps=0
gpgcheck=0
[own]
name=own
baseurl=file://$work/own
priority=1
[fixture]
name=fixture
baseurl=file://$fixture
DNF
query() { dnf --config "$work/dnf.conf" --disableplugin=local --releasever=9 -q "$@"; }
query repoclosure --check own
rpm -qp --nosignature --qf '%{NAME}\n' "$work"/own/*.rpm | sort -u > "$work/rebuilt"
rpm -qp --nosignature --qf '[%{OBSOLETES}\n]' "$work"/own/*.rpm | sort -u > "$work/replaced"
[ $# -gt 0 ] || mapfile -t < "$work/rebuilt"
[ $# -gt 0 ] || set -- "${MAPFILE[@]}"
# dnf ends with a status of 1 when it is told not to go on.
bwrap --dev-bind / / --unshare-user --uid 0 --gid 0 dnf --config "$work/dnf.conf" --disableplugin=local --releasever=9 \
  --installroot="$work/empty" -y --assumeno install "$@" > "$work/said" 2>&1 || true
grep -qE '^Install +[0-9]+ Package' "$work/said" || { cat "$work/said" >&2; exit 1; }
# A line of the table: name, arch, version, repository, size; a long name stands on a line of its own.
awk '/^ [^ ]/ && NF == 1 { name = $1 } / (own|fixture) / { for (i = 1; i <= NF; i++) if ($i == "own" || $i == "fixture") \
  print (i == 4 ? $1 : name), $i }' "$work/said" | sort -u > "$work/chosen"
wrong=$(awk '$2 == "fixture" { print $1 }' "$work/chosen" | grep -Fxf <(cat "$work/rebuilt" "$work/replaced") || true)
if [ -n "$wrong" ]; then
  echo "from the distribution, though they were rebuilt:" $wrong >&2
  exit 1
fi
echo "$(grep -c ' own$' "$work/chosen") rebuilt packages, $(grep -c ' fixture$' "$work/chosen") of the distribution, none in the place of another"
