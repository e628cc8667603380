package org.diracgrid.diracos.digest;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The checksum of some bytes.
 *
 * @param algorithm how it was made
 * @param hex lower-case hexadecimal digits, of the algorithm's length
 */
public record Checksum(Algorithm algorithm, String hex) {

  private static final Pattern HEX = Pattern.compile("[0-9a-f]+");

  /** Validates the form of the digits. */
  public Checksum {
    hex = hex.toLowerCase(Locale.ROOT);
    if (hex.length() != algorithm.bytes() * 2 || !HEX.matcher(hex).matches()) {
      throw new IllegalArgumentException(
          "'" + hex + "' is not a " + algorithm.label() + " checksum");
    }
  }

  /** Reads {@code sha256:0123…}. */
  public static Checksum parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("'" + text + "' is not <algorithm>:<hex>");
    }
    return new Checksum(Algorithm.parse(text.substring(0, colon)), text.substring(colon + 1));
  }

  /** {@code sha256:0123…}. */
  @Override
  public String toString() {
    return algorithm.label() + ":" + hex;
  }
}
