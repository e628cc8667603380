package org.diracgrid.diracos.python.pin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The difference of two texts in the unified form, three lines of context around each change. */
public final class TextDiff {

  private static final int CONTEXT = 3;

  /** Above this product of lengths the middle counts as changed as a whole. */
  private static final long MOST = 16_000_000;

  /** A line of the result: {@code ' '}, {@code '-'} or {@code '+'}, and the text. */
  private record Line(char mark, String text) {}

  private TextDiff() {}

  /**
   * The lines of the difference; none if the texts are the same.
   *
   * @param name what the head calls the file
   */
  public static List<String> lines(String name, String before, String after) {
    if (before.equals(after)) {
      return List.of();
    }
    List<Line> script = script(split(before), split(after));
    List<String> result = new ArrayList<>(List.of("--- " + name, "+++ " + name));
    int at = 0;
    while (at < script.size()) {
      int first = change(script, at);
      if (first == script.size()) {
        break;
      }
      int from = Math.max(at, first - CONTEXT);
      int last = first;
      for (int next = first; next < script.size() && next <= last + 2 * CONTEXT + 1; ) {
        last = next;
        next = change(script, next + 1);
      }
      int to = Math.min(script.size(), last + CONTEXT + 1);
      hunk(script, from, to, result);
      at = to;
    }
    return result;
  }

  private static List<String> split(String text) {
    return text.isEmpty() ? List.of() : Arrays.asList(text.split("(?<=\n)"));
  }

  private static int change(List<Line> script, int from) {
    int at = from;
    while (at < script.size() && script.get(at).mark == ' ') {
      at++;
    }
    return at;
  }

  private static void hunk(List<Line> script, int from, int to, List<String> result) {
    int oldStart = count(script, 0, from, '+');
    int newStart = count(script, 0, from, '-');
    int oldCount = count(script, from, to, '+');
    int newCount = count(script, from, to, '-');
    result.add("@@ -" + range(oldStart, oldCount) + " +" + range(newStart, newCount) + " @@");
    for (Line line : script.subList(from, to)) {
      String text = line.text;
      boolean ended = text.endsWith("\n");
      result.add(line.mark + (ended ? text.substring(0, text.length() - 1) : text));
      if (!ended) {
        result.add("\\ No newline at end of file");
      }
    }
  }

  private static String range(int before, int count) {
    int start = count == 0 ? before : before + 1;
    return count == 1 ? String.valueOf(start) : start + "," + count;
  }

  /** How many lines have another mark than that. */
  private static int count(List<Line> script, int from, int to, char not) {
    return (int) script.subList(from, to).stream().filter(line -> line.mark != not).count();
  }

  private static List<Line> script(List<String> before, List<String> after) {
    int head = 0;
    int least = Math.min(before.size(), after.size());
    while (head < least && before.get(head).equals(after.get(head))) {
      head++;
    }
    int tail = 0;
    while (tail < least - head
        && before.get(before.size() - 1 - tail).equals(after.get(after.size() - 1 - tail))) {
      tail++;
    }
    List<Line> script = new ArrayList<>();
    before.subList(0, head).forEach(line -> script.add(new Line(' ', line)));
    middle(
        before.subList(head, before.size() - tail),
        after.subList(head, after.size() - tail),
        script);
    before
        .subList(before.size() - tail, before.size())
        .forEach(line -> script.add(new Line(' ', line)));
    return script;
  }

  /** By the longest common subsequence. */
  private static void middle(List<String> before, List<String> after, List<Line> script) {
    int rows = before.size();
    int columns = after.size();
    boolean small = (long) rows * columns <= MOST;
    int[][] common = small ? new int[rows + 1][columns + 1] : new int[0][0];
    for (int i = rows - 1; small && i >= 0; i--) {
      for (int j = columns - 1; j >= 0; j--) {
        common[i][j] =
            before.get(i).equals(after.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    int i = 0;
    int j = 0;
    while (i < rows || j < columns) {
      if (small && i < rows && j < columns && before.get(i).equals(after.get(j))) {
        script.add(new Line(' ', before.get(i++)));
        j++;
      } else if (i < rows && (j == columns || !small || common[i + 1][j] >= common[i][j + 1])) {
        script.add(new Line('-', before.get(i++)));
      } else {
        script.add(new Line('+', after.get(j++)));
      }
    }
  }
}
