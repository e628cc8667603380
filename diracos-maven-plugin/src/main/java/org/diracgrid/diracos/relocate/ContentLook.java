package org.diracgrid.diracos.relocate;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.diracgrid.diracos.elf.ElfFile;
import org.diracgrid.diracos.elf.ElfInput;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.jspecify.annotations.Nullable;

/** What one file shows while its bytes go by, in pieces of any length. */
final class ContentLook {

  /** Bytes that tell what a file is. */
  static final int HEAD = 4096;

  private final List<ByteSearch> searches;

  /** One byte less than the longest text: what a text that is cut by a piece's end can take. */
  private final int overlap;

  private final byte[] head = new byte[HEAD];
  private int headLength;
  private byte[] tail = {};
  private boolean tainted;
  private final HostPathLook hostPaths = new HostPathLook();

  ContentLook(List<ByteSearch> searches) {
    this.searches = searches;
    this.overlap = searches.stream().mapToInt(ByteSearch::length).max().orElse(1) - 1;
  }

  /**
   * What was seen.
   *
   * @param script the interpreter line, whether or not the file is executable
   * @param tainted whether one of the texts is in it
   * @param broken what is wrong with a file that looks like ELF
   * @param hostPaths absolute paths that a text names, save those of {@link HostPlaces}
   */
  record Seen(
      @Nullable ElfFile elf,
      @Nullable Shebang script,
      boolean tainted,
      @Nullable Problem broken,
      List<String> hostPaths) {

    /** Copies the list. */
    Seen {
      hostPaths = List.copyOf(hostPaths);
    }
  }

  /** The next bytes. */
  void piece(byte[] buffer, int offset, int length) {
    int wanted = Math.min(length, HEAD - headLength);
    System.arraycopy(buffer, offset, head, headLength, wanted);
    headLength += wanted;
    hostPaths.piece(buffer, offset, length);
    if (!tainted && !searches.isEmpty()) {
      tainted = holds(buffer, offset, offset + length) || holdsAcross(buffer, offset, length);
      tail = end(buffer, offset, length);
    }
  }

  private boolean holds(byte[] bytes, int from, int to) {
    for (ByteSearch search : searches) {
      if (search.isIn(bytes, from, to)) {
        return true;
      }
    }
    return false;
  }

  private boolean holdsAcross(byte[] buffer, int offset, int length) {
    if (tail.length == 0) {
      return false;
    }
    int more = Math.min(length, overlap);
    byte[] seam = Arrays.copyOf(tail, tail.length + more);
    System.arraycopy(buffer, offset, seam, tail.length, more);
    return holds(seam, 0, seam.length);
  }

  /** The last bytes of all that went by, as many as a text can begin in. */
  private byte[] end(byte[] buffer, int offset, int length) {
    if (length >= overlap) {
      return Arrays.copyOfRange(buffer, offset + length - overlap, offset + length);
    }
    int kept = Math.min(tail.length, overlap - length);
    byte[] end = new byte[kept + length];
    System.arraycopy(tail, tail.length - kept, end, 0, kept);
    System.arraycopy(buffer, offset, end, kept, length);
    return end;
  }

  /**
   * The whole, once all bytes went by.
   *
   * @param file where they are to be read again, should they be ELF
   */
  Seen seen(BundlePath path, Path file) {
    ElfFile elf = null;
    Problem broken = null;
    Shebang script = null;
    if (headLength >= 4 && head[0] == 0x7f && head[1] == 'E' && head[2] == 'L') {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        elf = ElfFile.read(ElfInput.of(path.toString(), channel));
      } catch (DiracosException e) {
        broken = e.problems().get(0);
      } catch (IOException e) {
        throw TreeFiles.failure("read", file, e);
      }
    } else if (headLength >= 2 && head[0] == '#' && head[1] == '!') {
      script = Shebang.parse(Arrays.copyOf(head, headLength)).orElse(null);
    }
    return new Seen(elf, script, tainted, broken, List.copyOf(hostPaths.paths()));
  }
}
