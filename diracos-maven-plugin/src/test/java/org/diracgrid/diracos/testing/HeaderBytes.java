package org.diracgrid.diracos.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.diracgrid.diracos.path.FileNames;
import org.diracgrid.diracos.rpm.RpmTag;

/** Writes one header of an RPM: region, index and data, as rpm does ({@code headerExport}). */
final class HeaderBytes {

  private record Value(int type, int count, byte[] data) {}

  private final Map<Integer, Value> values = new TreeMap<>();

  HeaderBytes strings(int tag, List<String> texts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String text : texts) {
      out.writeBytes(FileNames.encode(text));
      out.write(0);
    }
    return put(tag, 8, texts.size(), out.toByteArray());
  }

  HeaderBytes string(int tag, String text) {
    strings(tag, List.of(text));
    return put(tag, 6, 1, values.get(tag).data);
  }

  HeaderBytes translated(int tag, String text) {
    strings(tag, List.of(text));
    return put(tag, 9, 1, values.get(tag).data);
  }

  HeaderBytes int16(int tag, long... numbers) {
    ByteBuffer out = ByteBuffer.allocate(2 * numbers.length);
    for (long number : numbers) {
      out.putShort((short) number);
    }
    return put(tag, 3, numbers.length, out.array());
  }

  HeaderBytes int32(int tag, long... numbers) {
    ByteBuffer out = ByteBuffer.allocate(4 * numbers.length);
    for (long number : numbers) {
      out.putInt((int) number);
    }
    return put(tag, 4, numbers.length, out.array());
  }

  HeaderBytes int64(int tag, long... numbers) {
    ByteBuffer out = ByteBuffer.allocate(8 * numbers.length);
    for (long number : numbers) {
      out.putLong(number);
    }
    return put(tag, 5, numbers.length, out.array());
  }

  HeaderBytes binary(int tag, byte[] bytes) {
    return put(tag, 7, bytes.length, bytes);
  }

  HeaderBytes remove(int tag) {
    values.remove(tag);
    return this;
  }

  private HeaderBytes put(int tag, int type, int count, byte[] data) {
    values.put(tag, new Value(type, count, data));
    return this;
  }

  /** The header; {@code region} frames it, unless null. */
  byte[] toBytes(RpmTag region) {
    int regions = region == null ? 0 : 1;
    int n = values.size() + regions;
    ByteBuffer index = ByteBuffer.allocate(16 * values.size());
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    values.forEach(
        (tag, value) -> {
          int align =
              switch (value.type) {
                case 3 -> 2;
                case 4 -> 4;
                case 5 -> 8;
                default -> 1;
              };
          while (data.size() % align != 0) {
            data.write(0);
          }
          index.putInt(tag).putInt(value.type).putInt(data.size()).putInt(value.count);
          data.writeBytes(value.data);
        });
    int end = data.size();
    if (region != null) {
      ByteBuffer trailer = ByteBuffer.allocate(16);
      trailer.putInt(region.number()).putInt(7).putInt(-16 * n).putInt(16);
      data.writeBytes(trailer.array());
    }
    ByteBuffer out = ByteBuffer.allocate(16 + 16 * n + data.size());
    out.putInt(0x8EADE801).putInt(0).putInt(n).putInt(data.size());
    if (region != null) {
      out.putInt(region.number()).putInt(7).putInt(end).putInt(16);
    }
    out.put(index.array()).put(data.toByteArray());
    return out.array();
  }
}
