package org.diracgrid.diracos.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.diracgrid.diracos.config.IniText.Section;
import org.diracgrid.diracos.config.IniText.Value;
import org.diracgrid.diracos.problem.Problem;

/** Makes repositories out of the sections of a dnf.conf or yum.conf text. */
final class DnfConf {

  /**
   * What such a text says.
   *
   * @param repositories the enabled ones
   * @param platform the stream of the module {@code platform}, from {@code module_platform_id}
   */
  record Content(List<RepositorySpec> repositories, Optional<String> platform) {

    /** Of no text. */
    static final Content NONE = new Content(List.of(), Optional.empty());

    /** Copies. */
    Content {
      repositories = List.copyOf(repositories);
    }
  }

  private static final Pattern PLATFORM = Pattern.compile("platform:([^\\s:$]+)");

  private final String source;
  private final Variables variables;
  private final List<Problem> problems;
  private final List<String> warnings;
  private Section main = new Section("main", 0, new HashMap<>());

  DnfConf(String source, Variables variables, List<Problem> problems, List<String> warnings) {
    this.source = source;
    this.variables = variables;
    this.problems = problems;
    this.warnings = warnings;
  }

  /** Reads all sections. */
  Content content(List<Section> sections) {
    sections.stream().filter(s -> s.name().equals("main")).findFirst().ifPresent(s -> main = s);
    List<RepositorySpec> repositories =
        sections.stream()
            .filter(section -> !section.name().equals("main"))
            .filter(section -> flag(section, "enabled", true))
            .map(this::repository)
            .toList();
    return new Content(repositories, platform());
  }

  private Optional<String> platform() {
    Optional<Value> value = main.get("module_platform_id");
    if (value.isEmpty()) {
      return Optional.empty();
    }
    Matcher parts = PLATFORM.matcher(variables.replace(value.get().text()));
    if (!parts.matches()) {
      skipped(value.get(), "module_platform_id");
      return Optional.empty();
    }
    return Optional.of(parts.group(1));
  }

  private RepositorySpec repository(Section section) {
    Optional<Value> mirrors = section.get("mirrorlist");
    // yum and dnf take a mirror list for a metalink by its address.
    boolean metalink = mirrors.isPresent() && mirrors.get().text().contains("metalink");
    Optional<Value> links = section.get("metalink").or(() -> metalink ? mirrors : Optional.empty());
    List<Location> urls = locations(section.get("baseurl"));
    Optional<Location> mirrorlist =
        metalink ? Optional.empty() : locations(mirrors).stream().findFirst();
    Optional<Location> link = locations(links).stream().findFirst();
    String where = source + ":" + section.line() + ":1";
    if (urls.isEmpty() && mirrorlist.isEmpty() && link.isEmpty()) {
      problems.add(
          Problem.of(
              "DOS-CONFIG-12",
              "repository \"" + section.name() + "\" has no address that can be used",
              where,
              "add baseurl=, mirrorlist= or metalink=, or enabled=0"));
    }
    boolean gpgcheck = inherited(section, "gpgcheck");
    boolean repoGpgcheck = inherited(section, "repo_gpgcheck");
    List<Location> keys = locations(section.get("gpgkey"));
    if ((gpgcheck || repoGpgcheck) && keys.isEmpty()) {
      problems.add(
          Problem.of(
              "DOS-CONFIG-12",
              "repository \"" + section.name() + "\" checks signatures but names no key",
              where,
              "add gpgkey=, or gpgcheck=0"));
    }
    return new RepositorySpec(
        section.name(),
        section.get("name").map(Value::text).map(variables::replace).orElse(section.name()),
        urls,
        mirrorlist,
        link,
        true,
        whole(section, "priority", RepositorySpec.DEFAULT_PRIORITY),
        whole(section, "cost", RepositorySpec.DEFAULT_COST),
        words(section, "exclude", "excludepkgs"),
        words(section, "includepkgs"),
        flag(section, "module_hotfixes", false),
        gpgcheck,
        repoGpgcheck,
        keys,
        where);
  }

  private List<Location> locations(Optional<Value> value) {
    List<Location> locations = new ArrayList<>();
    for (String text : value.map(v -> split(v.text())).orElse(List.of())) {
      String where = source + ":" + value.map(Value::line).orElse(0);
      variables.unknown(text).stream()
          .distinct()
          .forEach(name -> problems.add(Repositories.unknown(name, where)));
      try {
        locations.add(Location.parse(text, variables, Path.of("/")));
      } catch (IllegalArgumentException e) {
        warnings.add(where + ": " + text + " cannot be used: " + e.getMessage());
      }
    }
    return locations;
  }

  /** Those of the repository and those that [main] sets for all. */
  private List<String> words(Section section, String... keys) {
    return Stream.of(section, main)
        .flatMap(s -> Arrays.stream(keys).flatMap(key -> s.get(key).stream()))
        .flatMap(value -> split(value.text()).stream())
        .map(variables::replace)
        .distinct()
        .toList();
  }

  private static List<String> split(String text) {
    return Arrays.stream(text.split("[\\s,]+")).filter(word -> !word.isEmpty()).toList();
  }

  private boolean inherited(Section section, String key) {
    return flag(section, key, flag(main, key, false));
  }

  private boolean flag(Section section, String key, boolean fallback) {
    Optional<Value> value = section.get(key);
    if (value.isEmpty()) {
      return fallback;
    }
    return switch (value.get().text().toLowerCase(Locale.ROOT)) {
      case "1", "yes", "true", "on", "always", "enabled" -> true;
      case "0", "no", "false", "off", "never", "disabled" -> false;
      default -> {
        skipped(value.get(), key);
        yield fallback;
      }
    };
  }

  private int whole(Section section, String key, int fallback) {
    Optional<Value> value = section.get(key);
    if (value.isEmpty()) {
      return fallback;
    }
    try {
      return Integer.parseInt(value.get().text());
    } catch (NumberFormatException e) {
      skipped(value.get(), key);
      return fallback;
    }
  }

  private void skipped(Value value, String key) {
    warnings.add(
        source + ":" + value.line() + ": not understood, skipped: " + key + "=" + value.text());
  }
}
