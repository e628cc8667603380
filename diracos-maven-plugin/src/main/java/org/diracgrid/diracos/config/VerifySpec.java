package org.diracgrid.diracos.config;

import java.util.List;
import java.util.Map;

/**
 * How a bundle is verified.
 *
 * @param run whether smoke tests are run
 * @param severities word of a check to word of a severity, as far as they were given
 * @param hostInterpreters absolute paths of interpreters that hosts have
 * @param sandbox whether smoke tests run in a sandbox, too
 */
public record VerifySpec(
    boolean run, Map<String, String> severities, List<String> hostInterpreters, Sandbox sandbox) {

  /** Whether smoke tests run in a sandbox. */
  public enum Sandbox {
    /** Where it works. */
    AUTO,
    /** Else it is an error. */
    REQUIRED,
    /** Not at all. */
    NEVER
  }

  /** Copies. */
  public VerifySpec {
    severities = Map.copyOf(severities);
    hostInterpreters = List.copyOf(hostInterpreters);
  }
}
