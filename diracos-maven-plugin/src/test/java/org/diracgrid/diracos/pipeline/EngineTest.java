package org.diracgrid.diracos.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.stage.StagedTree;
import org.diracgrid.diracos.testing.PlainRepository;
import org.diracgrid.diracos.testing.RpmBuilder;
import org.junit.jupiter.api.Test;

/** What comes of a run. */
class EngineTest extends EngineRuns {

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
