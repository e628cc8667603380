package org.diracgrid.diracos.build.chroot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Spec files of packages that say what they see. */
final class Specs {

  private Specs() {}

  /**
   * Writes {@code <name>.spec} with a build script, and files below {@code /usr/share/<name>} that
   * it puts to {@code out/}.
   *
   * @param head further tags and sections that go before the description
   * @param tail further sections
   */
  static Path write(Path directory, String name, String head, String build, String tail)
      throws IOException {
    Files.createDirectories(directory);
    return Files.writeString(
        directory.resolve(name + ".spec"),
        """
        Name: %1$s
        Version: 1.0
        Release: 1%%{?dist}
        Summary: A test
        License: Apache-2.0
        %2$s

        %%description
        It tests.

        %%prep
        %%setup -c -T

        %%build
        mkdir -p out
        %3$s

        %%install
        mkdir -p %%{buildroot}/usr/share/%1$s
        cp -R out/. %%{buildroot}/usr/share/%1$s/

        %%files
        /usr/share/%1$s
        %4$s

        %%changelog
        * Tue Mar 03 2020 Test <test@example.org> - 1.0-1
        - It is there
        """
            .formatted(name, head, build, tail));
  }
}
