package org.diracgrid.diracos.build.chroot;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.diracgrid.diracos.build.BuildSettings;
import org.diracgrid.diracos.build.FixedMacros;

/** What rpmbuild is told on its command line and in its environment. */
final class RpmbuildWords {

  /** Longer names are none for the kernel. */
  private static final int LONGEST_HOST_NAME = 64;

  private RpmbuildWords() {}

  /**
   * The options that settings are: what the user defines goes before what we choose, save where we
   * look for the packages.
   */
  static List<String> options(BuildSettings settings) {
    SortedMap<String, String> macros = FixedMacros.of(settings);
    macros.put("_smp_build_ncpus", Integer.toString(settings.parallel()));
    macros.put("_smp_mflags", "-j" + settings.parallel());
    macros.putAll(settings.macros());
    macros.put("_topdir", Inside.TOP);
    List<String> words = new ArrayList<>(List.of("--target", settings.targetArch()));
    for (Map.Entry<String, String> macro : macros.entrySet()) {
      words.add("--define");
      words.add(macro.getKey() + " " + macro.getValue());
    }
    settings.with().forEach(feature -> words.addAll(List.of("--with", feature)));
    settings.without().forEach(feature -> words.addAll(List.of("--without", feature)));
    return words;
  }

  /** The environment of a build. */
  static SortedMap<String, String> environment(BuildSettings settings) {
    SortedMap<String, String> environment = Inside.environment();
    environment.put("RPM_BUILD_NCPUS", Integer.toString(settings.parallel()));
    return environment;
  }

  /** What programs are told where they run. */
  static String hostName(BuildSettings settings) {
    String name = settings.buildHost();
    return name.substring(0, Math.min(LONGEST_HOST_NAME, name.length()));
  }
}
