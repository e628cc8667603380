package org.diracgrid.diracos.rpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.testing.CpioBytes;
import org.diracgrid.diracos.testing.RpmBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Packages that are whole, read back. */
class RpmFileTest {

  @TempDir Path dir;

  private static RpmBuilder sample() {
    return RpmBuilder.of("zlib", "2:1.2.11-1", "x86_64")
        .provides("libz.so.1()(64bit)")
        .requires("libc.so.6()(64bit)", "bash >= 5.0", "(a or b)")
        .directory("/usr/lib64")
        .file("/usr/lib64/libz.so.1.2.11", 0755, "ELF\n")
        .link("/usr/lib64/libz.so.1", "libz.so.1.2.11")
        .hardLinks(0644, "linked", "/usr/share/a", "/usr/share/b", "/usr/share/c")
        .hardLinks(0644, "", "/usr/share/empty1", "/usr/share/empty2")
        .ghost("/var/log/zlib")
        .file("/usr/share/empty", 0644, "")
        .flagged("/etc/zlib.conf", RpmFileInfo.CONFIG, "x=1\n")
        .capable("/usr/bin/ping", "cap_net_raw=ep", "#!");
  }

  /** Content by path; for a hard-link set under the name that the data came with. */
  static Map<String, String> contents(Path rpm) throws IOException {
    Map<String, String> found = new LinkedHashMap<>();
    try (Payload payload = RpmFile.read(rpm).payload().open(DecoderMemory.quarterOfHeap())) {
      while (payload.next()) {
        if (payload.hasContent()) {
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          payload.content(out::write);
          found.put(payload.file().path(), out.toString(StandardCharsets.UTF_8));
        }
      }
    }
    return found;
  }

  static Stream<Arguments> formats() {
    return Stream.of(Compression.values())
        .flatMap(
            compression ->
                Stream.of(CpioBytes.Format.values())
                    .map(format -> Arguments.of(compression, format)));
  }

  @ParameterizedTest
  @MethodSource("formats")
  void everyCompressionAndFormatGivesTheSameContent(
      Compression compression, CpioBytes.Format format) throws IOException {
    Path rpm = sample().compression(compression).cpio(format).writeTo(dir);
    assertThat(contents(rpm))
        .containsExactly(
            entry("/etc/zlib.conf", "x=1\n"),
            entry("/usr/bin/ping", "#!"),
            entry("/usr/lib64/libz.so.1.2.11", "ELF\n"),
            entry("/usr/share/c", "linked"),
            entry("/usr/share/empty", ""),
            entry("/usr/share/empty2", ""));
  }

  @Test
  void headerTellsWhatThePackageIsAndNeeds() {
    RpmHeader header = RpmFile.read(sample().writeTo(dir)).header();
    assertThat(header.nevra()).hasToString("zlib-2:1.2.11-1.x86_64");
    assertThat(header.isSource()).isFalse();
    assertThat(header.text(RpmTag.LICENSE)).isEqualTo("Apache-2.0");
    assertThat(header.requires().stream().map(Capability::toString))
        .containsExactly("libc.so.6()(64bit)", "bash >= 5.0", "(a or b)");
    assertThat(header.provides().stream().map(Capability::toString))
        .containsExactly("libz.so.1()(64bit)", "zlib = 2:1.2.11-1");
    assertThat(header.conflicts()).isEmpty();
  }

  @Test
  void filesHaveTheirAttributes() {
    Map<String, RpmFileInfo> files = new LinkedHashMap<>();
    RpmFile.read(sample().writeTo(dir)).header().files().forEach(f -> files.put(f.path(), f));
    RpmFileInfo ping = files.get("/usr/bin/ping");
    assertThat(ping.capability()).isEqualTo("cap_net_raw=ep");
    assertThat(ping.user()).isEqualTo("root");
    assertThat(ping.digestAlgorithm()).isEqualTo(Algorithm.SHA256);
    assertThat(files.get("/usr/share/a").capability()).isNull();
    assertThat(files.get("/usr/lib64/libz.so.1").linkTarget()).isEqualTo("libz.so.1.2.11");
    assertThat(files.get("/var/log/zlib").isGhost()).isTrue();
    assertThat(files.get("/etc/zlib.conf").isConfig()).isTrue();
    assertThat(files.get("/usr/lib64").type()).isEqualTo(RpmFileInfo.Type.DIRECTORY);
  }

