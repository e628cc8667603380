package org.diracgrid.diracos.python.index;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The host of the main index. Name and password of the server {@code pip} in {@code settings.xml}
 * are for it alone: an index may name archives on any other.
 *
 * @param name with its port if it has one, in lower case; empty if the index is on this machine
 */
public record IndexHost(String name) {

  /** The id by which a name and password are looked up. */
  public static final String REPOSITORY = "pip";

  /** No server has such an id. */
  private static final String ELSEWHERE = "not the index";

  private static final Pattern HOST = Pattern.compile("https?://(?:[^/@]*@)?([^/@?#]+).*");

  /** The host of an index. */
  public static IndexHost of(String index) {
    Matcher host = HOST.matcher(index);
    return new IndexHost(host.matches() ? host.group(1).toLowerCase(Locale.ROOT) : "");
  }

  /** Whether a place is on it. */
  public boolean has(String place) {
    return !name.isEmpty() && of(place).equals(this);
  }

  /** The id by which a name and password for a place are looked up. */
  public String repository(URI place) {
    return has(place.toString()) ? REPOSITORY : ELSEWHERE;
  }
}
