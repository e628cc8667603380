package org.diracgrid.diracos.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The shell code that runs a smoke test. */
final class SmokeScript {

  /** All variables that a test gets, save for HOME. */
  static final Map<String, String> ENVIRONMENT =
      Map.of("PATH", "/usr/bin:/bin", "LC_ALL", "C.UTF-8");

  /** Only bash and zsh know which file they read; other shells need DIRACOS to find it. */
  private static final String SOURCE =
      "DIRACOS=$0; export DIRACOS; . \"$DIRACOS/diracosrc\" || exit 97; ";

  /** A program of the host must not pass for one that the bundle lacks. */
  private static final String PROGRAM =
      "found=$(command -v \"$1\") || { echo \"$1 is not in PATH\" >&2; exit 127; }; "
          + "case $found in \"$DIRACOS\"/*) ;; "
          + "*) echo \"$1 is not in the bundle: $found\" >&2; exit 127 ;; esac; "
          + "unset found; exec \"$@\"";

  private SmokeScript() {}

  /**
   * The words that run a test.
   *
   * @param shell the shell
   * @param place where the bundle lies for it
   * @param hostile variables that are set before {@code diracosrc} is sourced: were they set for
   *     the shell, it could not start itself
   */
  static List<String> words(
      String shell, String place, Map<String, String> hostile, SmokeTest test) {
    String exports =
        hostile.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(entry -> "export " + entry.getKey() + "=" + quoted(entry.getValue()) + "; ")
            .collect(Collectors.joining());
    List<String> words = new ArrayList<>(List.of(shell, "-c"));
    words.add(exports + SOURCE + (test.shell() ? "eval \"$1\"" : PROGRAM));
    words.add(place);
    words.addAll(test.words());
    return words;
  }

  /** The same for a person who stands in the folder of {@code diracosrc}. */
  static String pasted(SmokeTest test) {
    String command =
        test.shell()
            ? test.words().get(0)
            : test.words().stream().map(SmokeScript::quoted).collect(Collectors.joining(" "));
    return "env -i PATH=/usr/bin:/bin HOME=/tmp LC_ALL=C.UTF-8 DIRACOS=\"$PWD\" sh -c "
        + quoted(". \"$DIRACOS/diracosrc\"; " + command);
  }

  private static String quoted(String word) {
    return word.matches("[-A-Za-z0-9_./=:,+@%]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
