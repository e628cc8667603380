package org.diracgrid.diracos.build.patch;

/**
 * A member of an archive.
 *
 * @param name without {@code ./} before and a slash behind
 * @param kind what it is
 * @param patchable whether its content can be replaced: a plain file, not sparse
 */
record ArchiveMember(String name, Kind kind, boolean patchable) {

  /** What a member is. */
  enum Kind {
    FILE,
    DIRECTORY,
    SYMLINK,
    HARD_LINK,
    OTHER
  }

  /** The name as it is compared. */
  static String plain(String name) {
    String plain = name;
    while (plain.startsWith("./")) {
      plain = plain.substring(2);
    }
    while (plain.endsWith("/")) {
      plain = plain.substring(0, plain.length() - 1);
    }
    return plain;
  }
}
