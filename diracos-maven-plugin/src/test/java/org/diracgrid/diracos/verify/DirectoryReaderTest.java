package org.diracgrid.diracos.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.stage.StagedEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories are listed as they are. */
class DirectoryReaderTest {

  @TempDir Path root;

  @Test
  void filesDirectoriesAndLinksAreEntries() throws IOException {
    Files.createDirectories(root.resolve("usr/bin"));
    Path file = Files.writeString(root.resolve("usr/bin/a"), "one");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-x---"));
    Files.createSymbolicLink(root.resolve("usr/b"), Path.of("../nowhere"));
    Contents listing = DirectoryReader.read(root);
    assertThat(listing.oddities()).isEmpty();
    assertThat(listing.tree().entries().values())
        .map(entry -> entry.kind() + " " + entry.path())
        .containsExactly(
            "DIRECTORY /usr", "SYMLINK /usr/b", "DIRECTORY /usr/bin", "FILE /usr/bin/a");
    StagedEntry a = listing.tree().entries().get(BundlePath.parse("/usr/bin/a"));
    assertThat(a.mode()).isEqualTo(0750);
    assertThat(a.size()).isEqualTo(3);
  }

  @Test
  void bitsThatChangeTheUserAreSeen() throws Exception {
    Path file = Files.writeString(root.resolve("a"), "one");
    assertThat(new ProcessBuilder("chmod", "4711", file.toString()).start().waitFor()).isZero();
    StagedEntry a = DirectoryReader.read(root).tree().entries().get(BundlePath.parse("/a"));
    assertThat(a.mode()).isEqualTo(04711);
  }

  @Test
  void namesInAnyLettersAreKept() throws IOException {
    Files.writeString(root.resolve("Főtanúsítvány.crt"), "one");
    Contents contents = DirectoryReader.read(root);
    BundlePath path = contents.tree().entries().firstKey();
    assertThat(path).hasToString("/Főtanúsítvány.crt");
    assertThat(Files.readString(contents.tree().locate(path))).isEqualTo("one");
  }

  @Test
  void everyFurtherNameOfAFileIsAHardLink() throws IOException {
    Path a = Files.writeString(root.resolve("a"), "one");
    Files.createLink(root.resolve("b"), a);
    assertThat(DirectoryReader.read(root).oddities())
        .containsExactly(new Oddity(Oddity.Kind.HARD_LINK, "/b", "/a"));
  }

  @Test
  void pipesAreNamed() throws Exception {
    Process mkfifo = new ProcessBuilder("mkfifo", root.resolve("p").toString()).start();
    assertThat(mkfifo.waitFor()).isZero();
    assertThat(DirectoryReader.read(root).oddities())
        .containsExactly(new Oddity(Oddity.Kind.DEVICE, "/p", "device, pipe, socket or mount"));
  }

  @Test
  void whatIsNoDirectoryIsRefused() throws IOException {
    Path file = Files.writeString(root.resolve("a"), "one");
    assertThatThrownBy(() -> DirectoryReader.read(file))
        .hasMessageContaining("DOS-VERIFY-31 there is no directory to look at");
  }
}
