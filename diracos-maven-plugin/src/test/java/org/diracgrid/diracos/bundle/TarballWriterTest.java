package org.diracgrid.diracos.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.stage.StagedEntry;
import org.diracgrid.diracos.stage.StagedTree;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TarballWriterTest {

  private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path root;
  @TempDir Path out;
  private Trees trees;

  @BeforeEach
  void plantTree() throws IOException {
    trees = plant(root);
  }

  /** Some of everything; more than one chunk of each format but xz. */
  static Trees plant(Path root) throws IOException {
    Trees trees = new Trees(root).directory("/usr").directory("/usr/bin").directory("/usr/lib64");
    Random random = new Random(7);
    for (int i = 0; i < 300; i++) {
      byte[] content = new byte[random.nextInt(30_000)];
      random.nextBytes(content);
      Arrays.fill(content, content.length / 3, content.length, (byte) 'x');
      trees.file("/usr/lib64/lib" + i + ".so", i % 3 == 0 ? 0755 : 0644, content, "p" + i % 9);
    }
    byte[] big = new byte[3_000_000];
    random.nextBytes(big);
    return trees
        .file("/usr/bin/big", 0755, big, "big")
        .file("/usr/bin/empty", 0644, new byte[0], "p")
        .file("/usr/bin/" + "n".repeat(200), 0600, new byte[] {1}, "p")
        .file("/usr/bin/a b'\"\\$", 0644, new byte[] {2}, "p")
        .capable("/usr/bin/ping", new byte[1024], "cap_net_raw=ep")
        .link("/bin", "usr/bin")
        .link("/usr/bin/dangling", "../" + "d/".repeat(80) + "none");
  }

  private BundleLayout layout(StagedTree tree, Compression compression) {
    return BundleLayout.of(tree, BundleName.of("", "1.0"), Trees.packing(compression), TIME);
  }

  private Tarball write(StagedTree tree, Compression compression, int threads) {
    return new TarballWriter(threads, Progress.silent(), ChunkCache.none())
        .write(layout(tree, compression), out);
  }

  private Set<String> written() throws IOException {
    Set<String> names = new HashSet<>();
    try (Stream<Path> files = Files.list(out)) {
      files.forEach(file -> names.add(file.getFileName().toString()));
    }
    return names;
  }

  @ParameterizedTest
  @EnumSource
  void tarballHoldsTheTree(Compression compression) throws IOException {
    StagedTree tree = trees.tree();
    Tarball tarball = write(tree, compression, 2);
    List<String> names = new ArrayList<>();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(Trees.unpacked(tarball, compression), "UTF-8")) {
      TarArchiveEntry member = tar.getNextEntry();
      assertThat(member.getName()).isEqualTo("diracos/");
      assertThat(member.getMode()).isEqualTo(0755);
      for (StagedEntry entry : tree.entries().values()) {
        member = tar.getNextEntry();
        names.add(member.getName());
        boolean directory = entry.kind() == StagedEntry.Kind.DIRECTORY;
        assertThat(member.getName()).isEqualTo("diracos" + entry.path() + (directory ? "/" : ""));
        assertThat(member.isDirectory()).isEqualTo(directory);
        assertThat(member.isSymbolicLink()).isEqualTo(entry.kind() == StagedEntry.Kind.SYMLINK);
        assertThat(member.getLinkName()).isEqualTo(entry.target());
        assertThat(member.getMode()).isEqualTo(entry.mode());
        assertThat(member.getLastModifiedTime().toInstant()).isEqualTo(TIME);
        if (entry.kind() == StagedEntry.Kind.FILE) {
          assertThat(tar.readAllBytes())
              .isEqualTo(Files.readAllBytes(entry.path().under(tree.root())));
        }
      }
      assertThat(tar.getNextEntry()).isNull();
    }
    assertThat(names).contains("diracos/usr/bin/big").hasSize(tree.entries().size());
  }

  @ParameterizedTest
  @EnumSource
  void numberOfThreadsDoesNotChangeTheBytes(Compression compression) {
    StagedTree tree = trees.tree();
    Tarball one = write(tree, compression, 1);
    Tarball seven = write(tree, compression, 7);
    assertThat(seven).isEqualTo(one);
  }

  @Test
  void littleMemoryDoesNotChangeTheBytes() {
    BundleLayout layout = layout(trees.tree(), Compression.GZ);
    Tarball much = new TarballWriter(4, Progress.silent(), ChunkCache.none()).write(layout, out);
    Tarball little =
        new TarballWriter(4, 1, Progress.silent(), ChunkCache.none()).write(layout, out);
    assertThat(little).isEqualTo(much);
  }

  @Test
  void orderOfEntriesLocaleAndTimeZoneDoNotChangeTheBytes() {
    Tarball before = write(trees.tree(), Compression.GZ, 2);
    List<StagedEntry> shuffled = new ArrayList<>(trees.entries());
    Collections.shuffle(shuffled, new Random(3));
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
      assertThat(write(new StagedTree(root, shuffled), Compression.GZ, 2)).isEqualTo(before);
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
  }

  @Test
  void checksumsAreThoseOfTheFile() throws IOException {
    Tarball tarball = write(trees.tree(), Compression.GZ, 2);
    byte[] bytes = Files.readAllBytes(tarball.file());
    String md5 = HexFormat.of().formatHex(Algorithm.MD5.newDigest().digest(bytes));
    String sha256 = HexFormat.of().formatHex(Algorithm.SHA256.newDigest().digest(bytes));
    assertThat(tarball.size()).isEqualTo(bytes.length);
    assertThat(tarball.md5File()).hasFileName("diracos-1.0.md5").hasContent(md5);
    assertThat(Files.size(tarball.md5File())).isEqualTo(32);
    assertThat(Files.readString(tarball.sha256File())).isEqualTo(sha256 + "  diracos-1.0.tar.gz\n");
    assertThat(written())
        .containsExactlyInAnyOrder("diracos-1.0.tar.gz", "diracos-1.0.md5", "diracos-1.0.sha256");
  }

  @Test
  void emptyTreeIsAFolder() throws IOException {
    StagedTree empty = new StagedTree(root, List.of());
    Tarball tarball = write(empty, Compression.GZ, 2);
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(Trees.unpacked(tarball, Compression.GZ))) {
      assertThat(tar.getNextEntry().getName()).isEqualTo("diracos/");
      assertThat(tar.getNextEntry()).isNull();
    }
  }

  @Test
  void fileThatGrewIsNamedAndNothingIsLeft() throws IOException {
    StagedTree tree = trees.tree();
    Files.write(root.resolve("usr/lib64/lib7.so"), new byte[1 << 20]);
    assertThatThrownBy(() -> write(tree, Compression.GZ, 2))
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining("DOS-BUNDLE-04")
        .hasMessageContaining("diracos/usr/lib64/lib7.so")
        .hasMessageContaining("it has 1048576 bytes");
    assertThat(written()).isEmpty();
  }

  @Test
  void fileThatWentIsNamedAndNothingIsLeft() throws IOException {
    StagedTree tree = trees.tree();
    Files.delete(root.resolve("usr/lib64/lib7.so"));
    assertThatThrownBy(() -> write(tree, Compression.ZST, 2))
        .hasMessageContaining("DOS-BUNDLE-04")
        .hasMessageContaining("diracos/usr/lib64/lib7.so");
    assertThat(written()).isEmpty();
  }

  @Test
  void linkThatTookAFilesPlaceIsNotFollowed() throws IOException {
    StagedTree tree = trees.tree();
    Path secret =
        Files.write(out.resolve("secret"), Files.readAllBytes(root.resolve("usr/bin/big")));
    Files.delete(root.resolve("usr/bin/big"));
    Files.createSymbolicLink(root.resolve("usr/bin/big"), secret);
    assertThatThrownBy(() -> write(tree, Compression.GZ, 2))
        .hasMessageContaining("DOS-BUNDLE-04")
        .hasMessageContaining("diracos/usr/bin/big");
  }

  @Test
  void failureLeavesTheBundleOfTheLastRun() throws IOException {
    Tarball before = write(trees.tree(), Compression.GZ, 2);
    StagedTree tree = trees.tree();
    Files.delete(root.resolve("usr/bin/big"));
    assertThatThrownBy(() -> write(tree, Compression.GZ, 2)).hasMessageContaining("DOS-BUNDLE-04");
    assertThat(before.file()).hasSize(before.size());
    assertThat(before.md5File()).hasContent(before.md5().hex());
    assertThat(written()).hasSize(3);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void fullDiskIsCalledFull() throws IOException {
    Files.createSymbolicLink(out.resolve(".diracos-1.0.tar.gz.part"), Path.of("/dev/full"));
    assertThatThrownBy(() -> write(trees.tree(), Compression.GZ, 2))
        .hasMessageContaining("DOS-BUNDLE-02 the disk is full");
    assertThat(written()).isEmpty();
  }

  @Test
  void missingPermissionIsCalledThat() {
    IOException denied = new AccessDeniedException("/x/.diracos-1.0.tar.gz.part");
    assertThat(Output.failure(Path.of("/x/diracos-1.0.tar.gz"), denied))
        .hasMessageContaining("DOS-BUNDLE-01")
        .hasMessageContaining("make /x writable");
  }

  @Test
  void directoryThatCannotBeIsAnError() throws IOException {
    Path file = Files.createFile(out.resolve("file"));
    assertThatThrownBy(
            () ->
                new TarballWriter(1, Progress.silent(), ChunkCache.none())
                    .write(layout(trees.tree(), Compression.GZ), file.resolve("sub")))
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining("DOS-BUNDLE-03");
  }

  @Test
  void runThatWasKilledIsTakenOver() throws IOException {
    Tarball clean = write(trees.tree(), Compression.GZ, 2);
    Files.write(out.resolve(".diracos-1.0.tar.gz.part"), new byte[30_000_000]);
    Files.delete(clean.file());
    assertThat(write(trees.tree(), Compression.GZ, 2)).isEqualTo(clean);
    assertThat(clean.file()).hasSize(clean.size());
    assertThat(written()).hasSize(3);
  }

  @Test
  void twoRunsInOneDirectoryAreKeptApart() throws IOException {
    try (Output other = Output.open(out.resolve("diracos-1.0.tar.gz"))) {
      assertThat(other.size()).isZero();
      assertThatThrownBy(() -> write(trees.tree(), Compression.GZ, 2))
          .hasMessageContaining("DOS-BUNDLE-09");
    }
  }

  @Test
  void interruptionLeavesNothing() throws IOException {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> write(trees.tree(), Compression.GZ, 2))
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining("DOS-BUNDLE-10");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(written()).isEmpty();
  }

  @Test
  void timeBefore1970IsRefused() {
    assertThatThrownBy(
            () ->
                BundleLayout.of(
                    trees.tree(),
                    BundleName.of("", "1"),
                    Packing.of(Compression.GZ),
                    Instant.parse("1969-12-31T23:59:59Z")))
        .hasMessageContaining("DOS-BUNDLE-12")
        .hasMessageContaining("project.build.outputTimestamp");
  }
}
