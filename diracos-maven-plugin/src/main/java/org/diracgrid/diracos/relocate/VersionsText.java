package org.diracgrid.diracos.relocate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** What a bundle is made of, as DIRACOS v1 wrote it, but sorted and without a clock. */
public final class VersionsText {

  private VersionsText() {}

  /**
   * The lines of {@code versions.txt}.
   *
   * @param title what it is about
   * @param packages NEVRAs
   * @param distributions of Python, as {@code name==version}
   */
  public static List<String> lines(
      List<String> title, Collection<String> packages, Collection<String> distributions) {
    List<String> lines = new ArrayList<>(title);
    lines.add("");
    lines.add("===== RPM packages =====");
    lines.add("");
    lines.addAll(new TreeSet<>(packages));
    lines.add("");
    lines.add("===== Python packages =====");
    lines.add("");
    lines.addAll(new TreeSet<>(distributions));
    return lines;
  }
}
