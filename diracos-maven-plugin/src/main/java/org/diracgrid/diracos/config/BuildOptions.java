package org.diracgrid.diracos.config;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
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
      Set.of("mockRoot", "patchDir", "patchFile", "routineDir", "repo", "workDir");

  static final String MOCK_CONFIG = "mockConfig";
  static final String MACROS = "macros";

  private static final Duration USUAL_LIMIT = Duration.ofHours(6);

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

  /** The patch, where it is not looked for in {@link #patchDir}. */
  public Optional<Path> patchFile() {
    return path("patchFile");
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
    return flag("buildOnly");
  }

  /** Patterns of results to drop. */
  public List<String> excludePatterns() {
    return texts("excludePatterns");
  }

  /** The only results to keep; empty: all. */
  public List<String> pkgList() {
    return texts("pkgList");
  }

  /** Checksum that the source must have, as written. */
  public Optional<String> checksum() {
    return text("checksum");
  }

  /** Who builds; empty: whoever can. */
  public Optional<String> builder() {
    return text("builder");
  }

  /** Whether this is part of the bootstrap. */
  public boolean bootstrap() {
    return flag("bootstrap");
  }

  /** Macros for rpmbuild, by name without {@code %}; {@code dist} among them. */
  public SortedMap<String, String> macros() {
    SortedMap<String, String> macros = new TreeMap<>(macros(given.get(MACROS)));
    text("dist").ifPresent(value -> macros.put("dist", value));
    return macros;
  }

  /** The texts of an object of macros, by name without {@code %}; none of what is no object. */
  static SortedMap<String, String> macros(Optional<Json> written) {
    SortedMap<String, String> macros = new TreeMap<>();
    if (written.orElse(null) instanceof Json.Obj object) {
      object
          .members()
          .forEach(
              (name, member) -> {
                if (member.value() instanceof Json.Text value) {
                  macros.put(name.startsWith("%") ? name.substring(1) : name, value.value());
                }
              });
    }
    return macros;
  }

  /** Features to build with. */
  public List<String> with() {
    return texts("with");
  }

  /** Features to build without. */
  public List<String> without() {
    return texts("without");
  }

  /** Architecture to build for. */
  public Optional<String> targetArch() {
    return text("targetArch");
  }

  /** Seconds since 1970 that count as the time of the build. */
  public OptionalLong sourceDateEpoch() {
    return whole("sourceDateEpoch");
  }

  /** The host that packages name. */
  public Optional<String> buildHost() {
    return text("buildHost");
  }

  /** How many processes one build may run at once. */
  public OptionalLong parallel() {
    return whole("parallel");
  }

  /** How many bytes one build may use. */
  public OptionalLong memory() {
    return text("memory").map(BuildAmounts::bytes).orElse(OptionalLong.empty());
  }

  /** How long one build may take. */
  public Duration timeLimit() {
    return text("timeLimit").map(BuildAmounts::time).orElse(USUAL_LIMIT);
  }

  /** Packages of the distribution that no buildroot may hold: names and globs. */
  public List<String> excludePackages() {
    return texts("excludePackages");
  }

  /** Whether mock keeps what an earlier build left. */
  public boolean noClean() {
    return flag("noClean");
  }

  /** Where dist-git packages are. */
  public Optional<String> distGitUrl() {
    return text("distGitUrl");
  }

  /** Where the source files of dist-git packages are. */
  public Optional<String> lookasideUrl() {
    return text("lookasideUrl");
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

  private boolean flag(String name) {
    return given.get(name).orElse(null) instanceof Json.Bool bool && bool.value();
  }

  private OptionalLong whole(String name) {
    return given.get(name).orElse(null) instanceof Json.Num number && Checker.isWhole(number)
        ? OptionalLong.of(new BigDecimal(number.literal()).longValueExact())
        : OptionalLong.empty();
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
