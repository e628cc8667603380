package org.diracgrid.diracos.rpm;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.diracgrid.diracos.path.FileNames;

/**
 * One header of a package: a region, an index that is sorted by tag, and the values, as rpm's
 * {@code headerExport} writes them.
 */
final class HeaderWriter {

  private static final int MAGIC = 0x8EADE801;
  private static final int INT16 = 3;
  private static final int INT32 = 4;
  private static final int INT64 = 5;
  private static final int STRING = 6;
  private static final int BINARY = 7;
  private static final int STRINGS = 8;
  private static final int TRANSLATED = 9;

  private record Value(int type, int count, int alignment, byte[] bytes) {}

  private final SortedMap<Integer, Value> values = new TreeMap<>();

  HeaderWriter text(RpmTag tag, String text) {
    return put(tag, STRING, 1, 1, bytes(List.of(text)));
  }

  HeaderWriter translated(RpmTag tag, String text) {
    return put(tag, TRANSLATED, 1, 1, bytes(List.of(text)));
  }

  HeaderWriter texts(RpmTag tag, List<String> texts) {
    return put(tag, STRINGS, texts.size(), 1, bytes(texts));
  }

  HeaderWriter shorts(RpmTag tag, long... numbers) {
    ByteBuffer out = ByteBuffer.allocate(Short.BYTES * numbers.length);
    for (long number : numbers) {
      out.putShort((short) number);
    }
    return put(tag, INT16, numbers.length, Short.BYTES, out.array());
  }

  HeaderWriter ints(RpmTag tag, long... numbers) {
    ByteBuffer out = ByteBuffer.allocate(Integer.BYTES * numbers.length);
    for (long number : numbers) {
      out.putInt((int) number);
    }
    return put(tag, INT32, numbers.length, Integer.BYTES, out.array());
  }

  HeaderWriter longs(RpmTag tag, long... numbers) {
    ByteBuffer out = ByteBuffer.allocate(Long.BYTES * numbers.length);
    for (long number : numbers) {
      out.putLong(number);
    }
    return put(tag, INT64, numbers.length, Long.BYTES, out.array());
  }

  private static byte[] bytes(List<String> texts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String text : texts) {
      out.writeBytes(FileNames.encode(text));
      out.write(0);
    }
    return out.toByteArray();
  }

  private HeaderWriter put(RpmTag tag, int type, int count, int alignment, byte[] bytes) {
    values.put(tag.number(), new Value(type, count, alignment, bytes));
    return this;
  }

  /** The bytes, framed by {@code region}. */
  byte[] bytes(RpmTag region) {
    ByteBuffer index = ByteBuffer.allocate(16 * values.size());
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    values.forEach(
        (tag, value) -> {
          while (data.size() % value.alignment != 0) {
            data.write(0);
          }
          index.putInt(tag).putInt(value.type).putInt(data.size()).putInt(value.count);
          data.writeBytes(value.bytes);
        });
    int end = data.size();
    int entries = values.size() + 1;
    data.writeBytes(entry(region.number(), -16 * entries));
    ByteBuffer out = ByteBuffer.allocate(16 + 16 * entries + data.size());
    out.putInt(MAGIC).putInt(0).putInt(entries).putInt(data.size());
    out.put(entry(region.number(), end)).put(index.array()).put(data.toByteArray());
    return out.array();
  }

  private static byte[] entry(int region, int offset) {
    return ByteBuffer.allocate(16).putInt(region).putInt(BINARY).putInt(offset).putInt(16).array();
  }
}
