package org.diracgrid.diracos.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.stage.StagedEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarHeaderTest {

  private static final long TIME = 1767225600;

  private static Member file(String name, long size) {
    return new Member(name, BundlePath.ROOT, StagedEntry.Kind.FILE, 0644, size, "", null);
  }

  private static Member link(String name, String target) {
    return new Member(name, BundlePath.ROOT, StagedEntry.Kind.SYMLINK, 0777, 0, target, null);
  }

  /** The header; its length is what was told without making it. */
  private static byte[] header(Member member, long mtime) {
    byte[] header = TarHeader.of(member, mtime);
    assertThat(TarHeader.length(member, mtime)).as(member.name()).isEqualTo(header.length);
    return header;
  }

  private static TarArchiveEntry read(byte[] header) throws IOException {
    try (TarArchiveInputStream in =
        new TarArchiveInputStream(new ByteArrayInputStream(header), "UTF-8")) {
      return in.getNextEntry();
    }
  }

  @Test
  void plainMemberIsOneBlock() throws IOException {
    byte[] header = header(file("diracos/usr/bin/git", 1234), TIME);
    assertThat(header).hasSize(512);
    TarArchiveEntry entry = read(header);
    assertThat(entry.getName()).isEqualTo("diracos/usr/bin/git");
    assertThat(entry.getSize()).isEqualTo(1234);
    assertThat(entry.getMode()).isEqualTo(0644);
    assertThat(entry.getLongUserId()).isZero();
    assertThat(entry.getUserName()).isEqualTo("root");
    assertThat(entry.getGroupName()).isEqualTo("root");
    assertThat(entry.getLastModifiedTime().toMillis()).isEqualTo(TIME * 1000);
    assertThat(entry.isCheckSumOK()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {98, 99, 100, 101, 154, 155, 156, 157, 200, 255, 256, 257, 300, 4095})
  void namesOfAnyLengthAreKept(int length) throws IOException {
    String folder = "diracos/";
    String flat = folder + "f".repeat(length - folder.length());
    assertThat(read(header(file(flat, 0), TIME)).getName()).isEqualTo(flat);
    StringBuilder deep = new StringBuilder(folder);
    while (deep.length() < length) {
      deep.append(deep.length() % 10 == 9 && deep.length() < length - 1 ? '/' : 'd');
    }
    assertThat(read(header(file(deep.toString(), 0), TIME)).getName()).isEqualTo(deep.toString());
    Member directory = Member.directory(flat);
    assertThat(read(header(directory, TIME)).getName()).isEqualTo(flat + "/");
    Member link = link("diracos/l", deep.toString());
    assertThat(read(header(link, TIME)).getLinkName()).isEqualTo(deep.toString());
  }

  @Test
  void namesBeyondAsciiAreUtf8() throws IOException {
    String name = "diracos/usr/share/ca/Főtanúsítvány \uD83D\uDD12.pem";
    assertThat(read(header(file(name, 0), TIME)).getName()).isEqualTo(name);
    assertThat(read(header(link("diracos/l", name), TIME)).getLinkName()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(longs = {077777777776L, 077777777777L, 0100000000000L, 1L << 40})
  void sizesOfAnyMagnitudeAreKept(long size) throws IOException {
    byte[] header = header(file("diracos/big", size), TIME);
    assertThat(header.length).isEqualTo(size < 0100000000000L ? 512 : 1536);
    assertThat(read(header).getSize()).isEqualTo(size);
  }

  @Test
  void capabilitiesTravelAsAnExtendedAttribute() {
    Member member =
        new Member(
            "diracos/usr/bin/ping",
            BundlePath.ROOT,
            StagedEntry.Kind.FILE,
            0755,
            10,
            "",
            "cap_net_raw=ep");
    String header = new String(header(member, TIME), StandardCharsets.ISO_8859_1);
    assertThat(header)
        .contains(
            "57 SCHILY.xattr.security.capability=\1\0\0\2\0\40\0\0\0\0\0\0\0\0\0\0\0\0\0\0\n");
  }

  @Test
  void paxRecordCountsItsOwnDigits() {
    // 92 bytes of path make a record of 99 bytes with two digits; one more makes 101 with three.
    for (int length = 80; length < 120; length++) {
      String name = "diracos/" + "é".repeat(length / 2);
      byte[] header = header(file(name, 0), TIME);
      String text = new String(header, 512, header.length - 512, StandardCharsets.UTF_8);
      int space = text.indexOf(' ');
      byte[] all = text.getBytes(StandardCharsets.UTF_8);
      assertThat(all[Integer.parseInt(text.substring(0, space)) - 1]).isEqualTo((byte) '\n');
    }
  }
}
