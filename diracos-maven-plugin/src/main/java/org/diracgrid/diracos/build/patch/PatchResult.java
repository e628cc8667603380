package org.diracgrid.diracos.build.patch;

import java.util.ArrayList;
import java.util.List;

/**
 * What a patch did.
 *
 * @param files in the order of the patch; a file twice if the patch has it twice
 * @param warnings what the user should look at
 */
public record PatchResult(List<AppliedFile> files, List<String> warnings) {

  /** Holds its own lists. */
  public PatchResult {
    files = List.copyOf(files);
    warnings = List.copyOf(warnings);
  }

  /** A line for each hunk that went elsewhere than the patch says. */
  public List<String> inexact() {
    List<String> lines = new ArrayList<>();
    for (AppliedFile file : files) {
      for (AppliedHunk hunk : file.hunks()) {
        if (!hunk.isExact()) {
          lines.add(file.path() + ": " + hunk);
        }
      }
    }
    return lines;
  }
}
