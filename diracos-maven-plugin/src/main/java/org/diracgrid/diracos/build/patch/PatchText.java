package org.diracgrid.diracos.build.patch;

import java.nio.file.Path;
import java.util.List;

/**
 * A patch that was read.
 *
 * @param file where it was read from
 * @param files what it does, in its order
 * @param onlyIn lines of the kind {@code Only in directory: name}, with their line numbers
 */
record PatchText(Path file, List<FilePatch> files, List<String> onlyIn) {

  PatchText {
    files = List.copyOf(files);
    onlyIn = List.copyOf(onlyIn);
  }
}
