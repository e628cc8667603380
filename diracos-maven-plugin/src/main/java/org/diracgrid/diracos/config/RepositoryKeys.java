package org.diracgrid.diracos.config;

import static org.diracgrid.diracos.config.Shapes.ADDRESS;
import static org.diracgrid.diracos.config.Shapes.FLAG;
import static org.diracgrid.diracos.config.Shapes.PACKAGE;
import static org.diracgrid.diracos.config.Shapes.PROSE;
import static org.diracgrid.diracos.config.Shapes.closed;
import static org.diracgrid.diracos.config.Shapes.text;

/** The keys of one entry of {@code repositories}, with the meanings of dnf.conf. */
final class RepositoryKeys {

  private RepositoryKeys() {}

  static final Shape.Group REPOSITORY =
      closed(
          """
          "anyOf": [
            {"required": ["url"]}, {"required": ["mirrorlist"]}, {"required": ["metalink"]}
          ],
          "allOf": [
            {"if": {"required": ["gpgcheck"], "properties": {"gpgcheck": {"const": true}}},
             "then": {"required": ["gpgkey"]}},
            {"if": {"required": ["repo_gpgcheck"],
                    "properties": {"repo_gpgcheck": {"const": true}}},
             "then": {"required": ["gpgkey"]}}
          ]
          """,
          Key.of(
                  "id",
                  text("[A-Za-z0-9._:-]+", "a word of letters, digits and . _ : -"),
                  "Short name, unique; it appears in messages and in the lock. `diracos` is the"
                      + " own repository, the one that `rpmBuild` fills.")
              .needed()
              .example("\"base\""),
          Key.of("name", PROSE, "A name for people.").fallback("\"\"").example("\"BaseOS\""),
          Key.of("comment", PROSE, "Anything; not used.").fallback("\"\"").example("\"for git\""),
          Key.of(
                  "url",
                  new Shape.Many(ADDRESS, true, 1),
                  "Where `repodata/` is: an address, or several that hold the same and are tried in"
                      + " turn. `$basearch`, `$arch` and `$releasever` are replaced. dnf.conf:"
                      + " `baseurl`.")
              .example("\"https://example.org/el9/BaseOS/$basearch/os/\"")
              .alsoCalled("baseurl", "baseUrl", "urls", "uri", "href", "path"),
          Key.of("mirrorlist", ADDRESS, "Address of a list of mirrors, one a line.")
              .example("\"https://example.org/mirrorlist?repo=base&arch=$basearch\"")
              .alsoCalled("mirrors"),
          Key.of("metalink", ADDRESS, "Address of a metalink: mirrors with checksums.")
              .example("\"https://example.org/metalink?repo=base&arch=$basearch\""),
          Key.of("enabled", FLAG, "`false`: as if it were not listed.")
              .fallback("true")
              .example("false")
              .alsoCalled("disabled", "enable"),
          Key.of(
                  "priority",
                  new Shape.Whole(Integer.MIN_VALUE, Integer.MAX_VALUE),
                  "Of packages with one name, only those of the repository with the lowest number"
                      + " exist.")
              .fallback("99")
              .example("10"),
          Key.of(
                  "cost",
                  new Shape.Whole(Integer.MIN_VALUE, Integer.MAX_VALUE),
                  "As in dnf.conf: which of two equal packages is cheaper to download; never"
                      + " decides which version is taken.")
              .fallback("1000")
              .example("500"),
          Key.of(
                  "exclude",
                  new Shape.Many(PACKAGE, true, 0),
                  "Packages of this repository that do not exist for us. dnf.conf: `exclude`,"
                      + " `excludepkgs`.")
              .fallback("[]")
              .example("[\"python*\", \"boost*\"]")
              .alsoCalled("excludepkgs", "excludes"),
          Key.of(
                  "includepkgs",
                  new Shape.Many(PACKAGE, true, 0),
                  "If not empty, the only packages of this repository that exist for us.")
              .fallback("[]")
              .example("[\"voms*\"]")
              .alsoCalled("include", "includes", "includePackages"),
          Key.of("module_hotfixes", FLAG, "Module streams hide no package of this repository.")
              .fallback("false")
              .example("true")
              .alsoCalled("moduleHotfixes", "hotfixes"),
          Key.of(
                  "gpgcheck",
                  FLAG,
                  "Each package must carry a good signature by one of `gpgkey`, which must then be"
                      + " given.")
              .fallback("false")
              .example("true")
              .alsoCalled("pgpcheck", "pkg_gpgcheck"),
          Key.of(
                  "repo_gpgcheck",
                  FLAG,
                  "`repomd.xml` must have a good signature by one of `gpgkey`, which must then be"
                      + " given.")
              .fallback("false")
              .example("true")
              .alsoCalled("repoGpgcheck"),
          Key.of("gpgkey", new Shape.Many(ADDRESS, true, 1), "Public keys: addresses or paths.")
              .example("\"keys/RPM-GPG-KEY-example\"")
              .alsoCalled("gpgkeys", "key", "keys"));
}
