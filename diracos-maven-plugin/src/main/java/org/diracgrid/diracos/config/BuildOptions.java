package org.diracgrid.diracos.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Options of a build, merged from {@code rpmBuild}, its group and the package itself: the known
 * ones typed, the others kept for routines.
 *
 * @param given all of them, merged, as written
 * @param base directory that paths are relative to
 */
public record BuildOptions(Json.Obj given, Path base) {

  private static final Set<String> PATHS =
      Set.of("mockRoot", "patchDir", "routineDir", "repo", "workDir");

  static final String MOCK_CONFIG = "mockConfig";

  /** A {@code .cfg} file as absolute path, or the name of a configuration that mock brings. */
  public Optional<String> mockConfig() {
    return text(MOCK_CONFIG).map(value -> resolved(MOCK_CONFIG, value));
  }

  /** Where mock makes the buildroot. */
  public Optional<Path> mockRoot() {
    return path("mockRoot");
  }

  /** The directory of patches. */
  public Optional<Path> patchDir() {
    return path("patchDir");
  }

  /** The directory of routines. */
  public Optional<Path> routineDir() {
    return path("routineDir");
  }

  /** The directory of the own repository. */
  public Optional<Path> repo() {
    return path("repo");
  }

  /** Where builds work. */
  public Optional<Path> workDir() {
    return path("workDir");
  }

  /** Path or address of a source package, or name of a dist-git package; as written. */
  public Optional<String> src() {
    return text("src");
  }

  /** Branch of a dist-git package. */
  public Optional<String> branch() {
    return text("branch");
  }

  /** Whether the result stays out of the bundle. */
  public boolean buildOnly() {
    return given.get("buildOnly").orElse(null) instanceof Json.Bool bool && bool.value();
  }

  /** Patterns of results to drop. */
  public List<String> excludePatterns() {
    return texts("excludePatterns");
  }

  /** The only results to keep; empty: all. */
  public List<String> pkgList() {
    return texts("pkgList");
  }

  /** Any option, as written. */
  public Optional<Json> option(String name) {
    return given.get(name);
  }

  /** All options as JSON for routines: in the order of their names, known paths made absolute. */
  public String json() {
    Map<String, Json.Member> members = new TreeMap<>(given.members());
    members.replaceAll(
        (name, member) ->
            member.value() instanceof Json.Text t
                ? new Json.Member(member.key(), new Json.Text(resolved(name, t.value()), t.place()))
                : member);
    return JsonText.indented(new Json.Obj(members, given.place()));
  }

  private Optional<Path> path(String name) {
    return text(name).map(value -> Path.of(resolved(name, value)));
  }

  /** v1: what does not end in .cfg is the name of a configuration, not a path. */
  private String resolved(String name, String value) {
    boolean path = PATHS.contains(name) || (name.equals(MOCK_CONFIG) && value.endsWith(".cfg"));
    return path ? base.resolve(value).normalize().toString() : value;
  }

  private Optional<String> text(String name) {
    return given.get(name).map(value -> value instanceof Json.Text t ? t.value() : "");
  }

  private List<String> texts(String name) {
    return given.get(name).orElse(null) instanceof Json.Arr list
        ? list.items().stream().map(item -> item instanceof Json.Text t ? t.value() : "").toList()
        : List.of();
  }
}
