package org.diracgrid.diracos.relocate;

/**
 * The text of {@code bin/diracos-run}, which runs one command with the environment of {@code
 * diracosrc} and leaves the caller's shell alone. For any POSIX shell; all its variables start with
 * {@code _diracos_}, so that the command gets none of them.
 */
final class RunScript {

  private RunScript() {}

  /**
   * The text.
   *
   * @param way from the directory of the file to the root of the bundle, such as {@code ../..}
   */
  static String of(String way) {
    return ShellResource.read("diracos-run.sh").replace("@WAY@", way);
  }
}
