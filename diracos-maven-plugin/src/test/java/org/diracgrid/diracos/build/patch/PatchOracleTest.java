package org.diracgrid.diracos.build.patch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.testing.Oracles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code diff} writes is applied as {@code patch} applies it, on random trees. */
class PatchOracleTest {

  private static final List<String> NAMES =
      List.of("a.spec", "b c.c", "tab\there.h", "deep/er/x.py", "quo\"te", "ü.txt", "e");

  private static final List<String> WORDS =
      List.of("", "x", "y", "if (a)", "}", "\tend", "return;");

  @TempDir private Path dir;

  private static List<String> text(Random random, int most) {
    List<String> lines = new ArrayList<>();
    int n = random.nextInt(most);
    for (int i = 0; i < n; i++) {
      String word = WORDS.get(random.nextInt(WORDS.size()));
      lines.add(random.nextInt(3) == 0 ? word + random.nextInt(50) : word);
    }
    return lines;
  }

  private static List<String> edited(Random random, List<String> lines, int edits) {
    List<String> result = new ArrayList<>(lines);
    for (int i = 0; i < edits; i++) {
      int at = random.nextInt(result.size() + 1);
      switch (random.nextInt(3)) {
        case 0 -> result.add(at, "new " + random.nextInt(100));
        case 1 -> {
          if (at < result.size()) {
            result.remove(at);
          }
        }
        default -> {
          if (at < result.size()) {
            result.set(at, "changed " + random.nextInt(100));
          }
        }
      }
    }
    return result;
  }

  private static void write(Random random, Path root, String name, List<String> lines, boolean crlf)
      throws IOException {
    String end = crlf ? "\r\n" : "\n";
    String text = String.join(end, lines) + (lines.isEmpty() || random.nextInt(4) == 0 ? "" : end);
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static TreeMap<String, String> tree(Path root) throws IOException {
    TreeMap<String, String> tree = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        tree.put(
            root.relativize(file).toString(),
            new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
    return tree;
  }

  private void trees(Random random, Path work) throws IOException {
    Path original = Files.createDirectories(work.resolve("original"));
    Path patched = Files.createDirectories(work.resolve("patched"));
    for (String name : NAMES) {
      boolean crlf = random.nextInt(6) == 0;
      List<String> lines = text(random, 120);
      if (random.nextInt(6) > 0) {
        write(random, original, name, lines, crlf);
      }
      if (random.nextInt(6) > 0) {
        write(random, patched, name, edited(random, lines, random.nextInt(7)), crlf);
      }
    }
  }

  @Test
  void whatDiffWroteGivesThePatchedTree() throws IOException {
    Oracles.require("diff", "bash");
    Random random = new Random(20261121);
    for (int run = 0; run < 40; run++) {
      Path work = Files.createDirectory(dir.resolve("run" + run));
      trees(random, work);
      Oracles.bash(work, "diff -ruN original patched > x.patch || test $? = 1");
      TreePatcher.apply(work.resolve("x.patch"), work.resolve("original"));
      TreeMap<String, String> wanted = tree(work.resolve("patched"));
      TreeMap<String, String> got = tree(work.resolve("original"));
      // diff has no words for a file that is empty on one side and absent on the other.
      wanted.values().removeIf(String::isEmpty);
      got.values().removeIf(String::isEmpty);
      assertThat(got).as("run %d", run).isEqualTo(wanted);
    }
  }

  /** The tree is not the one that the patch was made of: offsets, fuzz, failures. */
  @Test
  void whatDoesNotFitExactlyGoesWherePatchPutsIt() throws IOException {
    Oracles.require("diff", "patch", "bash");
    Random random = new Random(17);
    int applied = 0;
    int refused = 0;
    for (int run = 0; run < 250; run++) {
      Path work = Files.createDirectory(dir.resolve("run" + run));
      Path original = Files.createDirectories(work.resolve("original"));
      Path patched = Files.createDirectories(work.resolve("patched"));
      List<String> lines = text(random, 80);
      write(random, original, "f", lines, false);
      write(random, patched, "f", edited(random, lines, 1 + random.nextInt(5)), false);
      int context = random.nextInt(5) == 0 ? random.nextInt(4) + 1 : 3;
      Oracles.bash(work, "diff -r -U " + context + " original patched > x.patch || test $? = 1");
      if (Files.size(work.resolve("x.patch")) == 0) {
        continue;
      }
      for (String tree : List.of("ours", "theirs")) {
        Files.createDirectories(work.resolve(tree));
      }
      write(random, work.resolve("ours"), "f", edited(random, lines, random.nextInt(8)), false);
      Files.copy(work.resolve("ours/f"), work.resolve("theirs/f"));
      String said =
          new String(
              Oracles.bash(
                  work,
                  "patch -p1 -d theirs -f --no-backup-if-mismatch -r rejected < x.patch"
                      + " && echo FITS || echo FAILS"),
              StandardCharsets.ISO_8859_1);
      // Told to force it, patch applies a patch backwards or disregards nothing: both say failed.
      boolean theirs = said.endsWith("FITS\n");
      boolean ours = true;
      try {
        TreePatcher.apply(work.resolve("x.patch"), work.resolve("ours"));
      } catch (DiracosException e) {
        ours = false;
      }
      assertThat(ours).as("run %d: %s", run, said).isEqualTo(theirs);
      if (ours) {
        applied++;
        assertThat(work.resolve("ours/f"))
            .as("run %d", run)
            .hasSameBinaryContentAs(work.resolve("theirs/f"));
      } else {
        refused++;
      }
    }
    assertThat(applied).isGreaterThan(60);
    assertThat(refused).isGreaterThan(30);
  }
}
