package org.diracgrid.diracos.stage;

import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.rpm.RpmFileInfo;

/**
 * The mode policy: what a site can read, run and remove without being root.
 *
 * <ul>
 *   <li>Directories are 0755, whatever the package says: /usr/bin is 0555 in some distributions,
 *       and a bundle in such directories could not be removed by its owner.
 *   <li>Files can be read by all, and run by all if their owner can; only the owner may write, if
 *       the package lets him.
 *   <li>setuid, setgid and sticky bits are dropped: the owner would be another one than they mean.
 *   <li>Owners and groups are not kept; file capabilities are, as text, for what can apply them.
 * </ul>
 */
final class StagedModes {

  private StagedModes() {}

  static StagedEntry directory(BundlePath path, String owner) {
    return new StagedEntry(path, StagedEntry.Kind.DIRECTORY, 0755, 0, "", owner, null);
  }

  static StagedEntry entry(BundlePath path, RpmFileInfo file, String owner) {
    if (file.type() == RpmFileInfo.Type.SYMLINK) {
      return new StagedEntry(
          path, StagedEntry.Kind.SYMLINK, 0777, 0, file.linkTarget(), owner, null);
    }
    return new StagedEntry(
        path,
        StagedEntry.Kind.FILE,
        fileMode(file.mode()),
        file.size(),
        "",
        owner,
        file.capability());
  }

  static int fileMode(int mode) {
    return 0444 | (mode & 0200) | ((mode & 0100) != 0 ? 0111 : 0);
  }
}
