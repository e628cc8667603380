package org.diracgrid.diracos.config;

import static org.diracgrid.diracos.config.Shapes.ADDRESS;
import static org.diracgrid.diracos.config.Shapes.ANY_WORD;
import static org.diracgrid.diracos.config.Shapes.FILE;
import static org.diracgrid.diracos.config.Shapes.FLAG;
import static org.diracgrid.diracos.config.Shapes.PACKAGE;
import static org.diracgrid.diracos.config.Shapes.closed;
import static org.diracgrid.diracos.config.Shapes.join;
import static org.diracgrid.diracos.config.Shapes.many;
import static org.diracgrid.diracos.config.Shapes.open;
import static org.diracgrid.diracos.config.Shapes.text;

import java.util.List;
import java.util.stream.Stream;

/**
 * The keys of {@code rpmBuild}. Most may stand in it, in a group or in a package, the nearer
 * replacing the farther; some are for the whole.
 */
final class BuildKeys {

  private BuildKeys() {}

  /** What a buildroot holds where nothing else is said. */
  static final List<String> DEFAULT_BUILDROOT =
      List.of(
          "rpm-build",
          "gcc",
          "gcc-c++",
          "make",
          "patch",
          "diffutils",
          "findutils",
          "tar",
          "gzip",
          "bzip2",
          "xz",
          "unzip",
          "cpio",
          "sed",
          "grep",
          "gawk",
          "coreutils",
          "bash");

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
          Key.of("patchFile", FILE, "The patch of this build, instead of one in `patchDir`.")
              .example("\"zlib-fixed.patch\""),
          Key.of("routineDir", FILE, "Directory that holds the routines.")
              .example("\"../routines\""),
          Key.of(
                  "repo",
                  FILE,
                  "Directory of the own repository, where built packages go. The bundle takes them"
                      + " from there as from the repository with id `diracos`, before packages of the"
                      + " same names of all others (priority 1).")
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
              .example("[\"git-core\"]"),
          Key.of(
                  "checksum",
                  text(
                      "(?:sha256:)?[0-9A-Fa-f]{64}|sha512:[0-9A-Fa-f]{128}",
                      "a checksum such as \"sha256:\" and 64 hexadecimal digits"),
                  "What `src` must have, if it is a file.")
              .example(
                  "\"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\""),
          Key.of(
                  "distGitUrl",
                  ANY_WORD,
                  "Where dist-git packages are; `$name` stands for the package.")
              .example("\"https://example.org/rpms/$name.git\""),
          Key.of(
                  "lookasideUrl",
                  ANY_WORD,
                  "Where the source files of dist-git packages are; `$name`, `$file`, `$hashtype`"
                      + " and `$hash` are replaced.")
              .example("\"https://example.org/lookaside/$name/$file/$hashtype/$hash/$file\""),
          Key.of(
                  "builder",
                  new Shape.Choice(List.of("chroot", "mock")),
                  "Who builds: `chroot`, which is built in and needs no rights, or `mock`. Without"
                      + " it, `mock` where there is a `mockConfig` and mock is on this machine,"
                      + " else `chroot`.")
              .example("\"chroot\""),
          Key.of(
                  "bootstrap",
                  FLAG,
                  "Part of the bootstrap: built before all that is not, against the distribution"
                      + " and the other parts of the bootstrap, and then used by every other build"
                      + " in place of the distribution's packages of these names. A package may be"
                      + " listed twice, once as such a part and once to be built again later.")
              .example("true"),
          Key.of("dist", ANY_WORD, "The macro `%dist`, part of the release of what is built.")
              .example("\".el9.dos\""),
          Key.of("macros", open(List.of()), "Macros for rpmbuild, by name, each a text.")
              .example("{\"_smp_mflags\": \"-j4\"}"),
          Key.of("with", many(ANY_WORD), "Features to build with, as `rpmbuild --with`.")
              .example("[\"tests\"]"),
          Key.of("without", many(ANY_WORD), "Features to build without, as `rpmbuild --without`.")
              .example("[\"python\"]"),
          Key.of(
                  "targetArch",
                  text("[a-z0-9_]+", "an architecture by rpm's name for it, such as \"i686\""),
                  "Architecture to build for. Without it `target_arch` of the mock configuration,"
                      + " else `platform.arch`.")
              .example("\"i686\""),
          Key.of(
                  "sourceDateEpoch",
                  new Shape.Whole(0, Integer.MAX_VALUE),
                  "`SOURCE_DATE_EPOCH` of the build, in seconds since 1970. Without it, the time of"
                      + " the newest entry of the package's change log.")
              .example("1700000000"),
          Key.of(
                  "buildHost",
                  ANY_WORD,
                  "The host that packages name as the one they were built on.")
              .example("\"build.example.org\""),
          Key.of(
                  "parallel",
                  new Shape.Whole(1, 1024),
                  "How many processes one build may run at once. Without it, the cores divided by"
                      + " the slots.")
              .example("4"),
          Key.of(
                  "memory",
                  text("[1-9][0-9]{0,9}[KMGT]?", "a size such as \"4G\""),
                  "What one build may use.")
              .example("\"4G\""),
          Key.of(
                  "timeLimit",
                  text("[1-9][0-9]{0,6}[smhd]?", "a time such as \"90m\" or \"2h\""),
                  "How long one build may take; 6 hours without it.")
              .example("\"2h\""),
          Key.of(
                  "excludePackages",
                  many(PACKAGE),
                  "Packages of the distribution that no buildroot may hold, by name or glob. Those"
                      + " of the same names as what is built are excluded by themselves.")
              .example("[\"python2*\"]"),
          Key.of(
                  "noClean",
                  FLAG,
                  "mock keeps what an earlier build left in its root: `mock --no-clean`.")
              .example("true"));

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

  static final Shape.Group SLURM =
      closed(
          "",
          Key.of("partition", ANY_WORD, "`sbatch --partition`.")
              .fallback("null")
              .example("\"short\""),
          Key.of("account", ANY_WORD, "`sbatch --account`.").fallback("null").example("\"grid\""),
          Key.of("qos", ANY_WORD, "`sbatch --qos`.").fallback("null").example("\"normal\""),
          Key.of("options", many(ANY_WORD), "More options for sbatch.")
              .fallback("[]")
              .example("[\"--constraint=avx2\"]"),
          Key.of("maxJobs", new Shape.Whole(1, 10_000), "How many jobs are submitted at a time.")
              .fallback("64")
              .example("16"));

  static final List<Key> WHOLE =
      List.of(
          Key.of(
                  "packageGroups",
                  new Shape.Groups(PACKAGE_GROUP, 0),
                  "What is built, in groups. A package's options are those of `rpmBuild`,"
                      + " replaced by those of its group, replaced by its own.")
              .example("[{\"name\": \"tools\", \"packages\": [{\"name\": \"zlib\"}]}]"),
          Key.of(
                  "buildroot",
                  new Shape.Many(PACKAGE, false, 1),
                  "What every buildroot holds, whatever is built: names, globs, capabilities or"
                      + " `@groups`. Without it, what the `chroot_setup_cmd` of the mock"
                      + " configuration installs, else "
                      + String.join(", ", DEFAULT_BUILDROOT)
                      + ".")
              .example("[\"rpm-build\", \"gcc\", \"make\"]"),
          Key.of(
                  "seeds",
                  many(FILE),
                  "RPM files that `diracos:bootstrap` puts into the own repository.")
              .example("[\"seeds/epel-rpm-macros-6-1.noarch.rpm\"]"),
          Key.of(
                  "executor",
                  new Shape.Choice(List.of("local", "slurm")),
                  "Where builds run: on this machine (`local`, without it), or as jobs of a Slurm"
                      + " cluster that shares the build directory.")
              .example("\"slurm\""),
          Key.of(
                  "slots",
                  new Shape.Whole(1, 1024),
                  "How many builds run at once on this machine. Without it as many as cores and"
                      + " `memory` allow.")
              .example("2"),
          Key.of("slurm", SLURM, "How jobs are submitted to Slurm.")
              .example("{\"partition\": \"short\"}"),
          Key.of(
                  "buildCaches",
                  many(ADDRESS),
                  "Published caches of earlier builds, asked in turn: what matches is fetched, not"
                      + " built.")
              .example("[\"https://example.org/diracos/builds/\"]"));

  static final Shape.Group RPM_BUILD =
      open(Stream.concat(WHOLE.stream(), BUILD_OPTIONS.stream()).toList());
}
