package org.diracgrid.diracos.bundle;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.diracgrid.diracos.digest.Algorithm;

/** Puts chunks of a finished tarball into a pack of the cache. */
final class PackWriter {

  private final Path directory;

  PackWriter(Path directory) {
    this.directory = directory;
  }

  /**
   * Writes a pack and its index; each gets its name when it is whole.
   *
   * @param chunks of the tarball, in the order of their offsets
   */
  void write(Path tarball, List<PackIndex.Entry> chunks) throws IOException {
    Path part = Files.createTempFile(directory, PackEviction.TEMPORARY, "");
    try {
      List<PackIndex.Entry> placed =
          isWhole(tarball, chunks) && link(tarball, part) ? chunks : copy(tarball, chunks, part);
      byte[] index = new PackIndex(placed).bytes();
      String name = HexFormat.of().formatHex(Algorithm.SHA256.newDigest().digest(index), 0, 16);
      move(part, directory.resolve(name + PackEviction.PACK));
      // Never through the name that may have been the tarball's.
      Files.deleteIfExists(part);
      Files.write(part, index);
      move(part, directory.resolve(name + PackEviction.INDEX));
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static boolean isWhole(Path tarball, List<PackIndex.Entry> chunks) throws IOException {
    long end = 0;
    for (PackIndex.Entry chunk : chunks) {
      if (chunk.offset() != end) {
        return false;
      }
      end += chunk.length();
    }
    return end == Files.size(tarball);
  }

  /**
   * Makes the pack one more name of the tarball, which costs nothing: tarballs are replaced, never
   * written to, and should somebody do that, each chunk is checked when it is taken.
   */
  private static boolean link(Path tarball, Path part) throws IOException {
    Files.delete(part);
    try {
      Files.createLink(part, tarball);
      return true;
    } catch (UnsupportedOperationException | FileSystemException e) {
      // Another file system, or one without links.
      return false;
    }
  }

  private static List<PackIndex.Entry> copy(Path tarball, List<PackIndex.Entry> chunks, Path part)
      throws IOException {
    List<PackIndex.Entry> placed = new ArrayList<>();
    try (FileChannel from = FileChannel.open(tarball, StandardOpenOption.READ);
        FileChannel to =
            FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      long at = 0;
      for (int i = 0; i < chunks.size(); ) {
        int next = i;
        long start = chunks.get(i).offset();
        long end = start;
        while (next < chunks.size() && chunks.get(next).offset() == end) {
          PackIndex.Entry chunk = chunks.get(next++);
          long offset = at + end - start;
          placed.add(
              new PackIndex.Entry(
                  chunk.key(), chunk.rawSize(), offset, chunk.length(), chunk.crc()));
          end += chunk.length();
        }
        copy(from, start, end - start, to);
        at += end - start;
        i = next;
      }
    }
    return placed;
  }

  private static void copy(FileChannel from, long start, long length, FileChannel to)
      throws IOException {
    long done = 0;
    while (done < length) {
      long n = from.transferTo(start + done, length - done, to);
      if (n <= 0) {
        throw new IOException("the tarball became shorter while it was copied");
      }
      done += n;
    }
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
