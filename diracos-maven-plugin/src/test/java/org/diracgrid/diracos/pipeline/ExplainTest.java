package org.diracgrid.diracos.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.diracgrid.diracos.testing.ItRepositories;
import org.diracgrid.diracos.testing.PlainRepository;
import org.diracgrid.diracos.testing.RpmBuilder;
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
  void aFrozenLockThatWasNeverResolvedHereIsExplainedAnew() throws IOException {
    List<String> answer = answer(why("libhello"));
    assertThat(answer).first().asString().startsWith("libhello-1.0-1.x86_64, ");
    Map<String, String> results = project.results();
    project.overrides.put("diracos.lock", "frozen");
    assertThat(why("libhello").work()).isEmpty();
    freshCheckout();
    Recording anew = why("libhello");
    assertThat(anew.work()).containsExactly("resolve");
    assertThat(answer(anew)).isEqualTo(answer);
    assertThat(project.results()).isEqualTo(results);
    assertThat(why("libhello").work()).as("is known from then on").isEmpty();
    Files.writeString(project.file("target/diracos/closure.json"), "{");
    assertThat(why("libhello").work()).containsExactly("resolve");
    assertThat(project.results()).isEqualTo(results);
    freshCheckout();
    Recording tree = new Recording();
    assertThat(project.engine(tree).tree(project.request(), 0, ""))
        .startsWith("\"packages\": hello");
    assertThat(tree.work()).containsExactly("resolve");
  }

  private static List<String> answer(Recording recording) {
    List<String> lines = List.copyOf(recording.lines);
    return lines.subList(lines.size() - 6, lines.size());
  }

  private void freshCheckout() throws IOException {
    Files.move(
        project.file("target"), Files.createTempDirectory(directory, "old").resolve("target"));
  }

  @Test
  void reasonsOfAnotherLockAreNotThoseOfTheFrozenOne() throws IOException {
    project.config.put("packages", "[\"hello\", \"libhello\"]");
    why("libhello");
    byte[] lock = Files.readAllBytes(project.file("diracos.lock.json"));
    project.config.put("packages", "[\"hello\"]");
    assertThat(why("libhello").lines).doesNotContain("  \"packages\": libhello");
    project.config.put("packages", "[\"hello\", \"libhello\"]");
    Files.write(project.file("diracos.lock.json"), lock);
    project.overrides.put("diracos.lock", "frozen");
    assertThat(why("libhello").lines).contains("  \"packages\": libhello");
  }

  @Test
  void aFrozenLockIsExplainedFromRepositoriesThatGrewSince() throws IOException {
    Path own = ownRepository(data("1-1"));
    why("data");
    String lock = project.text("diracos.lock.json");
    PlainRepository.write(own, List.of(data("1-1"), RpmBuilder.of("unrelated", "1-1", "noarch")));
    project.overrides.put("diracos.lock", "frozen");
    assertThat(why("data").work()).as("the reasons are still there").isEmpty();
    freshCheckout();
    assertThat(why("data").work()).containsExactly("resolve");
    assertThat(why("data").work()).isEmpty();
    assertThat(project.text("diracos.lock.json")).isEqualTo(lock);
    project.overrides.clear();
    assertThat(why("data").work()).as("the lock is still to be renewed").containsExactly("resolve");
    assertThat(project.text("diracos.lock.json")).isNotEqualTo(lock);
  }

  @Test
  void aFrozenLockWithOtherPackagesThanTodayIsNotExplained() throws IOException {
    Path own = ownRepository(data("1-1"));
    why("data");
    PlainRepository.write(own, List.of(data("1-1"), data("2-1")));
    project.overrides.put("diracos.lock", "frozen");
    assertThat(why("data").lines).contains("    data-1-1.noarch");
    freshCheckout();
    assertThatThrownBy(() -> why("data"))
        .hasMessageContaining("DOS-WHY-03")
        .hasMessageContaining("diracos.lock.json")
        .hasMessageContaining("- `data` 1-1 -> 2-1 (noarch)")
        .hasMessageContaining("-Ddiracos.lock=update");
    assertThat(project.file("target/diracos/closure.json")).doesNotExist();
    PlainRepository.write(own, List.of(data("1-1"), data("2-1").requires("nothing-has-it")));
    assertThatThrownBy(() -> why("data"))
        .hasMessageContaining("DOS-WHY-03")
        .hasMessageContaining("nothing provides nothing-has-it");
  }

  private Path ownRepository(RpmBuilder... packages) throws IOException {
    Path own = directory.resolve("own");
    PlainRepository.write(own, List.of(packages));
    project.config.put("repositories", "[{\"id\": \"own\", \"url\": \"" + own.toUri() + "\"}]");
    project.config.put("packages", "[\"data\"]");
    return own;
  }

  private static RpmBuilder data(String evr) {
    return RpmBuilder.of("data", evr, "noarch").file("/usr/share/data", 0644, evr);
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
