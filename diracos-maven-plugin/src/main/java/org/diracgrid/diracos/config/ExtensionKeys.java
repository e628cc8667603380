package org.diracgrid.diracos.config;

import static org.diracgrid.diracos.config.Shapes.ADDRESS;
import static org.diracgrid.diracos.config.Shapes.ANY_WORD;
import static org.diracgrid.diracos.config.Shapes.GLOB;
import static org.diracgrid.diracos.config.Shapes.RELEASE;
import static org.diracgrid.diracos.config.Shapes.closed;
import static org.diracgrid.diracos.config.Shapes.many;
import static org.diracgrid.diracos.config.Shapes.text;

import java.util.List;

/** The keys of an extension, and those of {@code pip}. */
final class ExtensionKeys {

  private ExtensionKeys() {}

  static final Shape.Group PIP =
      closed(
          "",
          Key.of("indexUrl", ADDRESS, "The index, in place of that of pip's own configuration.")
              .example("\"https://example.org/simple/\"")
              .alsoCalled("index", "index-url", "index_url"),
          Key.of("extraIndexUrls", many(ADDRESS), "Further indexes.")
              .fallback("[]")
              .example("[\"https://example.org/vo/simple/\"]")
              .alsoCalled("extra-index-url", "extraIndexUrl"),
          Key.of("findLinks", many(ADDRESS), "Directories and pages that hold wheels and sdists.")
              .fallback("[]")
              .example("[\"wheels\"]")
              .alsoCalled("find-links"),
          Key.of(
                  "trustedHosts",
                  many(text("[^\\x00-\\x20/]+", "a host, or host:port")),
                  "Hosts that may be asked without a valid certificate.")
              .fallback("[]")
              .example("[\"wheels.example.org\"]")
              .alsoCalled("trusted-host", "trustedHost"));

  /** At the top of the document. */
  static final List<Key> EXTENSION =
      List.of(
          Key.of(
                  "extensionName",
                  text(
                      "[A-Za-z][A-Za-z0-9_-]*",
                      "a word of letters, digits, _ and -, because clients write <name>:<version>"),
                  "Name of the extension; the tarball is `<extensionName>diracos-<version>`.")
              .example("\"LHCb\""),
          Key.of("diracOsVersion", RELEASE, "Version of the base that the extension builds on.")
              .example("\"1.2.0\"")
              .alsoCalled("diracosVersion", "baseVersion"),
          Key.of(
                  "base",
                  ANY_WORD,
                  "The released bundle that an extension builds on: path or address of its"
                      + " tarball, `$version` standing for `diracOsVersion`, or its Maven"
                      + " coordinates `group:artifact[:version]`.")
              .example("\"https://example.org/releases/diracos-$version.tar.gz\""),
          Key.of(
                  "baseChecksum",
                  text(
                      "(?:sha256:)?[0-9A-Fa-f]{64}",
                      "a checksum such as \"sha256:\" and 64 hexadecimal digits"),
                  "What the base must have. Without it, the digest that is published beside it.")
              .example(
                  "\"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"")
              .alsoCalled("baseSha256"),
          Key.of(
                  "output",
                  new Shape.Choice(List.of("full", "delta")),
                  "What the tarball of an extension holds: `full`, the base and what is added, as"
                      + " DIRACOS v1 did; `delta`, only what is added, to be unpacked over the"
                      + " base.")
              .fallback("\"full\"")
              .example("\"delta\""),
          Key.of(
                  "overrides",
                  many(GLOB),
                  "Paths and globs of the base that the extension may replace; all else of the"
                      + " base stays as it is.")
              .fallback("[]")
              .example("[\"/usr/lib/python3.11/site-packages/requests/*\"]"));
}
