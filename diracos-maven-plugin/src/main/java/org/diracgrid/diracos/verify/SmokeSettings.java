package org.diracgrid.diracos.verify;

import java.nio.file.Path;
import java.util.List;

/**
 * How smoke tests run.
 *
 * @param threads how many run at once
 * @param scratch a directory with room for two copies of the bundle; what is made there is removed
 * @param hostLibraries sonames and globs that the sandbox shows beside the glibc family
 */
public record SmokeSettings(
    int threads, Sandbox sandbox, Path scratch, List<String> hostLibraries) {

  /** Whether the tests run once more without the host's {@code /usr}. */
  public enum Sandbox {
    /** If bubblewrap works here; said if it does not. */
    AUTO,
    /** An error if bubblewrap does not work here. */
    REQUIRED,
    /** No. */
    NEVER
  }

  /** Copies. */
  public SmokeSettings {
    hostLibraries = List.copyOf(hostLibraries);
    if (threads < 1) {
      throw new IllegalArgumentException("no thread to run smoke tests");
    }
  }
}
