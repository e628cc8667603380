package org.diracgrid.diracos.build.patch;

import java.util.List;

/**
 * What a patch did to one file.
 *
 * @param path of the file in the source package; inside an archive {@code archive!path}
 * @param action what became of it
 * @param hunks where its hunks went
 */
public record AppliedFile(String path, Action action, List<AppliedHunk> hunks) {

  /** What became of a file. */
  public enum Action {
    /** It was not there before. */
    CREATED,
    /** It has other content, another name or other permissions. */
    CHANGED,
    /** It is not there any more. */
    DELETED
  }

  /** Holds its own list. */
  public AppliedFile {
    hunks = List.copyOf(hunks);
  }
}
