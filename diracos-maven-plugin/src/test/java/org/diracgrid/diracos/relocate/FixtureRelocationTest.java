package org.diracgrid.diracos.relocate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.diracgrid.diracos.elf.ElfFile;
import org.diracgrid.diracos.elf.Tools;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.rpm.RpmFile;
import org.diracgrid.diracos.stage.Extractor;
import org.diracgrid.diracos.stage.StagedPackage;
import org.diracgrid.diracos.stage.StagedTree;
import org.diracgrid.diracos.testing.Oracles;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole fixture distribution ({@code -Ddiracos.fixture=DIR}, a directory holding {@code
 * repo/}): patchelf must read what was planned, readelf must not complain, and {@code ldd} must
 * resolve inside after a move.
 */
@Tag("oracle")
class FixtureRelocationTest {

  @TempDir Path directory;

  @Test
  void everythingResolvesInsideAfterAMove() throws IOException {
    Tools.require("patchelf", "readelf", "ldd");
    Path root = directory.resolve("tree");
    StagedTree tree = unpack(root);

    Relocator relocator = new Relocator(Progress.silent(), 2);
    RelocationResult result = relocator.relocate(tree, RelocationSpec.of("1"), Optional.empty());

    assertThat(result.outcomes()).doesNotContainKey("REFUSED");
    assertThat(result.plan().rpaths().missing()).isEmpty();
    List<String> once = listing(root);
    relocator.relocate(result.tree(), RelocationSpec.of("1"), Optional.empty());
    assertThat(listing(root)).as("second run").isEqualTo(once);

    Path moved = directory.resolve("moved to");
    Files.move(root, moved);
    Map<BundlePath, String> planned = new TreeMap<>(result.plan().rpaths().byPath());
    assertThat(planned.size()).isGreaterThan(100);
    List<String> wrong = new ArrayList<>();
    planned.forEach((path, rpath) -> check(path, rpath, moved, wrong));
    assertThat(wrong).isEmpty();
  }

  /** Every path on disk with its link target or its content's size and hash. */
  private static List<String> listing(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      List<String> lines = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        String content =
            Files.isSymbolicLink(file)
                ? Files.readSymbolicLink(file).toString()
                : Files.isRegularFile(file)
                    ? Files.size(file) + " " + Arrays.hashCode(Files.readAllBytes(file))
                    : "";
        lines.add(root.relativize(file) + " " + content);
      }
      return lines;
    }
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

  /** All packages but glibc. */
  private static StagedTree unpack(Path root) {
    List<StagedPackage> packages =
        Oracles.fixturePackages().stream()
            .filter(file -> !file.getFileName().toString().startsWith("glibc"))
            .map(file -> new StagedPackage(RpmFile.read(file).header().nevra(), file))
            .toList();
    return Extractor.extract(packages, root, 2, Progress.silent()).tree();
  }
}
