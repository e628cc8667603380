package org.diracgrid.diracos.relocate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.stage.EarlierTree;
import org.diracgrid.diracos.stage.FileOrigin;
import org.diracgrid.diracos.stage.StagedEntry;
import org.diracgrid.diracos.stage.StagedTree;
import org.jspecify.annotations.Nullable;

/**
 * What a run has to know of a tree to bring it up to date in place: for each file where it came
 * from, what its original bytes showed, and what was done to it. Written to {@code tree.record};
 * its form is that of {@link TreeRecordWriter}.
 */
public final class TreeRecord {

  private final String root;
  private final SortedMap<BundlePath, FileRecord> files;

  /** When it was written, after all files of the tree: what is younger, somebody else changed. */
  private final FileTime written;

  TreeRecord(String root, SortedMap<BundlePath, FileRecord> files, FileTime written) {
    this.root = root;
    this.written = written;
    this.files = Collections.unmodifiableSortedMap(files);
  }

  /**
   * One file.
   *
   * @param size bytes on disk
   * @param seen what its original bytes showed
   * @param text how it looked as a text, if anybody looked
   * @param applied what was done to its search path
   * @param original its original bytes, of a file other than ELF that was rewritten
   */
  record FileRecord(
      FileOrigin origin,
      long size,
      ContentLook.Seen seen,
      Optional<TextLook> text,
      @Nullable AppliedRpath applied,
      Optional<byte[]> original) {}

  /**
   * The record of a tree that was just made.
   *
   * @param origins where the content of each planned file comes from
   * @param tree as it is on disk
   * @param scanner saw every file of it as its package has it
   * @param memory went through its relocation
   */
  public static TreeRecord of(
      Map<BundlePath, FileOrigin> origins,
      StagedTree tree,
      TreeScanner scanner,
      RelocationMemory memory) {
    SortedMap<BundlePath, FileRecord> files = new TreeMap<>();
    for (StagedEntry entry : tree.entries().values()) {
      FileOrigin origin = origins.get(entry.path());
      // What has no owner was made here, maybe in the place of a package's file.
      if (entry.kind() == StagedEntry.Kind.FILE && origin != null && !entry.owner().isEmpty()) {
        files.put(
            entry.path(),
            new FileRecord(
                origin,
                entry.size(),
                scanner.seen(entry.path()),
                memory.look(entry.path()),
                memory.applied(entry.path()).orElse(null),
                memory.original(entry.path())));
      }
    }
    FileTime notYet = FileTime.fromMillis(0);
    return new TreeRecord(tree.root().toAbsolutePath().toString(), files, notYet);
  }

  /**
   * Reads the record of the tree at {@code root}.
   *
   * @return empty if it is absent, damaged, of another form or of another place
   */
  public static Optional<TreeRecord> read(Path file, Path root) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    FileTime written;
    try {
      written = Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw TreeFiles.failure("read", file, e);
    }
    return TreeRecordReader.read(TreeFiles.read(file), written)
        .filter(record -> record.root.equals(root.toAbsolutePath().toString()));
  }

  /** Writes it. */
  public byte[] bytes() {
    return TreeRecordWriter.bytes(root, files);
  }

  /**
   * The part of the record that holds for what is planned now.
   *
   * @param origins where the content of each planned file comes from
   */
  public Matching matching(Map<BundlePath, FileOrigin> origins) {
    Map<BundlePath, FileRecord> same = new HashMap<>();
    files.forEach(
        (path, record) -> {
          if (record.origin.equals(origins.get(path))) {
            same.put(path, record);
          }
        });
    return new Matching(same, written);
  }

  /** The files of which the record holds. */
  public static final class Matching implements EarlierTree {

    private final Map<BundlePath, FileRecord> files;
    private final FileTime written;

    private Matching(Map<BundlePath, FileRecord> files, FileTime written) {
      this.files = files;
      this.written = written;
    }

    @Override
    public boolean keeps(BundlePath path, long size, FileTime modified) {
      FileRecord record = files.get(path);
      return record != null
          && record.original.isEmpty()
          && record.size == size
          && modified.compareTo(written) <= 0;
    }

    @Override
    public Optional<byte[]> original(BundlePath path) {
      return Optional.ofNullable(files.get(path)).flatMap(record -> record.original);
    }

    /**
     * What the next relocation has to know.
     *
     * @param kept files that stand as they were left
     * @param scanner is told what they showed
     * @param renewal gives files the bytes of their packages again
     */
    public RelocationMemory recall(
        Set<BundlePath> kept, TreeScanner scanner, Consumer<Set<BundlePath>> renewal) {
      Map<BundlePath, AppliedRpath> applied = new HashMap<>();
      Map<BundlePath, TextLook> looks = new HashMap<>();
      for (BundlePath path : kept) {
        FileRecord record = files.get(path);
        if (record == null) {
          throw new IllegalArgumentException(path + " was kept without a record");
        }
        scanner.remember(path, record.seen);
        if (record.applied != null) {
          applied.put(path, record.applied);
        }
        record.text.ifPresent(look -> looks.put(path, look));
      }
      return new RelocationMemory(applied, looks, renewal);
    }
  }
}
