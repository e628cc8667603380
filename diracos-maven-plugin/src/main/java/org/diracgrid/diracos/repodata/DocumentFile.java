package org.diracgrid.diracos.repodata;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.diracgrid.diracos.digest.Algorithm;

/** A document while it is written: the digests of file and content come along the way. */
final class DocumentFile implements AutoCloseable {

  private final RepodataCompression compression;
  private final OutputStream out;
  private final MessageDigest digest = Algorithm.SHA256.newDigest();
  private final MessageDigest openDigest = Algorithm.SHA256.newDigest();
  private final int[] units;
  private int count;
  private long size;
  private long openSize;

  DocumentFile(Path file, RepodataCompression compression, int units) throws IOException {
    this.compression = compression;
    this.units = new int[units];
    this.out = Files.newOutputStream(file);
  }

  /** Appends what is to be compressed by itself. */
  void add(byte[] open) throws IOException {
    add(open, BlockCoder.compress(compression, open));
  }

  /** Appends what is compressed already. */
  void add(byte[] open, byte[] compressed) throws IOException {
    out.write(compressed);
    digest.update(compressed);
    openDigest.update(open);
    units[count++] = compressed.length;
    size += compressed.length;
    openSize += open.length;
  }

  /** Ends the file. */
  WrittenDocument finish() throws IOException {
    out.close();
    return new WrittenDocument(digest.digest(), size, openDigest.digest(), openSize, units);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
