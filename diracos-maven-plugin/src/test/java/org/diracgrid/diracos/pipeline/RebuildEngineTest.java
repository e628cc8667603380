package org.diracgrid.diracos.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.testing.PlainRepository;
import org.diracgrid.diracos.testing.RpmBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rebuild of packages that are built already: all that is done around the builds themselves.
 */
class RebuildEngineTest {

  private static final String ALPHA = "repo/noarch/alpha-1-1.noarch.rpm";

  @TempDir Path directory;

  private Project project;

  @BeforeEach
  void project() throws IOException {
    Path base = directory.resolve("base");
    PlainRepository.write(base, List.of(RpmBuilder.of("base-files", "1-1", "noarch")));
    project = new Project(directory.resolve("project"), directory.resolve("cache"), "../base");
    sources("alpha", "beta");
  }

  private void sources(String... names) {
    StringBuilder packages = new StringBuilder();
    for (String name : names) {
      source(name, "one");
      packages.append(packages.isEmpty() ? "" : ", ");
      packages.append(
          "{\"name\": \"" + name + "\", \"src\": \"../in/" + name + "-1-1.noarch.rpm\"}");
    }
    rpmBuild(packages.toString(), "");
  }

  private void rpmBuild(String packages, String more) {
    project.config.put(
        "rpmBuild",
        "{\"repo\": \"repo\", "
            + more
            + "\"packageGroups\": [{\"name\": \"all\", \"packages\": ["
            + packages
            + "]}]}");
  }

  private void source(String name, String content) {
    write(
        directory.resolve("in/" + name + "-1-1.noarch.rpm"),
        RpmBuilder.of(name, "1-1", "noarch").file("/usr/" + name, 0100644, content).build());
  }

  private static void write(Path file, byte[] bytes) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Recording rebuild(String... only) {
    Recording recording = new Recording();
    project
        .engine(recording)
        .rebuild(
            project.request(),
            new RebuildRequest(
                RebuildRequest.Scope.ALL, List.of(only), Optional.empty(), false, false));
    return recording;
  }

  @Test
  void nothingToBuildIsNoConcernOfWhoeverDoesNotAskForIt() {
    project.config.remove("rpmBuild");
    for (RebuildRequest.Scope scope : RebuildRequest.Scope.values()) {
      RebuildRequest wanted = RebuildRequest.of(scope);
      assertThatThrownBy(() -> project.engine(new Recording()).rebuild(project.request(), wanted))
          .isInstanceOf(DiracosException.class)
          .hasMessageContaining("DOS-REBUILD-02");
      Recording recording = new Recording();
      project.engine(recording).rebuild(project.request(), wanted.ifListed());
      assertThat(recording.lines)
          .containsExactly("\"rpmBuild\" lists nothing to build: nothing to do");
    }
    assertThat(project.file("repo")).doesNotExist();
  }

  @Test
  void repositoryWithoutBuildsIsMadeAllTheSame() {
    rpmBuild("", "");
    RebuildRequest wanted = RebuildRequest.of(RebuildRequest.Scope.BOOTSTRAP).ifListed();
    project.engine(new Recording()).rebuild(project.request(), wanted);
    assertThat(project.file("repo/repodata/repomd.xml")).exists();
  }

  private byte[] bytes(String file) throws IOException {
    return Files.readAllBytes(project.file(file));
  }

  private String metadata() throws IOException {
    return project.text("repo/repodata/repomd.xml");
  }

  @Test
  void whatIsUpToDateIsLeftAlone() throws IOException {
    rebuild();
    String before = metadata();
    assertThat(rebuild().lines).anyMatch(line -> line.contains("all 2 builds in"));
    assertThat(metadata()).isEqualTo(before);
  }

  @Test
  void aDamagedPackageIsHadAnew() throws IOException {
    rebuild();
    byte[] whole = bytes(ALPHA);
    byte[] damaged = whole.clone();
    damaged[damaged.length - 1] ^= 1;
    write(project.file(ALPHA), damaged);
    assertThat(rebuild().lines).noneMatch(line -> line.contains("up to date"));
    assertThat(bytes(ALPHA)).isEqualTo(whole);
  }

  @Test
  void aLostPackageIsHadAnew() throws IOException {
    rebuild();
    byte[] whole = bytes(ALPHA);
    Files.delete(project.file(ALPHA));
    rebuild();
    assertThat(bytes(ALPHA)).isEqualTo(whole);
  }

  @Test
  void aChangedSourceIsTaken() throws IOException {
    rebuild();
    byte[] before = bytes(ALPHA);
    source("alpha", "two");
    rebuild();
    assertThat(bytes(ALPHA)).isNotEqualTo(before);
  }

  @Test
  void whatIsNotConfiguredAnyMoreIsRemoved() throws IOException {
    rebuild();
    sources("beta");
    assertThat(rebuild().lines).contains("alpha is not built any more; its 1 packages are removed");
    assertThat(project.file(ALPHA)).doesNotExist();
    assertThat(project.text("repo/builds.json")).doesNotContain("alpha");
  }

  @Test
  void anUnknownPackageIsToldThoughAllIsUpToDate() {
    rebuild();
    assertThatThrownBy(() -> rebuild("gamma"))
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining("gamma");
  }

  @Test
  void aSeedDisplacesNoBuild() throws IOException {
    write(
        directory.resolve("seeds/alpha-1-1.noarch.rpm"),
        RpmBuilder.of("alpha", "1-1", "noarch").file("/usr/seed", 0100644, "seed").build());
    rpmBuild(
        "{\"name\": \"alpha\", \"src\": \"../in/alpha-1-1.noarch.rpm\"}",
        "\"seeds\": [\"../seeds/alpha-1-1.noarch.rpm\"], ");
    rebuild();
    byte[] built = bytes(ALPHA);
    assertThat(built).isEqualTo(Files.readAllBytes(directory.resolve("in/alpha-1-1.noarch.rpm")));
    source("beta", "one");
    rpmBuild(
        "{\"name\": \"alpha\", \"src\": \"../in/alpha-1-1.noarch.rpm\"},"
            + "{\"name\": \"beta\", \"src\": \"../in/beta-1-1.noarch.rpm\"}",
        "\"seeds\": [\"../seeds/alpha-1-1.noarch.rpm\"], ");
    rebuild();
    assertThat(bytes(ALPHA)).isEqualTo(built);
  }

  @Test
  void aSeedThatIsNotThereIsTold() {
    rpmBuild(
        "{\"name\": \"alpha\", \"src\": \"../in/alpha-1-1.noarch.rpm\"}",
        "\"seeds\": [\"../seeds/none.noarch.rpm\"], ");
    assertThatThrownBy(this::rebuild).hasMessageContaining("DOS-REBUILD-03");
    assertThat(project.file("repo")).doesNotExist();
  }

  @Test
  void aDamagedRecordIsToldAndRemovingItIsEnough() throws IOException {
    rebuild();
    byte[] whole = bytes(ALPHA);
    write(project.file("repo/builds.json"), "{\"builds\": {\"alpha\": 1}}".getBytes(UTF_8));
    assertThatThrownBy(this::rebuild)
        .hasMessageContaining("DOS-REBUILD-01")
        .hasMessageContaining("the build alpha lacks its files or inputs");
    Files.delete(project.file("repo/builds.json"));
    rebuild();
    assertThat(bytes(ALPHA)).isEqualTo(whole);
    assertThat(project.text("repo/builds.json")).contains("\"alpha\"", "\"beta\"");
  }
}
