package org.diracgrid.diracos.repo;

import org.jspecify.annotations.Nullable;

/**
 * The columns of an index, in the order of the file. A column of starts has one more entry than
 * there are runs; run {@code i} of the column that it {@linkplain #dividedBy divides} goes from
 * entry {@code i} to before entry {@code i + 1}. See {@link IndexTables} for what they mean
 * together.
 */
enum IndexColumn {
  /** Per name: where its bytes start. */
  NAME_STARTS(4),
  NAME_BYTES(1, NAME_STARTS),
  /** Hash table of names: number plus one, or 0. */
  NAME_SLOTS(4),
  /** Per word: where its bytes start. */
  WORD_STARTS(4),
  WORD_BYTES(1, WORD_STARTS),
  /** Per EVR. */
  EVR_EPOCH(4),
  /** A word. */
  EVR_VERSION(4),
  /** A word, or -1. */
  EVR_RELEASE(4),
  /** Per relation: a name. */
  RELATION_NAME(4),
  /** Ordinal of the operator plus one, or 0. */
  RELATION_OPERATOR(4),
  /** An EVR, or -1. */
  RELATION_EVR(4),
  /** Per package: a name. */
  PACKAGE_NAME(4),
  /** An EVR. */
  PACKAGE_EVR(4),
  /** A word. */
  PACKAGE_ARCH(4),
  /** A word. */
  PACKAGE_SOURCE(4),
  /** A word. */
  PACKAGE_LICENSE(4),
  PACKAGE_SIZE(8),
  PACKAGE_INSTALLED(8),
  LOCATION_STARTS(4),
  LOCATION_BYTES(1, LOCATION_STARTS),
  /** The length of a checksum tells its algorithm. */
  CHECKSUM_STARTS(4),
  CHECKSUM_BYTES(1, CHECKSUM_STARTS),
  /** Hash table of checksums: number of the package plus one, or 0. */
  CHECKSUM_SLOTS(4),
  /** Per package and kind of relation, the kind running faster. */
  KIND_STARTS(4),
  /** Relations. */
  KIND_RELATIONS(4, KIND_STARTS),
  /** Per name: the packages called so. */
  NAMED_STARTS(4),
  NAMED(4, NAMED_STARTS),
  /** Per name: the packages that provide it. */
  PROVIDER_STARTS(4),
  PROVIDERS(4, PROVIDER_STARTS),
  /** Parallel to the providers: the relation by which. */
  PROVIDED(4, PROVIDER_STARTS),
  /** Per name: the packages that obsolete it; one may come twice in a row. */
  OBSOLETER_STARTS(4),
  OBSOLETERS(4, OBSOLETER_STARTS),
  /** Per name: the packages that ship the file; one may come twice in a row. */
  OWNER_STARTS(4),
  OWNERS(4, OWNER_STARTS);

  private final int width;
  private final @Nullable IndexColumn starts;

  IndexColumn(int width) {
    this(width, null);
  }

  IndexColumn(int width, @Nullable IndexColumn starts) {
    this.width = width;
    this.starts = starts;
  }

  /** Bytes per entry. */
  int width() {
    return width;
  }

  /** The column that divides this one into runs; null if none does. */
  @Nullable IndexColumn dividedBy() {
    return starts;
  }
}
