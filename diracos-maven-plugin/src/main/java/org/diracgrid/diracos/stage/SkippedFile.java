package org.diracgrid.diracos.stage;

import java.util.Objects;

/**
 * A path that a package lists and the tree does not get.
 *
 * @param owner the package, as {@code name-[epoch:]version-release.arch}
 * @param path as the package has it
 */
public record SkippedFile(String owner, String path, Reason reason) {

  /** Why it is left out. */
  public enum Reason {
    /** The package owns the path but does not bring it: what runs there makes it. */
    GHOST,
    /** Making a device takes root; a bundle has no use for one. */
    DEVICE,
    /** Named pipes and sockets are made by what uses them. */
    PIPE_OR_SOCKET
  }

  /** Validates that all is there. */
  public SkippedFile {
    Objects.requireNonNull(owner);
    Objects.requireNonNull(path);
    Objects.requireNonNull(reason);
  }
}
