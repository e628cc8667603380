package org.diracgrid.diracos.verify;

import java.util.ArrayList;
import java.util.List;

/**
 * Which distributions have which glibc.
 *
 * <p>After the table "Distro compatibility" of mayeut/pep600_compliance, which looks into the
 * container image of each; SLES 12, 15 and 16 and openSUSE Leap 42 and 16 after their package
 * lists. Fedora is left out: its releases live shorter than bundles. Service packs are named where
 * glibc changed.
 */
final class Distributions {

  /** Oldest first in each family. */
  private static final List<List<Release>> FAMILIES =
      List.of(
          List.of(
              release("EL6", "2.12"),
              release("EL7", "2.17"),
              release("EL8", "2.28"),
              release("EL9", "2.34"),
              release("EL10", "2.39")),
          List.of(
              release("Debian 8", "2.19"),
              release("Debian 9", "2.24"),
              release("Debian 10", "2.28"),
              release("Debian 11", "2.31"),
              release("Debian 12", "2.36"),
              release("Debian 13", "2.41")),
          List.of(
              release("Ubuntu 14.04", "2.19"),
              release("Ubuntu 16.04", "2.23"),
              release("Ubuntu 18.04", "2.27"),
              release("Ubuntu 20.04", "2.31"),
              release("Ubuntu 22.04", "2.35"),
              release("Ubuntu 24.04", "2.39")),
          List.of(
              release("SLES 12", "2.19"),
              release("SLES 12 SP2", "2.22"),
              release("SLES 15", "2.26"),
              release("SLES 15 SP3", "2.31"),
              release("SLES 15 SP6", "2.38"),
              release("SLES 16.0", "2.40")),
          List.of(
              release("openSUSE Leap 42.1", "2.19"),
              release("openSUSE Leap 42.2", "2.22"),
              release("openSUSE Leap 15.0", "2.26"),
              release("openSUSE Leap 15.3", "2.31"),
              release("openSUSE Leap 15.6", "2.38"),
              release("openSUSE Leap 16.0", "2.40")),
          List.of(release("Amazon Linux 2", "2.26"), release("Amazon Linux 2023", "2.34")));

  private record Release(String name, GlibcVersion glibc) {}

  private Distributions() {}

  private static Release release(String name, String glibc) {
    return new Release(name, GlibcVersion.parse(glibc).orElseThrow());
  }

  /** The oldest release of each family that has glibc {@code floor} or newer. */
  static List<String> oldestWith(GlibcVersion floor) {
    List<String> names = new ArrayList<>();
    for (List<Release> family : FAMILIES) {
      family.stream()
          .filter(release -> release.glibc.compareTo(floor) >= 0)
          .findFirst()
          .ifPresent(release -> names.add(release.name));
    }
    return names;
  }
}
