package org.diracgrid.diracos.build;

import java.nio.file.Path;
import java.util.List;

/**
 * The routines of a package, each list in the order in which they run.
 *
 * @param before run before the build: {@code pre-<name>*}
 * @param instead run in place of the build: {@code <name>*}; none: the builder builds
 * @param after run after the build: {@code post-<name>*}
 */
public record RoutineFiles(List<Path> before, List<Path> instead, List<Path> after) {

  /** No routine. */
  public static final RoutineFiles NONE = new RoutineFiles(List.of(), List.of(), List.of());

  /** Copies. */
  public RoutineFiles {
    before = List.copyOf(before);
    instead = List.copyOf(instead);
    after = List.copyOf(after);
  }
}
