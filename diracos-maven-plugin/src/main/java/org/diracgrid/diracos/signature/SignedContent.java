package org.diracgrid.diracos.signature;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The bytes that a detached signature covers; opened once for each signature that is tried. */
@FunctionalInterface
public interface SignedContent {

  /** A new stream from the first byte on; the verifier closes it. */
  InputStream open() throws IOException;

  /** Content that is in memory; the array must not change. */
  static SignedContent of(byte[] bytes) {
    return () -> new ByteArrayInputStream(bytes);
  }
}
