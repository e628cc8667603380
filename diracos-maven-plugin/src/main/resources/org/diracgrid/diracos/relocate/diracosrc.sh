# Source this file to use the bundle that it lies in; diracos_deactivate undoes it.
# For bash, dash and zsh, also under set -eu. Made by diracos-maven-plugin.

# Where this file lies.
if [ -n "${BASH_VERSION:-}" ]; then
  \eval '_diracos_rc=${BASH_SOURCE[0]}'
elif [ -n "${ZSH_VERSION:-}" ]; then
  \eval '_diracos_rc=${(%):-%x}'
else
  _diracos_rc=${_diracos_from:-}
  if [ -z "$_diracos_rc" ] && [ -r /proc/self/stat ]; then
    # Such a shell does not tell which file it reads, but holds it open meanwhile.
    IFS=' ' \read -r _diracos_pid _diracos_rest </proc/self/stat || :
    for _diracos_fd in 10 11 12 13 14 15 16 17 18 19; do
      if [ -e "/proc/$_diracos_pid/fd/$_diracos_fd" ]; then
        _diracos_rest=$(\readlink "/proc/$_diracos_pid/fd/$_diracos_fd") || :
        case $_diracos_rest in
          */diracosrc) _diracos_rc=$_diracos_rest ;;
        esac
      fi
    done
    \unset -v _diracos_pid _diracos_rest _diracos_fd
  fi
  if [ -z "$_diracos_rc" ]; then
    _diracos_rc=${DIRACOS:-.}/diracosrc
  fi
fi
if [ -h "$_diracos_rc" ]; then
  _diracos_rc=$(\readlink -f "$_diracos_rc")
