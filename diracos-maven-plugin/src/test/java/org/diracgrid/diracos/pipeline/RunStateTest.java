package org.diracgrid.diracos.pipeline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.diracgrid.diracos.digest.Checksum;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunStateTest {

  private static final Checksum KEY = new StageKey("stage", 1).checksum();
  private static final Checksum OTHER = new StageKey("stage", 2).checksum();
  private static final Map<String, String> RESULTS = Map.of("file", "1 2");

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("work/state.json");
  }

  private RunState read() {
    return RunState.read(file);
  }

  @Test
  void knowsWhatFinishedFromWhatInALaterRun() {
    read().finish("tree", KEY, RESULTS);
    assertThat(read().finished("tree", KEY, RESULTS)).isTrue();
    assertThat(read().finished("tree", OTHER, RESULTS)).isFalse();
    assertThat(read().finished("tree", KEY, Map.of("file", "1 3"))).isFalse();
    assertThat(read().finished("tree", KEY, Map.of())).isFalse();
    assertThat(read().finished("bundle", KEY, RESULTS)).isFalse();
  }

  @Test
  void aStageThatHasBegunIsNotFinished() {
    RunState state = read();
    state.finish("tree", KEY, RESULTS);
    state.finish("bundle", OTHER, Map.of());
    state.begin("tree");
    assertThat(state.finished("tree", KEY, RESULTS)).isFalse();
    assertThat(read().finished("tree", KEY, RESULTS)).isFalse();
    assertThat(read().finished("bundle", OTHER, Map.of())).isTrue();
  }

  @Test
  void namesOfFilesMayHoldAnything() {
    Map<String, String> results = Map.of("a/b~c \"d\"", "1", "", "2", "~1", "3");
    read().finish("tree", KEY, results);
    assertThat(read().finished("tree", KEY, results)).isTrue();
  }

  @Test
  void nothingIsWrittenBeforeSomethingHappened() {
    read().begin("tree");
    assertThat(file).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "null",
        "[]",
        "3",
        "\"tree\"",
        "{\"tree\": null}",
        "{\"tree\": 3}",
        "{\"tree\": []}",
        "{\"tree\": {\"key\": {}}}",
        "{\"tree\": {}} garbage",
        "\0\0\0\0\0\0\0\0",
        "\0\0\0{\0\0\0x",
        "\u00ff\u00fe\0\0",
        "{\"\u00e4"
      })
  void aDamagedStateCountsAsNone(String damage) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, damage.getBytes(ISO_8859_1));
    RunState state = read();
    assertThat(state.finished("tree", KEY, RESULTS)).isFalse();
    state.finish("tree", KEY, RESULTS);
    assertThat(read().finished("tree", KEY, RESULTS)).isTrue();
  }

  @Test
  void noDamageIsTrustedOrThrows() throws IOException {
    read().finish("tree", KEY, RESULTS);
    byte[] whole = Files.readAllBytes(file);
    Random random = new Random(5);
    for (int i = 0; i < 2000; i++) {
      byte[] damaged = Arrays.copyOf(whole, random.nextInt(whole.length));
      for (int j = random.nextInt(3); j > 0 && damaged.length > 0; j--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      Files.write(file, damaged);
      // Without its last bytes, a state may at most have lost white space.
      boolean blank =
          new String(whole, damaged.length, whole.length - damaged.length, ISO_8859_1).isBlank();
      assertThat(read().finished("tree", KEY, RESULTS) && !blank).isFalse();
    }
    Files.write(file, new String(whole, ISO_8859_1).getBytes(UTF_16BE));
    assertThat(read().finished("bundle", KEY, RESULTS)).isFalse();
  }
}
