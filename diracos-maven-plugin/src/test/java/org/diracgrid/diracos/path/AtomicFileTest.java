package org.diracgrid.diracos.path;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.diracgrid.diracos.problem.DiracosException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

  @TempDir private Path directory;

  @Test
  void makesDirectoriesAndLeavesNothingButTheFile() throws IOException {
    Path file = directory.resolve("a/b/file");
    AtomicFile.write(file, "text".getBytes(UTF_8));
    assertThat(file).hasContent("text");
    AtomicFile.write(file, "other".getBytes(UTF_8));
    assertThat(file).hasContent("other");
    assertThat(directory.resolve("a/b")).isDirectoryContaining(file::equals);
    try (var files = Files.list(directory.resolve("a/b"))) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void anUnchangedFileKeepsItsTime() throws IOException {
    Path file = directory.resolve("file");
    AtomicFile.write(file, "text".getBytes(UTF_8));
    FileTime time = FileTime.fromMillis(1_000_000_000_000L);
    Files.setLastModifiedTime(file, time);
    AtomicFile.write(file, "text".getBytes(UTF_8));
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(time);
    AtomicFile.write(file, "next".getBytes(UTF_8));
    assertThat(Files.getLastModifiedTime(file)).isNotEqualTo(time);
  }

  @Test
  void aFailureLeavesNoTemporaryFile() throws IOException {
    Path file = directory.resolve("file");
    Files.createDirectories(file.resolve("in the way"));
    assertThatThrownBy(() -> AtomicFile.write(file, new byte[1]))
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining("DOS-IO-01 cannot write " + file);
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void deletesWhatMayBeAbsent() throws IOException {
    Path file = directory.resolve("file");
    AtomicFile.delete(file);
    AtomicFile.write(file, new byte[1]);
    AtomicFile.delete(file);
    assertThat(file).doesNotExist();
    Files.createDirectories(file.resolve("in the way"));
    assertThatThrownBy(() -> AtomicFile.delete(file)).hasMessageContaining("DOS-IO-01");
  }
}
