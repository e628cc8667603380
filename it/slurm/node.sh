#!/usr/bin/env bash
# The node of a Slurm that start.sh started:
#   node.sh start DIRECTORY   starts its slurmd
#   node.sh kill DIRECTORY    kills slurmd alone, as a crash of it; its jobs go on
#   node.sh die DIRECTORY     kills slurmd and all that it runs, as a loss of power
set -euo pipefail
PATH=$PATH:/usr/sbin:/sbin
dir=$(cd "$2" && pwd -P)
export SLURM_CONF=$dir/slurm.conf

# Kills process $1 and its descendants, these first: an orphan is nobody's descendant.
kill_tree() {
  local child
  for child in $(ps -o pid= --ppid "$1"); do kill_tree "$child"; done
  kill -KILL "$1" 2>/dev/null || true
}

# The slurmstepd processes of this Slurm: they outlive slurmd.
steps() {
  local file name
  for file in /proc/[0-9]*; do
    name=$(cat "$file/comm" 2>/dev/null || true)
    [ "$name" = slurmstepd ] || continue
    if grep -zqxF "SLURM_CONF=$dir/slurm.conf" "$file/environ" 2>/dev/null; then
      echo "${file#/proc/}"
    fi
  done
}

case $1 in
start) slurmd -N diracos ;;
kill) kill -KILL "$(cat "$dir/slurmd.pid")"; rm -f "$dir/slurmd.pid" ;;
die)
  [ ! -e "$dir/slurmd.pid" ] || kill -KILL "$(cat "$dir/slurmd.pid")" 2>/dev/null || true
  rm -f "$dir/slurmd.pid"
  for step in $(steps); do kill_tree "$step"; done
  ;;
*) echo "usage: node.sh start|kill|die DIRECTORY" >&2; exit 2 ;;
esac
