package org.diracgrid.diracos.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.diracgrid.diracos.testing.ItRepositories;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The goals why and tree on a repository of six small packages. */
class ExplainTest {

  @TempDir static Path repositories;
  @TempDir Path directory;
  private Project project;

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

  private Recording why(String asked) {
    Recording recording = new Recording();
    project.engine(recording).why(project.request(), asked);
    return recording;
  }

  @Test
  void whyResolvesWhatIsNotResolvedAndOnlyThat() throws IOException {
    assertThat(why("libhello").work()).containsExactly("resolve");
    String lock = project.text("diracos.lock.json");
    for (String asked :
        List.of("libhello", "libhello.so.1()(64bit)", "/usr/lib64/libhello.so.1", "lib*")) {
      Recording recording = why(asked);
      assertThat(recording.work()).as(asked).isEmpty();
      assertThat(recording.lines)
          .as(asked)
          .contains(
              "  \"packages\": hello", "    libhello-1.0-1.x86_64, for libhello.so.1()(64bit)");
      assertThat(project.text("target/diracos/why.json"))
          .contains("\"ships\" : true", "\"root\" : \"hello\"", "libhello-1.0-1.x86_64");
    }
    assertThat(project.text("diracos.lock.json")).isEqualTo(lock);
  }

  @Test
  void whatDoesNotShipIsAnAnswerToo() throws IOException {
    assertThat(why("glibc").lines)
        .contains("glibc does not ship")
        .anyMatch(line -> line.contains("cut at the boundary: libhello-1.0-1.x86_64 requires"));
    assertThat(project.text("target/diracos/why.json")).contains("\"ships\" : false");
    assertThat(why("extra").lines)
        .contains(
            "  extra-1:2.0-1.noarch (repo base) is there, but nothing that ships requires it");
  }

  @Test
  void nothingToExplainIsAnError() {
    assertThatThrownBy(() -> why(" ")).hasMessageContaining("DOS-WHY-01");
  }

  @Test
  void treeIsPrintedAndWritten() throws IOException {
    Recording recording = new Recording();
    List<String> lines = project.engine(recording).tree(project.request(), 0, "");
    assertThat(recording.lines).endsWith(lines.toArray(String[]::new));
    assertThat(lines).startsWith("\"packages\": hello").last().asString().startsWith("3 packages");
    assertThat(project.text("target/diracos/tree.txt")).isEqualTo(String.join("\n", lines) + "\n");
    assertThatThrownBy(() -> project.engine(recording).tree(project.request(), 0, "helo"))
        .hasMessageContaining("DOS-WHY-02")
        .hasMessageContaining("did you mean hello?");
  }

  @Test
  void aFrozenLockThatWasNeverResolvedHereHasNoReasons() throws IOException {
    why("hello");
    project.overrides.put("diracos.lock", "frozen");
    assertThat(why("hello").work()).isEmpty();
    Files.delete(project.file("target/diracos/closure.json"));
    assertThatThrownBy(() -> why("hello")).hasMessageContaining("DOS-WHY-03");
    Files.writeString(project.file("target/diracos/closure.json"), "{");
    assertThatThrownBy(() -> why("hello")).hasMessageContaining("DOS-WHY-03");
  }

  @Test
  void theReportsOfVersionOneStandBesideTheClosure() throws IOException {
    why("hello");
    assertThat(project.text("target/diracos/pkgList.json"))
        .isEqualTo("[\n  \"hello\",\n  \"libhello\",\n  \"sh\"\n]\n");
    assertThat(project.text("target/diracos/onlyForDep.json"))
        .isEqualTo("[\n  \"libhello\",\n  \"sh\"\n]\n");
    assertThat(project.text("target/diracos/requiredBy.json"))
        .contains("\"libhello\" : [\n    \"hello\"\n  ]");
    Files.delete(project.file("target/diracos/requiredBy.json"));
    assertThat(why("hello").work()).containsExactly("resolve");
    assertThat(project.file("target/diracos/requiredBy.json")).exists();
  }
}