fi
case $_diracos_rc in
  */*) ;;
  *) _diracos_rc=./$_diracos_rc ;;
esac
_diracos_here=
if [ -f "$_diracos_rc" ]; then
  _diracos_here=$(\unset -f cd pwd >/dev/null 2>&1 || :; CDPATH=''; \cd -P -- "${_diracos_rc%/*}/" >/dev/null && \pwd -P) || :
fi
\unset -v _diracos_rc _diracos_from
if [ -z "$_diracos_here" ]; then
  \printf '%s\n' 'diracosrc: this shell does not tell where the file lies: set DIRACOS to its directory, then source it again' >&2
  \unset -v _diracos_here
  \return 1
fi

# A bundle that this shell uses already is left first, also if it is this one.
if [ -n "${_diracos_root:-}" ] && \command -v diracos_deactivate >/dev/null 2>&1; then
  diracos_deactivate
fi
# With allexport, what is noted here would go to every program.
case $- in
  *a*) _diracos_allexport=yes; \set +a ;;
  *) _diracos_allexport= ;;
esac
_diracos_root=$_diracos_here
\unset -v _diracos_here

# What was before: x exported, s set, e exported without a value, u unset.
_diracos_line='
'
_diracos_exports="$_diracos_line$(\export -p)$_diracos_line"
case $_diracos_exports in
  "${_diracos_line}declare -x "*) _diracos_mark='declare -x ' ;;
  *) _diracos_mark='export ' ;;
esac
for _diracos_name in @VARIABLES@; do
  \eval "_diracos_value=\${$_diracos_name-}; _diracos_state=\${$_diracos_name+s}"
  if [ -z "${ZSH_VERSION:-}" ]; then
    case $_diracos_exports in
      *"$_diracos_line$_diracos_mark$_diracos_name"[="$_diracos_line"]*) _diracos_state=${_diracos_state}x ;;
    esac
  elif [ -n "$_diracos_state" ]; then
    \eval "case \${(t)$_diracos_name} in *export*) _diracos_state=x ;; esac"
  fi
  case $_diracos_state in
    sx) _diracos_state=x ;;
    x) if [ -z "${ZSH_VERSION:-}" ]; then _diracos_state=e; fi ;;
    '') _diracos_state=u ;;
  esac
  \eval "_diracos_state_$_diracos_name=\$_diracos_state; _diracos_was_$_diracos_name=\$_diracos_value"
done

# What another bundle, used by the program that started this shell, has set.
_diracos_old=${DIRACOS:-}
case $_diracos_old in
  /?*) if [ ! -f "$_diracos_old/diracosrc" ]; then _diracos_old=; fi ;;
  *) _diracos_old= ;;
esac
if [ -n "$_diracos_old" ]; then
  for _diracos_name in @VARIABLES@; do
    \eval "_diracos_value=\${$_diracos_name-}"
    case $_diracos_name:$_diracos_value in
      PATH:* | DIRACOS:*) ;;
      *:"$_diracos_old"/* | *:":$_diracos_old"/* | *:"{$_diracos_old"/*) \unset -v "$_diracos_name" ;;
    esac
  done
fi

DIRACOS=$_diracos_root
\export DIRACOS

# The bundle's programs first, and nothing twice; those of another bundle are left out.
for _diracos_name in usr/sbin sbin usr/bin bin; do
  for _diracos_value in "$_diracos_root/$_diracos_name" "$_diracos_old/$_diracos_name"; do
    if [ "$_diracos_value" != "/$_diracos_name" ]; then
      _diracos_path=:${PATH:-}:
      while :; do
        case $_diracos_path in
          *":$_diracos_value:"*)
            _diracos_path=${_diracos_path%%":$_diracos_value:"*}:${_diracos_path#*":$_diracos_value:"} ;;
          *) break ;;
        esac
      done
      _diracos_path=${_diracos_path#:}
      PATH=${_diracos_path%:}
    fi
  done
done
for _diracos_name in @DIRECTORIES@; do
  PATH=$_diracos_root/$_diracos_name${PATH:+:$PATH}
done
\export PATH

@SETTINGS@

_diracos_set_path=${PATH-}
if [ -n "$_diracos_allexport" ]; then
  \set -a
fi
\unset -v _diracos_line _diracos_exports _diracos_mark _diracos_name _diracos_value _diracos_state _diracos_old
\unset -v _diracos_path _diracos_allexport

# Gives every variable the value that it had before, or none; PATH, if it was changed meanwhile,
# loses the bundle's directories only.
diracos_deactivate() {
  case $- in
    *a*) _diracos_allexport=yes; \set +a ;;
    *) _diracos_allexport= ;;
  esac
  if [ "${PATH-}" != "$_diracos_set_path" ]; then
    for _diracos_name in usr/sbin sbin usr/bin bin; do
      _diracos_value=$_diracos_root/$_diracos_name
      _diracos_path=:${PATH:-}:
      while :; do
        case $_diracos_path in
          *":$_diracos_value:"*)
            _diracos_path=${_diracos_path%%":$_diracos_value:"*}:${_diracos_path#*":$_diracos_value:"} ;;
          *) break ;;
        esac
      done
      _diracos_path=${_diracos_path#:}
      PATH=${_diracos_path%:}
    done
    _diracos_state_PATH=x
    _diracos_was_PATH=$PATH
  fi
  for _diracos_name in @VARIABLES@; do
    \eval "_diracos_state=\$_diracos_state_$_diracos_name; _diracos_value=\$_diracos_was_$_diracos_name"
    if [ "$_diracos_state" != x ]; then
      \unset -v "$_diracos_name"
    fi
    case $_diracos_state in
      x | s) \eval "$_diracos_name=\$_diracos_value" ;;
    esac
    case $_diracos_state in
      x | e) \export "$_diracos_name" ;;
      # Some variables of zsh stay exported when they are unset.
      s) if [ -n "${ZSH_VERSION:-}" ]; then \typeset -g +x "$_diracos_name"; fi ;;
    esac
    \unset -v "_diracos_state_$_diracos_name" "_diracos_was_$_diracos_name"
  done
  if [ -n "$_diracos_allexport" ]; then
    \set -a
  fi
  \unset -v _diracos_name _diracos_value _diracos_state _diracos_path _diracos_set_path
  \unset -v _diracos_root _diracos_allexport
  \unset -f diracos_deactivate
}
