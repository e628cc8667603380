package org.diracgrid.diracos.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputTest {

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("one.tar.gz");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void takesThePlaceOfWhatWasThereAndTakesBothDigests() throws IOException {
    Files.writeString(file, "before");
    List<Runnable> later = new ArrayList<>();
    try (Output output = Output.open(file)) {
      output.write(bytes("af"));
      output.write(bytes("ter"));
      assertThat(Files.readString(file)).isEqualTo("before");
      assertThat(output.size()).isEqualTo(5);
      assertThat(output.md5().hex()).isEqualTo("632a2406bbcbcd553eec45ac14b40a0a");
      assertThat(output.sha256().hex())
          .isEqualTo("f39592393ef0859cb196a52693d2cea00fb2df784b3c04ae54aa7cadb8e562f8");
      output.finish(later::add);
    }
    assertThat(Files.readString(file)).isEqualTo("after");
    later.forEach(Runnable::run);
    assertThat(names()).containsExactly("one.tar.gz");
  }

  @Test
  void whatWasThereComesBackIfItsPlaceCannotBeTaken() throws IOException {
    Files.writeString(file, "before");
    try (Output output = Output.open(file)) {
      output.write(bytes("after"));
      Files.delete(directory.resolve(".one.tar.gz.part"));
      assertThatThrownBy(() -> output.finish(Runnable::run))
          .isInstanceOf(NoSuchFileException.class);
    }
    assertThat(Files.readString(file)).isEqualTo("before");
    assertThat(names()).containsExactly("one.tar.gz");
  }

  @Test
  void whatAKilledRunLeftGoes() throws IOException {
    Files.writeString(directory.resolve(".one.tar.gz.old"), "older");
    Files.writeString(directory.resolve(".one.tar.gz.part"), "a part of something longer");
    try (Output output = Output.open(file)) {
      output.write(bytes("after"));
      output.finish(Runnable::run);
    }
    assertThat(Files.readString(file)).isEqualTo("after");
    assertThat(names()).containsExactly("one.tar.gz");
  }
}
