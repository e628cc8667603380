package org.diracgrid.diracos.repo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.util.List;
import java.util.Random;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.problem.DiracosException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** repomd.xml, mirrorlists, metalinks, and how locations become addresses. */
class MetadataListsTest {

  private static final String REPOMD =
      """
      <repomd><revision>7</revision>
        <data type="primary"><checksum type="sha">%1$s</checksum>
          <open-checksum type="sha256">%2$s</open-checksum>
          <location xml:base="http://b" href="repodata/p.xml.gz"/><timestamp>12.5</timestamp>
          <size>10</size><open-size>20</open-size><database_version>10</database_version></data>
        <data type="filelists"><checksum type="blake9">zz</checksum><location href="f"/></data>
        <data type="broken"/>
      </repomd>
      """
          .formatted("0a".repeat(20), "0b".repeat(32));

  private static final String METALINK =
      """
      <?xml version="1.0" encoding="utf-8"?>
      <metalink version="3.0" xmlns="http://www.metalinker.org/">
       <files><file name="repomd.xml">
        <mm0:timestamp>1</mm0:timestamp><size>100</size>
        <verification><hash type="md5">%1$s</hash><hash type="sha256">%2$s</hash></verification>
        <mm0:alternates><mm0:alternate><verification><hash type="sha256">%3$s</hash>
        </verification></mm0:alternate></mm0:alternates>
        <resources maxconnections="1">
         <url protocol="http" preference="90">http://slow/r/repodata/repomd.xml</url>
         <url protocol="rsync" preference="100">rsync://x/r/repodata/repomd.xml</url>
         <url protocol="https" preference="99">https://fast/r/repodata/repomd.xml</url>
         <url protocol="https" preference="98">https://odd/elsewhere.xml</url>
        </resources></file>
        <file name="other"><verification><hash type="sha512">%4$s</hash></verification>
         <resources><url>http://other/repodata/repomd.xml</url></resources></file></files>
      </metalink>
      """
          .formatted("01".repeat(16), "02".repeat(32), "03".repeat(32), "04".repeat(64));

  private static Repomd repomd(String xml) {
    return RepomdReader.read(new ByteArrayInputStream(xml.getBytes(UTF_8)), "repomd.xml");
  }

  @Test
  void repomdListsMetadata() {
    Repomd repomd = repomd(REPOMD);

    assertThat(repomd.revision()).isEqualTo("7");
    assertThat(repomd.entries()).hasSize(2);
    Repomd.Entry primary = repomd.entry("primary").orElseThrow();
    assertThat(primary.href()).isEqualTo("http://b/repodata/p.xml.gz");
    assertThat(primary.checksum().algorithm()).isEqualTo(Algorithm.SHA1);
    assertThat(primary.openChecksum().algorithm()).isEqualTo(Algorithm.SHA256);
    assertThat(primary.size()).isEqualTo(10);
    assertThat(primary.openSize()).isEqualTo(20);
    assertThat(primary.timestamp()).isEqualTo("12.5");
    assertThat(repomd.entry("filelists").orElseThrow().checksum()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "<size>10,     <size>ten,  the size 'ten' of primary is not a number",
    "0a0a,         0x0a,       is not a sha1 checksum",
    "</revision>,  </revisio>, <revision> is not closed",
  })
  void repomdThatIsWrongIsRefused(String from, String to, String message) {
    assertThatThrownBy(() -> repomd(REPOMD.replace(from, to)))
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining("DOS-REPO-03")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html><body>Please log in</body></html>", "404 not found", "", "{}"})
  void aPageIsNoRepomd(String page) {
    assertThatThrownBy(() -> repomd(page)).hasMessageContaining("DOS-REPO-03");
  }

  @Test
  void mirrorlistsAreLines() {
    byte[] list =
        "# comment\n\n http://a/x \r\nftp://no/\nhttps://b/y/\nnot an address\n".getBytes(UTF_8);

    assertThat(MirrorReader.read(list, "list").bases())
        .containsExactly(URI.create("http://a/x/"), URI.create("https://b/y/"));
  }

  @Test
  void metalinksAreSortedAndBringChecksums() {
    MirrorReader.Mirrors mirrors = MirrorReader.read(METALINK.getBytes(UTF_8), "metalink");

    assertThat(mirrors.bases())
        .containsExactly(URI.create("https://fast/r/"), URI.create("http://slow/r/"));
    assertThat(mirrors.accepted())
        .extracting(Object::toString)
        .containsExactly("sha256:" + "02".repeat(32), "sha256:" + "03".repeat(32));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n", "<html/>", "<metalink/>", "ftp://a/\n"})
  void aListWithoutMirrorsIsRefused(String list) {
    assertThatThrownBy(() -> MirrorReader.read(list.getBytes(UTF_8), "the list"))
        .hasMessageContaining("DOS-REPO-09")
        .hasMessageContaining("the list names no mirror");
  }

  @Test
  void mutatedListsNeverGiveAnotherException() {
    Random random = new Random(3);
    for (int round = 0; round < 4000; round++) {
      StringBuilder text = new StringBuilder(round % 2 == 0 ? REPOMD : METALINK);
      for (int n = random.nextInt(4); n >= 0; n--) {
        int at = random.nextInt(text.length());
        if (random.nextBoolean()) {
          text.delete(at, Math.min(text.length(), at + random.nextInt(40)));
        } else {
          text.setCharAt(at, (char) random.nextInt(300));
        }
      }
      try {
        if (round % 2 == 0) {
          repomd(text.toString());
        } else {
          MirrorReader.read(text.toString().getBytes(UTF_8), "metalink");
        }
      } catch (DiracosException e) {
        assertThat(e.fault()).isEqualTo(DiracosException.Fault.USER);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http://h/r/,       p/a-1^git+x~1.rpm,  http://h/r/p/a-1%5Egit+x~1.rpm",
    "http://h/r/,       p/a%2Bb.rpm,        http://h/r/p/a%2Bb.rpm",
    "http://h/r/,       p/100%.rpm,         http://h/r/p/100%25.rpm",
    "http://h/r/,       p/a b#c?d.rpm,      http://h/r/p/a%20b%23c%3Fd.rpm",
    "http://h/r/?t=1,   p/a.rpm,            http://h/r/p/a.rpm?t=1",
    "http://h/r/,       ../q/a.rpm,         http://h/q/a.rpm",
    "http://h/r/,       /p/a.rpm,           http://h/r/p/a.rpm",
    "http://h/r/,       http://o/a^1.rpm,   http://o/a%5E1.rpm",
    "http://h/r/,       é.rpm,              http://h/r/%C3%A9.rpm",
    "http://h/r/,       1:a.rpm,            http://h/r/1:a.rpm",
  })
  void locationsBecomeAddresses(String base, String location, String address) {
    assertThat(Locations.resolve(List.of(URI.create(base)), location))
        .containsExactly(URI.create(address));
  }

  @Test
  void belowAFileAddressBothReadingsAreTried() {
    assertThat(Locations.resolve(List.of(URI.create("file:///r/")), "a%2Bb.rpm"))
        .containsExactly(URI.create("file:///r/a%2Bb.rpm"), URI.create("file:///r/a%252Bb.rpm"));
  }

  @Test
  void theNetworkCannotPointAtOurFiles() {
    assertThat(Locations.resolve(List.of(URI.create("http://h/")), "file:///etc/shadow")).isEmpty();
    assertThat(Locations.resolve(List.of(URI.create("file:///r/")), "file:///q/a.rpm")).hasSize(1);
  }
}
