package org.diracgrid.diracos.build.chroot;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.diracgrid.diracos.build.BuildrootPackage;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.progress.Amounts;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.rpm.RpmFile;
import org.diracgrid.diracos.stage.ContentObserver;
import org.diracgrid.diracos.stage.ExtractionResult;
import org.diracgrid.diracos.stage.Extractor;
import org.diracgrid.diracos.stage.StagedEntry;
import org.diracgrid.diracos.stage.StagedPackage;

/**
 * Makes a buildroot: extracts its packages, gives files their modes and times, adds what every
 * sandbox needs, and has the buildroot's own rpm note the packages and run their scripts.
 *
 * <p>Owners and groups are not kept, so that names which the host or a user namespace does not have
 * cannot be in the way; nor are setuid bits and capabilities, which mean nothing with one user, nor
 * device nodes.
 *
 * @param packages in whatever order
 * @param threads how many packages are extracted at a time
 * @param log gets what rpm says
 * @param sandboxes where rpm runs
 */
record BaseMaker(List<BuildrootPackage> packages, int threads, Path log, SandboxRunner sandboxes) {

  /** To be raised when the same packages make another buildroot. */
  private static final int FORM = 1;

  private static final List<String> DIRECTORIES =
      List.of("dev", "proc", "sys", "run", "tmp", "var/tmp", "etc", "builddir", "packages", "root");

  /** What tells the buildroot from all others. A user cannot use what is another's. */
  static String key(List<BuildrootPackage> packages) {
    MessageDigest digest = Algorithm.SHA256.newDigest();
    StringBuilder text = new StringBuilder("form " + FORM + "\n" + user() + "\n");
    packages.stream()
        .map(each -> each.nevra() + " " + each.checksum() + "\n")
        .sorted()
        .forEach(text::append);
    return HexFormat.of().formatHex(digest.digest(text.toString().getBytes(UTF_8)), 0, 20);
  }

  private static String user() {
    try {
      return "user " + Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    } catch (IOException | UnsupportedOperationException e) {
      // Without /proc nothing can be built, as the entrance will tell.
      return "";
    }
  }

  /**
   * Makes it.
   *
   * @param root where there is nothing yet
   * @return how many bytes its files have
   */
  long make(Path root) throws IOException {
    List<StagedPackage> staged =
        packages.stream().map(each -> new StagedPackage(each.nevra(), each.file())).toList();
    List<RpmFile> read = packages.parallelStream().map(each -> RpmFile.read(each.file())).toList();
    long bytes;
    long begin = System.nanoTime();
    try (Extractor extractor = Extractor.open(staged, threads)) {
      ExtractionResult result =
          extractor.write(root, Set.of(), ContentObserver.NONE, Progress.silent());
      FileTimes.restore(extractor.plan(), read, result.tree());
      bytes = result.tree().entries().values().stream().mapToLong(StagedEntry::size).sum();
      note(result.conflicts().stream().map(conflict -> "warning: conflict at " + conflict));
    }
    furnish(root);
    if (!Files.exists(root.resolve("bin/sh"))) {
      throw ChrootProblems.noTool("/bin/sh", packages.size());
    }
    if (!Files.exists(root.resolve("usr/bin/rpmbuild"))) {
      throw ChrootProblems.noTool("rpmbuild", packages.size());
    }
    long extracted = System.nanoTime();
    String said = sandboxes.database(root).fill(root, read);
    note(
        Stream.of(
            "buildroot of "
                + packages.size()
                + " packages: extracted in "
                + Amounts.duration(extracted - begin)
                + ", noted by rpm in "
                + Amounts.duration(System.nanoTime() - extracted),
            said));
    return bytes;
  }

  private void note(Stream<String> lines) throws IOException {
    Files.write(
        log,
        lines.filter(line -> !line.isBlank()).toList(),
        UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private static void furnish(Path root) throws IOException {
    for (String name : DIRECTORIES) {
      Path directory = root.resolve(name);
      // Some are links to others; those of the Extractor stay inside.
      if (!Files.isDirectory(directory)) {
        Files.createDirectories(directory);
      }
    }
    for (String name : List.of("tmp", "var/tmp")) {
      Files.setAttribute(root.resolve(name).toRealPath(), "unix:mode", 01777);
    }
    int uid = Inside.UID;
    user(root.resolve("etc/passwd"), "root", "root:x:0:0:root:/root:/bin/sh");
    user(root.resolve("etc/group"), "root", "root:x:0:");
    user(
        root.resolve("etc/passwd"),
        Inside.USER,
        Inside.USER + ":x:" + uid + ":" + uid + "::" + Inside.HOME + ":/bin/sh");
    user(root.resolve("etc/group"), Inside.USER, Inside.USER + ":x:" + uid + ":");
    Path hosts = root.resolve("etc/hosts");
    if (!Files.exists(hosts)) {
      Files.writeString(hosts, "127.0.0.1 localhost\n::1 localhost\n", UTF_8);
    }
  }

  private static void user(Path file, String name, String line) throws IOException {
    List<String> lines = Files.exists(file) ? Files.readAllLines(file, UTF_8) : List.of();
    if (lines.stream().noneMatch(each -> each.startsWith(name + ":"))) {
      Files.write(file, Stream.concat(lines.stream(), Stream.of(line)).toList(), UTF_8);
    }
  }
}
