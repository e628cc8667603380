package org.diracgrid.diracos.relocate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.diracgrid.diracos.elf.ElfFile;
import org.diracgrid.diracos.elf.ElfInput;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.progress.Stage;
import org.diracgrid.diracos.stage.StagedEntry;
import org.jspecify.annotations.Nullable;

/**
 * What one reading of all files of a tree shows; each file is opened once, on several threads.
 *
 * @param elfs ELF files by path
 * @param scripts interpreter lines of executable files by path
 * @param tainted files that hold one of the texts looked for, in the order of their paths
 * @param broken what is wrong with files that look like ELF but are not sound
 */
record TreeScan(
    SortedMap<BundlePath, ElfFile> elfs,
    SortedMap<BundlePath, Shebang> scripts,
    List<BundlePath> tainted,
    List<Problem> broken) {

  private static final int CHUNK = 256 * 1024;
  private static final int HEAD = 4096;

  /** Freezes. */
  TreeScan {
    elfs = Collections.unmodifiableSortedMap(elfs);
    scripts = Collections.unmodifiableSortedMap(scripts);
    tainted = List.copyOf(tainted);
    broken = List.copyOf(broken);
  }

  /** What one file showed. */
  private record Seen(
      @Nullable ElfFile elf, @Nullable Shebang script, boolean tainted, @Nullable Problem broken) {}

  /**
   * Reads the files among {@code entries}.
   *
   * @param texts what must not be in any file
   * @throws DiracosException DOS-RELOC-08 if one cannot be read
   */
  static TreeScan read(
      Path root, Collection<StagedEntry> entries, List<String> texts, int threads, Stage progress) {
    List<StagedEntry> files =
        entries.stream().filter(entry -> entry.kind() == StagedEntry.Kind.FILE).toList();
    List<ByteSearch> searches =
        texts.stream().map(text -> new ByteSearch(text.getBytes(StandardCharsets.UTF_8))).toList();
    Seen[] seen = new Seen[files.size()];
    ThreadLocal<byte[]> buffers = ThreadLocal.withInitial(() -> new byte[CHUNK]);
    Parallel.forEach(
        threads,
        files.size(),
        i -> {
          seen[i] = look(root, files.get(i), searches, buffers.get());
          progress.advance(1);
        });
    SortedMap<BundlePath, ElfFile> elfs = new TreeMap<>();
    SortedMap<BundlePath, Shebang> scripts = new TreeMap<>();
    List<BundlePath> tainted = new ArrayList<>();
    List<Problem> broken = new ArrayList<>();
    for (int i = 0; i < seen.length; i++) {
      BundlePath path = files.get(i).path();
      if (seen[i].elf != null) {
        elfs.put(path, seen[i].elf);
      }
      if (seen[i].script != null) {
        scripts.put(path, seen[i].script);
      }
      if (seen[i].tainted) {
        tainted.add(path);
      }
      if (seen[i].broken != null) {
        broken.add(seen[i].broken);
      }
    }
    return new TreeScan(elfs, scripts, tainted, broken);
  }

  private static Seen look(Path root, StagedEntry entry, List<ByteSearch> searches, byte[] buffer) {
    Path file = entry.path().under(root);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      int wanted = searches.isEmpty() ? HEAD : buffer.length;
      int length = fill(channel, buffer, 0, wanted, 0);
      ElfFile elf = null;
      Shebang script = null;
      Problem broken = null;
      if (length >= 4 && buffer[0] == 0x7f && buffer[1] == 'E' && buffer[2] == 'L') {
        try {
          elf = ElfFile.read(ElfInput.of(entry.path().toString(), channel));
        } catch (DiracosException e) {
          broken = e.problems().get(0);
        }
      } else if ((entry.mode() & 0111) != 0) {
        script = Shebang.parse(Arrays.copyOf(buffer, Math.min(length, HEAD))).orElse(null);
      }
      return new Seen(elf, script, holds(channel, searches, buffer, length), broken);
    } catch (IOException e) {
      throw TreeFiles.failure("read", file, e);
    }
  }

  private static boolean holds(
      FileChannel channel, List<ByteSearch> searches, byte[] buffer, int first) throws IOException {
    int overlap = searches.stream().mapToInt(ByteSearch::length).max().orElse(1) - 1;
    int length = first;
    long next = first;
    while (!searches.isEmpty()) {
      for (ByteSearch search : searches) {
        if (search.isIn(buffer, length)) {
          return true;
        }
      }
      if (length < buffer.length) {
        return false;
      }
      System.arraycopy(buffer, length - overlap, buffer, 0, overlap);
      int more = fill(channel, buffer, overlap, buffer.length, next);
      next += more - overlap;
      length = more;
    }
    return false;
  }

  /** Fills the buffer up to {@code to}, as far as the file reaches; returns how far that is. */
  private static int fill(FileChannel channel, byte[] buffer, int from, int to, long offset)
      throws IOException {
    ByteBuffer target = ByteBuffer.wrap(buffer, from, to - from);
    while (target.hasRemaining()) {
      if (channel.read(target, offset + target.position() - from) < 0) {
        break;
      }
    }
    return target.position();
  }
}
