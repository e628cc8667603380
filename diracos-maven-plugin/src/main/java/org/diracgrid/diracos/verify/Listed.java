package org.diracgrid.diracos.verify;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Many facts of one kind as one finding: the first few, and how many more there are. */
final class Listed {

  static final int SHOWN = 5;

  private Listed() {}

  /** One a line. */
  static String lines(Collection<String> all) {
    return joined("\n", all);
  }

  /** In one line. */
  static String inline(Collection<String> all) {
    return joined(", ", all);
  }

  private static String joined(String separator, Collection<String> all) {
    List<String> shown = new ArrayList<>(all.stream().limit(SHOWN).toList());
    if (all.size() > SHOWN) {
      shown.add("and " + (all.size() - SHOWN) + " more");
    }
    return String.join(separator, shown);
  }

  /** {@code 1 file}, {@code 2 files}. */
  static String count(int number, String thing) {
    return count(number, thing, thing + "s");
  }

  /** {@code 1 link is absolute}, {@code 2 links are absolute}. */
  static String count(int number, String one, String several) {
    return number + " " + (number == 1 ? one : several);
  }
}
