package org.diracgrid.diracos.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.stage.StagedTree;
import org.diracgrid.diracos.testing.ItRepositories;
import org.diracgrid.diracos.testing.PlainRepository;
import org.diracgrid.diracos.testing.RpmBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs on a repository of six small packages: what they make, and what they do again. */
class EngineTest {

  private static final List<String> ALL = List.of("resolve", "tree", "bundle");

  @TempDir static Path repositories;
  @TempDir Path directory;
  private Project project;

  @BeforeAll
  static void writeRepositories() throws IOException {
    ItRepositories.main(new String[] {repositories.toString()});
  }

  @BeforeEach
  void makeProject() {
    project = project("project", "basic");
  }

  private Project project(String name, String repository) {
    return new Project(
        directory.resolve(name),
        directory.resolve("cache"),
        repositories.resolve(repository).toUri().toString());
  }

  @Test
  void theStreamAskedForShipsAndElseTheDefault() throws IOException {
    Project modular = project("modular", "modules");
    modular.config.put("packages", "[\"tool\"]");
    Recording recording = new Recording();
    modular.engine(recording).resolve(modular.request());
    assertThat(modular.text("diracos.lock.json")).contains("tool-1.0-1").doesNotContain("tool-2.0");
    modular.config.put("modules", "[\"tool:2\"]");
    modular.engine(recording).resolve(modular.request());
    assertThat(modular.text("diracos.lock.json")).contains("tool-2.0-1").doesNotContain("tool-1.0");
    modular.config.put("modules", "[\"!tool\"]");
    assertThatThrownBy(() -> modular.engine(recording).resolve(modular.request()))
        .hasMessageContaining("DOS-RESOLVE-02");
    modular.config.put("modules", "[\"tool:3\"]");
    assertThatThrownBy(() -> modular.engine(recording).resolve(modular.request()))
        .hasMessageContaining("DOS-MODULE-01 module 'tool' has no stream '3'")
        .hasMessageContaining("diracos.json:6:13 (/modules/0)");
  }

  @Test
  void anExcludedOwnerOfAFileThatOnlyFilelistsNameIsTold() throws IOException {
    Path own = directory.resolve("own");
    PlainRepository.write(
        own,
        List.of(
            RpmBuilder.of("app", "1-1", "noarch").requires("/usr/share/data"), data("1-1", "x")));
    project.config.put(
        "repositories",
        "[{\"id\": \"own\", \"url\": \"" + own.toUri() + "\", \"exclude\": [\"data\"]}]");
    project.config.put("packages", "[\"app\"]");
    assertThatThrownBy(() -> project.engine(new Recording()).resolve(project.request()))
        .hasMessageContaining("DOS-RESOLVE-01 nothing provides /usr/share/data")
        .hasMessageContaining("data-1-1.noarch (repo own) is hidden by exclude \"data\"")
        .hasMessageContaining("take \"data\" out of the \"exclude\" of repository own");
  }

  @Test
  void aRepositoryOfHotfixesIsNotFiltered() throws IOException {
    Project modular = project("hotfixes", "modules");
    modular.config.compute(
        "repositories", (key, json) -> json.replace("}]", ", \"module_hotfixes\": true}]"));
    modular.config.put("packages", "[\"tool\"]");
    modular.engine(new Recording()).resolve(modular.request());
    assertThat(modular.text("diracos.lock.json")).contains("tool-2.0-1");
  }

  @Test
  void aGroupBringsItsPackages() throws IOException {
    Project grouped = project("grouped", "modules");
    grouped.config.put("packages", "[\"@small tools\"]");
    Recording recording = new Recording();
    grouped.engine(recording).resolve(grouped.request());
    assertThat(grouped.locked()).containsExactly("extra", "hello", "libhello", "sh", "tool");
    assertThat(grouped.text("diracos.lock.json")).contains("packages @small tools");
    assertThat(recording.warnings)
        .containsExactly("no package 'gone', which group @small tools lists");
    grouped.config.put("packages", "[\"@tool\"]");
    assertThatThrownBy(() -> grouped.engine(recording).resolve(grouped.request()))
        .hasMessageContaining("DOS-GROUP-01 there is no group or environment '@tool'")
        .hasMessageContaining("did you mean @tools");
  }

