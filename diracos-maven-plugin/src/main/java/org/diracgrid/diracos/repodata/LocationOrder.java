package org.diracgrid.diracos.repodata;

import java.util.Arrays;
import org.diracgrid.diracos.path.FileNames;

/** createrepo_c's order of packages: by file name, then by directory, byte by byte. */
final class LocationOrder {

  private LocationOrder() {}

  static int compare(String a, String b) {
    int nameOfA = a.lastIndexOf('/') + 1;
    int nameOfB = b.lastIndexOf('/') + 1;
    int order = bytes(a.substring(nameOfA), b.substring(nameOfB));
    return order != 0 ? order : bytes(directory(a, nameOfA), directory(b, nameOfB));
  }

  private static String directory(String location, int name) {
    return location.substring(0, Math.max(0, name - 1));
  }

  private static int bytes(String a, String b) {
    int common = Math.min(a.length(), b.length());
    for (int i = 0; i < common; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x >= 0x80 || y >= 0x80) {
        return Arrays.compareUnsigned(FileNames.encode(a), FileNames.encode(b));
      }
      if (x != y) {
        return x - y;
      }
    }
    return a.length() - b.length();
  }
}
