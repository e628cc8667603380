package org.diracgrid.diracos.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.testing.ItRepositories;
import org.diracgrid.diracos.verify.Check;
import org.diracgrid.diracos.verify.VerifyReport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verification of the project's bundle and of others. */
class VerifyTest {

  @TempDir static Path repositories;
  @TempDir Path directory;
  private Project project;
  private final Recording recording = new Recording();

  @BeforeAll
  static void writeRepositories() throws IOException {
    ItRepositories.main(new String[] {repositories.toString()});
  }

  @BeforeEach
  void makeProject() {
    project =
        new Project(
            directory.resolve("project"),
            directory.resolve("cache"),
            repositories.resolve("basic").toUri().toString());
  }

  @Test
  void bundleOfTheProjectIsVerifiedWithWhatIsKnownOfItsPackages() throws IOException {
    VerifyReport report = verify();
    assertThat(report.passed()).isTrue();
    assertThat(report.subject()).isEqualTo("target/diracos/tree");
    assertThat(skipped(report, Check.CONFLICT)).isEmpty();
    assertThat(skipped(report, Check.LICENCE)).isEmpty();
    assertThat(Files.readString(project.file("target/diracos/verify/verify.txt")))
        .startsWith("checks of target/diracos/tree\n");
  }

  /** A report that cannot be written is told as that: who reads it waits for its writing. */
  @Test
  void reportsOfTheTreeAreReadOnceTheyAreWritten() throws IOException {
    Files.createDirectories(project.file("target/diracos/relocation.json/in-the-way"));
    assertThatThrownBy(this::verify)
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining("cannot write")
        .hasMessageContaining("relocation.json");
  }

  @Test
  void tarballGivesTheSameButForWhatPackagesSay() throws IOException {
    Engine engine = project.engine(recording);
    Path tarball = engine.bundle(project.request()).tarball();
    VerifyReport report = engine.verify(project.request(), new VerifyTarget.Tarball(tarball));
    assertThat(report.passed()).isTrue();
    assertThat(report.subject()).isEqualTo("target/diracos-1.0.tar.gz");
    assertThat(skipped(report, Check.CONFLICT)).isNotEmpty();
    assertThat(project.file("target/diracos/verify/unpacked")).doesNotExist();
  }

  @Test
  void damagedDirectoryFailsOnceTheReportsAreWritten() throws IOException {
    Engine engine = project.engine(recording);
    Path tree = engine.relocate(project.request()).root();
    Files.createSymbolicLink(tree.resolve("usr/out"), Path.of("/etc/passwd"));
    Files.deleteIfExists(project.file("diracos.json"));
    Request request =
        new Request(
            project.directory,
            project.file("none.json"),
            project.file("target"),
            Map.of(),
            project.time);
    assertThatThrownBy(() -> engine.verify(request, new VerifyTarget.Directory(tree)))
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining("DOS-VERIFY-08")
        .hasMessageContaining("/usr/out");
    assertThat(Files.readString(project.file("target/diracos/verify/verify.json")))
        .contains("\"passed\" : false");
  }

  @Test
  void severityOfTheConfigurationCounts() throws IOException {
    Engine engine = project.engine(recording);
    Path tree = engine.relocate(project.request()).root();
    Files.createSymbolicLink(tree.resolve("usr/out"), Path.of("/etc/passwd"));
    project.config.put(
        "verify",
        "{\"severity\": {\"absolute-link\": \"warning\", \"dangling-link\": \"ignore\","
            + " \"escaping-link\": \"ignore\"}}");
    VerifyReport report = engine.verify(project.request(), new VerifyTarget.Directory(tree));
    assertThat(report.passed()).isTrue();
    assertThat(recording.warnings).anyMatch(warning -> warning.contains("DOS-VERIFY-08"));
  }

  @Test
  void twoTargetsAreOneTooMany() {
    Optional<File> any = Optional.of(new File("x"));
    assertThatThrownBy(() -> VerifyTarget.of(project.request(), any, any))
        .hasMessageContaining("DOS-VERIFY-35");
  }

  private VerifyReport verify() {
    return project
        .engine(recording)
        .verify(
            project.request(),
            coordinates -> {
              throw new AssertionError(coordinates);
            });
  }

  private static String skipped(VerifyReport report, Check check) {
    return report.results().stream()
        .filter(result -> result.check() == check)
        .findFirst()
        .orElseThrow()
        .skipped();
  }
}
