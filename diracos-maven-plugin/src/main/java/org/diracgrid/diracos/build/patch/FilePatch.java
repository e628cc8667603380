package org.diracgrid.diracos.build.patch;

import java.util.ArrayList;
import java.util.List;

/**
 * What a patch does to one file. Names are stripped of their first directory; empty where there is
 * none.
 *
 * @param line of the patch file that it begins on
 * @param oldName what the file was called
 * @param newName what it is called afterwards
 * @param created whether the patch says for sure that there was none: {@code /dev/null}, a date of
 *     1970, git's word
 * @param deleted whether it says for sure that there is none afterwards
 * @param renamed whether it leaves its old name (git)
 * @param copied whether it is also kept under its old name (git)
 * @param mode permissions that it gets, or -1
 * @param carriageReturns whether the patch went through something that ends lines by CR LF: its own
 *     header does
 * @param hunks in the order of the patch
 */
record FilePatch(
    int line,
    String oldName,
    String newName,
    boolean created,
    boolean deleted,
    boolean renamed,
    boolean copied,
    int mode,
    boolean carriageReturns,
    List<Hunk> hunks) {

  FilePatch {
    hunks = List.copyOf(hunks);
  }

  /** The names that it may be found by, best first. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    for (String name : List.of(oldName, newName)) {
      if (!name.isEmpty() && !names.contains(name)) {
        names.add(name);
      }
    }
    return names;
  }

  /** Whether it makes a file: surely, or if there is none. */
  boolean creates() {
    return created || (!hunks.isEmpty() && hunks.get(0).oldStart() == 0);
  }
}
