package org.diracgrid.diracos.build.chroot;

import java.nio.file.Path;
import java.util.List;

/**
 * What a program sees that runs inside.
 *
 * @param root directory that becomes {@code /}
 * @param writable whether the program may change it, and then is root; otherwise it is the user
 *     {@link Inside#USER}
 * @param binds other directories that it sees
 * @param hostName what it is told where it runs
 */
record Sandbox(Path root, boolean writable, List<Bind> binds, String hostName) {

  /**
   * A directory of the host.
   *
   * @param place where it is seen, absolute; a directory of the root
   */
  record Bind(Path directory, String place, boolean writable) {}

  /** Copies. */
  Sandbox {
    binds = List.copyOf(binds);
  }

  /** The number of the user that the program is. */
  int uid() {
    return writable ? 0 : Inside.UID;
  }
}
