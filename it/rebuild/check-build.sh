#!/bin/bash
# Builds packages one after the other with rpm, dnf and bubblewrap alone, as an ordinary user; what was built is in the
# buildroots of those that follow: check-build.sh FIXTURE SOURCES OUT NAME[:rpmbuild option]...
# Prints the seconds that each took, and the seconds of processors that rpmbuild used. OUT/repo has the packages, OUT/NAME/log what was said.
set -euo pipefail
[ $# -ge 4 ] && [ -f "$1/repo/repodata/repomd.xml" ] || {
  echo "usage: check-build.sh FIXTURE SOURCES OUT NAME[:rpmbuild option]..." >&2
  exit 2
}
fixture=$(readlink -f "$1")/repo
sources=$(readlink -f "$2")
mkdir -p "$3/repo"
out=$(readlink -f "$3")
shift 3
umask 022
epoch=1700000000

# The packages that an empty root needs for the given requirements, one a line; dnf wants to be root for that.
closure() {
  local work=$1
  shift
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
baseurl=file://$out/repo
priority=1
[fixture]
name=fixture
baseurl=file://$fixture
DNF
  bwrap --dev-bind / / --unshare-user --uid 0 --gid 0 dnf --config "$work/dnf.conf" --disableplugin=local --releasever=9 -y -q \
    --installroot="$work/empty" --downloadonly --downloaddir="$work/packages" install "$@" > "$work/dnf.log" 2>&1 ||
    { cat "$work/dnf.log" >&2; return 1; }
}

enter() {
  local root=$1
  shift
  bwrap --unshare-all --die-with-parent --uid 0 --gid 0 --hostname localhost --bind "$root" / --dev /dev --proc /proc --tmpfs /tmp \
    --clearenv --setenv PATH /usr/bin:/usr/sbin --setenv HOME /builddir --setenv LANG C.UTF-8 \
    --setenv SOURCE_DATE_EPOCH "$epoch" "$@"
}

# The spec and the archive of a package, whatever form they are in.
gather() {
  local name=$1 top=$2
  mkdir -p "$top"/{SOURCES,SPECS,BUILD,BUILDROOT,RPMS,SRPMS}
  if [ -f "$sources/$name.src.rpm" ]; then
    (cd "$top/SOURCES" && rpm2cpio "$sources/$name.src.rpm" | cpio -idm --quiet --no-preserve-owner)
  else
    cp "$sources/$name"/* "$top/SOURCES"
  fi
  mv "$top/SOURCES"/*.spec "$top/SPECS/$name.spec"
}

for word in "$@"; do
  name=${word%%:*}
  options=()
  [ "$word" = "$name" ] || options=(${word#*:})
  work=$out/$name
  # A failed build may have left directories without the right to write.
  [ ! -d "$work" ] || { chmod -R u+w "$work"; rm -rf "$work"; }
  mkdir -p "$work/packages" "$work/root"
  SECONDS=0
  createrepo_c --quiet "$out/repo"
  gather "$name" "$work/top"
  mapfile -t needs < <(rpmspec -q --buildrequires "${options[@]}" "$work/top/SPECS/$name.spec" 2> /dev/null | sort -u)
  closure "$work" @buildsys-build "${needs[@]}"
  chosen=()
  while read -r file; do
    [ -f "$out/repo/$file" ] && chosen+=("$out/repo/$file") || chosen+=("$fixture/Packages/$file")
  done < <(cd "$work/packages" && ls)
  rm -rf "$work/packages"
  mkdir "$work/packages"
  cp "${chosen[@]}" "$work/packages"
  for rpm in "$work"/packages/filesystem-* "$work"/packages/*; do
    rpm2cpio "$rpm" | (cd "$work/root" && cpio -idmu --quiet --no-preserve-owner)
  done
  enter "$work/root" --ro-bind "$work/packages" /mnt sh -c 'rpm --initdb && rpm -i --justdb --noscripts --nodeps --nosignature \
    --nodigest --noorder --ignoresize /mnt/*.rpm' > "$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
  prepared=$SECONDS
  # bwrap does not account for what runs in it, so the time is taken inside.
  enter "$work/root" --bind "$work/top" /builddir bash -c 'TIMEFORMAT="%U %S"; { time rpmbuild "$@" 2>&1; } 2> /builddir/time' \
    rpmbuild -ba "${options[@]}" --define '_topdir /builddir' --define '_buildhost build.invalid' \
    --define 'use_source_date_epoch_as_buildtime 1' --define 'clamp_mtime_to_source_date_epoch 1' \
    "/builddir/SPECS/$name.spec" > "$work/log" 2>&1 ||
    { tail -n 40 "$work/log" >&2; echo "$name: rpmbuild failed, see $work/log" >&2; exit 1; }
  find "$work/top/RPMS" -name '*.rpm' -exec cp -f {} "$out/repo" \;
  echo "$word: buildroot of ${#chosen[@]} packages ${prepared} s, build $((SECONDS - prepared)) s," \
    "$(awk '{ print int($1 + $2 + 0.5) }' "$work/top/time") s of processors:" \
    "$(cd "$work/top/RPMS" && find . -name '*.rpm' -printf '%f ' | sort)"
  chmod -R u+w "$work/root"
  rm -rf "$work/root" "$work/packages" "$work/top/BUILD"
done
createrepo_c --quiet "$out/repo"
