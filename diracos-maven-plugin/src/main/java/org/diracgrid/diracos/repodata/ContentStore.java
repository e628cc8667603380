package org.diracgrid.diracos.repodata;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The content of blocks as it is before it is compressed, beside the memo: the checksum of the
 * content of a whole document takes all of it, and expanding it costs several times what reading
 * does. What is damaged or absent here is expanded.
 *
 * <p>Blocks are appended behind the last one that the memo knows; once more than half is of no use
 * the next run begins another file, so that the memo which names a file always finds it.
 */
final class ContentStore {

  /** Where a block lies; the sum tells whether it is the one. */
  record Place(long offset, int size, int crc32) {}

  /**
   * What of the store is in use.
   *
   * @param generation which file
   * @param end where the next block goes
   * @param places by document and block
   */
  record Use(int generation, long end, Place[][] places) {}

  private ContentStore() {}

  /** The file that belongs to a memo. */
  static Path file(Path memo, int generation) {
    return memo.resolveSibling(memo.getFileName() + ".content" + generation);
  }

  /** The block at a place, if it is there. */
  static Optional<byte[]> read(Path file, Place place) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (place.offset() + place.size() > channel.size()) {
        return Optional.empty();
      }
      ByteBuffer buffer = ByteBuffer.allocate(place.size());
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, place.offset() + buffer.position()) < 0) {
          return Optional.empty();
        }
      }
      byte[] block = buffer.array();
      return crc32(block) == place.crc32() ? Optional.of(block) : Optional.empty();
    } catch (IOException e) {
      // It only spares work; the document itself is read with all errors told.
      return Optional.empty();
    }
  }

  /** Writes a block behind what is there. */
  static Place write(FileChannel channel, long offset, byte[] block) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(block);
    while (buffer.hasRemaining()) {
      channel.write(buffer, offset + buffer.position());
    }
    return new Place(offset, block.length, crc32(block));
  }

  /** Opens a file to write to. */
  static FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
  }

  private static int crc32(byte[] block) {
    CRC32 crc = new CRC32();
    crc.update(block, 0, block.length);
    return (int) crc.getValue();
  }
}
