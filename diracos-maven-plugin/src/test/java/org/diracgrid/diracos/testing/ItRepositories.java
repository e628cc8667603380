package org.diracgrid.diracos.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the small repositories that the integration tests bundle from. */
public final class ItRepositories {

  private ItRepositories() {}

  /** Writes them below the directory that is the only argument. */
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    Files.createDirectories(directory.resolve("none"));
  }
}
