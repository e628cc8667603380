package org.diracgrid.diracos.bundle;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorInputStream;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.stage.StagedEntry;
import org.diracgrid.diracos.stage.StagedTree;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/** Staged trees for tests. */
final class Trees {

  private final Path root;
  private final List<StagedEntry> entries = new ArrayList<>();

  Trees(Path root) {
    this.root = root;
  }

  /** What stands on disk below {@code root}, each top directory a package. */
  static StagedTree scan(Path root) throws IOException {
    List<StagedEntry> entries = new ArrayList<>();
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : (Iterable<Path>) paths.filter(p -> !p.equals(root))::iterator) {
        PosixFileAttributes is =
            Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        StagedEntry.Kind kind =
            is.isSymbolicLink()
                ? StagedEntry.Kind.SYMLINK
                : is.isDirectory() ? StagedEntry.Kind.DIRECTORY : StagedEntry.Kind.FILE;
        entries.add(
            new StagedEntry(
                BundlePath.parse(root.relativize(path).toString()),
                kind,
                mode(is.permissions()),
                kind == StagedEntry.Kind.FILE ? is.size() : 0,
                is.isSymbolicLink() ? Files.readSymbolicLink(path).toString() : "",
                root.relativize(path).getName(0).toString(),
                null));
      }
    }
    return new StagedTree(root, entries);
  }

  private static int mode(Set<PosixFilePermission> permissions) {
    int mode = 0;
    for (PosixFilePermission permission : permissions) {
      mode |= 0400 >> permission.ordinal();
    }
    return mode;
  }

  /** The compression at a level that does not take long. */
  static Packing packing(Compression compression) {
    return new Packing(compression, compression == Compression.XZ ? 0 : 3);
  }

  /** The tar stream of a tarball. */
  static InputStream unpacked(Tarball tarball, Compression compression) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(tarball.file()));
    return switch (compression) {
      case GZ ->
          GzipCompressorInputStream.builder()
              .setInputStream(in)
              .setDecompressConcatenated(true)
              .get();
      case ZST -> new ZstdCompressorInputStream(in);
      case XZ -> new XZInputStream(in);
    };
  }

  static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    for (PosixFilePermission permission : PosixFilePermission.values()) {
      if ((mode & 0400 >> permission.ordinal()) != 0) {
        permissions.add(permission);
      }
    }
    return permissions;
  }

  Trees directory(String path) throws IOException {
    Files.createDirectories(BundlePath.parse(path).under(root));
    return add(path, StagedEntry.Kind.DIRECTORY, 0755, 0, "", "", null);
  }

  Trees file(String path, int mode, byte[] content, String owner) throws IOException {
    Files.write(BundlePath.parse(path).under(root), content);
    return add(path, StagedEntry.Kind.FILE, mode, content.length, "", owner, null);
  }

  Trees capable(String path, byte[] content, String capability) throws IOException {
    Files.write(BundlePath.parse(path).under(root), content);
    return add(path, StagedEntry.Kind.FILE, 0755, content.length, "", "", capability);
  }

  Trees link(String path, String target) {
    return add(path, StagedEntry.Kind.SYMLINK, 0777, 0, target, "", null);
  }

  private Trees add(
      String path,
      StagedEntry.Kind kind,
      int mode,
      long size,
      String target,
      String owner,
      @Nullable String capability) {
    entries.add(
        new StagedEntry(BundlePath.parse(path), kind, mode, size, target, owner, capability));
    return this;
  }

  List<StagedEntry> entries() {
    return List.copyOf(entries);
  }

  StagedTree tree() {
    return new StagedTree(root, entries);
  }
}
