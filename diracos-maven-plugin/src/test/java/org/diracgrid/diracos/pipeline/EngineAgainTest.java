package org.diracgrid.diracos.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.testing.PlainRepository;
import org.diracgrid.diracos.testing.RpmBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs after one that ended, was broken off, or failed. */
class EngineAgainTest extends EngineRuns {

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
}
