#!/usr/bin/env bash
# Starts a Slurm of one node on loopback, for tests: start.sh DIRECTORY [CPUS]
# All that it writes is in DIRECTORY; SLURM_CONF=DIRECTORY/slurm.conf is what its clients need.
# As an ordinary user it runs jobs of that user only. stop.sh ends it.
set -euo pipefail
PATH=$PATH:/usr/sbin:/sbin

[ $# -ge 1 ] || { echo "usage: start.sh DIRECTORY [CPUS]" >&2; exit 2; }
mkdir -p "$1"
dir=$(cd "$1" && pwd -P)
cpus=${2:-2}
# The name of a socket has 107 characters at most, and munged opens a second one beside it.
[ ${#dir} -le 80 ] || { echo "start.sh: $dir is too long a name for a socket" >&2; exit 2; }
[ ! -e "$dir/slurmctld.pid" ] || { echo "start.sh: one runs in $dir, or stop.sh was not run" >&2; exit 2; }

user=$(id -un)
memory=$(awk '/^MemTotal:/ {print int($2 / 1024 * 0.9)}' /proc/meminfo)
node=diracos
mkdir -p "$dir"/{munge,state,spool}
chmod 0711 "$dir" "$dir/munge"
head -c 1024 /dev/urandom >"$dir/munge/key"
chmod 0400 "$dir/munge/key"
read -r ctld d <<<"$(python3 - <<'PY'
import socket
sockets = [socket.socket() for _ in range(2)]
for each in sockets:
    each.bind(("127.0.0.1", 0))
print(*[each.getsockname()[1] for each in sockets])
PY
)"

cat >"$dir/slurm.conf" <<CONF
ClusterName=$node
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmctldPort=$ctld
SlurmdPort=$d
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/munge
AuthInfo=socket=$dir/munge/socket
CryptoType=crypto/munge
CredType=cred/munge
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool
SlurmctldPidFile=$dir/slurmctld.pid
SlurmdPidFile=$dir/slurmd.pid
SlurmctldLogFile=$dir/slurmctld.log
SlurmdLogFile=$dir/slurmd.log
ProctrackType=proctrack/pgid
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
MpiDefault=none
SwitchType=switch/none
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_interval=1,bf_interval=1
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
SlurmctldTimeout=30
SlurmdTimeout=5
InactiveLimit=0
KillWait=3
MinJobAge=300
MessageTimeout=2
BatchStartTimeout=1
NodeName=$node NodeHostname=$(hostname -s) NodeAddr=127.0.0.1 CPUs=$cpus RealMemory=$memory State=UNKNOWN
PartitionName=main Nodes=$node Default=YES MaxTime=60 State=UP OverSubscribe=NO
PartitionName=other Nodes=$node Default=NO MaxTime=60 State=UP OverSubscribe=NO
CONF

munged --socket="$dir/munge/socket" --key-file="$dir/munge/key" --seed-file="$dir/munge/seed" \
  --log-file="$dir/munge/log" --pid-file="$dir/munge/pid" --num-threads=2 --force 2>"$dir/munge/warnings"
export SLURM_CONF=$dir/slurm.conf
slurmctld -c
"$(dirname "$0")/node.sh" start "$dir"
for ((i = 0; i < 100; i++)); do
  [ "$(sinfo -h -p main -o %T 2>/dev/null)" != idle ] || exit 0
  sleep 0.2
done
echo "start.sh: the node does not come up; see $dir/slurmctld.log and $dir/slurmd.log" >&2
exit 1
