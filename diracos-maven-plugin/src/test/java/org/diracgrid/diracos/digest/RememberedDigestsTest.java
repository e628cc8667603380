package org.diracgrid.diracos.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RememberedDigestsTest {

  private static final Clock LATER = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));

  @TempDir Path directory;

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("file"), text);
  }

  private RememberedDigests remembered(Clock clock) {
    return new RememberedDigests(directory.resolve("memo"), clock);
  }

  private List<Path> memos() throws IOException {
    Path memos = directory.resolve("memo");
    if (!Files.isDirectory(memos)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(memos)) {
      return all.toList();
    }
  }

  @Test
  void areThoseOfTheFile() throws IOException {
    Path file = file("abc");
    RememberedDigests.Digests digests = remembered(LATER).of(file);
    assertThat(digests.sha256()).isEqualTo(Checksum.of(Algorithm.SHA256, file));
    assertThat(digests.md5()).isEqualTo(Checksum.of(Algorithm.MD5, file));
    assertThat(remembered(LATER).of(file)).isEqualTo(digests);
    assertThat(memos()).hasSize(1);
  }

  @Test
  void areTakenFromWhatWasNoted() throws IOException {
    Path file = file("abc");
    remembered(LATER).of(file);
    Files.writeString(memos().get(0), "a".repeat(64) + " " + "b".repeat(32) + "\n");
    assertThat(remembered(LATER).of(file).md5().hex()).isEqualTo("b".repeat(32));
  }

  @Test
  void aTornNoteSaysNothing() throws IOException {
    Path file = file("abc");
    RememberedDigests.Digests digests = remembered(LATER).of(file);
    Files.writeString(memos().get(0), "a".repeat(64) + " " + "b".repeat(31));
    assertThat(remembered(LATER).of(file)).isEqualTo(digests);
  }

  @Test
  void aFileThatChangedIsReadAgain() throws IOException {
    RememberedDigests.Digests before = remembered(LATER).of(file("abc"));
    Path file = file("abd");
    assertThat(remembered(LATER).of(file).sha256())
        .isNotEqualTo(before.sha256())
        .isEqualTo(Checksum.of(Algorithm.SHA256, file));
  }

  @Test
  void aYoungFileIsNotRemembered() throws IOException {
    remembered(Clock.systemUTC()).of(file("abc"));
    assertThat(memos()).isEmpty();
  }
}
