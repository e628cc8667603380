package org.diracgrid.diracos.rpm;

/** The paths of a package and what stands there, in the header's order, without all else. */
public final class RpmPaths {

  private final RpmTexts directories;
  private final RpmTexts names;
  private final long[] which;
  private final long[] modes;
  private final long[] flags;

  private RpmPaths(RpmTexts directories, RpmTexts names, long[] which, long[] modes, long[] flags) {
    this.directories = directories;
    this.names = names;
    this.which = which;
    this.modes = modes;
    this.flags = flags;
  }

  static RpmPaths of(HeaderBlob blob) {
    boolean old = !blob.has(RpmTag.BASE_NAMES);
    RpmTexts names = blob.slices(old ? RpmTag.OLD_FILE_NAMES : RpmTag.BASE_NAMES);
    int n = names.count();
    if (n == 0) {
      return new RpmPaths(names, names, new long[0], new long[0], new long[0]);
    }
    long[] modes = FileList.numbers(blob, RpmTag.FILE_MODES, n, true);
    long[] flags = FileList.numbers(blob, RpmTag.FILE_FLAGS, n, false);
    if (old) {
      return new RpmPaths(names, names, new long[0], modes, flags);
    }
    RpmTexts directories = blob.slices(RpmTag.DIR_NAMES);
    long[] which = FileList.numbers(blob, RpmTag.DIR_INDEXES, n, true);
    for (int i = 0; i < n; i++) {
      if (which[i] >= directories.count()) {
        throw FileList.noDirectory(blob, names.text(i), which[i], directories.count());
      }
    }
    return new RpmPaths(directories, names, which, modes, flags);
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

  /** The number of a path's directory; -1 if its name is all of it. */
  public int directory(int path) {
    return which.length == 0 ? -1 : (int) which[path];
  }

  /** A path, as {@link RpmFileInfo#path}. */
  public String path(int path) {
    int directory = directory(path);
    String name = names.text(path);
    return directory < 0 ? name : directories.text(directory).concat(name);
  }

  /** Whether a directory stands there. */
  public boolean isDirectory(int path) {
    return RpmFileInfo.typeOf((int) modes[path]) == RpmFileInfo.Type.DIRECTORY;
  }

  /** Whether the payload lacks it. */
  public boolean isGhost(int path) {
    return (flags[path] & RpmFileInfo.GHOST) != 0;
  }
}
