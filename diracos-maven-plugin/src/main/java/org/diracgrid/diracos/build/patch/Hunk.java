package org.diracgrid.diracos.build.patch;

import java.util.List;

/**
 * One place that a patch changes.
 *
 * @param number of the hunk within its file, from 1
 * @param line of the patch file that its header stands on, from 1
 * @param oldStart line that it begins at, from 1; the line before it where {@code oldCount} is 0
 * @param newStart line that its result begins at
 * @param lines context, removed and added ones, in their order
 */
record Hunk(int number, int line, int oldStart, int newStart, List<Line> lines) {

  Hunk {
    lines = List.copyOf(lines);
  }

  /** What becomes of a line. */
  enum Kind {
    CONTEXT,
    REMOVED,
    ADDED
  }

  /**
   * A line.
   *
   * @param text with its line feed, if it has one
   */
  record Line(Kind kind, String text) {}

  /** The lines that must be there. */
  List<String> before() {
    return lines.stream().filter(l -> l.kind != Kind.ADDED).map(Line::text).toList();
  }

  /** How many lines of context it begins with. */
  int prefix() {
    int n = 0;
    while (n < lines.size() && lines.get(n).kind == Kind.CONTEXT) {
      n++;
    }
    return n;
  }

  /** How many lines of context it ends with. */
  int suffix() {
    int n = 0;
    while (n < lines.size() && lines.get(lines.size() - 1 - n).kind == Kind.CONTEXT) {
      n++;
    }
    return n;
  }

  /** The hunk that takes this one back. */
  Hunk reversed() {
    List<Line> turned =
        lines.stream()
            .map(
                l ->
                    switch (l.kind) {
                      case CONTEXT -> l;
                      case REMOVED -> new Line(Kind.ADDED, l.text);
                      case ADDED -> new Line(Kind.REMOVED, l.text);
                    })
            .toList();
    return new Hunk(number, line, newStart, oldStart, turned);
  }

  /** The hunk without the carriage returns at the ends of its lines. */
  Hunk withoutCarriageReturns() {
    return new Hunk(
        number,
        line,
        oldStart,
        newStart,
        lines.stream()
            .map(
                l ->
                    l.text.endsWith("\r\n")
                        ? new Line(l.kind, l.text.substring(0, l.text.length() - 2) + "\n")
                        : l)
            .toList());
  }
}
