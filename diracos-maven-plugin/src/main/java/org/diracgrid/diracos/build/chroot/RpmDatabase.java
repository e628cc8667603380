package org.diracgrid.diracos.build.chroot;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.diracgrid.diracos.exec.Command;
import org.diracgrid.diracos.exec.CommandResult;
import org.diracgrid.diracos.exec.CommandRunner;
import org.diracgrid.diracos.path.Directories;
import org.diracgrid.diracos.rpm.RpmFile;
import org.diracgrid.diracos.rpm.RpmHeader;
import org.diracgrid.diracos.rpm.RpmTag;

/**
 * Has the buildroot's own rpm note the packages in its own database, at its own place, and run
 * their scripts.
 *
 * <p>Where no package has any script, rpm only writes its database. Otherwise it installs the
 * packages over what is extracted, and is told that all directories are shared with another host
 * ({@code %_netsharedpath}): so it writes no file and changes no owner, but runs all scripts and
 * triggers, those in Lua and those of files, too, in its own order. A script that fails is a
 * warning in the log, as with any installation; a package that rpm then does not take is noted
 * without its scripts.
 */
record RpmDatabase(CommandRunner runner, Entrance entrance, String hostName) {

  private static final Set<RpmTag> SCRIPTS =
      Set.of(
          RpmTag.PRE_IN,
          RpmTag.PRE_IN_PROGRAM,
          RpmTag.POST_IN,
          RpmTag.POST_IN_PROGRAM,
          RpmTag.PRE_TRANS,
          RpmTag.PRE_TRANS_PROGRAM,
          RpmTag.POST_TRANS,
          RpmTag.POST_TRANS_PROGRAM,
          RpmTag.TRIGGER_NAMES,
          RpmTag.FILE_TRIGGER_NAMES,
          RpmTag.TRANS_FILE_TRIGGER_NAMES);

  /** Arguments: the shared directories, or nothing; the packages. */
  private static final List<String> SCRIPT =
      List.of(
          "umask 022",
          "shared=$1",
          "shift",
          "install() {",
          "  rpm -i --nodeps --nosignature --nodigest --ignorearch --ignoreos --ignoresize --force \"$@\"",
          "}",
          "if [ -n \"$shared\" ]; then",
          "  if ! install --define \"_netsharedpath $shared\" \"$@\"; then",
          "    echo \"warning: not all scripts of the buildroot's packages ended well\"",
          "    install --justdb \"$@\" || exit",
          "  fi",
          "else",
          "  install --justdb --noorder \"$@\" || exit",
          "fi",
          "if command -v ldconfig > /dev/null; then ldconfig || exit; fi");

  /**
   * Does it.
   *
   * @return what rpm said
   * @throws org.diracgrid.diracos.problem.DiracosException {@code DOS-CHROOT-03} if rpm fails
   */
  String fill(Path root, List<RpmFile> packages) throws IOException {
    boolean scripts = packages.stream().anyMatch(each -> hasScripts(each.header()));
    Map<Path, String> places = new LinkedHashMap<>();
    List<Sandbox.Bind> binds = new ArrayList<>();
    List<String> words =
        new ArrayList<>(List.of("/bin/sh", "-c", String.join("\n", SCRIPT), "buildroot"));
    words.add(scripts ? topDirectories(root) : "");
    for (RpmFile rpm : packages) {
      Path directory = rpm.path().toAbsolutePath().getParent();
      String place =
          places.computeIfAbsent(directory, key -> Inside.PACKAGES + "/" + places.size());
      words.add(place + "/" + rpm.path().getFileName());
    }
    for (Map.Entry<Path, String> place : places.entrySet()) {
      Files.createDirectories(root.resolve(place.getValue().substring(1)));
      binds.add(new Sandbox.Bind(place.getKey(), place.getValue(), false));
    }
    Sandbox sandbox = new Sandbox(root, true, binds, hostName);
    CommandResult result =
        runner.run(Command.of(entrance.enter(sandbox, words), Path.of("/"), Inside.environment()));
    if (!result.succeeded()) {
      throw ChrootProblems.notMade(result.ending(), result.said().strip());
    }
    Directories.remove(root.resolve(Inside.PACKAGES.substring(1)));
    return result.said();
  }

  static boolean hasScripts(RpmHeader header) {
    return SCRIPTS.stream().anyMatch(header::has);
  }

  private static String topDirectories(Path root) throws IOException {
    Set<String> names = new TreeSet<>();
    try (DirectoryStream<Path> content = Files.newDirectoryStream(root)) {
      content.forEach(path -> names.add("/" + path.getFileName()));
    }
    return String.join(":", names);
  }
}
