package org.diracgrid.diracos.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.diracgrid.diracos.path.FileNames;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.rpm.RpmFile;
import org.diracgrid.diracos.testing.Oracles;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole fixture in one tree, against a loop of {@code rpm2cpio | cpio}. */
@Tag("oracle")
class ExtractorOracleTest {

  private static final String LOOP =
      "out=$1; shift; mkdir \"$out\"; cd \"$out\"; for rpm in \"$@\"; do"
          + " rpm2cpio \"$rpm\" | cpio -idmu --quiet --no-absolute-filenames --no-preserve-owner"
          + " 2>>../cpio.err || true; done";

  /** Kind, content and target of all that is in a tree but devices. */
  private static final String LIST =
      "cd \"$1\"; { find . -mindepth 1 -type d -printf 'd %p\\n'; find . -type l -printf 'l %p %l\\n';"
          + " find . -type f -print0 | xargs -0 sha256sum -z | tr '\\0' '\\n' | sed 's/^\\\\//'; }"
          + " | LC_ALL=C sort";

  @TempDir Path dir;

  @Test
  void treeIsThatOfCpio() throws IOException {
    Oracles.require("rpm2cpio", "cpio", "sha256sum");
    // One version of each name, as a resolver would choose; filesystem first, for its links.
    TreeMap<String, StagedPackage> newest = new TreeMap<>();
    for (Path rpm : Oracles.fixturePackages()) {
      StagedPackage it = new StagedPackage(RpmFile.read(rpm).header().nevra(), rpm);
      newest.merge(it.nevra().name(), it, (a, b) -> a.nevra().compareTo(b.nevra()) > 0 ? a : b);
    }
    List<StagedPackage> packages = new ArrayList<>(newest.values());
    packages.sort(
        Comparator.comparing((StagedPackage it) -> !it.nevra().name().equals("filesystem"))
            .thenComparing(StagedPackage::nevra));

    List<String> arguments = new ArrayList<>(List.of(dir.resolve("theirs").toString()));
    packages.forEach(it -> arguments.add(it.rpmFile().toAbsolutePath().toString()));
    Oracles.bash(dir, LOOP, arguments.toArray(String[]::new));
    ExtractionResult result =
        Extractor.extract(packages, dir.resolve("ours"), 2, Progress.silent());

    List<String> theirs =
        list("theirs").stream()
            .map(
                line ->
                    line.substring(0, line.indexOf(' '))
                        + FileNames.onHost(line.substring(line.indexOf(' '))))
            .sorted()
            .collect(Collectors.toList());
    // Links by their entries: on disk those that are absolute or climb are bent to stay inside.
    List<String> ours = new ArrayList<>();
    list("ours").stream().filter(line -> !line.startsWith("l ")).forEach(ours::add);
    for (StagedEntry link : result.tree().of(StagedEntry.Kind.SYMLINK)) {
      ours.add("l ." + FileNames.onHost(link.path().toString() + " " + link.target()));
      assertThat(link.path().under(result.tree().root())).isSymbolicLink();
    }
    assertThat(onlyIn(ours, theirs)).as("only in our tree").isEmpty();
    assertThat(onlyIn(theirs, ours)).as("only in the tree of cpio").isEmpty();
    assertThat(ours).hasSizeGreaterThan(100);
  }

  private static List<String> onlyIn(List<String> these, List<String> those) {
    Set<String> known = new HashSet<>(those);
    return these.stream().filter(line -> !known.contains(line)).limit(20).toList();
  }

  private List<String> list(String tree) {
    byte[] said = Oracles.bash(dir, LIST, dir.resolve(tree).toString());
    return FileNames.decode(said, 0, said.length).lines().toList();
  }
}
