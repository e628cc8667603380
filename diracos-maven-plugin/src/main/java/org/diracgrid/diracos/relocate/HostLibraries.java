package org.diracgrid.diracos.relocate;

import java.util.List;
import java.util.Set;

/**
 * Which libraries come from the host.
 *
 * <p>Those that are one with the host's loader always do: a process that has the host's {@code
 * ld-linux} and another {@code libc.so.6} crashes. They are never looked up in the tree, and it is
 * a finding when a tree has one within reach of a search path. {@code libnsl.so.1} is no longer
 * part of every glibc, and what the configuration names may be in the tree as well: these are taken
 * from the tree if it has them.
 */
public final class HostLibraries {

  /** After what glibc 2.17 to 2.41 installs; the loader itself is told by its name's start. */
  private static final Set<String> GLIBC =
      Set.of(
          "ld.so.1",
          "libBrokenLocale.so.1",
          "libanl.so.1",
          "libc.so.6",
          "libc.so.6.1",
          "libc_malloc_debug.so.0",
          "libdl.so.2",
          "libm.so.6",
          "libm.so.6.1",
          "libmvec.so.1",
          "libnss_compat.so.2",
          "libnss_db.so.2",
          "libnss_dns.so.2",
          "libnss_files.so.2",
          "libnss_hesiod.so.2",
          "libpthread.so.0",
          "libresolv.so.2",
          "librt.so.1",
          "libthread_db.so.1",
          "libutil.so.1");

  private final List<Glob> configured;

  /**
   * The host's libraries.
   *
   * @param configured sonames and globs beside the glibc family
   */
  public HostLibraries(List<String> configured) {
    this.configured = Glob.parseAll(configured);
  }

  /** True for a library that must never come from the tree. */
  public boolean isGlibc(String name) {
    return GLIBC.contains(name) || name.startsWith("ld-linux") || name.startsWith("ld64.so.");
  }

  /** True for a library that the host gives if the tree does not. */
  public boolean isOnHost(String name) {
    return isGlibc(name) || name.equals("libnsl.so.1") || Glob.any(configured, name);
  }
}
