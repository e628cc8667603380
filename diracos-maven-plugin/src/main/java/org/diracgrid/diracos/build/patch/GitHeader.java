package org.diracgrid.diracos.build.patch;

import java.util.List;
import java.util.Optional;

/** What git says of a file before its hunks. */
final class GitHeader {

  private static final GitHeader NONE = new GitHeader(false, 0, "", "");

  private final boolean there;
  private final int line;
  private String oldName;
  private String newName;
  private boolean created;
  private boolean deleted;
  private boolean renamed;
  private boolean copied;
  private int mode = -1;

  private GitHeader(boolean there, int line, String oldName, String newName) {
    this.there = there;
    this.line = line;
    this.oldName = oldName;
    this.newName = newName;
  }

  static GitHeader none() {
    return NONE;
  }

  /**
   * Reads the names of a {@code diff --git} line; those of a rename follow in lines of their own.
   */
  static GitHeader begin(PatchReader reader, String names) {
    int at = reader.at();
    try {
      HeaderName[] both = HeaderName.parseGit(names);
      return new GitHeader(
          true, at + 1, reader.stripped(both[0], at), reader.stripped(both[1], at));
    } catch (IllegalArgumentException e) {
      return new GitHeader(true, at + 1, "", "");
    }
  }

  /** Takes a line if it belongs to the header. */
  boolean take(PatchReader reader, String text) {
    if (!there) {
      return false;
    }
    if (text.startsWith("new file mode ")) {
      created = true;
      mode = permissions(reader, text);
    } else if (text.startsWith("deleted file mode ")) {
      deleted = true;
    } else if (text.startsWith("new mode ")) {
      mode = permissions(reader, text);
    } else if (text.startsWith("rename from ") || text.startsWith("copy from ")) {
      renamed |= text.startsWith("rename");
      copied |= text.startsWith("copy");
      oldName = path(reader, text, " from ");
    } else if (text.startsWith("rename to ") || text.startsWith("copy to ")) {
      newName = path(reader, text, " to ");
    } else {
      return text.startsWith("old mode ")
          || text.startsWith("index ")
          || text.startsWith("similarity index ")
          || text.startsWith("dissimilarity index ");
    }
    return true;
  }

  private static String path(PatchReader reader, String text, String word) {
    HeaderName name = reader.name(text.substring(text.indexOf(word) + word.length()));
    return reader.checked(name.path(), reader.at());
  }

  private static int permissions(PatchReader reader, String text) {
    String digits = text.substring(text.lastIndexOf(' ') + 1);
    if (!digits.matches("[0-7]{6}")) {
      throw reader.wrong("'" + digits + "' is no mode of a file");
    }
    if (!digits.startsWith("100")) {
      throw reader.wrong("the patch makes what is no plain file: mode " + digits);
    }
    return Integer.parseInt(digits.substring(3), 8);
  }

  boolean renamed() {
    return renamed;
  }

  boolean copied() {
    return copied;
  }

  int mode() {
    return mode;
  }

  /** What the header does without any hunk. */
  Optional<FilePatch> alone(PatchReader reader) {
    boolean does = created || deleted || renamed || copied || mode >= 0;
    if (!there || !does) {
      return Optional.empty();
    }
    boolean before = !created && !oldName.isEmpty();
    boolean after = !deleted && !newName.isEmpty();
    if ((!before && !after) || ((renamed || copied) && !(before && after))) {
      throw reader.wrong("the header of git before this line names no file that it could be about");
    }
    return Optional.of(
        new FilePatch(
            line,
            created ? "" : oldName,
            deleted ? "" : newName,
            created,
            deleted,
            renamed,
            copied,
            mode,
            false,
            List.of()));
  }
}
