package org.diracgrid.diracos.config;

import static org.diracgrid.diracos.config.Shapes.ADDRESS;
import static org.diracgrid.diracos.config.Shapes.ANY_WORD;
import static org.diracgrid.diracos.config.Shapes.RELEASE;
import static org.diracgrid.diracos.config.Shapes.closed;
import static org.diracgrid.diracos.config.Shapes.many;
import static org.diracgrid.diracos.config.Shapes.text;

/** The keys of {@code release}. */
final class ReleaseKeys {

  private ReleaseKeys() {}

  private static final String NAME = "[A-Za-z][A-Za-z0-9_-]*";

  private static final Shape.Text WITH_VERSION =
      text(
          NAME + "(?::[A-Za-z0-9][A-Za-z0-9._+~-]*)?",
          "a name, or name:version, such as \"DIRAC:v8r0\"");

  private static final Shape.Text CFG =
      text("[A-Za-z0-9][A-Za-z0-9._-]*\\.cfg", "a file name such as \"lhcb.cfg\"");

  static final Shape.Group GROUP =
      closed(
          "",
          Key.of(
                  "directory",
                  ADDRESS,
                  "The release directory, flat: path or file: address, or an http: or https: address"
                      + " that takes uploads (PUT).")
              .example("\"/var/www/diracos\"")
              .alsoCalled("releaseDirectory", "path", "target")
              .property("diracos.releaseDirectory"),
          Key.of(
                  "url",
                  text(
                      "(?:https?|file):/[^\\x00-\\x20=\\x7f]*",
                      "an address such as \"https://example.org/diracos\" without blanks and ="),
                  "The address by which clients reach the release directory. Without it, that of"
                      + " `directory`.")
              .example("\"https://example.org/diracos\"")
              .alsoCalled("address", "baseUrl"),
          Key.of(
                  "project",
                  text(NAME, "a word of letters, digits, _ and -"),
                  "The project of the client's `-l`. Without it, `extensionName`; `DIRAC` for a"
                      + " base.")
              .example("\"LHCb\""),
          Key.of("name", RELEASE, "The release of the client's `-r`. Without it, `version`.")
              .example("\"v8r0\"")
              .alsoCalled("release", "tag"),
          Key.of(
                  "depends",
                  many(WITH_VERSION),
                  "`Depends` of a new entry in `releases.cfg`: the projects that this one extends,"
                      + " each with its release.")
              .fallback("[]")
              .example("[\"DIRAC:v8r0\"]"),
          Key.of(
                  "modules",
                  many(WITH_VERSION),
                  "`Modules` of a new entry in `releases.cfg`. Without it, clients take"
                      + " `DefaultModules`.")
              .fallback("[]")
              .example("[\"LHCbDIRAC:v10r0\"]"),
          Key.of(
                  "releases",
                  CFG,
                  "Name of the file in the release directory that lists the project's releases."
                      + " Projects that share a directory, and have `DefaultModules` or releases of"
                      + " the same name, each need their own.")
              .fallback("\"releases.cfg\"")
              .example("\"releases-LHCb.cfg\""),
          Key.of(
                  "defaults",
                  CFG,
                  "Name of the project's defaults file in the release directory. Without it, the"
                      + " project in lower case and `.cfg`.")
              .example("\"lhcb.cfg\""),
          Key.of(
                  "server",
                  ANY_WORD,
                  "The `<server>` of settings.xml whose name and password an http: or https:"
                      + " directory takes.")
              .fallback("\"diracos-release\"")
              .example("\"vo-releases\"")
              .alsoCalled("serverId", "id"));
}
