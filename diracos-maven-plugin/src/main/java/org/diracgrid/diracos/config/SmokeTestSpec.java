package org.diracgrid.diracos.config;

import java.util.List;
import java.util.Optional;

/**
 * One entry of {@code smokeTests}: a command, or modules to import, or commands to ask for help.
 *
 * @param name for reports; may be empty
 * @param command of the shell
 * @param imports Python modules
 * @param help commands that must answer {@code --help}
 * @param status that the command must end with
 * @param output regular expression that its output must hold
 * @param timeout in seconds, at least 1
 * @param place where it was written, for messages
 */
public record SmokeTestSpec(
    String name,
    Optional<String> command,
    List<String> imports,
    List<String> help,
    int status,
    Optional<String> output,
    int timeout,
    String place) {

  /** Copies. */
  public SmokeTestSpec {
    imports = List.copyOf(imports);
    help = List.copyOf(help);
  }
}
