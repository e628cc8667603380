package org.diracgrid.diracos.rpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.testing.CpioBytes;
import org.diracgrid.diracos.testing.RpmBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One field broken per case, everything around it made right again, and what is said of it. */
class RpmCorruptionTest {

  @TempDir Path dir;

  private static RpmBuilder sample() {
    return RpmBuilder.of("p", "1-1", "x86_64")
        .file("/usr/a", 0644, "content")
        .link("/usr/l", "a")
        .requires("b");
  }

  private static RpmBuilder none() {
    return sample().compression(Compression.NONE);
  }

  private static RpmBuilder two() {
    return RpmBuilder.of("p", "1-1", "x86_64").hardLinks(0644, "data", "/a", "/b");
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        // Lead.
        of(sample().editFile(b -> new byte[0]), "DOS-RPM-01", "is no RPM package"),
        of(sample().editFile(b -> RpmFileTest.set(b, 0, 1)), "DOS-RPM-01", "begins with 01abeedb"),
        of(sample().editFile(b -> RpmFileTest.set(b, 4, 5)), "DOS-RPM-01", "package format 5"),
        of(sample().editFile(b -> Arrays.copyOf(b, 50)), "DOS-RPM-02", "ends in its lead"),
        // Signature header.
        of(sample().editFile(b -> Arrays.copyOf(b, 100)), "DOS-RPM-02", "in its signature header"),
        of(
            sample().editSignature(b -> int32(b, 0, 0)),
            "DOS-RPM-03",
            "no signature header",
            "byte 96"),
        of(
            sample().editSignature(b -> int32(b, 8, 0)),
            "DOS-RPM-03",
            "claims 0 entries",
            "byte 104"),
        of(sample().editSignature(b -> int32(b, 8, -1)), "DOS-RPM-03", "claims 4294967295 entries"),
        of(sample().editSignature(b -> int32(b, 12, -1)), "DOS-RPM-03", "4294967295 bytes of data"),
        of(
            sample().editSignature(b -> int32(b, 12, 1 << 25)),
            "DOS-RPM-02",
            "in its signature header"),
        of(
            sample().withoutSignatureTag(RpmTag.SIG_SHA256).signatureTag(RpmTag.SIG_SHA1, "00"),
            "DOS-RPM-05",
            "the sha1 digest of the header"),
        of(sample().signatureTag(RpmTag.SIG_SHA256, "00"), "DOS-RPM-05", "the sha256 digest"),
        of(
            sample().signatureTag(RpmTag.SIG_SIZE, 1),
            "DOS-RPM-12",
            "follows the end of the package"),
        of(
            sample().signatureTag(RpmTag.SIG_SIZE, 1 << 30),
            "DOS-RPM-02",
            "the package is cut short"),
        of(
            sample().withoutSignatureTag(RpmTag.SIG_SHA256).signatureTag(RpmTag.SIG_SHA1, 7),
            "DOS-RPM-04",
            "SIG_SHA1 holds no text"),
        of(sample().signatureTag(RpmTag.SIG_RSA, "x"), "DOS-RPM-04", "SIG_RSA holds no bytes"),
        of(sample().signatureTag(RpmTag.SIG_OPENPGP, "%%"), "DOS-RPM-04", "is not in base64"),
        // Main header.
        of(sample().editHeader(b -> int32(b, 0, 0)), "DOS-RPM-03", "no main header"),
        of(sample().editHeader(b -> int32(b, 8, 70000)), "DOS-RPM-03", "70000 entries"),
        of(sample().editHeader(b -> int32(b, 12, 1 << 26 | 1)), "DOS-RPM-03", "at most 67108864"),
        of(sample().editHeader(b -> int32(b, 12, 1 << 20)), "DOS-RPM-02", "in its main header"),
        of(sample().editHeader(b -> int32(b, 16 + 20, 77)), "DOS-RPM-03", "unknown type 77"),
        of(sample().editHeader(b -> int32(b, 16 + 24, 1 << 24)), "DOS-RPM-03", "points behind"),
        of(sample().editHeader(b -> int32(b, 16 + 24, -4)), "DOS-RPM-03", "points behind"),
        of(
            sample().editHeader(b -> int32(b, 16 + 28, 1 << 24)),
            "DOS-RPM-03",
            "16777216 values that"),
        of(sample().editHeader(b -> int32(b, 16 + 28, 0)), "DOS-RPM-03", "claims 0 values"),
        of(sample().editHeader(b -> int32(b, 16 + 32, 100)), "DOS-RPM-03", "repeats tag 100"),
        of(
            sample().editHeader(b -> int32(b, 16 + 8, 0)),
            "DOS-RPM-03",
            "region of the main header is not"),
        of(sample().without(RpmTag.NAME), "DOS-RPM-04", "tag NAME is absent"),
        of(sample().tag(RpmTag.NAME, "../p"), "DOS-RPM-04", "tag NAME is no plain word"),
        of(sample().tag(RpmTag.VERSION, 1), "DOS-RPM-04", "VERSION holds no text"),
        of(sample().tag(RpmTag.EPOCH, "1"), "DOS-RPM-04", "EPOCH holds no numbers"),
        of(sample().tag(RpmTag.FILE_SIZES, 1), "DOS-RPM-04", "FILE_SIZES has 1 values for 2 files"),
        of(sample().tag(RpmTag.DIR_INDEXES, 0, 9), "DOS-RPM-04", "lies in directory 9 of 1"),
        of(
            sample().tag(RpmTag.FILE_LINKTOS, List.of("", "")),
            "DOS-RPM-04",
            "/usr/l has no target"),
        of(sample().tag(RpmTag.FILE_DIGEST_ALGO, 14), "DOS-RPM-04", "the unknown kind 14"),
        of(
            sample().tag(RpmTag.FILE_DIGESTS, List.of("zz", "")),
            "DOS-RPM-04",
            "is no sha256 digest"),
        of(sample().tag(RpmTag.PAYLOAD_DIGEST, List.of("00")), "DOS-RPM-04", "the payload digest"),
        of(sample().tag(RpmTag.PAYLOAD_DIGEST_ALGO, 99), "DOS-RPM-04", "the unknown kind 99"),
        // Payload and compression.
        of(sample().editPayload(b -> new byte[0]), "DOS-RPM-02", "has no payload"),
        of(sample().editPayload(b -> new byte[64]), "DOS-RPM-06", "unknown compression"),
        of(
            sample().tag(RpmTag.PAYLOAD_DIGEST, List.of("0".repeat(64))),
            "DOS-RPM-09",
            "digest of the payload does not match"),
        of(
            sample()
                .withoutPayloadDigest()
                .editPayload(b -> b)
                .editFile(b -> RpmFileTest.set(b, b.length - 1, 1)),
            "DOS-RPM-06",
            "the size of the gzip data"),
        of(
            none().withoutPayloadDigest().editFile(b -> RpmFileTest.set(b, b.length - 129, '9')),
            "DOS-RPM-0",
            ""),
        of(
            sample().editPayload(b -> Arrays.copyOf(b, b.length - 1)),
            "DOS-RPM-06",
            "ends within a member"),
        of(
            sample().editPayload(b -> RpmFileTest.concat(b, new byte[] {1})),
            "DOS-RPM-06",
            "not gzip follows"),
        of(
            sample().editPayload(b -> RpmFileTest.set(b, b.length - 8, b[b.length - 8] ^ 1)),
            "DOS-RPM-06",
            "the CRC of the gzip data"),
        garbageAfter(Compression.XZ, "DOS-RPM-06", "cannot decompress"),
        garbageAfter(Compression.ZSTD, "DOS-RPM-06", "cannot decompress"),
        garbageAfter(Compression.BZIP2, "DOS-RPM-06", "cannot decompress"),
        garbageAfter(Compression.LZMA, "DOS-RPM-12", "bytes follow the compressed payload"),
        garbageAfter(Compression.NONE, "DOS-RPM-12", "something follows the trailer"),
        cut(Compression.XZ),
        cut(Compression.ZSTD),
        cut(Compression.BZIP2),
        cut(Compression.LZMA),
        of(
            sample().editArchive(b -> RpmFileTest.concat(b, new byte[70000])),
            "DOS-RPM-12",
            "follows the trailer"),
        // Archive.
        of(
            none().editArchive(b -> Arrays.copyOf(b, 60)),
            "DOS-RPM-02",
            "ends in a member's header"),
        of(none().editArchive(b -> Arrays.copyOf(b, 115)), "DOS-RPM-02", "ends in a member's name"),
        of(
            none().editArchive(b -> Arrays.copyOf(b, 124)),
            "DOS-RPM-02",
            "the archive ends in /usr/a"),
        of(none().editArchive(b -> RpmFileTest.set(b, 5, '9')), "DOS-RPM-07", "no cpio member"),
        of(
            none().editArchive(b -> RpmFileTest.set(b, 60, 'g')),
            "DOS-RPM-07",
            "no hexadecimal number"),
        of(
            none().editArchive(b -> field(b, 11, 0xFFFFFF)),
            "DOS-RPM-07",
            "a member's name has 16777215 bytes"),
        of(none().editArchive(b -> field(b, 11, 1)), "DOS-RPM-07", "a member's name has 1 bytes"),
        of(none().editArchive(b -> field(b, 11, 7)), "DOS-RPM-07", "does not end where it says"),
        of(
            none().editArchive(b -> RpmFileTest.set(b, 116, 'z')),
            "DOS-RPM-08",
            "does not list the member ./usr/z"),
        of(
            none().editArchive(b -> name(b, "./../q")),
            "DOS-RPM-08",
            "does not list the member ./../q"),
        of(none().editArchive(b -> field(b, 1, 040755)), "DOS-RPM-08", "another kind of file"),
        of(
            none().editArchive(b -> field(b, 6, 3)),
            "DOS-RPM-08",
            "/usr/a has 3 bytes, 7 by the header"),
        of(none().editArchive(b -> field(b, 6, 0xFFFFFFF0L)), "DOS-RPM-08", "has 4294967280 bytes"),
        of(
            none().editArchive(b -> RpmFileTest.set(b, 120, 'C')),
            "DOS-RPM-10",
            "the sha256 digest of /usr/a does not match"),
        of(
            none().editArchive(b -> RpmFileTest.set(b, 128 + 120, 'b')),
            "DOS-RPM-08",
            "/usr/l points to b, to a by the header"),
        of(
            none().cpio(CpioBytes.Format.CRC).editArchive(b -> field(b, 12, 1)),
            "DOS-RPM-07",
            "the check sum of /usr/a"),
        of(
            none().cpio(CpioBytes.Format.STRIPPED).editArchive(b -> RpmFileTest.set(b, 13, '9')),
            "DOS-RPM-07",
            "member of file 9, the header lists 2"),
        of(
            none().cpio(CpioBytes.Format.STRIPPED).editArchive(b -> RpmFileTest.set(b, 37, '0')),
            "DOS-RPM-08",
            "/usr/a comes twice"),
        of(
            none().editArchive(b -> Arrays.copyOfRange(b, 128, b.length)),
            "DOS-RPM-08",
            "the archive lacks /usr/a"),
        of(
            two().compression(Compression.NONE).editArchive(b -> field(b, 6, 2)),
            "DOS-RPM-08",
            "/a has 2 bytes, 4 by"),
        of(
            two()
                .tag(
                    RpmTag.FILE_DIGESTS,
                    List.of(
                        "0".repeat(64),
                        "3a6eb0790f39ac87c94f3856b2dd2c5d110e6811602261a9a923d3bb23adc8b7")),
            "DOS-RPM-10",
            "digest of /a does not"));
  }

  private static Arguments of(RpmBuilder builder, String code, String... parts) {
    return Arguments.of(code + " " + String.join(" ", parts), builder, code, List.of(parts));
  }

  private static Arguments garbageAfter(Compression compression, String code, String part) {
    byte[] garbage = "garbage".getBytes(StandardCharsets.UTF_8);
    return of(
        sample().compression(compression).editPayload(b -> RpmFileTest.concat(b, garbage)),
        code,
        part);
  }

  private static Arguments cut(Compression compression) {
    return of(
        sample().compression(compression).editPayload(b -> Arrays.copyOf(b, b.length - 3)),
        "DOS-RPM-06",
        "cannot decompress the payload");
  }

  private static byte[] int32(byte[] bytes, int at, int value) {
    byte[] copy = bytes.clone();
    ByteBuffer.wrap(copy).putInt(at, value);
    return copy;
  }

  /** Sets a field of the first cpio header. */
  private static byte[] field(byte[] bytes, int field, long value) {
    byte[] copy = bytes.clone();
    byte[] digits = "%08x".formatted(value).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(digits, 0, copy, 6 + 8 * field, 8);
    return copy;
  }

  private static byte[] name(byte[] bytes, String name) {
    byte[] copy = field(bytes, 11, name.length() + 1);
    byte[] text = (name + "\0\0").getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, copy, 110, text.length);
    return copy;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("broken")
  void says(String title, RpmBuilder builder, String code, List<String> parts) {
    Path file = builder.writeTo(dir);
    assertThatThrownBy(() -> RpmFileTest.contents(file))
        .isInstanceOfSatisfying(
            DiracosException.class,
            e -> {
              String message = String.valueOf(e.getMessage());
              assertThat(message).startsWith(code).contains(parts);
              assertThat(message).contains(file + " at byte ");
            });
  }

  @Test
  void wholeSampleIsRead() throws IOException {
    assertThat(RpmFileTest.contents(sample().writeTo(dir))).hasSize(1);
    assertThat(RpmFileTest.contents(two().writeTo(dir))).hasSize(1);
  }

  @Test
  void absentFileIsNamed() {
    assertThatThrownBy(() -> RpmFile.read(dir.resolve("absent.rpm")))
        .hasMessageContaining("DOS-RPM-11")
        .hasMessageContaining("there is no such file");
  }

  @Test
  void packageThatChangesInBetweenIsRefused() throws IOException {
    Path file = sample().writeTo(dir);
    PayloadSource payload = RpmFile.read(file).payload();
    UnaryOperator<byte[]> longer = b -> RpmFileTest.concat(b, new byte[1]);
    Files.write(file, longer.apply(Files.readAllBytes(file)));
    assertThatThrownBy(() -> payload.open(DecoderMemory.of(0)))
        .hasMessageContaining("the package changed while it was in use");
  }
}
