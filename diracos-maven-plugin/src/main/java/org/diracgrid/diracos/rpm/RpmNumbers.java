package org.diracgrid.diracos.rpm;

/** The numbers of one tag where they lie in the header, unsigned but for those of 64 bits. */
final class RpmNumbers {

  private final byte[] bytes;
  private final int from;
  private final int width;
  private final int count;

  RpmNumbers(byte[] bytes, int from, int width, int count) {
    this.bytes = bytes;
    this.from = from;
    this.width = width;
    this.count = count;
  }

  /** How many there are; none if the tag is absent. */
  int count() {
    return count;
  }

  long get(int number) {
    long value = 0;
    int end = from + (number + 1) * width;
    for (int i = end - width; i < end; i++) {
      value = value << 8 | (bytes[i] & 0xFF);
    }
    return value;
  }
}
