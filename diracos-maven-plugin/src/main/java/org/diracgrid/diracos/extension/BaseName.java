package org.diracgrid.diracos.extension;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.diracgrid.diracos.config.Location;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/** Where the released bundle is that an extension builds on. */
public sealed interface BaseName {

  /** Coordinates of Maven: {@code group:artifact:version}. */
  record Coordinates(String text) implements BaseName {}

  /** A path or an address. */
  record Address(URI uri, String given) implements BaseName {

    /** The address of the digest that clients ask for: {@code diracos-1.0.md5}. */
    public URI md5() {
      return URI.create(uri.toString().replaceFirst("\\.tar\\.[a-z0-9]+$", ".md5"));
    }

    /** The file's name. */
    public String fileName() {
      String path = String.valueOf(uri.getPath());
      return path.substring(path.lastIndexOf('/') + 1);
    }
  }

  /** {@code group:artifact}, with a version or without; a scheme is followed by a slash. */
  Pattern COORDINATES = Pattern.compile("[\\w.-]+:[\\w.-]+(?::[\\w.$-]+)?");

  /**
   * Understands what the configuration says.
   *
   * @param base as written
   * @param version {@code diracOsVersion}; stands for {@code $version}
   * @param directory of the configuration
   * @throws DiracosException DOS-EXT-02 if it needs a version and there is none, or is neither
   */
  static BaseName of(String base, Optional<String> version, Path directory, String where) {
    boolean coordinates = COORDINATES.matcher(base).matches();
    String text = base;
    if (coordinates && base.chars().filter(c -> c == ':').count() == 1) {
      text = base + ":$version";
    }
    if (text.contains("$version")) {
      String number =
          version.orElseThrow(
              () -> unusable(base, where, "it needs a version", "add \"diracOsVersion\""));
      text = text.replace("$version", number);
    }
    if (coordinates) {
      return new Coordinates(text);
    }
    try {
      return new Address(Location.parse(text, directory).uri(), text);
    } catch (IllegalArgumentException e) {
      throw unusable(
          base,
          where,
          String.valueOf(e.getMessage()),
          "write a path, an address, or group:artifact:version");
    }
  }

  private static DiracosException unusable(String base, String where, String because, String fix) {
    return DiracosException.of(
        new Problem(
            "DOS-EXT-02", "the base \"" + base + "\" cannot be found", where, because, fix));
  }
}
