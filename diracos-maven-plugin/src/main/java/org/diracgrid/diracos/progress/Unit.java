package org.diracgrid.diracos.progress;

/** What a stage counts. */
public enum Unit {
  /** Things: packages, files, documents. */
  ITEMS,
  /** Bytes, shown with binary prefixes. */
  BYTES
}
