package org.diracgrid.diracos.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The grammar of {@code diracos.json}, declared once. The checker, the properties, "did you mean",
 * the JSON Schema and the table of keys in the documentation all come from here: a new key is one
 * entry here, one component of a record and one line in {@link SpecBuilder} and {@link SpecJson}.
 */
final class Keys {

  private Keys() {}

  /** What a property starts with. */
  static final String PREFIX = "diracos.";

  private static final String WORD = "[^\\x00-\\x20](?:[^\\x00-\\x1f]*[^\\x00-\\x20])?";

  static final Shape.Text PROSE = new Shape.Text(Pattern.compile("[\\s\\S]*"), "any text");

  private static final Shape.Text PACKAGE =
      text(WORD, "a package name or glob, such as \"python3*\", without blanks around it");
  private static final Shape.Text GLOB =
      text(WORD, "a glob, such as \"lib*.so.1\", without blanks around it");
  private static final Shape.Text FILE = text(WORD, "a path, relative to this file or absolute");
  private static final Shape.Text ADDRESS =
      text(WORD, "a path, relative to this file or absolute, or a file:, http: or https: address");
  private static final Shape.Text ANY_WORD = text(WORD, "a text that is not blank");
  private static final Shape.Text RELEASE =
      text(
          "[A-Za-z0-9][A-Za-z0-9._+~-]*",
          "a version such as \"1.2.0\": letters, digits and . _ + ~ -, because it names files and"
              + " addresses");
  private static final Shape.Flag FLAG = new Shape.Flag();

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
                  "Libraries (sonames, globs) that the bundle may take from the host, beside the"
                      + " glibc family.")
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

  private static final List<Key> BUILD_OPTIONS =
      List.of(
          Key.of(
                  "mockConfig",
                  ANY_WORD,
                  "Configuration of mock to build with: a `.cfg` file, relative to this file, or"
                      + " the name of one that mock brings.")
              .example("\"../mockConfigs/build.cfg\""),
          Key.of("mockRoot", FILE, "Where mock makes the buildroot; belongs to `mockConfig`.")
              .example("\"/var/lib/mock/epel-6-x86_64\""),
          Key.of("patchDir", FILE, "Directory that holds `<package>.patch`.")
              .example("\"../patches\""),
          Key.of("routineDir", FILE, "Directory that holds the routines.")
              .example("\"../routines\""),
          Key.of(
                  "repo",
                  FILE,
                  "Directory of the own repository, where built packages go. The bundle takes them"
                      + " from there as from the repository with id `diracos`.")
              .example("\"/diracos_repo\""),
          Key.of("workDir", FILE, "Where builds work.").example("\"/tmp\""),
          Key.of(
                  "src",
                  ANY_WORD,
                  "What is built: path or address of a source package, or a dist-git package.")
              .example("\"https://example.org/SRPMS/zlib-1.2.11-1.src.rpm\""),
          Key.of("branch", ANY_WORD, "Branch of the dist-git package.").example("\"f25\""),
          Key.of(
                  "buildOnly",
                  FLAG,
                  "The result is needed to build others and does not go into the bundle.")
              .example("true"),
          Key.of(
                  "excludePatterns",
                  many(ANY_WORD),
                  "Regular expressions: results whose file name matches one from its start are"
                      + " dropped.")
              .example("[\".*-doc-.*\"]"),
          Key.of("pkgList", many(PACKAGE), "The only results that are kept.")
              .example("[\"git-core\"]"));

  static final Shape.Group PACKAGE_BUILD =
      open(
          join(
              Key.of("name", ANY_WORD, "Name of the build; also names its patch and routines.")
                  .needed()
                  .example("\"zlib\""),
              BUILD_OPTIONS));

  static final Shape.Group PACKAGE_GROUP =
      open(
          join(
              Key.of("name", ANY_WORD, "Name of the group, for people.").example("\"globus\""),
              join(
                  Key.of(
                          "packages",
                          new Shape.Groups(PACKAGE_BUILD, 0),
                          "The builds of this group.")
                      .example("[{\"name\": \"zlib\", \"src\": \"zlib.src.rpm\"}]"),
                  BUILD_OPTIONS)));

  static final Shape.Group RPM_BUILD =
      open(
          join(
              Key.of(
                      "packageGroups",
                      new Shape.Groups(PACKAGE_GROUP, 0),
                      "What is built, in groups. A package's options are those of `rpmBuild`,"
                          + " replaced by those of its group, replaced by its own.")
                  .example("[{\"name\": \"tools\", \"packages\": [{\"name\": \"zlib\"}]}]"),
              BUILD_OPTIONS));

  /** The whole document. */
  static final Shape.Group ROOT =
      closed(
          "",
          Key.of("$schema", ANY_WORD, "Address of the JSON Schema, for editors; not used.")
              .example("\"https://diracgrid.org/diracos/diracos.schema.json\""),
          Key.of("version", RELEASE, "Version of the bundle; part of its file name.")
              .needed()
              .example("\"1.2.0\""),
          Key.of("comment", PROSE, "Anything; not used.")
              .fallback("\"\"")
              .example("\"the stable line\""),
          Key.of(
                  "packages",
                  new Shape.Many(PACKAGE, false, 1),
                  "The roots: names, globs, or name-version-release.arch in full or in part."
                      + " Without it, every package of the own repository (`rpmBuild.repo`) except"
                      + " debuginfo, debugsource and doc packages.")
              .example("[\"python3\", \"git-core\", \"gfal2-plugin-*\"]")
              .alsoCalled("roots", "rpms", "install"),
          Key.of(
                  "repositories",
                  new Shape.Groups(REPOSITORY, 1),
                  "Where packages come from. Without it, the repositories in the `yum.conf` or"
                      + " `dnf.conf` text of `mockInstallConfig`, else of the first `mockConfig` of"
                      + " `rpmBuild`.")
              .example(
                  "[{\"id\": \"base\", \"url\": \"https://example.org/el9/BaseOS/$basearch/os/\"}]")
              .alsoCalled("repos", "repository"),
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
          Key.of("pipRequirements", ADDRESS, "Requirements file for pip.")
              .example("\"requirements.txt\""),
          Key.of(
                  "pipBuildDependencies",
                  many(PACKAGE),
                  "Packages that building the Python requirements needs; not in the bundle.")
              .fallback("[]")
              .example("[\"libcurl-devel\"]"),
          Key.of(
                  "mockInstallConfig",
                  ANY_WORD,
                  "Configuration of mock that v1 bundled with; its repositories serve where"
                      + " `repositories` is absent.")
              .example("\"../mockConfigs/install.cfg\""),
          Key.of("mockInstallRoot", FILE, "Root directory that belongs to `mockInstallConfig`.")
              .example("\"/var/lib/mock/epel-6-x86_64-install\""),
          Key.of(
                  "extensionName",
                  text(
                      "[A-Za-z][A-Za-z0-9_-]*",
                      "a word of letters, digits, _ and -, because clients write <name>:<version>"),
                  "Name of the extension; the tarball is `<extensionName>diracos-<version>`.")
              .example("\"LHCb\""),
          Key.of("diracOsVersion", RELEASE, "Version of the base that the extension builds on.")
              .example("\"1.2.0\"")
              .alsoCalled("diracosVersion", "base"),
          Key.of(
                  "rpmBuild",
                  RPM_BUILD,
                  "What is rebuilt, and how. Here, in its groups and in their packages any other"
                      + " key is allowed and handed to routines.")
              .fallback("{}")
              .example("{\"repo\": \"/diracos_repo\"}"));

  /** The key that {@code name} is in {@code group}, if it is one. */
  static Optional<Key> find(Shape.Group group, String name) {
    return group.keys().stream().filter(key -> key.name().equals(name)).findFirst();
  }

  private static Shape.Text text(String pattern, String says) {
    return new Shape.Text(Pattern.compile(pattern), says);
  }

  private static Shape.Many many(Shape.Text item) {
    return new Shape.Many(item, false, 0);
  }

  private static Shape.Group closed(String rules, Key... keys) {
    return new Shape.Group(List.of(keys), false, rules);
  }

  private static Shape.Group open(List<Key> keys) {
    return new Shape.Group(keys, true, "");
  }

  private static List<Key> join(Key first, List<Key> rest) {
    List<Key> all = new ArrayList<>(rest.size() + 1);
    all.add(first);
    all.addAll(rest);
    return List.copyOf(all);
  }
}
