#!/bin/sh
# Runs one command with the environment of the bundle that this file lies in. Made by
# diracos-maven-plugin.
_diracos_usage() {
  printf '%s\n' \
    'usage: diracos-run [--] command [argument...]' \
    '' \
    'Runs the command with the environment that diracosrc sets, without changing that of the' \
    'calling shell. Its exit status is that of the command; 127 if there is no such command,' \
    '126 if it cannot be run, 125 if the bundle is not whole, 2 if diracos-run is called wrongly.'
}
case ${1-} in
  --help | -h)
    _diracos_usage
    exit 0
    ;;
  --) shift ;;
  -*)
    printf '%s\n' "diracos-run: unknown option $1" >&2
    _diracos_usage >&2
    exit 2
    ;;
esac
if [ $# -eq 0 ]; then
  printf '%s\n' 'diracos-run: no command given' >&2
  _diracos_usage >&2
  exit 2
fi
_diracos_me=$0
case $_diracos_me in
  */*) ;;
  *) if [ -f "./$_diracos_me" ]; then _diracos_me=./$_diracos_me; else _diracos_me=$(command -v "$_diracos_me"); fi ;;
esac
if [ -h "$_diracos_me" ]; then
  _diracos_me=$(readlink -f "$_diracos_me")
fi
_diracos_from=$(CDPATH='' cd -P -- "${_diracos_me%/*}/@WAY@" && pwd -P)/diracosrc
if [ ! -f "$_diracos_from" ]; then
  printf '%s\n' "diracos-run: there is no $_diracos_from: use the file where it lies in its bundle" >&2
  exit 125
fi
unset _diracos_me
. "$_diracos_from" || exit 125
case $1 in
  */*)
    if [ ! -e "$1" ]; then
      printf '%s\n' "diracos-run: $1: no such file" >&2
      exit 127
    elif [ -d "$1" ] || [ ! -x "$1" ]; then
      printf '%s\n' "diracos-run: $1: is not a program" >&2
      exit 126
    fi
    ;;
  *)
    if ! command -v "$1" >/dev/null 2>&1; then
      printf '%s\n' "diracos-run: $1: neither the bundle nor the host has such a command" >&2
      exit 127
    fi
    ;;
esac
exec "$@"
