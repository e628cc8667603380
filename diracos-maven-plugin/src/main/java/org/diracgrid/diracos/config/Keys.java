package org.diracgrid.diracos.config;

import static org.diracgrid.diracos.config.Shapes.ADDRESS;
import static org.diracgrid.diracos.config.Shapes.ANY_WORD;
import static org.diracgrid.diracos.config.Shapes.FILE;
import static org.diracgrid.diracos.config.Shapes.FLAG;
import static org.diracgrid.diracos.config.Shapes.GLOB;
import static org.diracgrid.diracos.config.Shapes.PACKAGE;
import static org.diracgrid.diracos.config.Shapes.PROSE;
import static org.diracgrid.diracos.config.Shapes.RELEASE;
import static org.diracgrid.diracos.config.Shapes.closed;
import static org.diracgrid.diracos.config.Shapes.many;
import static org.diracgrid.diracos.config.Shapes.text;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The grammar of {@code diracos.json}, declared once. The checker, the properties, "did you mean",
 * the JSON Schema and the table of keys in the documentation all come from here: a new key is one
 * entry here, one component of a record and one line in {@link SpecBuilder} and {@link SpecJson}.
 */
final class Keys {

  private Keys() {}

  /** What a property starts with. */
  static final String PREFIX = "diracos.";

  static final Shape.Group PLATFORM =
      closed(
          "",
          Key.of(
                  "arch",
                  new Shape.Choice(
                      List.of(
                          "x86_64",
                          "aarch64",
                          "ppc64le",
                          "s390x",
                          "riscv64",
                          "loongarch64",
                          "i686",
                          "i586",
                          "i386",
                          "armv7hl",
                          "ppc64")),
                  "Architecture that the bundle is for, by rpm's name for it. Without it, that of"
                      + " the machine that builds. Gives `$arch` and `$basearch` in addresses.")
              .example("\"x86_64\"")
              .alsoCalled("architecture", "basearch")
              .property("diracos.arch"),
          Key.of(
                  "releasever",
                  ANY_WORD,
                  "Value of `$releasever` in addresses. Without it, the `releasever` of the mock"
                      + " configuration.")
              .fallback("null")
              .example("\"9\"")
              .alsoCalled("release"),
          Key.of(
                  "glibc",
                  text("2\\.[0-9]{1,3}(?:\\.[0-9]{1,3})?", "a version of glibc such as \"2.17\""),
                  "Newest glibc that the bundle may need: a file that needs a later one is a"
                      + " finding. A string, because 2.30 as a number is 2.3. `null`: no ceiling.")
              .fallback("null")
              .example("\"2.17\"")
              .alsoCalled("ceiling", "libc"),
          Key.of(
                  "hostLibraries",
                  many(GLOB),
                  "Libraries (sonames, globs, or lists: `manylinux2014`, `manylinux_2_28` and the"
                      + " like) that the bundle may take from the host, beside the glibc family.")
              .fallback("[]")
              .example("[\"libnvidia-ml.so.*\"]"));

  static final Shape.Group BOUNDARY =
      closed(
          "",
          Key.of(
                  "policy",
                  new Shape.Choice(List.of("edge", "level")),
                  "`edge`: a dependency on a boundary package is cut, all others are followed to"
                      + " the end. `level`: as DIRACOS v1, each root's dependencies are walked level"
                      + " by level until a level holds a boundary package; what lies deeper is lost,"
                      + " which is what `manualDependencies` mended.")
              .fallback("\"edge\"")
              .example("\"level\""),
          Key.of(
                  "packages",
                  many(PACKAGE),
                  "Packages (names, globs) that the host provides. An empty list means no"
                      + " boundary.")
              .fallback("[\"glibc\"]")
              .example("[\"glibc\", \"glibc-*\", \"bash\"]"));

