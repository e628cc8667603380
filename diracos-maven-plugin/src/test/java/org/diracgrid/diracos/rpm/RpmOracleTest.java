package org.diracgrid.diracos.rpm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.path.FileNames;
import org.diracgrid.diracos.testing.CpioBytes;
import org.diracgrid.diracos.testing.Oracles;
import org.diracgrid.diracos.testing.RpmBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code rpm} itself says of packages, ours and those of the fixture. */
@Tag("oracle")
class RpmOracleTest {

  /** One record per package, one per file, one per relation; bytes as they are. */
  private static final String QUERY =
      "P %{NAME} %|EPOCH?{%{EPOCH}}:{0}| %{VERSION} %{RELEASE} %{ARCH}\\n"
          + "[F %{FILENAMES} %{FILEMODES:octal} %{LONGFILESIZES} %{FILEDIGESTS} %{FILELINKTOS}"
          + " %{FILEFLAGS} %{FILEUSERNAME} %{FILEGROUPNAME}\\n]"
          + "[R %{REQUIRENAME} %{REQUIREFLAGS:depflags} %{REQUIREVERSION}\\n]"
          + "[V %{PROVIDENAME} %{PROVIDEFLAGS:depflags} %{PROVIDEVERSION}\\n]";

  @TempDir Path dir;

  @Test
  void rpmReadsTheHeadersOfTheFixtureAsWeDo() {
    Oracles.require("rpm");
    assertSameHeaders(Oracles.fixturePackages());
  }

  @Test
  void cpioUnpacksThePayloadsOfTheFixtureAsWeDo() throws IOException {
    Oracles.require("rpm2cpio", "cpio");
    for (Path rpm : Oracles.fixturePackages()) {
      assertSameMembers(rpm);
    }
  }

  @Test
  void rpmAcceptsThePackagesOfTheTestWriter() throws IOException {
    Oracles.require("rpm", "rpm2cpio", "cpio", "rpmkeys");
    List<Path> made = new ArrayList<>();
    for (Compression compression : Compression.values()) {
      if (compression == Compression.NONE) {
        continue; // rpm 4.18 takes an absent PAYLOADCOMPRESSOR for gzip.
      }
      for (CpioBytes.Format format : CpioBytes.Format.values()) {
        made.add(
            sample(compression + "-" + format).compression(compression).cpio(format).writeTo(dir));
      }
    }
    made.add(sample("md5").fileDigest(Algorithm.MD5).writeTo(dir));
    made.add(RpmBuilder.of("meta", "3:1-1", "noarch").requires("a >= 1:2").writeTo(dir));
    assertSameHeaders(made);
    for (Path rpm : made) {
      Oracles.bash(dir, "rpmkeys -K --nosignature \"$1\"", rpm.toString());
      if (!rpm.toString().contains("STRIPPED")) { // GNU cpio does not know it.
        assertSameMembers(rpm);
      }
    }
  }

  private static RpmBuilder sample(String name) {
    return RpmBuilder.of(name, "1.0-1", "x86_64")
        .requires("libc.so.6()(64bit)", "x < 2")
        .directory("/usr/lib64")
        .file("/usr/lib64/a", 0755, "text\n")
        .file("/usr/lib64/ő", 0644, "")
        .link("/usr/lib64/l", "a")
        .hardLinks(0644, "linked", "/usr/h1", "/usr/h2")
        .capable("/usr/bin/c", "cap_net_raw=ep", "x")
        .flagged("/etc/c", RpmFileInfo.CONFIG, "c")
        .ghost("/var/ghost");
  }

  private void assertSameHeaders(List<Path> packages) {
    for (Path rpm : packages) {
      byte[] said =
          Oracles.bash(dir, "rpm -qp --nosignature --qf \"$1\" \"$2\"", QUERY, rpm.toString());
      RpmHeader header = RpmFile.read(rpm).header();
      List<String> expected = new ArrayList<>();
      expected.add(
          "P %s %d %s %s %s"
              .formatted(
                  header.name(),
                  header.evr().epoch(),
                  header.evr().version(),
                  header.evr().release(),
                  header.arch()));
      for (RpmFileInfo file : header.files()) {
        expected.add(
            "F %s %o %d %s %s %d %s %s"
                .formatted(
                    file.path(),
                    file.mode(),
                    file.size(),
                    file.digest(),
                    file.linkTarget(),
                    file.flags(),
                    file.user(),
                    file.group()));
      }
      header.requires().forEach(it -> expected.add("R " + relation(it)));
      header.provides().forEach(it -> expected.add("V " + relation(it)));
      List<String> found =
          FileNames.decode(said, 0, said.length)
              .lines()
              .map(line -> line.endsWith("  ") ? line.strip() + "  " : line)
              .toList();
      assertThat(expected).as(rpm.toString()).isEqualTo(normal(found));
    }
  }

  private static List<String> normal(List<String> lines) {
    return lines.stream()
        .map(line -> line.startsWith("F") ? line : line.replaceAll(" +", " ").strip())
        .toList();
  }

  private static String relation(Capability it) {
    return it.operator() == null
        ? it.name()
        : it.name() + " " + it.operator().sign() + " " + it.evr();
  }

  /** Regular files, by name and SHA-256 of the content; hard links each. */
  private void assertSameMembers(Path rpm) throws IOException {
    Path out = Files.createDirectory(dir.resolve("out-" + rpm.getFileName()));
    Oracles.bash(
        out, "rpm2cpio \"$1\" | cpio -idm --quiet --no-absolute-filenames", rpm.toString());
    byte[] said =
        Oracles.bash(
            out,
            "find . -type f -print0 | LC_ALL=C sort -z | xargs -0r sha256sum -z"
                + " | tr '\\0' '\\n'");
    List<String> expected =
        FileNames.decode(said, 0, said.length)
            .lines()
            .map(line -> line.replace("  ./", " /"))
            .toList();
    List<String> found = new ArrayList<>();
    try (Payload payload = RpmFile.read(rpm).payload().open(DecoderMemory.quarterOfHeap())) {
      List<RpmFileInfo> files = RpmFile.read(rpm).header().files();
      while (payload.next()) {
        if (payload.hasContent()) {
          MessageDigest digest = Algorithm.SHA256.newDigest();
          payload.content(digest::update);
          String hex = HexFormat.of().formatHex(digest.digest());
          payload
              .links()
              .setOf(payload.file().index())
              .forEach(i -> found.add(hex + " " + files.get(i).path()));
        }
      }
    }
    assertThat(found).as(rpm.toString()).containsExactlyInAnyOrderElementsOf(expected);
    Oracles.bash(dir, "chmod -R u+w \"$1\"; rm -rf \"$1\"", out.toString());
  }
}
