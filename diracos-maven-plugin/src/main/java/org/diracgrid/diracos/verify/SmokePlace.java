package org.diracgrid.diracos.verify;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.diracgrid.diracos.exec.Command;

/**
 * A place that smoke tests run from.
 *
 * @param name as reports call it
 * @param wrap words in front of the shell; empty outside of a sandbox
 * @param shell the shell
 * @param bundle where the bundle lies for the shell
 * @param hostile variables that {@code diracosrc} has to cope with
 */
record SmokePlace(
    String name, List<String> wrap, String shell, String bundle, Map<String, String> hostile) {

  /** More than anybody reads. */
  private static final int BOUND = 256 << 10;

  SmokePlace {
    wrap = List.copyOf(wrap);
    hostile = Map.copyOf(hostile);
  }

  /** Where the bundle lies in {@code root}. */
  static SmokePlace at(String name, Path root, Map<String, String> hostile) {
    return new SmokePlace(name, List.of(), "/bin/sh", root.toString(), hostile);
  }

  /**
   * The command that runs a test here.
   *
   * @param home an empty directory of its own
   */
  Command command(SmokeTest test, Path home) {
    List<String> words = new ArrayList<>(wrap);
    words.addAll(SmokeScript.words(shell, bundle, hostile, test));
    Map<String, String> environment = new TreeMap<>(SmokeScript.ENVIRONMENT);
    environment.put("HOME", wrap.isEmpty() ? home.toString() : "/tmp");
    return Command.of(words, home, environment).withLimit(test.limit()).withBound(BOUND);
  }
}