  static final Shape.Group BUNDLE =
      closed(
          """
          "allOf": [
            {"if": {"properties": {"compression": {"const": "gz"}}},
             "then": {"properties": {"level": {"minimum": 1, "maximum": 9}}}},
            {"if": {"required": ["compression"], "properties": {"compression": {"const": "xz"}}},
             "then": {"properties": {"level": {"minimum": 0, "maximum": 9}}}},
            {"if": {"required": ["compression"], "properties": {"compression": {"const": "zst"}}},
             "then": {"properties": {"level": {"minimum": 1, "maximum": 22}}}}
          ]
          """,
          Key.of(
                  "compression",
                  new Shape.Choice(List.of("gz", "zst", "xz")),
                  "How the tarball is compressed. `dirac-install` unpacks only `gz`.")
              .fallback("\"gz\"")
              .example("\"zst\"")
              .alsoCalled("format", "type"),
          Key.of(
                  "level",
                  new Shape.Whole(0, 22),
                  "How hard to compress: gz 1 to 9, zst 1 to 22, xz 0 to 9. `null`: the"
                      + " compression's own default.")
              .fallback("null")
              .example("6"));

  private static final List<Key> GENERAL =
      List.of(
          Key.of("$schema", ANY_WORD, "Address of the JSON Schema, for editors; not used.")
              .example("\"diracos.schema.json\""),
          Key.of("version", RELEASE, "Version of the bundle; part of its file name.")
              .needed()
              .example("\"1.2.0\""),
          Key.of("comment", PROSE, "Anything; not used.")
              .fallback("\"\"")
              .example("\"the stable line\""),
          Key.of(
                  "packages",
                  new Shape.Many(PACKAGE, false, 1),
                  "The roots: names, globs, name-version-release.arch in full or in part, names or"
                      + " capabilities with a version (`foo >= 1.2`, `foo = 1.2-3`, `foo < 2`;"
                      + " blanks around the sign), or groups"
                      + " (`@core`, `@^minimal-environment`, `@Development Tools`): of these the"
                      + " mandatory and default packages, and the conditional ones whose condition"
                      + " ships."
                      + " Without it, every package of the own repository (`rpmBuild.repo`) except"
                      + " debuginfo, debugsource and doc packages.")
              .example("[\"python3\", \"git-core >= 2.40\", \"gfal2-plugin-*\"]")
              .alsoCalled("roots", "rpms", "install"),
          Key.of(
                  "repositories",
                  new Shape.Groups(RepositoryKeys.REPOSITORY, 1),
                  "Where packages come from. Without it, the repositories in the `yum.conf` or"
                      + " `dnf.conf` text of `mockInstallConfig`, else of the first `mockConfig` of"
                      + " `rpmBuild`.")
              .example(
                  "[{\"id\": \"base\", \"url\": \"https://example.org/el9/BaseOS/$basearch/os/\"}]")
              .alsoCalled("repos", "repository"),
          Key.of(
                  "modules",
                  many(
                      text(
                          "![A-Za-z0-9._+*?-]+|[A-Za-z0-9._+-]+(?::[A-Za-z0-9._+~^-]+)?",
                          "a module stream such as \"nodejs:18\", a module such as \"nodejs\" for"
                              + " its default stream, or \"!php\" to disable a module")),
                  "Module streams: `name:stream` enables one in place of the module's default,"
                      + " `name` the default or only one, `!name` (a glob) disables a module."
                      + " Modules that are not named have their default stream, as with dnf; what"
                      + " the active streams need is active too. Packages of other streams do not"
                      + " exist, nor do packages outside of an active stream that have or provide"
                      + " the name of one in it.")
              .fallback("[]")
              .example("[\"nodejs:18\", \"!php\"]")
              .alsoCalled("module", "streams"),
          Key.of("boundary", BOUNDARY, "Where following dependencies stops.")
              .fallback("{}")
              .example("{\"policy\": \"level\"}"),
          Key.of("platform", PLATFORM, "What the bundle runs on.")
              .fallback("{}")
              .example("{\"arch\": \"x86_64\", \"glibc\": \"2.17\"}"),
          Key.of("bundle", BUNDLE, "The tarball.")
              .fallback("{}")
              .example("{\"compression\": \"zst\"}"),
          Key.of("ignoredPackages", many(PACKAGE), "Packages that are neither taken nor followed.")
              .fallback("[]")
              .example("[\"perl\", \"coreutils\"]")
              .alsoCalled("exclude", "ignored"),
          Key.of(
                  "manualDependencies",
                  many(PACKAGE),
                  "Packages that are taken in addition to the roots.")
              .fallback("[]")
              .example("[\"nss-softokn\"]"),
          Key.of(
                  "weakDependencies",
                  FLAG,
                  "`true`: what shipped packages recommend, and what supplements them, ships too"
                      + " where no requirement stands against it. It never makes a resolve fail."
                      + " `false`: recommendations and suggestions only decide between packages"
                      + " that are otherwise equal.")
              .fallback("false")
              .example("true")
              .alsoCalled("install_weak_deps", "recommends", "weakdeps"),
          Key.of(
                  "removedFolders",
                  many(
                      text(
                          "/[^\\x00-\\x1f]*[^/\\x00-\\x1f][^\\x00-\\x1f]*",
                          "an absolute path inside the bundle, such as \"/usr/share/doc\"")),
                  "Folders of the bundle that are removed at the end.")
              .fallback("[]")
              .example("[\"/usr/share/doc\"]")
              .alsoCalled("removedDirectories"),
          Key.of(
                  "knownMissing",
                  many(GLOB),
                  "Libraries (sonames, globs) that are known to be missing; no finding.")
              .fallback("[]")
              .example("[\"libjvm.so\"]"),
          Key.of(
                  "knownBrokenLinks",
                  many(GLOB),
                  "Links of the bundle (paths, globs) that are known to lead nowhere; no finding.")
              .fallback("[]")
              .example("[\"/etc/localtime\"]"),
          Key.of("verify", VerifyKeys.VERIFY, "How `diracos:verify` checks the bundle.")
              .fallback("{}")
              .example("{\"severity\": {\"soname\": \"ignore\"}}"),
          Key.of(
                  "smokeTests",
                  new Shape.Groups(VerifyKeys.SMOKE_TEST, 0),
                  "What the bundle must be able to do from any path: run by `diracos:verify` with"
                      + " `-Ddiracos.verify.run=true`. Each is a `command`, or Python modules to"
                      + " import, or commands to ask for help.")
              .fallback("[]")
              .example("[{\"command\": \"git --version\"}, {\"imports\": [\"ssl\", \"gfal2\"]}]")
              .alsoCalled("tests", "smoke", "smoketests"),
          Key.of("pipRequirements", ADDRESS, "Requirements file for pip.")
              .example("\"requirements.txt\""),
          Key.of(
                  "pipBuildDependencies",
                  many(PACKAGE),
                  "Packages that building the Python requirements needs; not in the bundle.")
              .fallback("[]")
              .example("[\"libcurl-devel\"]"),
          Key.of("pip", ExtensionKeys.PIP, "Where pip looks for the Python requirements.")
              .fallback("{}")
              .example("{\"indexUrl\": \"https://example.org/simple/\"}"),
          Key.of(
                  "mockInstallConfig",
                  ANY_WORD,
                  "Configuration of mock that v1 bundled with; its repositories serve where"
                      + " `repositories` is absent.")
              .example("\"../mockConfigs/install.cfg\""),
          Key.of("mockInstallRoot", FILE, "Root directory that belongs to `mockInstallConfig`.")
              .example("\"/var/lib/mock/epel-6-x86_64-install\""),
          Key.of("release", ReleaseKeys.GROUP, "Where and as what the bundle is released.")
              .fallback("{}")
              .example("{\"directory\": \"/var/www/diracos\"}")
              .alsoCalled("publish", "deploy"),
          Key.of(
                  "rpmBuild",
                  BuildKeys.RPM_BUILD,
                  "What is rebuilt, and how. Here, in its groups and in their packages any other"
                      + " key is allowed and handed to routines.")
              .fallback("{}")
              .example("{\"repo\": \"/diracos_repo\"}"));

  /** The whole document. */
  static final Shape.Group ROOT =
      new Shape.Group(
          Stream.of(GENERAL, ExtensionKeys.EXTENSION).flatMap(List::stream).toList(), false, "");

  /** The key that {@code name} is in {@code group}, if it is one. */
  static Optional<Key> find(Shape.Group group, String name) {
    return group.keys().stream().filter(key -> key.name().equals(name)).findFirst();
  }
}
