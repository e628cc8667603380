#!/usr/bin/env bash
# Ends the Slurm that start.sh started, and what it runs: stop.sh DIRECTORY
set -euo pipefail
dir=$(cd "$1" && pwd -P)

end() {
  local file=$1 pid i
  [ -s "$file" ] || return 0
  pid=$(cat "$file")
  kill "$pid" 2>/dev/null || true
  for ((i = 0; i < 50; i++)); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  kill -KILL "$pid" 2>/dev/null || true
  rm -f "$file"
}

"$(dirname "$0")/node.sh" die "$dir"
end "$dir/slurmctld.pid"
end "$dir/munge/pid"
