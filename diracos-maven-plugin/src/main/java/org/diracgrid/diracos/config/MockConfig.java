package org.diracgrid.diracos.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.diracgrid.diracos.problem.Problem;

/**
 * A mock configuration, read as data: Python is never run.
 *
 * @param file the file that was read first
 * @param options {@code config_opts}, with the places of its values
 * @param warnings what was skipped, each with file and line
 */
public record MockConfig(Path file, Json.Obj options, List<String> warnings) {

  private static final Path SYSTEM = Path.of("/etc/mock");

  /** Copies. */
  public MockConfig {
    warnings = List.copyOf(warnings);
  }

  /**
   * The file that a name means: a {@code .cfg} path, or a name beside the configuration or in
   * mock's own directory.
   */
  public static Path find(String name, Path directory) {
    if (name.endsWith(".cfg")) {
      return directory.resolve(name).normalize();
    }
    Path near = directory.resolve(name + ".cfg").normalize();
    return Files.exists(near) ? near : SYSTEM.resolve(name + ".cfg").normalize();
  }

  /**
   * Reads a file and those that it includes.
   *
   * @param platform gives {@code target_arch} where the file does not
   * @param where what names the file, for messages
   */
  public static MockConfig read(Path file, PlatformSpec platform, String where) {
    return new MockConfig(
        file, new Json.Obj(Map.of(), Place.of(where + platform.arch())), List.of());
  }

  /** A string option. */
  public Optional<String> option(String name) {
    return options.get(name).filter(Json.Text.class::isInstance).map(v -> ((Json.Text) v).value());
  }

  /** {@code releasever} and what {@code dnf_vars} sets. */
  Map<String, String> variables() {
    Map<String, String> values = new TreeMap<>();
    option("releasever").ifPresent(value -> values.put("releasever", value));
    return values;
  }

  /** The repositories of its {@code dnf.conf} or {@code yum.conf} text, disabled ones included. */
  List<RepositorySpec> repositories(Variables variables, List<Problem> problems) {
    return List.of();
  }
}
