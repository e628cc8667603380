package org.diracgrid.diracos.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.stage.StagedEntry;
import org.diracgrid.diracos.stage.StagedTree;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class SmokeSourceTest {

  @TempDir Path directory;

  private Path place;

  @BeforeEach
  void place() throws IOException {
    place = Files.createDirectory(directory.resolve("place"));
  }

  /** A member: {@code name}, {@code name/}, {@code name -> target}, {@code name = other}. */
  private static void member(TarArchiveOutputStream tar, String line, int mode) throws IOException {
    String[] link = line.split(" (->|=) ", 2);
    TarArchiveEntry entry;
    byte[] content = {};
    if (link.length == 2) {
      boolean hard = line.contains(" = ");
      entry =
          new TarArchiveEntry(link[0], hard ? TarConstants.LF_LINK : TarConstants.LF_SYMLINK, true);
      entry.setLinkName(link[1]);
    } else {
      entry = new TarArchiveEntry(line, true);
      if (!line.endsWith("/")) {
        content = ("content of " + line + "\n").getBytes(UTF_8);
        entry.setSize(content.length);
      }
    }
    entry.setMode(mode);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  private Path tarball(OutputStream out, Path file, String... lines) throws IOException {
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out, "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (String line : lines) {
        member(tar, line, line.endsWith("bin/x") || line.endsWith("/") ? 0555 : 0644);
      }
    }
    return file;
  }

  private Path plain(String... lines) throws IOException {
    Path file = directory.resolve("x.tar");
    return tarball(Files.newOutputStream(file), file, lines);
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void filesDirectoriesLinksAndModesAreAsInTheTarball() throws IOException {
    Path file = plain("d/", "d/bin/", "d/bin/x", "d/etc/y", "d/z -> bin/x", "d/bin/h = d/etc/y");

    assertThat(SmokeSource.tarball(file).unpack(place)).isZero();

    assertThat(place.resolve("d/bin/x")).hasContent("content of d/bin/x\n");
    assertThat(mode(place.resolve("d/bin/x"))).isEqualTo("r-xr-xr-x");
    assertThat(mode(place.resolve("d/etc/y"))).isEqualTo("rw-r--r--");
    assertThat(mode(place.resolve("d/bin"))).isEqualTo("rwxr-xr-x");
    assertThat(Files.readSymbolicLink(place.resolve("d/z"))).hasToString("bin/x");
    assertThat(place.resolve("d/bin/h")).hasContent("content of d/etc/y\n");
  }

  @Test
  void everyCompressionIsToldByItsFirstBytes() throws IOException {
    Path gz = directory.resolve("gz");
    Path xz = directory.resolve("xz");
    Path zst = directory.resolve("zst");
    tarball(new GZIPOutputStream(Files.newOutputStream(gz)), gz, "d/a");
    tarball(new XZOutputStream(Files.newOutputStream(xz), new LZMA2Options(1)), xz, "d/b");
    tarball(new ZstdOutputStream(Files.newOutputStream(zst)), zst, "d/c");

    for (Path file : List.of(gz, xz, zst)) {
      assertThat(SmokeSource.tarball(file).unpack(place)).isZero();
    }

    assertThat(place.resolve("d")).isDirectoryContaining("glob:**/a");
    assertThat(place.resolve("d")).isDirectoryContaining("glob:**/b");
    assertThat(place.resolve("d")).isDirectoryContaining("glob:**/c");
  }

  @Test
  void aTarballOfSeveralGzipMembersIsReadToItsEnd() throws IOException {
    byte[] tar = Files.readAllBytes(plain("d/a", "d/b"));
    Path file = directory.resolve("members");
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int from = 0; from < tar.length; from += 700) {
        GZIPOutputStream member = new GZIPOutputStream(out);
        member.write(Arrays.copyOfRange(tar, from, Math.min(tar.length, from + 700)));
        member.finish();
      }
    }

    SmokeSource.tarball(file).unpack(place);

    assertThat(place.resolve("d/b")).hasContent("content of d/b\n");
  }

  @Test
  void nothingIsWrittenOutsideOfThePlace() throws IOException {
    Path file =
        plain(
            "../evil",
            "d/../../evil",
            "/absolute",
            "d/out -> ../..",
            "d/out/evil",
            "d/up -> ..",
            "d/up/deep -> /etc/passwd",
            "d/evil = ../../x.tar");

    int leftOut = SmokeSource.tarball(file).unpack(place);

    assertThat(directory).isDirectoryNotContaining("glob:**/evil");
    assertThat(directory).isDirectoryNotContaining("glob:**/deep");
    assertThat(place.resolve("absolute")).exists();
    assertThat(place).isDirectoryNotContaining("glob:**/evil");
    assertThat(leftOut).isEqualTo(5);
  }

  @Test
  void aTruncatedTarballIsOneError() throws IOException {
    Path gz = directory.resolve("cut.tar.gz");
    tarball(new GZIPOutputStream(Files.newOutputStream(gz)), gz, "d/a", "d/b");
    byte[] bytes = Files.readAllBytes(gz);
    Files.write(gz, Arrays.copyOf(bytes, bytes.length / 2));

    assertThatThrownBy(() -> SmokeSource.tarball(gz).unpack(place))
        .hasMessageStartingWith("DOS-VERIFY-26 the bundle cannot be unpacked to run it: ")
        .hasMessageContaining(gz.toString())
        .hasMessageContaining("fix       check that the file is whole");
  }

  @Test
  void aDirectoryIsCopiedAsItIs() throws IOException {
    Path source = Files.createDirectories(directory.resolve("source/bin")).getParent();
    Files.writeString(source.resolve("bin/x"), "x");
    Files.setPosixFilePermissions(
        source.resolve("bin/x"), PosixFilePermissions.fromString("r-xr-x---"));
    Files.createSymbolicLink(source.resolve("l"), Path.of("bin/x"));

    assertThat(SmokeSource.directory(source).unpack(place)).isZero();

    assertThat(place.resolve("l")).hasContent("x");
    assertThat(mode(place.resolve("bin/x"))).isEqualTo("r-xr-x---");
  }

  @Test
  void aStagedTreeGetsTheTrueNamesAndModesOfItsFiles() throws IOException {
    Path root = Files.createDirectories(directory.resolve("staged"));
    BundlePath name = BundlePath.parse("/100%");
    Files.writeString(name.under(root), "x");
    StagedTree tree =
        new StagedTree(
            root, List.of(new StagedEntry(name, StagedEntry.Kind.FILE, 0555, 1, "", "", null)));

    assertThat(SmokeSource.tree(tree).unpack(place)).isZero();

    assertThat(place.resolve("100%")).hasContent("x");
    assertThat(mode(place.resolve("100%"))).isEqualTo("r-xr-xr-x");
  }
}
