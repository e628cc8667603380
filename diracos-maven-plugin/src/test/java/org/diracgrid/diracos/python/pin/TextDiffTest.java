package org.diracgrid.diracos.python.pin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.diracgrid.diracos.testing.Oracles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The differences shown are those that {@code patch} applies. */
class TextDiffTest {

  @TempDir private Path directory;

  @Test
  void sameTextsHaveNone() {
    assertThat(TextDiff.lines("f", "a\n", "a\n")).isEmpty();
  }

  @Test
  void aChangeHasThreeLinesAroundIt() {
    assertThat(TextDiff.lines("f", "1\n2\n3\n4\n5\nx\n7\n", "1\n2\n3\n4\n5\ny\nz\n7\n"))
        .containsExactly(
            "--- f", "+++ f", "@@ -3,5 +3,6 @@", " 3", " 4", " 5", "-x", "+y", "+z", " 7");
  }

  @Test
  void patchMakesTheNewTextOfTheOld() throws Exception {
    Oracles.require("patch");
    Random random = new Random(1);
    for (int round = 0; round < 40; round++) {
      String before = text(random, random.nextInt(30));
      StringBuilder after = new StringBuilder();
      for (String line : before.split("(?<=\n)")) {
        int what = random.nextInt(8);
        after.append(what == 0 ? "" : what == 1 ? "new" + random.nextInt(3) + "\n" + line : line);
      }
      List<String> lines = TextDiff.lines("f", before, after.toString());
      if (lines.isEmpty()) {
        continue;
      }
      Files.writeString(directory.resolve("f"), before);
      Files.writeString(directory.resolve("d"), String.join("\n", lines) + "\n");
      Oracles.bash(directory, "patch -s f < d; [ -e f ] || : > f");
      assertThat(Files.readString(directory.resolve("f"))).isEqualTo(after.toString());
    }
  }

  private static String text(Random random, int lines) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      text.append("line").append(random.nextInt(6)).append('\n');
    }
    return random.nextBoolean() ? text.toString() : text + "end";
  }
}
