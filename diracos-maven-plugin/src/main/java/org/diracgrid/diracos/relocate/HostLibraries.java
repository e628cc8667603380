package org.diracgrid.diracos.relocate;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which libraries come from the host.
 *
 * <p>Those that are one with the host's loader always do: a process that has the host's {@code
 * ld-linux} and another {@code libc.so.6} crashes. They are never looked up in the tree, and it is
 * a finding when a tree has one within reach of a search path. {@code libnsl.so.1} is no longer
 * part of every glibc, and what the configuration names may be in the tree as well: these are taken
 * from the tree if it has them.
 *
 * <p>The configuration may name lists in the place of libraries: {@code manylinux2014}, {@code
 * manylinux_2_28}, {@code manylinux_2_34} and the like stand for what PEP 599 and PEP 600 let a
 * wheel take from its host; {@code glibc}, which always holds, for the glibc family.
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

  /**
   * What PEP 599 and the policies of auditwheel ({@code manylinux-policy.json}) allow besides the
   * glibc family. Policies from 2.17 to 2.41 do not differ in it.
   */
  private static final List<String> MANYLINUX =
      List.of(
          "libGL.so.1",
          "libICE.so.6",
          "libSM.so.6",
          "libX11.so.6",
          "libXext.so.6",
          "libXrender.so.1",
          "libatomic.so.1",
          "libexpat.so.1",
          "libgcc_s.so.1",
          "libglib-2.0.so.0",
          "libgobject-2.0.so.0",
          "libgthread-2.0.so.0",
          "libstdc++.so.6",
          "libz.so.1");

  private static final Pattern MANYLINUX_NAME =
      Pattern.compile("manylinux(2014|_2_(1[7-9]|[2-9][0-9]))");

  private final List<Glob> configured;

  /**
   * The host's libraries.
   *
   * @param configured sonames, globs and names of lists beside the glibc family
   */
  public HostLibraries(List<String> configured) {
    List<String> names = new ArrayList<>();
    for (String name : configured) {
      if (MANYLINUX_NAME.matcher(name).matches()) {
        names.addAll(MANYLINUX);
      } else {
        names.add(name);
      }
    }
    this.configured = Glob.parseAll(names);
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
