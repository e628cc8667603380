package org.diracgrid.diracos.rpm;

/** The paths of a package and what stands there, in the header's order, without all else. */
public final class RpmPaths {

  private final HeaderBlob blob;
  private final RpmTexts directories;
  private final RpmTexts names;
  private final RpmNumbers which;
  private final RpmNumbers modes;
  private final RpmNumbers flags;

  RpmPaths(HeaderBlob blob) {
    boolean old = !blob.has(RpmTag.BASE_NAMES);
    this.blob = blob;
    this.names = blob.slices(old ? RpmTag.OLD_FILE_NAMES : RpmTag.BASE_NAMES);
    this.directories = blob.slices(RpmTag.DIR_NAMES);
    this.which = blob.numbersOf(RpmTag.DIR_INDEXES);
    this.modes = blob.numbersOf(RpmTag.FILE_MODES);
    this.flags = blob.numbersOf(RpmTag.FILE_FLAGS);
    int n = names.count();
    if (n > 0) {
      FileList.checkCount(blob, RpmTag.FILE_MODES, modes.count(), n);
      if (blob.has(RpmTag.FILE_FLAGS)) {
        FileList.checkCount(blob, RpmTag.FILE_FLAGS, flags.count(), n);
      }
      if (!old) {
        FileList.checkCount(blob, RpmTag.DIR_INDEXES, which.count(), n);
      }
    }
  }

  /** How many there are. */
  public int count() {
    return names.count();
  }

  /** The directories, each with a slash at its end. */
  public RpmTexts directories() {
    return directories;
  }

  /** What follows the directory. */
  public RpmTexts names() {
    return names;
  }

  /**
   * The number of a path's directory; -1 if its name is all of it.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException {@code DOS-RPM-04} if there is none
   */
  public int directory(int path) {
    if (which.count() == 0) {
      return -1;
    }
    long directory = which.get(path);
    if (directory < 0 || directory >= directories.count()) {
      throw FileList.noDirectory(blob, names.text(path), directory, directories.count());
    }
    return (int) directory;
  }

  /** A path, as {@link RpmFileInfo#path}. */
  public String path(int path) {
    int directory = directory(path);
    String name = names.text(path);
    return directory < 0 ? name : directories.text(directory).concat(name);
  }

  /** Whether a directory stands there. */
  public boolean isDirectory(int path) {
    return RpmFileInfo.typeOf((int) modes.get(path)) == RpmFileInfo.Type.DIRECTORY;
  }

  /** Whether the payload lacks it. */
  public boolean isGhost(int path) {
    return flags.count() > 0 && (flags.get(path) & RpmFileInfo.GHOST) != 0;
  }
}
