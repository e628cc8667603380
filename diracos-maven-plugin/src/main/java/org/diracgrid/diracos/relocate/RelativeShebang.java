package org.diracgrid.diracos.relocate;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the lines by which relocated scripts find their interpreter; {@link ScriptText} writes
 * them.
 */
public final class RelativeShebang {

  /** Shell code in the second line, or the third behind a coding line. */
  private static final Pattern RUN =
      Pattern.compile(
          "\\A#!/bin/sh\n(?:[^\n]*\n)?(?:''':'; )?s=\\$0; [^\n]*; exec \"\\$\\{s%/\\*\\}/([^\"\n]+)\"");

  private RelativeShebang() {}

  /**
   * The way from the script's own directory to its interpreter.
   *
   * @param head the first bytes of a script
   * @return empty if it has no such line
   */
  public static Optional<String> parse(byte[] head) {
    Matcher run = RUN.matcher(new String(head, StandardCharsets.ISO_8859_1));
    return run.find() ? Optional.of(run.group(1)) : Optional.empty();
  }
}
