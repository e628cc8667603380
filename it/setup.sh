#!/usr/bin/env bash
# Installs what building and testing need. Debian 12 as root: by itself. Elsewhere: says what.
set -euo pipefail

# command:Debian package:Enterprise Linux package
needs=(
  javac:openjdk-17-jdk-headless:java-17-openjdk-devel
  mvn:maven:maven
  python3:python3:python3
  gcc:gcc:gcc
  g++:g++:gcc-c++
  ld.lld:lld:lld
  aarch64-linux-gnu-gcc:gcc-aarch64-linux-gnu:gcc-aarch64-linux-gnu
  powerpc-linux-gnu-gcc:gcc-powerpc-linux-gnu:gcc-powerpc64-linux-gnu
  powerpc64le-linux-gnu-gcc:gcc-powerpc64le-linux-gnu:gcc-powerpc64le-linux-gnu
  qemu-aarch64:qemu-user:qemu-user
  dash:dash:dash
  zsh:zsh:zsh
  perl:perl:perl
  tclsh:tcl:tcl
  openssl:openssl:openssl
  pkg-config:pkg-config:pkgconf-pkg-config
  /usr/bin/python3-config:python3-dev:python3-devel
  setpriv:util-linux:util-linux
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
  zck:zchunk:zchunk
  pigz:pigz:pigz
  bzip2:bzip2:bzip2
  file:file:file
  getcap:libcap2-bin:libcap
  git:git:git
  munged:munge:munge
  sbatch:slurm-client:slurm
  slurmctld:slurmctld:slurm-slurmctld
  slurmd:slurmd:slurm-slurmd
)

# Root's PATH may lack the system directories.
PATH=$PATH:/usr/sbin:/sbin

debian=()
other=()
for need in "${needs[@]}"; do
  IFS=: read -r command deb rpm <<<"$need"
  command -v "$command" >/dev/null || { debian+=("$deb"); other+=("$rpm"); }
done
# Headers, libraries and wheels that no command stands for.
if command -v dpkg-query >/dev/null; then
  libraries=(libc6-dev libc6-dev-arm64-cross libc6-dev-powerpc-cross libc6-dev-ppc64el-cross python3-setuptools-whl)
  [ "$(dpkg --print-architecture)" != amd64 ] || libraries+=(gcc-12-multilib g++-12-multilib)
  for deb in "${libraries[@]}"; do
    [ "$(dpkg-query -W -f '${db:Status-Abbrev}' "$deb" 2>/dev/null || true)" = "ii " ] || debian+=("$deb")
  done
fi
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
