package org.diracgrid.diracos.relocate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.diracgrid.diracos.elf.LinkedPrograms;
import org.diracgrid.diracos.elf.Tools;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.stage.TreeReader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} in the middle of relocating a tree. */
@Tag("oracle")
class KilledRelocationTest {

  private static final int COPIES = 400;

  @Test
  void everyFileIsWholeAndTheNextRunEndsTheWork(@TempDir Path directory) throws Exception {
    Tools.require("gcc");
    Path root = directory.toRealPath().resolve("tree");
    new LinkedPrograms(directory, "gcc", List.of()).build(root);
    Path greet = root.resolve("lib64/libgreet.so.1");
    for (int i = 0; i < COPIES; i++) {
      Path copy = root.resolve("lib64/copies/" + i + "/libgreet.so.1");
      Files.createDirectories(copy.getParent());
      Files.copy(greet, copy);
    }
    byte[] before = Files.readAllBytes(greet);

    Process process = start(root);
    try {
      // Until something has been written; the copies come first, so that most are yet to come.
      while (process.isAlive() && Arrays.equals(before, read(root, 0))) {
        Thread.onSpinWait();
      }
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor()).as("killed").isEqualTo(137);

    byte[] after = read(root, 0);
    assertThat(after).isNotEqualTo(before);
    int done = 0;
    for (int i = 0; i < COPIES; i++) {
      byte[] now = read(root, i);
      boolean isDone = Arrays.equals(now, after);
      assertThat(isDone || Arrays.equals(now, before)).as("copy %d is whole", i).isTrue();
      done += isDone ? 1 : 0;
    }
    assertThat(done).as("files done when it was killed").isBetween(1, COPIES - 1);

    new TreeRelocator(Progress.silent(), 2).relocate(TreeReader.read(root));
    for (int i = 0; i < COPIES; i++) {
      assertThat(read(root, i)).as("copy %d", i).isEqualTo(after);
    }
    try (Stream<Path> all = Files.walk(root)) {
      assertThat(all.filter(path -> path.toString().contains(TreeReader.UNFINISHED))).isEmpty();
    }
  }

  private static byte[] read(Path root, int copy) throws IOException {
    return Files.readAllBytes(root.resolve("lib64/copies/" + copy + "/libgreet.so.1"));
  }

  private static Process start(Path root) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Ddiracos.threads=1",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            RelocateMain.class.getName(),
            root.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
