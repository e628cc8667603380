package org.diracgrid.diracos.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.stage.StagedEntry;
import org.diracgrid.diracos.stage.StagedTree;
import org.diracgrid.diracos.testing.Oracle;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The tools that users unpack with read our tarballs, and see in them what we put there. */
@Tag("oracle")
class TarballOracleTest {

  private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path root;
  @TempDir Path out;

  private Tarball write(StagedTree tree, Compression compression) {
    return new TarballWriter(2, Progress.silent(), ChunkCache.none())
        .write(
            BundleLayout.of(tree, BundleName.of("", "1.0"), Trees.packing(compression), TIME), out);
  }

  private static Oracle tool(Compression compression) {
    return Oracle.of(
        switch (compression) {
          case GZ -> "gzip";
          case ZST -> "zstd";
          case XZ -> "xz";
        });
  }

  @ParameterizedTest
  @EnumSource
  void compressorFindsNoFault(Compression compression) throws Exception {
    Oracle tool = tool(compression);
    Tarball tarball = write(TarballWriterTest.plant(root).tree(), compression);
    assertThat(tool.run(List.of("-t", tarball.file().toString())))
        .doesNotContainIgnoringCase("warning", "error", "ignored");
  }

  @ParameterizedTest
  @EnumSource
  void tarUnpacksTheTree(Compression compression) throws Exception {
    tool(compression);
    StagedTree tree = TarballWriterTest.plant(root).tree();
    Tarball tarball = write(tree, compression);
    Path into = Files.createDirectory(out.resolve("unpacked"));
    String said =
        Oracle.of("tar").run(List.of("-xpf", tarball.file().toString(), "-C", into.toString()));
    assertThat(said).isEmpty();
    StagedTree found = Trees.scan(into.resolve("diracos"));
    assertThat(found.entries().keySet()).isEqualTo(tree.entries().keySet());
    for (StagedEntry entry : tree.entries().values()) {
      Path path = entry.path().under(into.resolve("diracos"));
      PosixFileAttributes is =
          Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      assertThat(is.lastModifiedTime().toInstant()).isEqualTo(TIME);
      StagedEntry other = found.entries().get(entry.path());
      assertThat(other.kind()).isEqualTo(entry.kind());
      assertThat(other.target()).isEqualTo(entry.target());
      assertThat(other.mode()).isEqualTo(entry.mode());
      if (entry.kind() == StagedEntry.Kind.FILE) {
        assertThat(Files.mismatch(path, entry.path().under(root))).isEqualTo(-1);
      }
    }
  }

  @Test
  void tarListsRootAsOwnerAndSortedNames() throws Exception {
    StagedTree tree = TarballWriterTest.plant(root).tree();
    Tarball tarball = write(tree, Compression.GZ);
    List<String> expected = new ArrayList<>(List.of("drwxr-xr-x root/root 2026-01-01 diracos/"));
    for (StagedEntry entry : tree.entries().values()) {
      String kind =
          switch (entry.kind()) {
            case DIRECTORY -> "d";
            case FILE -> "-";
            case SYMLINK -> "l";
          };
      String mode = PosixFilePermissions.toString(Trees.permissions(entry.mode()));
      String tail =
          entry.kind() == StagedEntry.Kind.DIRECTORY
              ? "/"
              : entry.kind() == StagedEntry.Kind.SYMLINK ? " -> " + entry.target() : "";
      expected.add(kind + mode + " root/root 2026-01-01 diracos" + entry.path().toString() + tail);
    }
    String listing =
        Oracle.of("tar")
            .run(
                Map.of("TZ", "UTC", "LC_ALL", "C"),
                List.of("--quoting-style=literal", "-tvf", tarball.file().toString()));
    // Of "mode owner size date time name" size and time are left out.
    assertThat(listing.lines().map(line -> line.replaceFirst(" +\\d+ (\\S+) \\S+ ", " $1 ")))
        .containsExactlyElementsOf(expected);
  }

