package org.diracgrid.diracos.elf;

/** What giving a file a search path amounts to. */
public sealed interface RpathChange {

  /** The file has exactly that search path: nothing is to be written. */
  record Unchanged() implements RpathChange {}

  /**
   * Bytes to be written.
   *
   * @param strategy how room for the path was found
   */
  record Patched(Strategy strategy, ElfPatch patch) implements RpathChange {}

  /**
   * There is no safe way.
   *
   * @param why what stands against it
   */
  record Refused(RpathRefusal why) implements RpathChange {

    /** What stands against it, in one line. */
    public String reason() {
      return why.reason();
    }
  }

  /** Where the string goes, from the gentlest on. */
  enum Strategy {
    /** Over the old path, or it is in {@code .dynstr} already, maybe as the tail of another. */
    REUSED,
    /** {@code .dynstr} ends its segment and grows in place. */
    EXTENDED,
    /** A new {@code .dynstr} fills the padding behind a segment; the file keeps its size. */
    PADDING,
    /** A new segment at the end of the file holds a new {@code .dynstr}. */
    APPENDED
  }
}