  @Test
  void bundleMakesTarballChecksumsLockAndTheResultOfEachStage() throws IOException {
    Recording recording = new Recording();
    BundleResult result = project.engine(recording).bundle(project.request());
    assertThat(result)
        .isEqualTo(new BundleResult(project.file("target/diracos-1.0.tar.gz"), "tar.gz", false));
    assertThat(recording.work()).isEqualTo(ALL);
    assertThat(recording.warnings).isEmpty();
    byte[] tarball = Files.readAllBytes(result.tarball());
    assertThat(project.text("target/diracos-1.0.md5"))
        .isEqualTo(HexFormat.of().formatHex(Algorithm.MD5.newDigest().digest(tarball)));
    assertThat(project.text("target/diracos-1.0.sha256"))
        .startsWith(HexFormat.of().formatHex(Algorithm.SHA256.newDigest().digest(tarball)))
        .endsWith("  diracos-1.0.tar.gz\n");
    assertThat(project.locked()).containsExactly("hello", "libhello", "sh");
    assertThat(project.text("target/diracos/closure.json"))
        .contains("libc.so.6()(64bit)", "\"glibc\"");
    assertThat(project.text("target/diracos/staged.json")).contains("/usr/bin/hello");
    assertThat(project.text("target/diracos/relocation.json")).contains("/usr/bin/hello");
    assertThat(project.text("target/diracos/report.json")).contains("libhello");
    assertThat(project.file("target/diracos/tree/diracosrc")).isRegularFile();
  }

  @Test
  void resolveAndRelocateGoOnlyAsFarAsTheirNamesSay() throws IOException {
    Recording recording = new Recording();
    assertThat(project.engine(recording).resolve(project.request()).packages()).hasSize(3);
    assertThat(recording.work()).containsExactly("resolve");
    assertThat(project.file("target/diracos/staged.json")).doesNotExist();
    Recording second = new Recording();
    StagedTree made = project.engine(second).relocate(project.request());
    assertThat(second.work()).containsExactly("tree");
    assertThat(project.file("target/diracos-1.0.tar.gz")).doesNotExist();
    Recording third = new Recording();
    StagedTree read = project.engine(third).relocate(project.request());
    assertThat(third.work()).isEmpty();
    assertThat(read.entries()).isEqualTo(made.entries());
    assertThat(project.bundle().work()).containsExactly("bundle");
  }

  @Test
  void aSecondRunWithNothingChangedDoesNothingAndSaysSo() throws IOException {
    project.bundle();
    Map<String, FileTime> times = times();
    Recording recording = new Recording();
    assertThat(project.engine(recording).bundle(project.request()).upToDate()).isTrue();
    assertThat(recording.work()).isEmpty();
    assertThat(recording.lines).last().asString().endsWith("is up to date: nothing to do");
    assertThat(times()).isEqualTo(times);
  }

  private Map<String, FileTime> times() throws IOException {
    Map<String, FileTime> times = new TreeMap<>();
    for (String name : project.results().keySet()) {
      if (!name.equals("diracos.json")) {
        times.put(name, Files.getLastModifiedTime(project.file(name)));
      }
    }
    return times;
  }

  @ParameterizedTest
  @CsvSource({
    "target/diracos-1.0.tar.gz, bundle",
    "target/diracos-1.0.md5, bundle",
    "target/diracos-1.0.sha256, bundle",
    "target/diracos/report.json, bundle",
    "target/diracos/staged.json, tree",
    "target/diracos/relocation.json, tree",
    "target/diracos/paths.json, tree",
    "target/diracos/closure.json, resolve",
    "target/diracos/state.json, resolve tree bundle",
  })
  void aResultThatIsRemovedOrDamagedIsMadeAgainAndNoMore(String name, String work)
      throws IOException {
    project.bundle();
    Map<String, String> results = project.results();
    Path file = project.file(name);
    Files.delete(file);
    assertThat(project.bundle().work()).isEqualTo(List.of(work.split(" ")));
    assertThat(project.results()).isEqualTo(results);
    byte[] bytes = Files.readAllBytes(file);
    for (String damage : List.of("", "{", "[]", "null", "{\"resolve\": 3}", "\0\0\0\0\0\0\0\0")) {
      Files.writeString(file, damage);
      assertThat(project.bundle().work()).as(damage).isEqualTo(List.of(work.split(" ")));
      assertThat(project.results()).as(damage).isEqualTo(results);
    }
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    assertThat(project.bundle().work()).isEqualTo(List.of(work.split(" ")));
    assertThat(project.results()).isEqualTo(results);
  }

