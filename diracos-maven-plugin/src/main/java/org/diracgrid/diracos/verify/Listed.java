package org.diracgrid.diracos.verify;

import java.util.ArrayList;
import java.util.List;

/** Many facts of one kind as one finding: nobody reads a thousand. */
final class Listed {

  private static final int SHOWN = 5;

  private Listed() {}

  /** The first lines, and how many more there are. */
  static String lines(List<String> lines) {
    List<String> shown = new ArrayList<>(lines.subList(0, Math.min(SHOWN, lines.size())));
    if (lines.size() > SHOWN) {
      shown.add("and " + (lines.size() - SHOWN) + " more");
    }
    return String.join("\n", shown);
  }

  /** {@code 1 link is absolute}, {@code 2 links are absolute}. */
  static String count(int number, String one, String several) {
    return number + " " + (number == 1 ? one : several);
  }
}
