package org.diracgrid.diracos.build.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurationBookTest {

  @TempDir private Path directory;

  private Path file() {
    return directory.resolve("kept/durations.json");
  }

  @Test
  void whatWasNotedIsExpectedNextTime() throws IOException {
    DurationBook book = DurationBook.read(file());
    assertThat(book.expected()).isEmpty();
    book.note("zlib", Duration.ofMillis(2900));
    assertThat(book.expected()).containsEntry("zlib", Duration.ofMillis(2900));
    book.save();

    assertThat(DurationBook.read(file()).expected())
        .containsOnlyKeys("zlib")
        .containsEntry("zlib", Duration.ofMillis(2900));
    assertThat(file()).content().contains("\"zlib\" : [\n");
  }

  @Test
  void oneSlowDayDoesNotCount() throws IOException {
    for (int seconds : new int[] {10, 11, 500, 12, 9}) {
      DurationBook book = DurationBook.read(file());
      book.note("gdb", Duration.ofSeconds(seconds));
      book.save();
    }
    assertThat(DurationBook.read(file()).expected()).containsEntry("gdb", Duration.ofSeconds(11));
  }

  @Test
  void onlyTheLastBuildsCount() throws IOException {
    DurationBook book = DurationBook.read(file());
    for (int i = 0; i < 10; i++) {
      book.note("gdb", Duration.ofSeconds(i < 5 ? 100 : 1));
    }
    book.save();
    assertThat(DurationBook.read(file()).expected()).containsEntry("gdb", Duration.ofSeconds(1));
  }

  @Test
  void twoRunsKeepWhatBothNoted() throws IOException {
    DurationBook one = DurationBook.read(file());
    DurationBook two = DurationBook.read(file());
    one.note("zlib", Duration.ofSeconds(1));
    two.note("expat", Duration.ofSeconds(2));
    one.save();
    two.save();
    assertThat(DurationBook.read(file()).expected()).containsOnlyKeys("expat", "zlib");
    try (Stream<Path> files = Files.list(file().getParent())) {
      assertThat(files).containsExactly(file());
    }
  }

  @Test
  void savingTwiceNotesNothingTwice() throws IOException {
    DurationBook book = DurationBook.read(file());
    book.note("zlib", Duration.ofSeconds(1));
    book.save();
    byte[] first = Files.readAllBytes(file());
    book.save();
    assertThat(file()).hasBinaryContent(first);
  }

  @Test
  void aDamagedBookKnowsNothingAndIsWrittenAnew() throws IOException {
    Files.createDirectories(file().getParent());
    for (String text :
        List.of(
            "",
            "{",
            "[1]",
            "{\"bookVersion\": 2, \"milliseconds\": {\"zlib\": [1]}}",
            "{\"bookVersion\": 1, \"milliseconds\": {\"zlib\": [\"1\", -1, 1.5, null]}}",
            "{\"bookVersion\": 1, \"milliseconds\": {\"zlib\": 7}}",
            "{\"bookVersion\": 1, \"milliseconds\": 7}")) {
      Files.writeString(file(), text);
      DurationBook book = DurationBook.read(file());
      assertThat(book.expected()).as(text).isEmpty();
      book.note("xz", Duration.ofSeconds(3));
      book.save();
      assertThat(DurationBook.read(file()).expected()).as(text).containsOnlyKeys("xz");
    }
  }
}
