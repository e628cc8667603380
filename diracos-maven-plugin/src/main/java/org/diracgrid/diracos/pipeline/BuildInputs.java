package org.diracgrid.diracos.pipeline;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.diracgrid.diracos.build.BuildSettings;
import org.diracgrid.diracos.build.BuilderKind;
import org.diracgrid.diracos.build.BuildrootPackage;
import org.diracgrid.diracos.build.RoutineFiles;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.schedule.BuildKey;

/** Puts the keys of builds together. */
final class BuildInputs {

  /** To be raised when a builder of ours builds otherwise. */
  private static final String BUILDER_FORM = "1";

  private BuildInputs() {}

  /**
   * The key of a build.
   *
   * @param own packages of ours that may be in its buildroot: what counts is what is in them
   */
  static BuildKey of(
      BuildInput input, List<BuildrootPackage> buildroot, Collection<BuiltPackage> own) {
    BuildKey.Builder key = sure(input);
    Map<Path, BuiltPackage> mine = new HashMap<>();
    own.forEach(built -> mine.put(built.file(), built));
    for (BuildrootPackage one : buildroot) {
      BuiltPackage built = mine.get(one.file());
      key.buildroot(one.nevra(), built == null ? one.checksum() : built.content());
    }
    return key.build();
  }

  /** What the key of a build has whatever is in its buildroot. */
  static BuildKey.Builder sure(BuildInput input) {
    BuildSettings settings = input.settings();
    BuildKey.Builder key =
        BuildKey.builder()
            .source(input.header().nevra(), input.checksum())
            .builder(input.builder().toString(), BUILDER_FORM)
            .macros(settings.macros())
            .target(settings.targetArch())
            .epoch(settings.sourceDateEpoch())
            .host(settings.buildHost());
    settings.with().stream().distinct().forEach(key::with);
    settings.without().stream().distinct().forEach(key::without);
    input.patch().ifPresent(patch -> key.patch(name(patch), digest(patch)));
    RoutineFiles routines = input.routines();
    List<Path> programs =
        Stream.of(routines.before(), routines.instead(), routines.after())
            .flatMap(List::stream)
            .toList();
    programs.forEach(program -> key.routine(name(program), digest(program)));
    if (!programs.isEmpty()) {
      key.configuration(
          Checksum.of(
              Algorithm.SHA256, input.build().options().json().getBytes(StandardCharsets.UTF_8)));
    }
    if (input.builder() == BuilderKind.MOCK) {
      input.base().mock().ifPresent(mock -> key.mockConfiguration(digest(mock.file())));
    }
    return key;
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static Checksum digest(Path file) {
    try {
      return Checksum.of(Algorithm.SHA256, file);
    } catch (IOException e) {
      throw AtomicFile.unreadable(file, e);
    }
  }
}
