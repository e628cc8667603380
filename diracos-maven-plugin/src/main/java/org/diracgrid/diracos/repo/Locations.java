package org.diracgrid.diracos.repo;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Turns locations of metadata into addresses.
 *
 * <p>A location is the name of a file, and such names hold what no address may: {@code ^} in a
 * version, spaces, brackets. These are encoded. A percent sign that is followed by two hexadecimal
 * digits was encoded by the repository and stays; below a {@code file:} address, where both
 * readings are possible, both are tried.
 */
final class Locations {

  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*");
  private static final String PLAIN = "-._~!$&'()*+,;=:@/";

  private Locations() {}

  /**
   * The addresses of a location, best first.
   *
   * @param bases of the repository, each with a closing slash
   */
  static List<URI> resolve(List<URI> bases, String location) {
    if (SCHEME.matcher(location).matches()) {
      // Who offers metadata over the network must not make us read files of our own.
      boolean local = bases.stream().anyMatch(Locations::isFile);
      URI uri = URI.create(encode(location, true));
      return isFile(uri) && !local ? List.of() : List.of(uri);
    }
    Set<URI> result = new LinkedHashSet<>();
    for (URI base : bases) {
      result.add(below(base, encode(location, true)));
      if (isFile(base)) {
        result.add(below(base, encode(location, false)));
      }
    }
    return new ArrayList<>(result);
  }

  static boolean isFile(URI uri) {
    return "file".equals(String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT));
  }

  /** A query of the base, such as a token, goes along. */
  private static URI below(URI base, String encoded) {
    String relative = encoded.startsWith("/") ? encoded.substring(1) : encoded;
    URI uri = base.resolve(relative.isEmpty() ? "." : "./" + relative);
    String query = base.getRawQuery();
    return query == null ? uri : URI.create(uri + "?" + query);
  }

  private static String encode(String location, boolean keepEncoded) {
    StringBuilder out = new StringBuilder();
    byte[] bytes = location.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      int b = bytes[i] & 0xFF;
      boolean letter = b < 0x80 && Character.isLetterOrDigit(b);
      boolean encoded =
          b == '%'
              && keepEncoded
              && i + 2 < bytes.length
              && Character.digit(bytes[i + 1], 16) >= 0
              && Character.digit(bytes[i + 2], 16) >= 0;
      if (letter || encoded || (b < 0x80 && PLAIN.indexOf(b) >= 0)) {
        out.append((char) b);
      } else {
        out.append(String.format(Locale.ROOT, "%%%02X", b));
      }
    }
    return out.toString();
  }
}
