package org.diracgrid.diracos.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.diracgrid.diracos.testing.PlainRepository;
import org.diracgrid.diracos.testing.RpmBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code -Ddiracos.lock} does: app needs lib, which the repository changes under the lock. */
class LockModeTest {

  private static final String LOCK = "diracos.lock.json";

  @TempDir Path directory;
  private Path repository;
  private Project project;

  @BeforeEach
  void lockVersionOne() throws IOException {
    repository = directory.resolve("repository");
    offer(app(), lib("1-1", "one"));
    project =
        new Project(
            directory.resolve("project"),
            directory.resolve("cache"),
            repository.toUri().toString());
    project.config.put("packages", "[\"app\"]");
    run("auto");
  }

  private void offer(RpmBuilder... packages) throws IOException {
    PlainRepository.write(repository, List.of(packages));
  }

  private static RpmBuilder app() {
    return RpmBuilder.of("app", "1-1", "noarch").requires("lib");
  }

  private static RpmBuilder lib(String evr, String content) {
    return RpmBuilder.of("lib", evr, "noarch").file("/usr/share/lib", 0644, content);
  }

  private Recording run(String mode) {
    project.overrides.put("diracos.lock", mode);
    Recording recording = new Recording();
    project.engine(recording).resolve(project.request());
    return recording;
  }

  /** Without what an earlier run left in {@code target}, as on another machine. */
  private Recording afresh(String mode) throws IOException {
    Path state = project.file("target/diracos/state.json");
    Files.deleteIfExists(state);
    return run(mode);
  }

  private String failure(String mode) throws IOException {
    String[] message = {""};
    Map<String, String> before = project.results();
    assertThatThrownBy(() -> afresh(mode))
        .satisfies(e -> message[0] = String.valueOf(e.getMessage()));
    assertThat(project.results()).as("nothing is written").isEqualTo(before);
    return message[0];
  }

  @Test
  void aFrozenLockThatHoldsIsTakenWithoutResolving() throws IOException {
    String lock = project.text(LOCK);
    Recording recording = afresh("frozen");
    assertThat(recording.work()).isEmpty();
    assertThat(recording.lines).containsExactly(LOCK + " with 2 packages is taken as it is");
    assertThat(project.text(LOCK)).isEqualTo(lock);
  }

  @Test
  void whatIsNewInTheRepositoryDoesNotTouchAFrozenLock() throws IOException {
    offer(app(), lib("1-1", "one"), lib("2-1", "two"));
    assertThat(run("frozen").work()).isEmpty();
    assertThat(project.text(LOCK)).contains("lib-1-1").doesNotContain("lib-2-1");
    project.overrides.put("diracos.lock", "frozen");
    assertThat(project.bundle().work()).containsExactly("tree", "bundle");
    assertThat(project.text("target/diracos/tree/usr/share/lib")).isEqualTo("one");
  }

  @Test
  void aPackageThatIsGoneFailsAFrozenRunWithADiff() throws IOException {
    offer(app(), lib("2-1", "two"));
    assertThat(failure("frozen"))
        .startsWith("DOS-LOCK-03 the frozen lock does not hold")
        .contains("lib-1-1.noarch of repository base is no longer offered")
        .contains("- `lib` 1-1 -> 2-1 (noarch), ")
        .contains("-Ddiracos.lock=update");
  }

  @Test
  void otherContentUnderTheSameNameFailsAFrozenRun() throws IOException {
    offer(app(), lib("1-1", "a different text, rebuilt"));
    assertThat(failure("frozen"))
        .contains("lib-1-1.noarch of repository base has other content now")
        .contains("### Other content, same version (1, ");
  }

  @Test
  void anotherConfigurationFailsAFrozenRunWithWhatItWouldGive() throws IOException {
    project.config.put("packages", "[\"lib\"]");
    project.request();
    assertThat(failure("frozen"))
        .contains("the configuration is not the one that it answers")
        .contains("### Removed (1, ")
        .contains("- `app` 1-1 (noarch)");
    project.config.put("packages", "[\"app\", \"lib\"]");
    project.request();
    assertThat(failure("frozen")).contains("a new lock would name the same packages");
  }

  @Test
  void whatCannotBeResolvedAnewIsToldToo() throws IOException {
    offer(app());
    assertThat(failure("frozen"))
        .contains("lib-1-1.noarch of repository base is no longer offered")
        .contains("and there is no new lock:")
        .contains("DOS-RESOLVE-01 nothing provides lib");
  }

  @Test
  void withoutALockAFrozenRunFails() throws IOException {
    Files.delete(project.file(LOCK));
    assertThat(failure("frozen")).startsWith("DOS-LOCK-02").contains("without -Ddiracos.lock");
    assertThat(project.file(LOCK)).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "update"})
  void aRenewedLockPrintsAndWritesWhatChanged(String mode) throws IOException {
    offer(app().requires("more"), lib("2-1", "two"), RpmBuilder.of("more", "1-1", "noarch"));
    Recording recording = run(mode);
    assertThat(recording.work()).containsExactly("resolve");
    assertThat(recording.lines)
        .contains(LOCK + " changes:", "### Added (1, " + added(recording) + ")")
        .anyMatch(line -> line.startsWith("- `lib` 1-1 -> 2-1 (noarch), "))
        .anyMatch(line -> line.startsWith("- `app` 1-1 (noarch), "));
    String notes = String.join("\n", recording.lines.subList(1, recording.lines.size()));
    assertThat(project.text("target/diracos/lock-diff.md")).isEqualTo(notes + "\n");
    assertThat(project.text("target/diracos/lock-diff.json"))
        .contains("\"added\"", "\"upgraded\"", "\"changed\"", "lib-2-1.noarch");
  }

  private static String added(Recording recording) {
    return recording.lines.stream()
        .filter(line -> line.startsWith("- `more`"))
        .map(line -> "+" + line.substring(line.indexOf(", ") + 2))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void anUpdateThatChangesNothingSaysSo() throws IOException {
    String lock = project.text(LOCK);
    Recording recording = run("update");
    assertThat(recording.work()).containsExactly("resolve");
    assertThat(recording.lines)
        .containsExactly(LOCK + " stays as it is: the packages are the same");
    assertThat(project.text(LOCK)).isEqualTo(lock);
    assertThat(project.text("target/diracos/lock-diff.json")).contains("\"changes\" : [ ]");
    assertThat(run("auto").work()).isEmpty();
  }

  @Test
  void aRemovedLockIsMadeAgain() throws IOException {
    String lock = project.text(LOCK);
    Files.delete(project.file(LOCK));
    assertThat(run("auto").work()).containsExactly("resolve");
    assertThat(project.text(LOCK)).isEqualTo(lock);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "null", "<<<<<<< HEAD", "{\"lockVersion\": 99}"})
  void aDamagedLockIsAnErrorUnlessItIsToBeRenewed(String damage) throws IOException {
    String lock = project.text(LOCK);
    Files.writeString(project.file(LOCK), damage);
    for (String mode : List.of("auto", "frozen")) {
      assertThat(failure(mode)).startsWith("DOS-LOCK-01").contains("-Ddiracos.lock=update");
    }
    assertThat(run("update").warnings)
        .singleElement()
        .asString()
        .startsWith(LOCK + " is made anew without a diff: the lock cannot be read");
    assertThat(project.text(LOCK)).isEqualTo(lock);
  }

  @Test
  void anotherWordIsAnError() throws IOException {
    assertThat(failure("forzen")).startsWith("DOS-LOCK-04").contains("frozen", "update", "auto");
  }
}
