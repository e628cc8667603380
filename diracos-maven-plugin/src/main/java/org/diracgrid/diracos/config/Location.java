package org.diracgrid.diracos.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file or an address, as the user wrote it and as it is meant.
 *
 * @param given the user's text: the same on every machine, so it is what goes into hashes
 * @param uri absolute, with scheme {@code file}, {@code http} or {@code https}
 */
public record Location(String given, URI uri) {

  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):(.*)");
  private static final Set<String> REMOTE = Set.of("http", "https");

  /**
   * Understands a path (relative to {@code base} or absolute) or an address.
   *
   * @param base absolute directory
   * @throws IllegalArgumentException if it is neither; the message completes "… cannot be used: "
   */
  public static Location parse(String given, Path base) {
    return parse(given, given, base);
  }

  /** As {@link #parse(String, Path)}, after variables were put into {@code given}. */
  static Location parse(String given, Variables variables, Path base) {
    return parse(given, variables.replace(given), base);
  }

  private static Location parse(String given, String text, Path base) {
    Matcher scheme = SCHEME.matcher(text);
    if (!scheme.matches()) {
      return new Location(given, file(base.resolve(text)));
    }
    String name = scheme.group(1).toLowerCase(Locale.ROOT);
    if (name.equals("file")) {
      return new Location(given, fileAddress(scheme.group(2), base));
    }
    if (!REMOTE.contains(name)) {
      throw new IllegalArgumentException("only file:, http: and https: addresses are understood");
    }
    try {
      // A variable that is not known yet must not break the syntax.
      URI uri = new URI(text.replaceAll("\\$\\{(\\w+)\\}", "\\$$1").replace(" ", "%20"));
      if (uri.getHost() == null) {
        throw new IllegalArgumentException("it names no host");
      }
      return new Location(given, uri);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e.getReason() + " at character " + (e.getIndex() + 1), e);
    }
  }

  private static URI fileAddress(String rest, Path base) {
    String path = rest;
    if (path.startsWith("//")) {
      int slash = path.indexOf('/', 2);
      String host = slash < 0 ? path.substring(2) : path.substring(2, slash);
      if (!host.isEmpty() && !host.equals("localhost")) {
        throw new IllegalArgumentException(
            "a file: address starts with file:/ or file:///, not with a host \"" + host + "\"");
      }
      path = slash < 0 ? "/" : path.substring(slash);
    }
    return file(base.resolve(decoded(path)));
  }

  /** Percent signs are decoded where they are well formed. */
  private static String decoded(String path) {
    if (path.indexOf('%') < 0) {
      return path;
    }
    try {
      return URI.create("file:/-/" + path.replace(" ", "%20")).getPath().substring(3);
    } catch (IllegalArgumentException e) {
      return path;
    }
  }

  /** Not {@code Path.toUri()}, whose result depends on what is on the disk. */
  private static URI file(Path path) {
    try {
      URI plain = new URI(null, null, path.normalize().toString(), null);
      return URI.create("file://" + plain.toASCIIString());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e.getReason(), e);
    }
  }

  /** Whether it lies on this machine. */
  public boolean isFile() {
    return "file".equals(uri.getScheme());
  }

  /**
   * The file.
   *
   * @throws IllegalStateException if it is remote
   */
  public Path path() {
    if (!isFile()) {
      throw new IllegalStateException(given + " is not a file");
    }
    return Path.of(uri);
  }

  /** The address as that of a directory: with a slash at the end, so that names can be resolved. */
  public URI directory() {
    String text = uri.toString();
    boolean complete = text.endsWith("/") || uri.getRawQuery() != null;
    return complete ? uri : URI.create(text + "/");
  }

  /** The text that the user wrote. */
  @Override
  public String toString() {
    return given;
  }
}
