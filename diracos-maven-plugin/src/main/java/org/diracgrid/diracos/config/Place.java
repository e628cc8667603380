package org.diracgrid.diracos.config;

/**
 * Where a value was written.
 *
 * @param source the file's name, or the property such as {@code -Ddiracos.packages}
 * @param line from 1; 0 if the source has no lines
 * @param column from 1, counted in characters; 0 if the source has no lines
 * @param pointer JSON pointer (RFC 6901) within the source; empty for the whole
 */
public record Place(String source, int line, int column, String pointer) {

  /** A source without lines. */
  public static Place of(String source) {
    return new Place(source, 0, 0, "");
  }

  /** The place of a member or item: same position until a reader knows better. */
  Place child(String name) {
    return new Place(source, line, column, pointer + "/" + escape(name));
  }

  /** {@code name} as one step of a JSON pointer. */
  static String escape(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  /** {@code diracos.json:12:5 (/bundle/level)}, or only what there is of it. */
  @Override
  public String toString() {
    String position = line == 0 ? source : source + ":" + line + ":" + column;
    return pointer.isEmpty() ? position : position + " (" + pointer + ")";
  }
}
