package org.diracgrid.diracos.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.diracgrid.diracos.digest.Algorithm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DeflateEncoderTest {

  static IntStream levels() {
    return IntStream.rangeClosed(1, 9);
  }

  private static byte[] compress(int level, byte[] in) {
    return compress(new DeflateEncoder(level), in);
  }

  private static byte[] compress(DeflateEncoder encoder, byte[] in) {
    byte[] out = new byte[in.length + (in.length >> 7) + 1024];
    return Arrays.copyOf(out, encoder.compress(in, in.length, out, 0));
  }

  private static byte[] inflate(byte[] deflated, int length) throws DataFormatException {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(deflated);
      byte[] out = new byte[length + 1];
      int n = 0;
      while (!inflater.finished() && !inflater.needsInput()) {
        n += inflater.inflate(out, n, out.length - n);
      }
      assertThat(inflater.finished()).isTrue();
      assertThat(inflater.getRemaining()).isZero();
      return Arrays.copyOf(out, n);
    } finally {
      inflater.end();
    }
  }

  private static byte[] words(Random random, int length) {
    StringBuilder text = new StringBuilder();
    String[] words = new String[500];
    for (int i = 0; i < words.length; i++) {
      words[i] = Long.toString(random.nextLong() >>> random.nextInt(50), 36);
    }
    while (text.length() < length) {
      double skewed = random.nextDouble();
      text.append(words[(int) (skewed * skewed * words.length)]).append(' ');
    }
    return text.substring(0, length).getBytes(StandardCharsets.US_ASCII);
  }

  @ParameterizedTest
  @MethodSource("levels")
  void everyLengthNearTheEdgesComesBack(int level) throws DataFormatException {
    DeflateEncoder encoder = new DeflateEncoder(level);
    Random random = new Random(level);
    for (int length = 0; length < 600; length++) {
      byte[] same = new byte[length];
      byte[] noise = new byte[length];
      random.nextBytes(noise);
      byte[] text = words(random, length);
      assertThat(inflate(compress(encoder, same), length)).isEqualTo(same);
      assertThat(inflate(compress(encoder, noise), length)).isEqualTo(noise);
      assertThat(inflate(compress(encoder, text), length)).isEqualTo(text);
    }
  }

  @ParameterizedTest
  @MethodSource("levels")
  void mixturesOfAllKindsComeBack(int level) throws DataFormatException {
    DeflateEncoder encoder = new DeflateEncoder(level);
    Random random = new Random(100 + level);
    for (int round = 0; round < 12; round++) {
      byte[] in = new byte[random.nextInt(400_000)];
      int at = 0;
      while (at < in.length) {
        int part = Math.min(in.length - at, 1 + (int) Math.exp(random.nextDouble() * 11));
        switch (random.nextInt(5)) {
          case 0 -> Arrays.fill(in, at, at + part, (byte) random.nextInt());
          case 1 -> System.arraycopy(words(random, part), 0, in, at, part);
          case 2 -> {
            int from = random.nextInt(at + 1);
            for (int i = 0; i < part; i++) {
              in[at + i] = in[from + i];
            }
          }
          case 3 -> {
            for (int i = 0; i < part; i++) {
              in[at + i] = (byte) (random.nextGaussian() * 9);
            }
          }
          default -> {
            byte[] noise = new byte[part];
            random.nextBytes(noise);
            System.arraycopy(noise, 0, in, at, part);
          }
        }
        at += part;
      }
      assertThat(inflate(compress(encoder, in), in.length)).isEqualTo(in);
    }
  }

  @Test
  void noiseIsStoredAndHardlyGrows() throws DataFormatException {
    byte[] noise = new byte[1 << 20];
    new Random(5).nextBytes(noise);
    byte[] out = compress(6, noise);
    assertThat(out.length - noise.length).isBetween(0, 300);
    assertThat(inflate(out, noise.length)).isEqualTo(noise);
  }

  @Test
  void matchesReachAcrossTheWholeWindowAndNotBeyond() throws DataFormatException {
    Random random = new Random(9);
    byte[] block = new byte[1000];
    random.nextBytes(block);
    for (int distance : new int[] {32_766, 32_767, 32_768, 32_769}) {
      byte[] in = new byte[distance + block.length];
      random.nextBytes(in);
      System.arraycopy(block, 0, in, 0, block.length);
      System.arraycopy(block, 0, in, distance, block.length);
      assertThat(inflate(compress(9, in), in.length)).isEqualTo(in);
    }
  }

  @Test
  void codeIsLimitedToFifteenBits() throws DataFormatException {
    // Frequencies like Fibonacci's numbers give the deepest tree that there is.
    byte[] in = new byte[300_000];
    int a = 1;
    int b = 1;
    int at = 0;
    for (int symbol = 0; at < in.length; symbol++) {
      int n = Math.min(a, in.length - at);
      Arrays.fill(in, at, at + n, (byte) (symbol * 7));
      at += n;
      b += a;
      a = b - a;
    }
    Random random = new Random(2);
    for (int i = in.length - 1; i > 0; i--) {
      int k = random.nextInt(i + 1);
      byte swapped = in[i];
      in[i] = in[k];
      in[k] = swapped;
    }
    assertThat(inflate(compress(1, in), in.length)).isEqualTo(in);
  }

  @Test
  void encoderThatWasUsedBeforeGivesTheSameBytes() {
    byte[] text = words(new Random(1), 100_000);
    DeflateEncoder used = new DeflateEncoder(6);
    compress(used, words(new Random(2), 300_000));
    assertThat(compress(used, text)).isEqualTo(compress(6, text));
  }

  @Test
  void resultIsNoLargerThanThatOfZlib() {
    byte[] text = words(new Random(1), 1 << 20);
    Deflater zlib = new Deflater(6, true);
    zlib.setInput(text);
    zlib.finish();
    int size = zlib.deflate(new byte[2 << 20]);
    zlib.end();
    assertThat(compress(6, text).length).isLessThan(size * 102 / 100);
  }

  /** Changing this value changes the bytes of every bundle: say so in the changelog. */
  @Test
  void bytesStayThoseOfTheLastRelease() {
    byte[] text = words(new Random(42), 200_000);
    byte[] digest = Algorithm.SHA256.newDigest().digest(compress(6, text));
    assertThat(HexFormat.of().formatHex(digest))
        .isEqualTo("d83035927737e0c28f0846018a6e8769360c69954bc219c36ac1ccc3dc636bdf");
  }
}
