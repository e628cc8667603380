package org.diracgrid.diracos.exec;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Programs of the host that are called by their place, whatever its PATH. */
public final class HostProgram {

  /** Where they are looked for, in this order. */
  public static final List<String> PLACES = List.of("/usr/bin", "/bin", "/usr/local/bin");

  private HostProgram() {}

  /** Where the host has a program, if it has it. */
  public static Optional<Path> find(String name) {
    return PLACES.stream()
        .map(place -> Path.of(place, name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
