package org.diracgrid.diracos.pipeline;

import java.util.Locale;
import org.diracgrid.diracos.bundle.ChunkCache;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/** What the cache of compressed chunks may take: {@code -Ddiracos.chunkCacheSize}. */
final class ChunkCacheSize {

  /** The property that says it. */
  static final String PROPERTY = "diracos.chunkCacheSize";

  private static final String UNITS = "KMGT";

  private ChunkCacheSize() {}

  /**
   * Reads the property's value: bytes, or a number with K, M, G or T for powers of 1024.
   *
   * @param text empty for the default
   * @throws DiracosException DOS-MAVEN-02 for anything else
   */
  static long bytes(String text) {
    String size = text.strip().toUpperCase(Locale.ROOT);
    if (size.isEmpty()) {
      return ChunkCache.DEFAULT_SIZE;
    }
    int unit = UNITS.indexOf(size.charAt(size.length() - 1)) + 1;
    String digits = unit > 0 ? size.substring(0, size.length() - 1) : size;
    boolean number = !digits.isEmpty() && digits.length() <= 18;
    for (int i = 0; i < digits.length(); i++) {
      number &= digits.charAt(i) >= '0' && digits.charAt(i) <= '9';
    }
    long factor = 1L << (10 * unit);
    if (!number || Long.parseLong(digits) > Long.MAX_VALUE / factor) {
      throw DiracosException.of(
          Problem.of(
              "DOS-MAVEN-02",
              "'" + text + "' is no size",
              "-D" + PROPERTY,
              "give bytes, or a number with K, M, G or T, such as 4G; 0 for no cache"));
    }
    return Long.parseLong(digits) * factor;
  }
}
