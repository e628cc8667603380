package org.diracgrid.diracos.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.diracgrid.diracos.digest.Algorithm;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Chunks are kept under the form of their encoder. If a test fails here because a library or our
 * own encoder gives other bytes, raise the number in {@link ChunkCompressor#form} with the digest:
 * else bundles would hold bytes of both.
 */
class ChunkFormTest {

  @ParameterizedTest
  @CsvSource({
    "GZ, 6, gz-6-1, 9475a3a7deb3b52073dfc0c8e4c08cfbede308bf9084882da8a758b24de49e65",
    "GZ, 9, gz-9-1, c3c8466dc6b3c14a8fe3593fcdeb08a83ba143caafe519ea3d9c953ac759e102",
    "ZST, 3, zst-3-2, bf017ae5eaa0545eabdf52d16bef444d6094cb910d8fd109f3b362a3bdbf045e",
    "ZST, 19, zst-19-2, 1d0898cae5d23d02290abc55f271b60e16c41fb489a80ef43358f5f729530930",
    "XZ, 6, xz-6-1, c50b698018437be5a6fdfe814c46957c7ec8d656c43b5260656fc2f0d2cb48d4",
  })
  void bytesOfAnEncoderAreThoseOfItsNumber(
      Compression compression, int level, String form, String sha256) {
    Packing packing = new Packing(compression, level);
    assertThat(ChunkCompressor.form(packing)).isEqualTo(form);
    byte[] chunk = sample();
    try (ChunkCompressor compressor = ChunkCompressor.of(packing)) {
      ByteBuffer raw = compressor.newBuffer(chunk.length).put(chunk).flip();
      ByteBuffer out = compressor.newBuffer(ChunkCompressor.bound(chunk.length));
      compressor.compress(raw, out);
      var digest = Algorithm.SHA256.newDigest();
      digest.update(out);
      assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(sha256);
    }
  }

  /** Words, runs and noise: what makes an encoder decide. */
  private static byte[] sample() {
    Random random = new Random(11);
    byte[][] words = new byte[500][];
    for (int i = 0; i < words.length; i++) {
      words[i] = new byte[2 + random.nextInt(20)];
      random.nextBytes(words[i]);
    }
    ByteBuffer bytes = ByteBuffer.allocate(700_000);
    while (bytes.remaining() > 5000) {
      int kind = random.nextInt(100);
      if (kind == 0) {
        byte[] noise = new byte[random.nextInt(4000)];
        random.nextBytes(noise);
        bytes.put(noise);
      } else if (kind == 1) {
        bytes.position(bytes.position() + random.nextInt(4000));
      } else {
        int word = (int) Math.min(words.length - 1, Math.abs(random.nextGaussian() * 100));
        bytes.put(words[word]);
      }
    }
    return bytes.array();
  }
}
