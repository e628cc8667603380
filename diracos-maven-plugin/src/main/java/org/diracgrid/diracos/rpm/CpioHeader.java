package org.diracgrid.diracos.rpm;

import org.diracgrid.diracos.path.FileNames;

/**
 * The fixed part of a cpio member, in the formats of rpm.
 *
 * <p>Format, all numbers 8 hexadecimal digits: {@code 070701} or {@code 070702}, ino, mode, uid,
 * gid, nlink, mtime, filesize, devmajor, devminor, rdevmajor, rdevminor, namesize (with the NUL),
 * check (sum of the data bytes, in {@code 070702} only); or {@code 07070X} and the file's index.
 */
final class CpioHeader {

  static final int MAGIC = 6;
  static final int NEWC = 110;
  static final int STRIPPED = 14;
  static final String TRAILER = "TRAILER!!!";

  private CpioHeader() {}

  /** Which of the formats, by the sixth digit: 1, 2 or X; 0 if it is none of them. */
  static char format(byte[] b, int at) {
    boolean known = b[at] == '0' && b[at + 1] == '7' && b[at + 2] == '0' && b[at + 3] == '7';
    char last = (char) b[at + 5];
    return known && b[at + 4] == '0' && (last == '1' || last == '2' || last == 'X') ? last : 0;
  }

  static long mode(byte[] b, int at) {
    return field(b, at, 1);
  }

  static long size(byte[] b, int at) {
    return field(b, at, 6);
  }

  static long nameSize(byte[] b, int at) {
    return field(b, at, 11);
  }

  static long check(byte[] b, int at) {
    return field(b, at, 12);
  }

  /** The file index of a stripped member. */
  static long index(byte[] b, int at) {
    return field(b, at, 0);
  }

  /**
   * The number of 8 digits in field {@code n} after the magic.
   *
   * @return -1 if a digit is none
   */
  private static long field(byte[] b, int at, int n) {
    int from = at + MAGIC + 8 * n;
    long value = 0;
    for (int i = from; i < from + 8; i++) {
      int digit = Character.digit(b[i], 16);
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }

  /** The name of {@code size} bytes at {@code at}; empty if it has no NUL just at its end. */
  static String name(byte[] b, int at, int size) {
    if (b[at + size - 1] != 0) {
      return "";
    }
    String name = FileNames.decode(b, at, size - 1);
    return name.indexOf('\0') < 0 ? name : "";
  }
}
