package org.diracgrid.diracos.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.stage.StagedEntry;
import org.diracgrid.diracos.stage.StagedTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tarballs of any making are listed, and never write where they should not. */
class TarballReaderTest {

  @TempDir Path directory;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8");

  TarballReaderTest() {
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
  }

  @Test
  void folderOfABundleIsTheRoot() throws IOException {
    file("diracos/usr/bin/a", 0755, "one");
    link("diracos/usr/bin/b", "a");
    StagedTree tree = list().tree();
    assertThat(tree.entries().keySet())
        .map(BundlePath::toString)
        .containsExactly("/usr", "/usr/bin", "/usr/bin/a", "/usr/bin/b");
    StagedEntry a = tree.entries().get(BundlePath.parse("/usr/bin/a"));
    assertThat(a.mode()).isEqualTo(0755);
    assertThat(Files.readString(tree.locate(a.path()))).isEqualTo("one");
    assertThat(tree.entries().get(BundlePath.parse("/usr/bin/b")).target()).isEqualTo("a");
  }

  @Test
  void treeWithoutAFolderIsListedAsItIs() throws IOException {
    file("./usr/bin/a", 0755, "one");
    assertThat(list().tree().entries()).containsKey(BundlePath.parse("/usr/bin/a"));
  }

  @Test
  void namesInAnyLettersAreKept() throws IOException {
    file("diracos/Főtanúsítvány.crt", 0644, "x");
    StagedTree tree = list().tree();
    BundlePath path = BundlePath.parse("/Főtanúsítvány.crt");
    assertThat(tree.entries()).containsKey(path);
    assertThat(Files.readString(tree.locate(path))).isEqualTo("x");
  }

  @Test
  void everyOddityIsNamed() throws IOException {
    file("diracos/a", 04755, "one");
    special("diracos/b", TarConstants.LF_LINK, "diracos/a");
    special("diracos/null", TarConstants.LF_CHR, "");
    special("diracos/pipe", TarConstants.LF_FIFO, "");
    file("../climbs", 0644, "x");
    file("diracos/../../climbs", 0644, "x");
    Contents listing = list();
    assertThat(listing.oddities())
        .containsExactly(
            new Oddity(Oddity.Kind.HARD_LINK, "/b", "/a"),
            new Oddity(Oddity.Kind.DEVICE, "/null", "character device"),
            new Oddity(Oddity.Kind.DEVICE, "/pipe", "pipe"),
            new Oddity(Oddity.Kind.ESCAPES, "../climbs", ""),
            new Oddity(Oddity.Kind.ESCAPES, "diracos/../../climbs", ""));
    assertThat(listing.tree().entries().get(BundlePath.parse("/a")).mode()).isEqualTo(04755);
    assertThat(Files.readString(listing.tree().locate(BundlePath.parse("/b")))).isEqualTo("one");
    assertThat(directory.resolve("climbs")).doesNotExist();
  }

  @Test
  void nothingIsWrittenThroughALink() throws IOException {
    link("diracos/out", directory.toString());
    file("diracos/out/evil", 0644, "x");
    assertThatThrownBy(this::list)
        .hasMessageContaining("DOS-VERIFY-32")
        .hasMessageContaining("lies in what is no directory");
    assertThat(directory.resolve("evil")).doesNotExist();
  }

  @Test
  void pathThatIsThereTwiceIsRefused() throws IOException {
    link("diracos/a", "b");
    file("diracos/a", 0644, "x");
    assertThatThrownBy(this::list).hasMessageContaining("/diracos/a is there twice");
  }

  @Test
  void compressedTarballsAreToldByTheirBytes() throws IOException {
    file("diracos/a", 0644, "one");
    tar.close();
    ByteArrayOutputStream gz = new ByteArrayOutputStream();
    byte[] raw = bytes.toByteArray();
    // Two members, as bundles have many.
    for (byte[] part : List.of(Arrays.copyOf(raw, 700), Arrays.copyOfRange(raw, 700, raw.length))) {
      try (GZIPOutputStream out = new GZIPOutputStream(gz)) {
        out.write(part);
      }
    }
    Path file = Files.write(directory.resolve("any.name"), gz.toByteArray());
    assertThat(TarballReader.read(file, scratch()).tree().entries())
        .containsKey(BundlePath.parse("/a"));
  }

  @Test
  void whatIsNoTarballIsRefused() throws IOException {
    for (byte[] content :
        List.of(new byte[0], "hello".getBytes(UTF_8), new byte[] {0x1f, (byte) 0x8b, 8, 0, 0})) {
      Path file = Files.write(directory.resolve("x.tar.gz"), content);
      assertThatThrownBy(() -> TarballReader.read(file, scratch()))
          .isInstanceOf(DiracosException.class)
          .hasMessageContaining("DOS-VERIFY-32");
    }
    assertThatThrownBy(() -> TarballReader.read(directory.resolve("none"), scratch()))
        .hasMessageContaining("DOS-VERIFY-31 there is no tarball to look at");
  }

  @Test
  void damagedTarballsEndInAProblem() throws IOException {
    for (int i = 0; i < 20; i++) {
      file("diracos/d" + i + "/" + "long-name-".repeat(15) + i, 0644, "content " + i);
      link("diracos/l" + i, "d" + i);
    }
    tar.close();
    byte[] whole = bytes.toByteArray();
    Random random = new Random(4);
    for (int i = 0; i < 150; i++) {
      byte[] bad = whole.clone();
      for (int n = random.nextInt(6); n >= 0; n--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      Path file =
          Files.write(
              directory.resolve("bad.tar"), Arrays.copyOf(bad, random.nextInt(bad.length) + 1));
      try {
        TarballReader.read(file, scratch());
      } catch (DiracosException e) {
        assertThat(e.problems().get(0).code()).isIn("DOS-VERIFY-32", "DOS-VERIFY-33");
      }
    }
    try (var left = Files.list(directory)) {
      assertThat(left.map(Path::getFileName).map(Path::toString).filter(n -> !n.startsWith("s")))
          .containsExactly("bad.tar");
    }
  }

  private int scratches;

  private Path scratch() throws IOException {
    return Files.createDirectory(directory.resolve("s" + scratches++));
  }

  private Contents list() throws IOException {
    tar.close();
    Path file = Files.write(directory.resolve("x.tar"), bytes.toByteArray());
    return TarballReader.read(file, scratch());
  }

  private void file(String name, int mode, String content) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, true);
    entry.setMode(mode);
    entry.setSize(content.getBytes(UTF_8).length);
    tar.putArchiveEntry(entry);
    tar.write(content.getBytes(UTF_8));
    tar.closeArchiveEntry();
  }

  private void link(String name, String target) throws IOException {
    special(name, TarConstants.LF_SYMLINK, target);
  }

  private void special(String name, byte type, String target) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
    entry.setLinkName(target);
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
  }
}
