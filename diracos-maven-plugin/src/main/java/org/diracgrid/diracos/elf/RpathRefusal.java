package org.diracgrid.diracos.elf;

/** Why a file gets no search path, and what can be done about it. */
public enum RpathRefusal {
  SEPARATE_DEBUG("it is a separate debug file", Fix.LEAVE),
  NO_DYNAMIC("it has no dynamic section", Fix.LEAVE),
  NOT_LOADED("it is neither a program nor a library", Fix.LEAVE),
  STATIC_PIE("it is a static-pie program, which a search path would crash", Fix.LEAVE),
  MIPS(
      "the dynamic section of MIPS files points at itself",
      "have the linker write the search path: build with -Wl,-rpath"),
  DYNAMIC_ELSEWHERE(
      "the dynamic section lies elsewhere in memory than in the file", Fix.REBUILD_PLAIN),
  SECTION_OUTSIDE("a section lies outside of the file", Fix.INTACT),
  NO_SECTIONS(
      "it has no section headers, so it is unknown what may be moved",
      "build it without sstrip; strip alone keeps them"),
  STRINGS_UNDESCRIBED("no section of its own describes .dynstr", Fix.REBUILD_PLAIN),
  DYNAMIC_UNDESCRIBED("no section describes the dynamic section", Fix.REBUILD_PLAIN),
  OVERLAY(
      "data that is not ELF follows the file's content",
      "have the packer that put it there run after relocation, or build with -Wl,-rpath"),
  TOO_MANY_SEGMENTS("it has too many program headers", Fix.REBUILD_ROOM),
  BEHIND_HEADERS("what follows the program headers cannot be moved", Fix.REBUILD_ROOM),
  NOTES_BEHIND_HEADERS("notes behind the program headers cannot be moved", Fix.REBUILD_ROOM),
  SEGMENT_BEHIND_HEADERS("a segment lies right behind the program headers", Fix.REBUILD_ROOM),
  BETWEEN_NOTES("what lies between notes cannot be moved", Fix.REBUILD_ROOM),
  UNKNOWN_POINTER("a dynamic entry points behind the program headers", Fix.REBUILD_ROOM),
  SECTIONS_DISAGREE("sections and segments disagree", Fix.REBUILD_PLAIN),
  NO_ADDRESS("there is no address left for another segment", Fix.REBUILD_ROOM),
  TABLES_OVERLAP("tables lie over each other", Fix.INTACT);

  private final String reason;
  private final String fix;

  RpathRefusal(String reason, String fix) {
    this.reason = reason;
    this.fix = fix;
  }

  /** What stands against it, in one line. */
  public String reason() {
    return reason;
  }

  /** What somebody who needs the path can do, in one line. */
  public String fix() {
    return fix;
  }

  /** What several reasons have in common; a class of its own, since constants come first. */
  private static final class Fix {
    static final String LEAVE = "leave it as it is: the loader never searches for it";
    static final String REBUILD_ROOM =
        "rebuild its package with room for a search path, as by -Wl,-rpath,/x/long/one, or remove"
            + " the file";
    static final String REBUILD_PLAIN =
        "rebuild its package with a usual linker and without a packer, or remove the file";
    static final String INTACT = "take the file from an intact package, or remove it";

    private Fix() {}
  }
}
