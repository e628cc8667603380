package org.diracgrid.diracos.repo;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The tables of an {@link IndexPart} in one buffer, which is at once their form in memory and in a
 * file. All numbers are little-endian:
 *
 * <pre>
 * file    = magic:int form:int crc:int count:int length:int{count} padding column{count}
 * column  = entry* padding            ; in the order of {@link IndexColumn}, each from a multiple of 8
 * entry   = byte | int | long         ; by the width of the column
 * length                              ; bytes of the column without padding
 * crc                                 ; CRC-32 of all bytes after it
 * form                                ; raised when the meaning of anything here changes
 * </pre>
 *
 * <p>Strings that are looked for (names of packages and capabilities, paths) are <em>names</em>,
 * all others <em>words</em>. Names, words, EVRs, relations and packages are addressed by number; a
 * relation is a name, an operator and an EVR, and each combination is there once. For each name
 * four runs tell which packages are called so, provide, obsolete and ship it, in the order of
 * packages, so that a look-up is one probe of the table of names and one run.
 */
final class IndexTables {

  /** The version of the form. */
  static final int FORM = 2;

  private static final int MAGIC = 0xD1AC1DE0;
  private static final int CRC_AT = 8;
  private static final int HEAD = 16;
  private static final IndexColumn[] COLUMNS = IndexColumn.values();

  private final ByteBuffer content;
  private final int[] offsets = new int[COLUMNS.length];
  private final int[] lengths = new int[COLUMNS.length];

  private IndexTables(ByteBuffer content) {
    this.content = content;
  }

  /**
   * The tables in a file's bytes; empty if they are not whole, or of another form.
   *
   * @param content all of the file
   */
  static Optional<IndexTables> read(ByteBuffer content) {
    ByteBuffer bytes = content.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int size = bytes.limit();
    if (size < HEAD + 4 * COLUMNS.length
        || bytes.getInt(0) != MAGIC
        || bytes.getInt(4) != FORM
        || bytes.getInt(CRC_AT) != crc(bytes)
        || bytes.getInt(HEAD - 4) != COLUMNS.length) {
      return Optional.empty();
    }
    IndexTables tables = new IndexTables(bytes);
    return tables.place() == size && tables.isDivided() ? Optional.of(tables) : Optional.empty();
  }

  /** Works out where the columns are. Returns where the last one ends; -1 if there is no sense. */
  private long place() {
    long at = aligned(HEAD + 4L * COLUMNS.length);
    for (int i = 0; i < COLUMNS.length; i++) {
      int length = content.getInt(HEAD + 4 * i);
      if (length < 0 || length % COLUMNS[i].width() != 0 || at + length > content.limit()) {
        return -1;
      }
      offsets[i] = (int) at;
      lengths[i] = length;
      at = aligned(at + length);
    }
    return at;
  }

  /** Whether each column has as many entries as the one that divides it says. */
  private boolean isDivided() {
    for (IndexColumn column : COLUMNS) {
      IndexColumn by = column.dividedBy();
      if (by != null) {
        int last = offsets[by.ordinal()] + lengths[by.ordinal()] - 4;
        if (lengths[by.ordinal()] < 4 || content.getInt(last) != count(column)) {
          return false;
        }
      }
    }
    return true;
  }

  private static int crc(ByteBuffer content) {
    CRC32 crc = new CRC32();
    crc.update(content.slice(CRC_AT + 4, content.limit() - CRC_AT - 4));
    return (int) crc.getValue();
  }

  private static long aligned(long offset) {
    return (offset + 7) & ~7L;
  }

  /**
   * The size to give to an array.
   *
   * @param wanted as large if that can be
   * @param needed at least as large
   * @throws org.diracgrid.diracos.problem.DiracosException if no array is so large
   */
  static int fit(long wanted, long needed) {
    if (needed > Integer.MAX_VALUE - 16) {
      throw MetadataProblem.tooLarge();
    }
    return (int) Math.min(wanted, Integer.MAX_VALUE - 16);
  }

  /** How many entries a column has. */
  int count(IndexColumn column) {
    return lengths[column.ordinal()] / column.width();
  }

  ByteBuffer bytes(IndexColumn column) {
    return content
        .slice(offsets[column.ordinal()], lengths[column.ordinal()])
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  IntBuffer ints(IndexColumn column) {
    return bytes(column).asIntBuffer();
  }

  LongBuffer longs(IndexColumn column) {
    return bytes(column).asLongBuffer();
  }

  /** All bytes, as a file has them. */
  ByteBuffer content() {
    return content.duplicate().rewind();
  }

  /** Takes the columns one by one. */
  static final class Builder {

    private final Map<IndexColumn, Object> columns = new EnumMap<>(IndexColumn.class);

    Builder put(IndexColumn column, int[] entries) {
      columns.put(column, entries);
      return this;
    }

    Builder put(IndexColumn column, long[] entries) {
      columns.put(column, entries);
      return this;
    }

    Builder put(IndexColumn column, byte[] entries) {
      columns.put(column, entries);
      return this;
    }

    /**
     * The tables, of all columns.
     *
     * @throws org.diracgrid.diracos.problem.DiracosException if they are too large for one buffer
     */
    IndexTables build() {
      long size = aligned(HEAD + 4L * COLUMNS.length);
      for (IndexColumn column : COLUMNS) {
        size = aligned(size + length(column));
      }
      ByteBuffer content = ByteBuffer.allocate(fit(size, size)).order(ByteOrder.LITTLE_ENDIAN);
      content.putInt(0, MAGIC).putInt(4, FORM).putInt(HEAD - 4, COLUMNS.length);
      for (int i = 0; i < COLUMNS.length; i++) {
        content.putInt(HEAD + 4 * i, (int) length(COLUMNS[i]));
      }
      IndexTables tables = new IndexTables(content);
      tables.place();
      for (IndexColumn column : COLUMNS) {
        copy(columns.get(column), tables.bytes(column));
      }
      content.putInt(CRC_AT, crc(content));
      return tables;
    }

    private long length(IndexColumn column) {
      Object entries = columns.get(column);
      long count =
          entries instanceof int[] ints
              ? ints.length
              : entries instanceof long[] longs
                  ? longs.length
                  : entries instanceof byte[] bytes ? bytes.length : 0;
      return count * column.width();
    }

    private static void copy(@Nullable Object entries, ByteBuffer to) {
      if (entries instanceof int[] ints) {
        to.asIntBuffer().put(ints);
      } else if (entries instanceof long[] longs) {
        to.asLongBuffer().put(longs);
      } else if (entries instanceof byte[] bytes) {
        to.put(bytes);
      }
    }
  }
}
