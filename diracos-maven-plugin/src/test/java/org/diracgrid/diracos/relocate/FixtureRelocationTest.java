package org.diracgrid.diracos.relocate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.diracgrid.diracos.elf.ElfFile;
import org.diracgrid.diracos.elf.Tools;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.stage.StagedEntry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole fixture distribution ({@code -Ddiracos.fixture=DIR}, a directory with {@code
 * Packages/*.rpm}), unpacked by {@code rpm2cpio | cpio}: patchelf must read what was planned,
 * readelf must not complain, and {@code ldd} must resolve inside after a move.
 */
@Tag("oracle")
class FixtureRelocationTest {

  @TempDir Path directory;

  @Test
  void everythingResolvesInsideAfterAMove() throws IOException {
    String fixture = System.getProperty("diracos.fixture", "");
    if (fixture.isEmpty() || !Files.isDirectory(Path.of(fixture, "Packages"))) {
      Tools.missing("the fixture distribution (-Ddiracos.fixture)");
    }
    Tools.require("rpm2cpio", "cpio", "patchelf", "readelf", "ldd");
    Path root = Files.createDirectory(directory.resolve("tree"));
    unpack(Path.of(fixture, "Packages"), root);

    RelocationResult result =
        new Relocator(Progress.silent(), 2)
            .relocate(Trees.read(root), RelocationSpec.of("1"), Optional.empty());

    assertThat(result.outcomes()).doesNotContainKey("REFUSED");
    assertThat(result.plan().rpaths().missing()).isEmpty();
    List<String> once = Trees.listing(root);
    new Relocator(Progress.silent(), 2)
        .relocate(Trees.read(root), RelocationSpec.of("1"), Optional.empty());
    assertThat(Trees.listing(root)).as("second run").isEqualTo(once);

    Path moved = directory.resolve("moved to");
    Files.move(root, moved);
    Map<BundlePath, String> planned = new TreeMap<>(result.plan().rpaths().byPath());
    assertThat(planned.size()).isGreaterThan(100);
    List<String> wrong = new ArrayList<>();
    planned.forEach((path, rpath) -> check(path, rpath, moved, wrong));
    assertThat(wrong).isEmpty();
  }

  private void check(BundlePath path, String rpath, Path moved, List<String> wrong) {
    String file = path.under(moved).toString();
    if (!Tools.check(directory, "patchelf", "--print-rpath", file).strip().equals(rpath)) {
      wrong.add(path + ": patchelf reads another search path");
    }
    if (Tools.check(directory, "readelf", "-lSdVW", file).contains("Warning")) {
      wrong.add(path + ": readelf warns");
    }
    ElfFile elf = ElfFile.read(path.under(moved));
    Tools.Outcome ldd =
        Tools.run(
            directory,
            Map.of("PATH", "/usr/bin:/bin", "LD_LIBRARY_PATH", "/hostile"),
            List.of("ldd", file));
    HostLibraries host = new HostLibraries(List.of());
    ldd.output()
        .lines()
        .map(String::strip)
        .filter(line -> line.contains("=>"))
        .filter(line -> !line.contains(moved.toString()))
        .filter(line -> !host.isOnHost(line.split(" ")[0].replaceFirst(".*/", "")))
        .forEach(line -> wrong.add(path + " (" + elf.architecture() + "): " + line));
  }

  /** All packages but glibc; filesystem first, since it has the links of the merged tree. */
  private static void unpack(Path packages, Path root) throws IOException {
    List<Path> files;
    try (Stream<Path> list = Files.list(packages)) {
      files =
          list.filter(file -> file.toString().endsWith(".rpm"))
              .filter(file -> !file.getFileName().toString().startsWith("glibc"))
              .sorted((a, b) -> Boolean.compare(!isFilesystem(a), !isFilesystem(b)))
              .toList();
    }
    for (Path file : files) {
      Tools.run(
          root,
          Map.of("PATH", "/usr/bin:/bin"),
          List.of("sh", "-c", "rpm2cpio \"$0\" | cpio -idm --quiet", file.toString()));
    }
    Trees.toHostForm(root);
    for (StagedEntry entry : Trees.read(root).entries().values()) {
      if (entry.kind() == StagedEntry.Kind.DIRECTORY
          && !entry.path().under(root).toFile().setWritable(true, true)) {
        throw new IOException(entry.path() + " cannot be made writable");
      }
    }
  }

  private static boolean isFilesystem(Path file) {
    return file.getFileName().toString().startsWith("filesystem-");
  }
}