  @Test
  void aRemovedTreeIsMadeAgain() throws IOException {
    project.bundle();
    Map<String, String> results = project.results();
    Files.move(project.file("target/diracos/tree"), directory.resolve("elsewhere"));
    assertThat(project.bundle().work()).containsExactly("tree");
    assertThat(project.results()).isEqualTo(results);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "packages         | [\"hello\", \"extra\"]                  | resolve tree bundle",
        "packages         | [\"libhello\", \"hello\"]               | resolve",
        "ignoredPackages  | [\"sh\"]                                | resolve tree bundle",
        "boundary         | {\"packages\": [\"glibc\", \"libhello\"]} | resolve tree bundle",
        "weakDependencies | true                                    | resolve",
        "version          | \"1.1\"                                 | tree bundle",
        "removedFolders   | [\"/usr/lib64\"]                        | tree bundle",
        "bundle           | {\"compression\": \"zst\"}              | bundle",
        "bundle           | {\"level\": 1}                          | bundle",
        "comment          | \"another\"                             | ''",
      })
  void aChangedKeyRedoesWhatDependsOnIt(String key, String value, String work) throws IOException {
    project.bundle();
    Map<String, String> before = project.results();
    String old = project.config.put(key, value);
    assertThat(project.bundle().work())
        .isEqualTo(work.isEmpty() ? List.of() : List.of(work.split(" ")));
    assertThat(project.bundle().work()).isEmpty();
    if (old == null) {
      project.config.remove(key);
    } else {
      project.config.put(key, old);
    }
    project.bundle();
    assertThat(project.results()).containsAllEntriesOf(before);
  }

  @Test
  void anotherTimeStampMakesAnotherBundleOfTheSameTree() {
    project.bundle();
    project.time = Instant.parse("2026-02-01T00:00:00Z");
    assertThat(project.bundle().work()).containsExactly("bundle");
  }

  @Test
  void aChangedRepositoryIsResolvedAnewAndAChangedPackageStagedAnew() throws IOException {
    Path own = directory.resolve("own");
    PlainRepository.write(own, List.of(data("1-1", "old\n")));
    project.config.put("repositories", "[{\"id\": \"own\", \"url\": \"" + own.toUri() + "\"}]");
    project.config.put("packages", "[\"data\"]");
    project.bundle();
    PlainRepository.write(
        own, List.of(data("1-1", "old\n"), RpmBuilder.of("unrelated", "1-1", "noarch")));
    assertThat(project.bundle().work()).containsExactly("resolve");
    PlainRepository.write(own, List.of(data("2-1", "new\n")));
    assertThat(project.bundle().work()).isEqualTo(ALL);
    assertThat(project.text("target/diracos/tree/usr/share/data")).isEqualTo("new\n");
    PlainRepository.write(own, List.of(data("2-1", "the same version rebuilt\n")));
    assertThat(project.bundle().work()).isEqualTo(ALL);
    assertThat(project.text("target/diracos/tree/usr/share/data"))
        .isEqualTo("the same version rebuilt\n");
  }

  private static RpmBuilder data(String evr, String content) {
    return RpmBuilder.of("data", evr, "noarch").file("/usr/share/data", 0644, content);
  }

  @Test
  void levelPolicyWalksByLevels() throws IOException {
    project.config.put("boundary", "{\"policy\": \"level\", \"packages\": [\"glibc\"]}");
    project.config.put("packages", "[\"libhello\", \"extra\"]");
    project.bundle();
    assertThat(project.locked()).containsExactly("extra", "libhello");
  }

  @Test
  void withoutPackagesAllOfTheOwnRepositoryShips() throws IOException {
    Path own = directory.resolve("own");
    PlainRepository.write(
        own,
        List.of(
            RpmBuilder.of("mine", "1-1", "noarch").requires("libhello.so.1()(64bit)"),
            RpmBuilder.of("mine-debuginfo", "1-1", "noarch"),
            RpmBuilder.of("mine-debugsource", "1-1", "noarch")));
    project.config.remove("packages");
    project.config.put("rpmBuild", "{\"repo\": \"" + own + "\"}");
    project.bundle();
    assertThat(project.locked()).containsExactly("libhello", "mine");
  }

  @Test
  void anOverrideWinsOverTheFile() throws IOException {
    project.overrides.put("diracos.packages", "extra");
    project.overrides.put("diracos.version", "7");
    project.bundle();
    assertThat(project.locked()).containsExactly("extra");
    assertThat(project.file("target/diracos-7.tar.gz")).exists();
    project.overrides.clear();
    assertThat(project.bundle().work()).isEqualTo(ALL);
  }

  @Test
  void whereTheProjectLiesDoesNotShow() throws IOException {
    project.bundle();
    Project other = project("other/place with a space", "basic");
    other.bundle();
    Map<String, String> results = project.results();
    assertThat(other.results()).isEqualTo(results);
  }

  @Test
  void twoRunsShareOneCache() throws IOException {
    try (FileServer server = new FileServer(repositories.resolve("basic"))) {
      List<Project> projects =
          List.of(1, 2, 3, 4).stream()
              .map(n -> new Project(directory.resolve("p" + n), project.cache, server.address()))
              .toList();
      projects.stream()
          .map(each -> CompletableFuture.runAsync(each::bundle))
          .toList()
          .forEach(CompletableFuture::join);
      Map<String, String> results = projects.get(0).results();
      for (Project each : projects) {
        assertThat(each.results()).isEqualTo(results);
        assertThat(each.bundle().work()).isEmpty();
      }
      assertThat(results).containsKey("target/diracos-1.0.tar.gz");
      int before = server.packagesServed();
      Project late = new Project(directory.resolve("late"), project.cache, server.address());
      assertThat(late.bundle().work()).isEqualTo(ALL);
      assertThat(server.packagesServed()).as("packages come from the cache").isEqualTo(before);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"package-wrong-checksum", "package-truncated", "metadata-wrong-checksum"})
  void aRunThatFailsLeavesNothingThatALaterOneTrusts(String broken) throws IOException {
    project.bundle();
    Map<String, String> good = project.results();
    // The broken repository says that it is the good one; an index kept of that would do.
    for (Path kept : Files.list(project.cache.resolve("index")).toList()) {
      Files.delete(kept);
    }
    String base = project.config.get("repositories");
    project.config.put("repositories", base.replace("basic", broken));
    project.config.put("version", "\"2\"");
    assertThatThrownBy(project::bundle).isInstanceOf(DiracosException.class);
    assertThatThrownBy(project::bundle).isInstanceOf(DiracosException.class);
    assertThat(project.file("target/diracos-2.tar.gz")).doesNotExist();
    assertThat(project.file("target/diracos-2.md5")).doesNotExist();
    project.config.put("repositories", base);
    project.config.put("version", "\"1.0\"");
    project.bundle();
    assertThat(project.results()).isEqualTo(good);
  }

  @Test
  void aPackageThatCannotBeExtractedLeavesNoTreeThatIsTrusted() throws IOException {
    Path own = directory.resolve("own");
    PlainRepository.write(
        own, List.of(data("1-1", "old\n").editPayload(bytes -> new byte[bytes.length])));
    project.config.put("repositories", "[{\"id\": \"own\", \"url\": \"" + own.toUri() + "\"}]");
    project.config.put("packages", "[\"data\"]");
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(project::bundle).hasMessageContaining("DOS-RPM-");
      assertThat(project.file("target/diracos/staged.json")).doesNotExist();
      assertThat(project.file("target/diracos-1.0.tar.gz")).doesNotExist();
    }
    PlainRepository.write(own, List.of(data("1-1", "whole\n")));
    assertThat(project.bundle().work()).isEqualTo(ALL);
  }

  /** As a kill would, as far as a test can: nothing after the break runs, save {@code finally}. */
  @Test
  void aRunThatIsBrokenOffAnywhereIsMadeGoodByTheNext() throws IOException {
    Recording whole = project.bundle();
    project.time = Instant.parse("2026-02-01T00:00:00Z");
    project.config.put("packages", "[\"hello\", \"extra\"]");
    project.bundle();
    Map<String, String> wanted = project.results();
    for (int at = 0; at < 2 * whole.stages.size(); at++) {
      Project broken = project("project" + at, "basic");
      broken.bundle();
      broken.time = project.time;
      broken.config.put("packages", project.config.get("packages"));
      Engine breaking = broken.engine(new Recording(breakAt(at)));
      assertThatThrownBy(() -> breaking.bundle(broken.request())).isInstanceOf(Broken.class);
      broken.bundle();
      assertThat(broken.results()).as("broken off at " + at).isEqualTo(wanted);
    }
  }

  private static Consumer<String> breakAt(int event) {
    int[] left = {event};
    return name -> {
      if (left[0]-- == 0) {
        throw new Broken(name);
      }
    };
  }

  private static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Broken(String where) {
      super(where);
    }
  }

  @Test
  void aBuildDirectoryThatCannotBeMadeIsAnErrorWithAWayOut() throws IOException {
    Request request = project.request();
    Files.writeString(project.file("target"), "in the way", UTF_8);
    Engine engine = project.engine(new Recording());
    assertThatThrownBy(() -> engine.bundle(request))
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining("DOS-IO-01")
        .hasMessageContaining("fix");
  }
}
