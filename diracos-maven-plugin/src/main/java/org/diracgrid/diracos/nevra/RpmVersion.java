package org.diracgrid.diracos.nevra;

/**
 * rpm's comparison of version and release strings, after the description in rpm's manual ({@code
 * rpm-version(7)}): runs of digits and of letters are compared one by one, everything else only
 * separates; {@code ~} sorts below everything, even the end; {@code ^} sorts just above the end.
 */
final class RpmVersion {

  private RpmVersion() {}

  /** Negative, zero or positive as {@code a} is older than, the same as or newer than {@code b}. */
  static int compare(String a, String b) {
    if (a.equals(b)) {
      return 0;
    }
    int i = 0;
    int j = 0;
    while (true) {
      i = skipSeparators(a, i);
      j = skipSeparators(b, j);
      char x = i < a.length() ? a.charAt(i) : 0;
      char y = j < b.length() ? b.charAt(j) : 0;
      if (x == '~' || y == '~') {
        if (x != y) {
          return x == '~' ? -1 : 1;
        }
        i++;
        j++;
        continue;
      }
      if (x == '^' || y == '^') {
        if (x == y) {
          i++;
          j++;
          continue;
        }
        if (x == 0 || y == 0) {
          return x == 0 ? -1 : 1;
        }
        return x == '^' ? -1 : 1;
      }
      if (x == 0 || y == 0) {
        return x == y ? 0 : x == 0 ? -1 : 1;
      }
      boolean digits = isDigit(x);
      if (digits != isDigit(y)) {
        return digits ? 1 : -1;
      }
      int endA = runEnd(a, i, digits);
      int endB = runEnd(b, j, digits);
      int order =
          digits ? compareNumbers(a, i, endA, b, j, endB) : compareWords(a, i, endA, b, j, endB);
      if (order != 0) {
        return order;
      }
      i = endA;
      j = endB;
    }
  }

  /** A hash that is the same for strings that {@link #compare} finds equal. */
  static int hash(String text) {
    int hash = 7;
    int i = skipSeparators(text, 0);
    while (i < text.length()) {
      char c = text.charAt(i);
      int end = i + 1;
      if (c != '~' && c != '^') {
        end = runEnd(text, i, isDigit(c));
        while (isDigit(c) && i < end - 1 && text.charAt(i) == '0') {
          i++;
        }
      }
      while (i < end) {
        hash = 31 * hash + text.charAt(i++);
      }
      hash = 31 * hash + 1;
      i = skipSeparators(text, i);
    }
    return hash;
  }

  private static int compareNumbers(String a, int i, int endA, String b, int j, int endB) {
    while (i < endA && a.charAt(i) == '0') {
      i++;
    }
    while (j < endB && b.charAt(j) == '0') {
      j++;
    }
    int byLength = Integer.compare(endA - i, endB - j);
    return byLength != 0 ? byLength : compareWords(a, i, endA, b, j, endB);
  }

  private static int compareWords(String a, int i, int endA, String b, int j, int endB) {
    while (i < endA && j < endB) {
      int order = Character.compare(a.charAt(i++), b.charAt(j++));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(endA - i, endB - j);
  }

  private static int skipSeparators(String s, int i) {
    while (i < s.length()
        && !isDigit(s.charAt(i))
        && !isLetter(s.charAt(i))
        && s.charAt(i) != '~'
        && s.charAt(i) != '^') {
      i++;
    }
    return i;
  }

  private static int runEnd(String s, int i, boolean digits) {
    int end = i;
    while (end < s.length() && (digits ? isDigit(s.charAt(end)) : isLetter(s.charAt(end)))) {
      end++;
    }
    return end;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
