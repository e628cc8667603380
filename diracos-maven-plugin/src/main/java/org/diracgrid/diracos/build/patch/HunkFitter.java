package org.diracgrid.diracos.build.patch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts hunks into the lines of a file, where GNU patch would put them.
 *
 * <p>A hunk is looked for at its line, moved by the offset of the hunk before it, then ever farther
 * away, forwards first. Nothing found, the same again with one line of context disregarded, then
 * two. A hunk with less context at its end than at its begin was made at the end of the file and
 * has to match there; likewise at the begin. What earlier hunks changed is not matched again.
 */
final class HunkFitter {

  static final int FUZZ = 2;

  private final List<String> input;
  private final List<String> output = new ArrayList<>();

  /** How many lines of the input are done with. */
  private int frozen;

  private int offset;

  HunkFitter(List<String> input) {
    this.input = input;
  }

  /**
   * Where a hunk went.
   *
   * @param line of the result, from 1
   */
  record Placed(int line, int offset, int fuzz) {}

  /** Applies the next hunk; empty, and nothing done, if it fits nowhere. */
  Optional<Placed> put(Hunk hunk) {
    int context = Math.max(hunk.prefix(), hunk.suffix());
    for (int fuzz = 0; fuzz <= Math.min(FUZZ, context); fuzz++) {
      int before = offset;
      int where = locate(hunk, fuzz);
      if (where > 0) {
        int line = where + output.size() - frozen;
        splice(hunk, where);
        return Optional.of(new Placed(line, offset, fuzz));
      }
      offset = before;
    }
    return Optional.empty();
  }

  /** The lines with all hunks applied; the last call. */
  List<String> result() {
    copyTo(input.size());
    return List.copyOf(output);
  }

  /** The input line, from 1, that the hunk begins at; 0 if there is none. */
  private int locate(Hunk hunk, int fuzz) {
    List<String> pattern = hunk.before();
    int context = Math.max(hunk.prefix(), hunk.suffix());
    int head = fuzz + hunk.prefix() - context;
    int tail = fuzz + hunk.suffix() - context;
    int first = hunk.oldStart() + (pattern.isEmpty() ? 1 : 0);
    int guess = first + offset;
    if (pattern.isEmpty()) {
      return guess > frozen && guess <= input.size() + 1 ? guess : 0;
    }
    int most = input.size() - (pattern.size() - tail) + 1;
    int forward = most - guess;
    int back = Math.min(guess - (frozen + 1), guess - 1);
    if (head < 0 && first <= 1) {
      boolean fits = frozen <= hunk.prefix() && 1 - guess <= forward;
      return fits && matches(pattern, 1, 0, tail) ? found(1, guess) : 0;
    }
    int skipped = Math.max(head, 0);
    if (tail < 0) {
      int last = input.size() - pattern.size() + 1;
      return guess - last <= back && matches(pattern, last, skipped, 0) ? found(last, guess) : 0;
    }
    int farthest = Math.max(forward, back);
    for (int away = 0; away <= farthest; away++) {
      if (away <= forward && matches(pattern, guess + away, skipped, tail)) {
        return found(guess + away, guess);
      }
      if (away > 0 && away <= back && matches(pattern, guess - away, skipped, tail)) {
        return found(guess - away, guess);
      }
    }
    return 0;
  }

  private int found(int where, int guess) {
    offset += where - guess;
    return where;
  }

  private boolean matches(List<String> pattern, int where, int head, int tail) {
    for (int i = head; i < pattern.size() - tail; i++) {
      int line = where - 1 + i;
      if (line < 0 || line >= input.size() || !input.get(line).equals(pattern.get(i))) {
        return false;
      }
    }
    return where > 0;
  }

  /** Context comes from the file, since with fuzz it may differ. */
  private void splice(Hunk hunk, int where) {
    int line = where - 1;
    for (Hunk.Line each : hunk.lines()) {
      switch (each.kind()) {
        case CONTEXT -> line++;
        case REMOVED -> {
          copyTo(line);
          frozen++;
          line++;
        }
        case ADDED -> {
          copyTo(line);
          add(each.text());
        }
      }
    }
  }

  private void copyTo(int end) {
    while (frozen < Math.min(end, input.size())) {
      add(input.get(frozen++));
    }
  }

  /** A line without its feed is no longer the last when another one follows, and gets one. */
  private void add(String line) {
    int last = output.size() - 1;
    if (last >= 0 && !output.get(last).endsWith("\n")) {
      output.set(last, output.get(last) + "\n");
    }
    output.add(line);
  }
}
