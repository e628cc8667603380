package org.diracgrid.diracos.stage;

import java.util.Objects;
import org.diracgrid.diracos.path.BundlePath;
import org.jspecify.annotations.Nullable;

/**
 * One path of a staged tree. Hard links do not occur: extraction writes a copy for each name.
 *
 * @param mode permission bits as they shall stand in the bundle, without the file type; already
 *     under the mode policy (world-readable, no setuid or setgid)
 * @param size bytes of a file; 0 for anything else
 * @param target where a symbolic link points, as the package has it; empty for anything else
 * @param owner the package that the path came from, as {@code name-[epoch:]version-release.arch};
 *     empty for what this program made
 * @param capability file capabilities in text form as the package gives them ({@code
 *     cap_net_raw=ep}), or null
 */
public record StagedEntry(
    BundlePath path,
    Kind kind,
    int mode,
    long size,
    String target,
    String owner,
    @Nullable String capability) {

  /** What stands at a path. */
  public enum Kind {
    /** A directory. */
    DIRECTORY,
    /** A regular file. */
    FILE,
    /** A symbolic link. */
    SYMLINK
  }

  /** Validates that only links point and only files have a size. */
  public StagedEntry {
    Objects.requireNonNull(path);
    Objects.requireNonNull(owner);
    if (target.isEmpty() == (kind == Kind.SYMLINK)) {
      throw new IllegalArgumentException(path + ": exactly a symbolic link has a target");
    }
    if (size < 0 || (size > 0 && kind != Kind.FILE)) {
      throw new IllegalArgumentException(path + ": only a file has a size");
    }
  }
}
