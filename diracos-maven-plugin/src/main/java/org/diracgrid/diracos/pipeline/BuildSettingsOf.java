package org.diracgrid.diracos.pipeline;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.diracgrid.diracos.build.BuildSettings;
import org.diracgrid.diracos.build.BuilderKind;
import org.diracgrid.diracos.config.BuildOptions;
import org.diracgrid.diracos.config.DiracosSpec;

/** From the options of a build, and what its base says, to how it is built. */
final class BuildSettingsOf {

  /** What packages name as their build host: the same wherever they are built. */
  private static final String BUILD_HOST = "diracos.invalid";

  private BuildSettingsOf() {}

  /**
   * How a build is done.
   *
   * @param parallel processes that it may run, where it does not say
   */
  static BuildSettings settings(
      DiracosSpec spec, BuildOptions options, BuildBase base, int parallel) {
    SortedMap<String, String> macros = new TreeMap<>(base.macros());
    macros.putAll(options.macros());
    return new BuildSettings(
        arch(options.targetArch().or(base::targetArch).orElse(spec.platform().arch())),
        macros,
        options.with(),
        options.without(),
        options.sourceDateEpoch(),
        options.buildHost().orElse(BUILD_HOST),
        (int) options.parallel().orElse(parallel),
        options.memory(),
        options.timeLimit());
  }

  /** mock calls {@code i386} what rpm builds as {@code i686}. */
  private static String arch(String name) {
    return name.equals("i386") ? "i686" : name;
  }

  /**
   * Who builds.
   *
   * @param mockIsHere whether there is a program of that name
   */
  static BuilderKind builder(BuildOptions options, boolean mockIsHere) {
    Optional<String> named = options.builder();
    if (named.isPresent()) {
      return named.get().equals("mock") ? BuilderKind.MOCK : BuilderKind.CHROOT;
    }
    return mockIsHere && options.mockConfig().isPresent() ? BuilderKind.MOCK : BuilderKind.CHROOT;
  }
}
