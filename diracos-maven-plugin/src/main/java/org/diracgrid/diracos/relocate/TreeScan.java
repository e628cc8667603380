package org.diracgrid.diracos.relocate;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Function;
import org.diracgrid.diracos.elf.ElfFile;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.progress.Stage;
import org.diracgrid.diracos.stage.ContentObserver;
import org.diracgrid.diracos.stage.StagedEntry;
import org.diracgrid.diracos.stage.StagedTree;

/**
 * What the files of a tree show to one who reads each once, or looks on while they are written.
 *
 * @param elfs ELF files by path
 * @param scripts interpreter lines of executable files by path
 * @param hostPaths absolute paths that texts name, by path; texts that name none are not there
 * @param tainted files that hold one of the texts looked for, in the order of their paths
 * @param broken what is wrong with files that look like ELF but are not sound
 */
public record TreeScan(
    SortedMap<BundlePath, ElfFile> elfs,
    SortedMap<BundlePath, Shebang> scripts,
    SortedMap<BundlePath, List<String>> hostPaths,
    List<BundlePath> tainted,
    List<Problem> broken) {

  private static final int CHUNK = 256 * 1024;

  /** Freezes. */
  public TreeScan {
    elfs = Collections.unmodifiableSortedMap(elfs);
    scripts = Collections.unmodifiableSortedMap(scripts);
    hostPaths = Collections.unmodifiableSortedMap(hostPaths);
    tainted = List.copyOf(tainted);
    broken = List.copyOf(broken);
  }

  /**
   * Reads the files among {@code entries}.
   *
   * @param place where a file lies on the host
   * @param scanner told of every file
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-RELOC-08 if one cannot be read
   */
  static TreeScan read(
      Function<BundlePath, Path> place,
      Collection<StagedEntry> entries,
      TreeScanner scanner,
      int threads,
      Stage progress) {
    List<StagedEntry> files =
        entries.stream().filter(entry -> entry.kind() == StagedEntry.Kind.FILE).toList();
    ThreadLocal<byte[]> buffers = ThreadLocal.withInitial(() -> new byte[CHUNK]);
    Parallel.forEach(
        threads,
        files.size(),
        i -> {
          BundlePath path = files.get(i).path();
          read(path, place.apply(path), scanner, buffers.get());
          progress.advance(1);
        });
    return scanner.result(files);
  }

  /**
   * Reads all files of a tree, each once.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-RELOC-08 if one cannot be read
   */
  public static TreeScan read(StagedTree tree, TreeScanner scanner, int threads, Stage progress) {
    return read(tree::locate, tree.of(StagedEntry.Kind.FILE), scanner, threads, progress);
  }

  private static void read(BundlePath path, Path file, TreeScanner scanner, byte[] buffer) {
    ContentObserver.Content content = scanner.begin();
    int most = scanner.isContentWanted() ? buffer.length : ContentLook.HEAD;
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      for (int n = in.read(buffer, 0, most); n >= 0; n = in.read(buffer, 0, most)) {
        content.piece(buffer, 0, n);
        if (!scanner.isContentWanted()) {
          break;
        }
      }
    } catch (IOException e) {
      throw TreeFiles.failure("read", file, e);
    }
    content.written(path, file);
  }
}
