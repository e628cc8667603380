package org.diracgrid.diracos.repo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.diracgrid.diracos.testing.Oracles;
import org.diracgrid.diracos.testing.ZchunkBytes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZchunkInputTest {

  private static final byte[] TEXT =
      "<metadata>some text</metadata>\n".repeat(3000).getBytes(UTF_8);

  private static byte[] read(byte[] packed) throws IOException {
    try (InputStream in =
        Compression.open(new BufferedInputStream(new ByteArrayInputStream(packed)))) {
      return in.readAllBytes();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "zstd, 0, 3",
    "zstd, 4, 3",
    "none, 0, 3",
    "none, 4, 1",
    "zstd, 2, 3",
    "zstd, 1, 2",
    "zstd, 7, 0"
  })
  void readsEveryForm(String compression, int flags, int checksum) throws IOException {
    ZchunkBytes zchunk = new ZchunkBytes().flags(flags).checksums(checksum);
    byte[] packed = (compression.equals("none") ? zchunk.uncompressed() : zchunk).of(TEXT, 10_000);
    assertThat(read(packed)).isEqualTo(TEXT);
    assertThat(read(zchunk.of(new byte[0], 10))).isEmpty();
  }

  @Test
  void readsWithADictionary() throws IOException {
    byte[] dictionary = Arrays.copyOf(TEXT, 5000);
    assertThat(read(new ZchunkBytes().dictionary(dictionary).of(TEXT, 500))).isEqualTo(TEXT);
  }

  @Test
  void everyByteIsCheckedAndEveryEndIsSeen() throws IOException {
    byte[] good = new ZchunkBytes().of(TEXT, 30_000);
    for (int i = 5; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 4;
      assertThatThrownBy(() -> read(bad)).as("byte " + i).isInstanceOf(IOException.class);
    }
    for (int i = 6; i < good.length; i++) {
      byte[] bad = Arrays.copyOf(good, i);
      assertThatThrownBy(() -> read(bad)).as(i + " bytes").isInstanceOf(IOException.class);
    }
    assertThatThrownBy(() -> read(Arrays.copyOf(good, good.length + 1)))
        .hasMessageContaining("more follows the last chunk");
  }

  @Test
  void liesAboutSizesAreSeen() {
    assertThatThrownBy(() -> read(new ZchunkBytes().plainSizes(-1).of(TEXT, 30_000)))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> read(new ZchunkBytes().plainSizes(1).of(TEXT, 30_000)))
        .hasMessageContaining("that should have");
    assertThatThrownBy(() -> read(new ZchunkBytes().plainSizes(1L << 40).of(TEXT, 30_000)))
        .hasMessageContaining("a zchunk chunk of");
    assertThatThrownBy(() -> read(new ZchunkBytes().count(1L << 50).of(TEXT, 30_000)))
        .hasMessageContaining("chunks in");
    byte[] huge = {0, 'Z', 'C', 'K', '1', (byte) 0x81, 0, 0, 0, 0, (byte) 0x90};
    assertThatThrownBy(() -> read(huge))
        .hasMessageContaining("a zchunk header of 4294967296 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-u", "--compression-format=none", "-h sha256", "-D dict"})
  @Tag("oracle")
  void readsWhatZckWrites(String options, @TempDir Path directory) throws IOException {
    Oracles.require("zck");
    Files.write(directory.resolve("a.xml"), TEXT);
    Files.write(directory.resolve("dict"), Arrays.copyOf(TEXT, 2000));
    Oracles.bash(directory, "zck " + options + " -s '<metadata>' a.xml -o a.zck");
    assertThat(read(Files.readAllBytes(directory.resolve("a.zck")))).isEqualTo(TEXT);
  }

  @Test
  @Tag("oracle")
  void unzckReadsWhatTheTestsWrite(@TempDir Path directory) throws IOException {
    Oracles.require("unzck");
    List<byte[]> forms =
        List.of(
            new ZchunkBytes().of(TEXT, 7000),
            new ZchunkBytes().dictionary(Arrays.copyOf(TEXT, 3000)).of(TEXT, 7000),
            new ZchunkBytes().uncompressed().checksums(1).of(TEXT, 7000));
    for (byte[] form : forms) {
      Files.write(directory.resolve("b.zck"), form);
      assertThat(Oracles.bash(directory, "unzck -c b.zck")).isEqualTo(TEXT);
    }
  }
}
