package org.diracgrid.diracos.publish;

import java.util.ArrayList;
import java.util.List;

/**
 * One line of a CFG.
 *
 * @param text without its ending
 * @param ending a line feed, with or without a carriage return; empty at the end of the file
 */
record CfgLine(String text, String ending) {

  /** The lines of a text, which joined give it back. */
  static List<CfgLine> split(String text) {
    List<CfgLine> lines = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      int feed = text.indexOf('\n', start);
      int end = feed < 0 ? text.length() : feed;
      int next = feed < 0 ? text.length() : feed + 1;
      if (feed > start && text.charAt(feed - 1) == '\r') {
        end--;
      }
      lines.add(new CfgLine(text.substring(start, end), text.substring(end, next)));
      start = next;
    }
    return lines;
  }

  /** The blanks before the first character. */
  String indent() {
    return text.substring(0, first());
  }

  /** Index of the first character that is no blank; the length if there is none. */
  int first() {
    int at = 0;
    while (at < text.length() && isBlank(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /** The text without blanks around it. */
  String stripped() {
    return strip(text);
  }

  /** The text without blanks around it, as Python, in which clients are written, strips it. */
  static String strip(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isBlank(text.charAt(start))) {
      start++;
    }
    while (end > start && isBlank(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isBlank(char c) {
    return c == ' '
        || (c >= '\t' && c <= '\r')
        || (c >= 0x1c && c <= 0x1f)
        || c == 0x85
        || c == 0xa0
        || (c > 0xff && Character.isSpaceChar(c));
  }
}
