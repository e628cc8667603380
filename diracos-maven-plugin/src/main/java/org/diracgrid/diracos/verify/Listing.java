package org.diracgrid.diracos.verify;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Lists in findings: the first few, and how many more there are. */
final class Listing {

  static final int SHOWN = 5;

  private Listing() {}

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
    return number + " " + thing + (number == 1 ? "" : "s");
  }
}
