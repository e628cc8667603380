package org.diracgrid.diracos.python;

/**
 * A line of a distribution's {@code RECORD}: a path relative to the directory of modules, a digest
 * and a size, as comma-separated values. Source: the specification of recording installed projects.
 *
 * @param path of the file, without the quotes of a name that has a comma
 * @param rest digest and size, with the commas before them
 */
public record RecordLine(String path, String rest) {

  /** Reads a line. */
  public static RecordLine parse(String line) {
    int last = line.lastIndexOf(',');
    int digest = last < 0 ? -1 : line.lastIndexOf(',', last - 1);
    String rest = digest < 0 ? "" : line.substring(digest);
    String column = line.substring(0, line.length() - rest.length());
    return new RecordLine(
        column.startsWith("\"")
            ? column.substring(1, column.length() - 1).replace("\"\"", "\"")
            : column,
        rest);
  }
}
