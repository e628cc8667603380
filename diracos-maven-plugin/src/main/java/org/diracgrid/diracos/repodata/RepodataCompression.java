package org.diracgrid.diracos.repodata;

/** How the documents of a repository are compressed. */
public enum RepodataCompression {
  /** gzip: every client reads it. */
  GZ(".gz", 6),
  /** zstd: half the time and less space; clients from EL 8 on read it. */
  ZST(".zst", 9);

  private final String suffix;
  private final int level;

  RepodataCompression(String suffix, int level) {
    this.suffix = suffix;
    this.level = level;
  }

  /** What the names of files end with. */
  public String suffix() {
    return suffix;
  }

  int level() {
    return level;
  }
}
