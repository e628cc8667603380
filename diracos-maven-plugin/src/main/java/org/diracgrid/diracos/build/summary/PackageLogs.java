package org.diracgrid.diracos.build.summary;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.diracgrid.diracos.path.AtomicFile;

/**
 * The logs of builds, one file each: {@code <number>-<name>.log}, where the number is the place in
 * the plan, from 1, in at least three digits. A name that comes twice has two logs.
 */
public final class PackageLogs {

  private static final Pattern OURS = Pattern.compile("[0-9]{3,}-.+\\.log");
  private static final Pattern STRANGE = Pattern.compile("[^A-Za-z0-9._+~-]");

  private final Path directory;
  private final List<Path> files;

  private PackageLogs(Path directory, List<Path> files) {
    this.directory = directory;
    this.files = List.copyOf(files);
  }

  /**
   * The logs of a plan; nothing is read or written.
   *
   * @param directory {@code target/diracos/logs}
   * @param builds names of the builds in the order of the plan
   */
  public static PackageLogs of(Path directory, List<String> builds) {
    List<Path> files = new ArrayList<>();
    for (String build : builds) {
      String name = STRANGE.matcher(build).replaceAll("_");
      files.add(
          directory.resolve(String.format(Locale.ROOT, "%03d-%s.log", files.size() + 1, name)));
    }
    return new PackageLogs(directory, files);
  }

  /**
   * The log of a build.
   *
   * @param number its place in the plan, from 1
   */
  public Path file(int number) {
    return files.get(number - 1);
  }

  /**
   * Copies what the programs of a job said to its place; a job without a log has none there.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-IO-01 if it cannot be written
   */
  public Path keep(int number, Path log) {
    Path file = file(number);
    try {
      Files.createDirectories(directory);
      if (Files.exists(log)) {
        Files.copy(log, file, StandardCopyOption.REPLACE_EXISTING);
      } else {
        Files.deleteIfExists(file);
      }
      return file;
    } catch (IOException e) {
      throw AtomicFile.unwritable(file, e);
    }
  }

  /**
   * Removes logs of earlier plans: those that are none of this one's.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-IO-01 if one cannot be removed
   */
  public void clean() {
    if (!Files.isDirectory(directory)) {
      return;
    }
    Set<Path> kept = new HashSet<>(files);
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
      for (Path file : all) {
        if (!kept.contains(file) && OURS.matcher(file.getFileName().toString()).matches()) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw AtomicFile.unwritable(directory, e);
    }
  }
}