  @Test
  void digestsAreMd5WhereNoAlgorithmIsNamed() throws IOException {
    Path rpm = sample().fileDigest(Algorithm.MD5).writeTo(dir);
    assertThat(RpmFile.read(rpm).header().files().get(1).digestAlgorithm())
        .isEqualTo(Algorithm.MD5);
    assertThat(contents(rpm)).hasSize(6);
  }

  @Test
  void packageBeforeRpm4HasWholePaths() throws IOException {
    Path rpm = sample().oldFileNames().withoutPayloadDigest().writeTo(dir);
    assertThat(contents(rpm)).containsKey("/usr/lib64/libz.so.1.2.11");
  }

  @Test
  void packageWithoutFilesHasNone() throws IOException {
    Path rpm = RpmBuilder.of("meta", "1-1", "noarch").writeTo(dir);
    assertThat(RpmFile.read(rpm).header().files()).isEmpty();
    assertThat(contents(rpm)).isEmpty();
  }

  @Test
  void nameThatIsNotUtf8SurvivesAsBytes() throws IOException {
    byte[] name = {'/', 'o', 'd', 'd', (byte) 0xE9, (byte) 0xC5, (byte) 0x91};
    String text = org.diracgrid.diracos.path.FileNames.decode(name, 0, name.length);
    Path rpm = RpmBuilder.of("odd", "1-1", "noarch").file(text, 0644, "x").writeTo(dir);
    assertThat(contents(rpm)).containsOnlyKeys("/odd\udce9ő");
    assertThat(org.diracgrid.diracos.path.FileNames.encode("/odd\udce9ő")).isEqualTo(name);
  }

  @Test
  void sourcePackageIsOne() {
    RpmHeader header =
        RpmFile.read(RpmBuilder.of("s", "1-1", "src").requires("gcc").writeTo(dir)).header();
    assertThat(header.isSource()).isTrue();
    assertThat(header.arch()).isEqualTo("src");
  }

  @Test
  void formatFourIsRead() {
    Path rpm = sample().editFile(b -> set(b, 4, 4)).writeTo(dir);
    assertThat(RpmFile.read(rpm).header().name()).isEqualTo("zlib");
  }

  @Test
  void gzipMembersOneAfterTheOtherAreOnePayload() throws IOException {
    byte[] empty = {31, (byte) 139, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    Path rpm = sample().editPayload(payload -> concat(payload, empty)).writeTo(dir);
    assertThat(contents(rpm)).hasSize(6);
  }

  @Test
  void signaturesComeWithTheBytesTheyCover() throws IOException {
    byte[][] covered = new byte[1][];
    Path rpm =
        sample()
            .signed(
                RpmTag.SIG_RSA,
                bytes -> {
                  covered[0] = bytes;
                  return new byte[] {1, 2, 3};
                })
            .writeTo(dir);
    RpmFile file = RpmFile.read(rpm);
    assertThat(file.signatures()).hasSize(1);
    assertThat(file.signatures().get(0).coverage()).isEqualTo(RpmSignature.Coverage.HEADER);
    assertThat(file.signatures().get(0).packet()).containsExactly(1, 2, 3);
    assertThat(file.headerBlob()).isEqualTo(covered[0]);

    Path old =
        sample()
            .signed(
                RpmTag.SIG_GPG,
                bytes -> {
                  covered[0] = bytes;
                  return new byte[] {4};
                })
            .writeTo(dir);
    RpmFile oldFile = RpmFile.read(old);
    byte[] all = Files.readAllBytes(old);
    assertThat(Arrays.copyOfRange(all, (int) oldFile.headerOffset(), all.length))
        .isEqualTo(covered[0]);
    assertThat(oldFile.signatures().get(0).coverage())
        .isEqualTo(RpmSignature.Coverage.HEADER_AND_PAYLOAD);

    Path six = sample().signed(RpmTag.SIG_OPENPGP, bytes -> new byte[] {9, 9}).writeTo(dir);
    assertThat(RpmFile.read(six).signatures().get(0).packet()).containsExactly(9, 9);
  }

  static byte[] set(byte[] bytes, int at, int value) {
    byte[] copy = bytes.clone();
    copy[at] = (byte) value;
    return copy;
  }

  static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
