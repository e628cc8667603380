package org.diracgrid.diracos.repodata;

import java.util.Arrays;
import java.util.Comparator;
import org.diracgrid.diracos.path.FileNames;

/** createrepo_c's order of packages: by file name, then by directory, byte by byte. */
final class LocationOrder implements Comparator<RepositoryScan.Found> {

  /** Of package files. */
  static final LocationOrder OF_FILES = new LocationOrder();

  private LocationOrder() {}

  @Override
  public int compare(RepositoryScan.Found a, RepositoryScan.Found b) {
    return compare(a.location(), b.location());
  }

  static int compare(String a, String b) {
    int nameOfA = a.lastIndexOf('/') + 1;
    int nameOfB = b.lastIndexOf('/') + 1;
    int order = bytes(a, nameOfA, a.length(), b, nameOfB, b.length());
    return order != 0
        ? order
        : bytes(a, 0, Math.max(0, nameOfA - 1), b, 0, Math.max(0, nameOfB - 1));
  }

  private static int bytes(String a, int fromA, int toA, String b, int fromB, int toB) {
    int common = Math.min(toA - fromA, toB - fromB);
    for (int i = 0; i < common; i++) {
      char x = a.charAt(fromA + i);
      char y = b.charAt(fromB + i);
      if (x >= 0x80 || y >= 0x80) {
        return Arrays.compareUnsigned(
            FileNames.encode(a.substring(fromA, toA)), FileNames.encode(b.substring(fromB, toB)));
      }
      if (x != y) {
        return x - y;
      }
    }
    return (toA - fromA) - (toB - fromB);
  }
}
