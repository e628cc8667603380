package org.diracgrid.diracos.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.stage.StagedTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BasePartTest {

  private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LATER = Instant.parse("2026-02-01T00:00:00Z");

  @TempDir Path directory;

  private Tarball written(String name, BundleLayout layout) {
    return new TarballWriter(2, Progress.silent(), ChunkCache.none())
        .write(layout, directory.resolve(name));
  }

  private Trees trees(String name) throws IOException {
    return new Trees(Files.createDirectories(directory.resolve(name)))
        .directory("/usr")
        .directory("/usr/lib");
  }

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static byte[] raw(Tarball tarball, Compression compression) throws IOException {
    try (InputStream in = Trees.unpacked(tarball, compression)) {
      return in.readAllBytes();
    }
  }

  private static List<String> names(byte[] tar) throws IOException {
    List<String> names = new ArrayList<>();
    try (TarArchiveInputStream in =
        new TarArchiveInputStream(new ByteArrayInputStream(tar), "UTF-8")) {
      for (TarArchiveEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
        names.add(e.getName());
      }
    }
    return names;
  }

  @ParameterizedTest
  @EnumSource
  void moreMembersFollowThoseOfTheBase(Compression compression) throws IOException {
    Packing packing = Trees.packing(compression);
    for (int size : new int[] {0, 1, 511, 5_000, 9_000, 1_500_000}) {
      Trees base = trees("base" + size).file("/usr/lib/a", 0644, noise(size), "a");
      Tarball first =
          written(
              "out" + size, BundleLayout.of(base.tree(), BundleName.of("", "1"), packing, TIME));
      Optional<BasePart> part = BasePart.of(first.file(), packing, Runnable::run);
      assertThat(part).isPresent();
      Trees delta = trees("delta" + size).file("/usr/lib/b", 0755, noise(size / 2), "b");
      StagedTree added = delta.tree();
      Tarball both =
          written(
              "out" + size,
              BundleLayout.after(
                  part.get(),
                  added,
                  base.tree().entries().keySet(),
                  BundleName.of("LHCb", "1"),
                  packing,
                  LATER));
      byte[] whole = raw(both, compression);
      assertThat(whole.length % ChunkPlanner.RECORD).isZero();
      assertThat(names(whole))
          .containsExactly(
              "diracos/",
              "diracos/usr/",
              "diracos/usr/lib/",
              "diracos/usr/lib/a",
              "diracos/usr/lib/b");
      byte[] before = Files.readAllBytes(first.file());
      int length = (int) part.get().length();
      assertThat(Arrays.copyOf(Files.readAllBytes(both.file()), length))
          .isEqualTo(Arrays.copyOf(before, length));
      assertThat(both.sha256()).isEqualTo(Checksum.of(Algorithm.SHA256, both.file()));
      assertThat(both.md5()).isEqualTo(Checksum.of(Algorithm.MD5, both.file()));
    }
  }

  @Test
  void aTarballOfAnotherProgramCannotBeContinued() throws IOException {
    Trees base = trees("base").file("/usr/lib/a", 0644, noise(3000), "a");
    Packing packing = Packing.of(Compression.GZ);
    Tarball ours =
        written("out", BundleLayout.of(base.tree(), BundleName.of("", "1"), packing, TIME));
    Path other = directory.resolve("other.tar.gz");
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(other))) {
      out.write(raw(ours, Compression.GZ));
    }
    assertThat(BasePart.of(other, packing, Runnable::run)).isEmpty();
    assertThat(BasePart.of(ours.file(), Packing.of(Compression.ZST), Runnable::run)).isEmpty();
    Path empty = Files.write(directory.resolve("empty.tar.gz"), new byte[0]);
    assertThat(BasePart.of(empty, packing, Runnable::run)).isEmpty();
  }
}