  @Test
  void tarRestoresCapabilities() throws Exception {
    Oracle getcap = Oracle.of("getcap");
    Tarball tarball = write(TarballWriterTest.plant(root).tree(), Compression.GZ);
    Assumptions.assumeTrue(
        "root".equals(System.getProperty("user.name")), "only root may set capabilities");
    Oracle.of("tar")
        .run(
            List.of(
                "-xf",
                tarball.file().toString(),
                "--xattrs",
                "--xattrs-include=*",
                "-C",
                out.toString(),
                "diracos/usr/bin/ping"));
    assertThat(getcap.run(List.of(out.resolve("diracos/usr/bin/ping").toString())))
        .contains("cap_net_raw=ep");
  }

  @ParameterizedTest
  @EnumSource(
      value = Compression.class,
      names = {"GZ", "XZ"})
  void pythonReadsEveryMember(Compression compression) throws Exception {
    StagedTree tree = TarballWriterTest.plant(root).tree();
    Tarball tarball = write(tree, compression);
    String script =
        """
        import sys, tarfile
        with tarfile.open(sys.argv[1]) as tar:
            for m in tar:
                data = len(tar.extractfile(m).read()) if m.isfile() else 0
                print(m.name, data, m.uid, m.uname, m.mtime, oct(m.mode))
        """;
    String listing = Oracle.of("python3").run(List.of("-c", script, tarball.file().toString()));
    List<String> expected = new ArrayList<>(List.of("diracos 0 0 root 1767225600 0o755"));
    for (StagedEntry entry : tree.entries().values()) {
      expected.add(
          "diracos"
              + entry.path()
              + " "
              + entry.size()
              + " 0 root 1767225600 0o"
              + Integer.toOctalString(entry.mode()));
    }
    assertThat(listing.lines()).containsExactlyElementsOf(expected);
  }

  @Test
  void namesBeyondAsciiAreKeptByteForByte() throws Exception {
    Trees trees = new Trees(root).directory("/usr");
    trees.file("/usr/Főtan 100%", 0644, new byte[] {1}, "p");
    trees.file("/usr/caf\uDCE9", 0644, new byte[] {2}, "p").link("/usr/l", "caf\uDCE9");
    Tarball tarball = write(trees.tree(), Compression.GZ);
    String listing =
        Oracle.of("tar")
            .run(
                Map.of("LC_ALL", "C"),
                List.of("--quoting-style=escape", "-tvf", tarball.file().toString()));
    assertThat(listing.lines().map(line -> line.replaceFirst(".* \\d\\d:\\d\\d ", "")))
        .containsExactly(
            "diracos/",
            "diracos/usr/",
            "diracos/usr/F\\305\\221tan 100%",
            "diracos/usr/caf\\351",
            "diracos/usr/l -> caf\\351");
    String script =
        "import sys, tarfile\n"
            + "for m in tarfile.open(sys.argv[1]): print(ascii(m.name), ascii(m.linkname))";
    assertThat(Oracle.of("python3").run(List.of("-c", script, tarball.file().toString())).lines())
        .endsWith(
            "'diracos/usr/F\\u0151tan 100%' ''",
            "'diracos/usr/caf\\udce9' ''", "'diracos/usr/l' 'caf\\udce9'");
  }

  @Test
  void sha256sumAcceptsOurLine() throws Exception {
    Oracle sha256sum = Oracle.of("sha256sum");
    Oracle md5sum = Oracle.of("md5sum");
    Tarball tarball = write(new Trees(root).tree(), Compression.GZ);
    String line = Files.readString(tarball.sha256File());
    assertThat(sha256sum.run(List.of(tarball.file().toString())))
        .isEqualTo(line.replace("diracos-1.0.tar.gz", tarball.file().toString()));
    assertThat(md5sum.run(List.of(tarball.file().toString()))).startsWith(tarball.md5().hex());
  }
}
