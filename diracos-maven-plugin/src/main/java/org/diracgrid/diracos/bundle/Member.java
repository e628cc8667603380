package org.diracgrid.diracos.bundle;

import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.stage.StagedEntry;
import org.jspecify.annotations.Nullable;

/**
 * One path of a tarball.
 *
 * @param name the full name, such as {@code diracos/usr/bin/git}, without a trailing slash
 * @param source where the content of a file lies in the staged tree
 * @param mode permission bits
 * @param size bytes of content; 0 for anything but a file
 * @param target where a symbolic link points; empty for anything else
 * @param capability file capabilities in text form, or null
 */
public record Member(
    String name,
    BundlePath source,
    StagedEntry.Kind kind,
    int mode,
    long size,
    String target,
    @Nullable String capability) {

  static Member directory(String name) {
    return new Member(name, BundlePath.ROOT, StagedEntry.Kind.DIRECTORY, 0755, 0, "", null);
  }

  static Member of(String folder, StagedEntry entry) {
    // Linux gives every symbolic link this mode, and so does tar.
    int mode = entry.kind() == StagedEntry.Kind.SYMLINK ? 0777 : entry.mode() & 07777;
    return new Member(
        folder + entry.path(),
        entry.path(),
        entry.kind(),
        mode,
        entry.size(),
        entry.target(),
        entry.capability());
  }
}
