package org.diracgrid.diracos.build.chroot;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The programs {@code unshare} and {@code mount} of util-linux 2.36 or later.
 *
 * <p>A shell in namespaces of its own, root there, puts the sandbox together; the program runs in a
 * second user namespace in which it is the user that it is to be.
 *
 * @param program the file {@code unshare}
 * @param setpriv the file {@code setpriv}, so that nothing outlives a JVM that was killed
 * @param ownProcesses as with {@link BubblewrapEntrance}
 */
record UnshareEntrance(Path program, Optional<Path> setpriv, boolean ownProcesses)
    implements Entrance {

  /**
   * Arguments: unshare, rw or ro, root, uid, host name, proc or host; then for each directory rw or
   * ro, directory, place; then {@code --} and the program.
   *
   * <p>A directory that is made read-only must keep the flags that its file system was mounted
   * with. There is no program that is sure to be there for the loopback interface and the host
   * name, so several are tried; without any there is none, and the host's name.
   */
  private static final String SCRIPT =
      """
      set -eu
      unshare=$1 mode=$2 root=$3 uid=$4 host=$5 proc=$6
      shift 6
      fixed() {
        mount -o remount,bind,ro "$1" 2>/dev/null ||
          mount -o remount,bind,ro,nosuid,nodev "$1" 2>/dev/null ||
          mount -o remount,bind,ro,nosuid,nodev,noexec "$1"
      }
      mount --bind "$root" "$root"
      mount -t tmpfs -o mode=0755 tmpfs "$root/dev"
      for node in null zero full random urandom tty; do
        : > "$root/dev/$node"
        mount --bind "/dev/$node" "$root/dev/$node"
      done
      mkdir "$root/dev/pts" "$root/dev/shm"
      mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 devpts "$root/dev/pts"
      mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
      ln -s pts/ptmx "$root/dev/ptmx"
      ln -s /proc/self/fd "$root/dev/fd"
      ln -s /proc/self/fd/0 "$root/dev/stdin"
      ln -s /proc/self/fd/1 "$root/dev/stdout"
      ln -s /proc/self/fd/2 "$root/dev/stderr"
      if [ "$proc" = proc ]; then
        mount -t proc proc "$root/proc"
      else
        mount --rbind /proc "$root/proc"
      fi
      while [ "$1" != -- ]; do
        mount --bind "$2" "$root$3"
        if [ "$1" = ro ]; then fixed "$root$3"; fi
        shift 3
      done
      shift
      if [ "$mode" = ro ]; then fixed "$root"; fi
      ip link set lo up 2>/dev/null ||
        perl -e 'socket(S,2,2,0) && ioctl(S,0x8914,pack("a16s@40","lo",0x49)) or exit 1' 2>/dev/null ||
        python3 -c 'import fcntl,socket,struct
      fcntl.ioctl(socket.socket(2,2),0x8914,struct.pack("16sh22x",b"lo",0x49))' 2>/dev/null ||
        :
      hostname "$host" 2>/dev/null ||
        python3 -c 'import socket,sys; socket.sethostname(sys.argv[1])' "$host" 2>/dev/null ||
        :
      status=0
      "$unshare" --user --map-user="$uid" --map-group="$uid" --root="$root" --wd=HOME -- "$@" ||
        status=$?
      exit "$status"
      """
          .replace("=HOME ", "=" + Inside.HOME + " ");

  @Override
  public List<String> enter(Sandbox sandbox, List<String> inside) {
    List<String> words = new ArrayList<>();
    setpriv.ifPresent(path -> words.addAll(List.of(path.toString(), "--pdeathsig", "KILL", "--")));
    words.add(program.toString());
    words.addAll(List.of("--user", "--map-root-user", "--mount", "--net", "--uts", "--ipc"));
    if (ownProcesses) {
      words.addAll(List.of("--pid", "--fork", "--kill-child"));
    }
    words.addAll(List.of("--", "/bin/sh", "-c", SCRIPT, "sandbox", program.toString()));
    words.addAll(List.of(mode(sandbox.writable()), sandbox.root().toString()));
    words.addAll(List.of(Integer.toString(sandbox.uid()), sandbox.hostName()));
    words.add(ownProcesses ? "proc" : "host");
    for (Sandbox.Bind bind : sandbox.binds()) {
      words.addAll(List.of(mode(bind.writable()), bind.directory().toString(), bind.place()));
    }
    words.add("--");
    words.addAll(inside);
    return words;
  }

  private static String mode(boolean writable) {
    return writable ? "rw" : "ro";
  }

  @Override
  public String toString() {
    return "unshare" + (ownProcesses ? "" : " with the host's /proc");
  }
}
