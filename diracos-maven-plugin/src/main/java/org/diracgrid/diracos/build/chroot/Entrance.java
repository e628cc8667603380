package org.diracgrid.diracos.build.chroot;

import java.util.List;

/** A way to start a program in a {@link Sandbox}. */
interface Entrance {

  /**
   * The command for the host that runs {@code program} inside, in {@link Inside#HOME}. It ends with
   * the program's status, and takes all that the program started with it.
   */
  List<String> enter(Sandbox sandbox, List<String> program);
}
