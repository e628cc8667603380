package org.diracgrid.diracos.elf;

import java.io.IOException;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/** The errors of this package; each names the file and the byte offset. */
final class ElfProblems {

  private static final String FIX =
      "take the file from an intact package, or remove it by \"removedFolders\"";

  private ElfProblems() {}

  static DiracosException at(String code, String file, long offset, String what) {
    return DiracosException.of(
        Problem.of(code, what, file + " at offset " + offset + " (" + hex(offset) + ")", FIX));
  }

  static DiracosException outOfBounds(
      String file, long offset, long length, long size, String what) {
    return at(
        "DOS-ELF-01",
        file,
        offset,
        what + " (" + length + " bytes) lies outside of the file of " + size + " bytes");
  }

  static DiracosException io(String file, IOException cause) {
    return DiracosException.of(
        Problem.of(
            "DOS-ELF-09",
            "cannot read or write the file: " + cause.getMessage(),
            file,
            "check permissions and free space, then run again"),
        cause);
  }

  static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }
}
