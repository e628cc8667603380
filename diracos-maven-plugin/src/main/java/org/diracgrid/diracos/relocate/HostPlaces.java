package org.diracgrid.diracos.relocate;

import java.util.Set;

/**
 * Places that every host has, or that are meant to be the host's: a text that names one is right
 * wherever the bundle lies. The directories are those of the Filesystem Hierarchy Standard.
 */
final class HostPlaces {

  private static final Set<String> FILES =
      Set.of(
          "/bin/false",
          "/bin/sh",
          "/bin/true",
          "/etc/fstab",
          "/etc/group",
          "/etc/hostname",
          "/etc/hosts",
          "/etc/ld.so.cache",
          "/etc/ld.so.conf",
          "/etc/localtime",
          "/etc/machine-id",
          "/etc/mtab",
          "/etc/nsswitch.conf",
          "/etc/os-release",
          "/etc/passwd",
          "/etc/profile",
          "/etc/protocols",
          "/etc/resolv.conf",
          "/etc/services",
          "/etc/shadow",
          "/etc/shells",
          "/etc/timezone",
          "/usr/bin/env",
          "/usr/bin/sh");

  private static final Set<String> DIRECTORIES =
      Set.of(
          "/bin",
          "/etc",
          "/lib",
          "/lib64",
          "/opt",
          "/sbin",
          "/usr",
          "/usr/bin",
          "/usr/include",
          "/usr/lib",
          "/usr/lib64",
          "/usr/libexec",
          "/usr/local",
          "/usr/local/bin",
          "/usr/local/etc",
          "/usr/local/include",
          "/usr/local/lib",
          "/usr/local/lib64",
          "/usr/local/sbin",
          "/usr/local/share",
          "/usr/sbin",
          "/usr/share",
          "/usr/share/zoneinfo",
          "/usr/src",
          "/usr/tmp",
          "/var",
          "/var/cache",
          "/var/lib",
          "/var/lock",
          "/var/log",
          "/var/mail",
          "/var/run",
          "/var/spool",
          "/var/tmp");

  /** Commands of POSIX, and a few beside them, that a host has in one of these directories. */
  private static final Set<String> COMMANDS =
      Set.of(
          "awk",
          "basename",
          "cat",
          "chgrp",
          "chmod",
          "chown",
          "cmp",
          "comm",
          "cp",
          "cut",
          "date",
          "dd",
          "df",
          "diff",
          "dirname",
          "du",
          "echo",
          "expr",
          "find",
          "grep",
          "gzip",
          "head",
          "hostname",
          "id",
          "install",
          "kill",
          "ln",
          "ls",
          "mkdir",
          "mktemp",
          "mv",
          "nice",
          "od",
          "ps",
          "pwd",
          "readlink",
          "rm",
          "rmdir",
          "sed",
          "sleep",
          "sort",
          "stat",
          "stty",
          "tail",
          "tar",
          "tee",
          "test",
          "touch",
          "tr",
          "tty",
          "uname",
          "uniq",
          "wc",
          "which",
          "who",
          "whoami",
          "xargs");

  private HostPlaces() {}

  /** A file of the host, or a directory that the host has, too. */
  static boolean isOnEveryHost(String path) {
    return isFile(path) || DIRECTORIES.contains(path);
  }

  /** A file that is to be the host's. */
  static boolean isFile(String path) {
    int slash = path.lastIndexOf('/');
    boolean command = slash == 4 ? path.startsWith("/bin") : path.startsWith("/usr/bin/");
    return FILES.contains(path)
        || (command && (slash == 4 || slash == 8) && COMMANDS.contains(path.substring(slash + 1)));
  }
}
