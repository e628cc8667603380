package org.diracgrid.diracos.build.chroot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The directories that a build may write to, below that of its lease: its home and two for
 * temporary files.
 *
 * @param home becomes {@link Inside#HOME}
 */
record Workplace(Path home, Path temporary, Path lasting) {

  static Workplace in(Path directory) throws IOException {
    Workplace made =
        new Workplace(
            directory.resolve("home"), directory.resolve("tmp"), directory.resolve("var-tmp"));
    Files.createDirectories(made.top());
    Files.createDirectory(made.temporary());
    Files.createDirectory(made.lasting());
    return made;
  }

  /** {@link Inside#TOP} on the host. */
  Path top() {
    return home.resolve(Inside.TOP.substring(Inside.HOME.length() + 1));
  }

  /** A sandbox with that root. */
  Sandbox sandbox(Path root, String hostName) {
    return new Sandbox(
        root,
        false,
        List.of(
            new Sandbox.Bind(home, Inside.HOME, true),
            new Sandbox.Bind(temporary, "/tmp", true),
            new Sandbox.Bind(lasting, "/var/tmp", true)),
        hostName);
  }
}
