package org.diracgrid.diracos.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes a cpio archive in the formats of rpm. */
public final class CpioBytes {

  /** The three formats. */
  public enum Format {
    /** {@code 070701}. */
    NEWC,
    /** {@code 070702}, with a sum of the data. */
    CRC,
    /** {@code 07070X}, the file's index only. */
    STRIPPED
  }

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Adds a member; {@code index} is used in the stripped format only. */
  public CpioBytes member(
      Format format, int index, byte[] name, int mode, long inode, int links, byte[] data) {
    if (format == Format.STRIPPED) {
      ascii("07070X").ascii("%08x".formatted(index)).pad();
    } else {
      long sum = 0;
      for (byte b : data) {
        sum += b & 0xFF;
      }
      boolean summed = format == Format.CRC && (mode & 0170000) == 0100000;
      header(format == Format.CRC ? "070702" : "070701", inode, mode, links, data.length)
          .ascii("%08x".formatted(name.length + 1))
          .ascii("%08x".formatted(summed ? sum & 0xFFFFFFFFL : 0));
      out.writeBytes(name);
      out.write(0);
      pad();
    }
    out.writeBytes(data);
    return pad();
  }

  private CpioBytes header(String magic, long inode, int mode, int links, long size) {
    ascii(magic);
    long[] fields = {inode, mode, 0, 0, links, 0, size, 0, 0, 0, 0};
    for (long field : fields) {
      ascii("%08x".formatted(field));
    }
    return this;
  }

  /** Ends the archive; GNU cpio wants one format throughout, rpm's stripped one ends as newc. */
  public byte[] end(Format format) {
    header(format == Format.CRC ? "070702" : "070701", 0, 0, 1, 0)
        .ascii("0000000b")
        .ascii("00000000")
        .ascii("TRAILER!!!\0");
    pad();
    return out.toByteArray();
  }

  private CpioBytes ascii(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  private CpioBytes pad() {
    while (out.size() % 4 != 0) {
      out.write(0);
    }
    return this;
  }
}
