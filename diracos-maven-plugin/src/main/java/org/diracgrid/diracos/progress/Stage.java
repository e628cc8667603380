package org.diracgrid.diracos.progress;

/** One stage that is under way. Safe for use by several threads; closing ends it. */
public interface Stage extends AutoCloseable {

  /** Reports that {@code units} more are done, in the unit that the stage was opened with. */
  void advance(long units);

  /** Adds a remark to the line that ends the stage, such as {@code 12 from the cache}. */
  void remark(String text);

  /** Ends the stage: prints what was done and how long it took. */
  @Override
  void close();
}
