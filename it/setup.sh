#!/usr/bin/env bash
# Installs what building and testing need. Debian 12 as root: by itself. Elsewhere: says what.
set -euo pipefail

# command:Debian package:Enterprise Linux package
needs=(
  javac:openjdk-17-jdk-headless:java-17-openjdk-devel
  mvn:maven:maven
  python3:python3:python3
  gcc:gcc:gcc
  ld.gold:binutils:binutils-gold
  strip:binutils:binutils
  rpmbuild:rpm:rpm-build
  rpm2cpio:rpm:rpm
  rpmsign:rpm:rpm-sign
  createrepo_c:createrepo-c:createrepo_c
  dnf:dnf:dnf
  patchelf:patchelf:patchelf
  eu-elflint:elfutils:elfutils
  cpio:cpio:cpio
  bwrap:bubblewrap:bubblewrap
  gpg:gnupg:gnupg2
  xz:xz-utils:xz
  zstd:zstd:zstd
  pigz:pigz:pigz
  bzip2:bzip2:bzip2
  file:file:file
  getcap:libcap2-bin:libcap
  git:git:git
)

# Root's PATH may lack the system directories.
PATH=$PATH:/usr/sbin:/sbin

debian=()
other=()
for need in "${needs[@]}"; do
  IFS=: read -r command deb rpm <<<"$need"
  command -v "$command" >/dev/null || { debian+=("$deb"); other+=("$rpm"); }
done
[ ${#debian[@]} -eq 0 ] && exit 0

if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${debian[@]}" >/dev/null
  exit 0
fi
{
  echo "DIRACOS needs programs that are not on this machine. Install them as root, then run this again:"
  echo "  Debian, Ubuntu:             apt-get install -y ${debian[*]}"
  echo "  Fedora, Enterprise Linux:   dnf install -y ${other[*]}"
} >&2
exit 1
