package org.diracgrid.diracos.build;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A program to run in a buildroot, without network, as builds run.
 *
 * @param buildroot packages to do it in
 * @param buildroots directory where buildroots are kept to be used again
 * @param settings its limits, and what it is told where it runs
 * @param given files and directories of the host that are copied into its home directory, {@code
 *     /builddir}, by the place that they get there
 * @param words the program and its arguments; it starts in its home directory
 * @param environment variables that it gets besides those of every build
 * @param results directory that is made, and gets what the program left in {@code /builddir/result}
 * @param log what the programs said; appended to
 */
public record ProgramJob(
    List<BuildrootPackage> buildroot,
    Path buildroots,
    BuildSettings settings,
    SortedMap<String, Path> given,
    List<String> words,
    SortedMap<String, String> environment,
    Path results,
    Path log) {

  /** Copies. */
  public ProgramJob {
    buildroot = List.copyOf(buildroot);
    given = Collections.unmodifiableSortedMap(new TreeMap<>(given));
    words = List.copyOf(words);
    environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
  }
}
