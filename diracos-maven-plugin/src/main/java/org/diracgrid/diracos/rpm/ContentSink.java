package org.diracgrid.diracos.rpm;

import java.io.IOException;

/** Takes the content of a file, piece by piece. */
@FunctionalInterface
public interface ContentSink {

  /**
   * Takes {@code length} bytes; the array is reused as soon as this returns.
   *
   * @throws IOException if they cannot be put where they belong; it goes through unchanged
   */
  void write(byte[] buffer, int offset, int length) throws IOException;
}
