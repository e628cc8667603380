package org.diracgrid.diracos.build.mock;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.diracgrid.diracos.build.BuildSettings;

/** What stands on mock's command line, without the program. */
final class MockWords {

  /** The buildroot of builds that do not have one made anew. */
  static final String KEPT = "kept";

  private MockWords() {}

  /**
   * Which buildroot is meant.
   *
   * @param config file
   * @param extension tells buildroots of one configuration apart
   */
  private static List<String> buildroot(Path config, String extension) {
    return new ArrayList<>(List.of("-r", config.toString(), "--uniqueext", extension));
  }

  /**
   * Builds a source package.
   *
   * @param clean whether in a new buildroot, which goes afterwards
   * @param results directory that packages and logs are written to
   */
  static List<String> rebuild(
      Path config,
      String extension,
      boolean clean,
      BuildSettings settings,
      Path results,
      Path sourcePackage) {
    List<String> words = buildroot(config, extension);
    words.addAll(clean ? List.of("--cleanup-after") : List.of("--no-clean", "--no-cleanup-after"));
    features(words, settings);
    words.addAll(List.of("--target", settings.targetArch()));
    words.addAll(List.of("--resultdir", results.toString()));
    words.addAll(List.of("--rebuild", sourcePackage.toString()));
    return words;
  }

  /** Makes a source package of a spec and a directory with its sources. */
  static List<String> buildSource(
      Path config,
      String extension,
      BuildSettings settings,
      Path results,
      Path spec,
      Path sources) {
    List<String> words = buildroot(config, extension);
    words.add("--cleanup-after");
    features(words, settings);
    words.addAll(List.of("--resultdir", results.toString()));
    words.addAll(
        List.of("--buildsrpm", "--spec", spec.toString(), "--sources", sources.toString()));
    return words;
  }

  private static void features(List<String> words, BuildSettings settings) {
    settings.with().forEach(feature -> words.addAll(List.of("--with", feature)));
    settings.without().forEach(feature -> words.addAll(List.of("--without", feature)));
  }

  /** Ends what is left of a build that was stopped. */
  static List<String> killOrphans(Path config, String extension) {
    List<String> words = buildroot(config, extension);
    words.add("--orphanskill");
    return words;
  }

  /** Removes the buildroot of one build. */
  static List<String> clean(Path config, String extension) {
    List<String> words = buildroot(config, extension);
    words.add("--clean");
    return words;
  }

  /** Drops what mock kept of buildroots of a configuration, so that the next is made anew. */
  static List<String> scrub(Path config) {
    return List.of("-r", config.toString(), "--scrub=root-cache", "--scrub=dnf-cache");
  }
}
