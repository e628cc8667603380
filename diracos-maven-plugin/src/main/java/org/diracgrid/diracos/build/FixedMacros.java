package org.diracgrid.diracos.build;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Macros of rpmbuild that keep out of packages when, where and by whom they were built. Each
 * version of rpm knows one of the macros that clamp times.
 */
public final class FixedMacros {

  private FixedMacros() {}

  /** By name without {@code %}; the caller may change the map. */
  public static SortedMap<String, String> of(BuildSettings settings) {
    SortedMap<String, String> macros = new TreeMap<>();
    macros.put("_buildhost", settings.buildHost());
    // Of the files of source packages, which else belong to the user who builds.
    macros.put("_srcdefattr", "(-,root,root)");
    macros.put("use_source_date_epoch_as_buildtime", "1");
    macros.put("clamp_mtime_to_source_date_epoch", "1");
    macros.put("build_mtime_policy", "clamp_to_source_date_epoch");
    return macros;
  }
}
