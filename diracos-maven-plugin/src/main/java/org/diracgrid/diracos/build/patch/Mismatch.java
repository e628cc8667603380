package org.diracgrid.diracos.build.patch;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.diracgrid.diracos.path.FileNames;

/** Words for a hunk that fits nowhere: the nearest place, and both sides of it. */
final class Mismatch {

  private static final int WIDTH = 44;
  private static final int ROWS = 14;

  /** Looking for the nearest place compares this many lines at most. */
  private static final long EFFORT = 50_000_000;

  private final List<String> pattern;
  private final List<String> input;
  private final int guess;

  private Mismatch(Hunk hunk, List<String> input) {
    this.pattern = hunk.before();
    this.input = input;
    this.guess = Math.max(1, hunk.oldStart());
  }

  static String describe(Hunk hunk, List<String> input) {
    return new Mismatch(hunk, input).text();
  }

  private String text() {
    if (input.isEmpty()) {
      return "the file is empty";
    }
    int where = nearest();
    int same = same(where);
    List<String> rows = new ArrayList<>();
    rows.add(
        String.format(
            Locale.ROOT,
            "the nearest place is line %d, where %d of %d lines are as expected:",
            where,
            same,
            pattern.size()));
    rows.add(row("line", " ", "expected", "found"));
    int first = firstDifference(where);
    int from = Math.max(0, Math.min(first - 3, pattern.size() - ROWS));
    int to = Math.min(pattern.size(), from + ROWS);
    if (from > 0) {
      rows.add("(" + from + " lines as expected before)");
    }
    for (int i = from; i < to; i++) {
      int line = where - 1 + i;
      boolean there = line < input.size();
      boolean equal = there && input.get(line).equals(pattern.get(i));
      rows.add(
          row(
              Integer.toString(line + 1),
              equal ? " " : "!",
              shown(pattern.get(i)),
              there ? shown(input.get(line)) : "(end of the file)"));
    }
    if (to < pattern.size()) {
      rows.add("(" + (pattern.size() - to) + " more lines)");
    }
    return String.join("\n", rows);
  }

  /**
   * The place with the most lines as expected; of several the one nearest to where it should be.
   */
  private int nearest() {
    int best = Math.min(guess, input.size());
    int bestSame = same(best);
    long left = EFFORT;
    for (int away = 1; left > 0 && (guess + away <= input.size() || guess - away >= 1); away++) {
      for (int where : new int[] {guess + away, guess - away}) {
        if (where >= 1 && where <= input.size()) {
          left -= pattern.size();
          int same = same(where);
          if (same > bestSame) {
            best = where;
            bestSame = same;
          }
        }
      }
    }
    return best;
  }

  private int same(int where) {
    int same = 0;
    for (int i = 0; i < pattern.size() && where - 1 + i < input.size(); i++) {
      same += input.get(where - 1 + i).equals(pattern.get(i)) ? 1 : 0;
    }
    return same;
  }

  private int firstDifference(int where) {
    for (int i = 0; i < pattern.size(); i++) {
      int line = where - 1 + i;
      if (line >= input.size() || !input.get(line).equals(pattern.get(i))) {
        return i;
      }
    }
    return pattern.size();
  }

  private static String row(String line, String mark, String expected, String found) {
    String left = expected + " ".repeat(Math.max(0, WIDTH - expected.length()));
    return String.format(Locale.ROOT, "%6s %s %s | %s", line, mark, left, found).stripTrailing();
  }

  /** Tabs, carriage returns and a line without end are shown, since they are what often differs. */
  private static String shown(String line) {
    boolean ended = line.endsWith("\n");
    byte[] bytes =
        (ended ? line.substring(0, line.length() - 1) : line).getBytes(StandardCharsets.ISO_8859_1);
    StringBuilder out = new StringBuilder();
    FileNames.decode(bytes, 0, bytes.length)
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                default -> out.appendCodePoint(isShown(c) ? c : '?');
              }
            });
    if (out.length() > WIDTH) {
      out.setLength(WIDTH - 1);
      out.append('…');
    }
    return ended ? out.toString() : out + "\\";
  }

  private static boolean isShown(int c) {
    return !Character.isISOControl(c) && !(c >= 0xD800 && c <= 0xDFFF);
  }
}
