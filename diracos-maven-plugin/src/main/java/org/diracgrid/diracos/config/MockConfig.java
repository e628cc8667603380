package org.diracgrid.diracos.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.diracgrid.diracos.config.JinjaText.Rendered;
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
    return new MockReader(platform).read(file, where);
  }

  /** A string option. */
  public Optional<String> option(String name) {
    return options.get(name).filter(Json.Text.class::isInstance).map(v -> ((Json.Text) v).value());
  }

  /** Macros for rpmbuild, by name without {@code %}. */
  public SortedMap<String, String> macros() {
    return BuildOptions.macros(options.get("macros"));
  }

  /** {@code releasever} and what {@code dnf_vars} sets. */
  public Map<String, String> variables() {
    Map<String, String> values = new TreeMap<>();
    if (options.get("dnf_vars").orElse(null) instanceof Json.Obj vars) {
      vars.members()
          .forEach(
              (name, member) -> {
                if (member.value() instanceof Json.Text text) {
                  values.put(name, text.value());
                }
              });
    }
    option("releasever").ifPresent(value -> values.put("releasever", value));
    return values;
  }

  /**
   * What its {@code dnf.conf} or {@code yum.conf} text says.
   *
   * @param variables for addresses
   * @param problems receives repositories that cannot be used
   * @param skipped receives what was not understood
   */
  DnfConf.Content dnfConf(Variables variables, List<Problem> problems, List<String> skipped) {
    List<String> names = new ArrayList<>(List.of("dnf.conf", "dnf5.conf", "yum.conf"));
    if (option("package_manager").orElse("").equals("yum")) {
      Collections.reverse(names);
    }
    Optional<Json.Text> text =
        names.stream()
            .flatMap(name -> options.get(name).stream())
            .filter(value -> value instanceof Json.Text t && !t.value().isBlank())
            .map(Json.Text.class::cast)
            .findFirst();
    if (text.isEmpty()) {
      return DnfConf.Content.NONE;
    }
    String source = text.get().place().source();
    Rendered rendered =
        new JinjaText(options, source, skipped)
            .render(text.get().value(), text.get().place().line());
    return new DnfConf(source, variables, problems, skipped)
        .content(IniText.sections(rendered, source, skipped));
  }
}
