package org.diracgrid.diracos.build.patch;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.junit.jupiter.api.Tag;

/** Whatever comes as a patch or as an archive is read or refused. */
@Tag("fuzz")
class PatchFuzzTest {

  private static final Path FILE = Path.of("x.patch");
  private static final String HEAD = "--- a/x\n+++ b/x\n@@ -1,3 +1,3 @@\n";

  @FuzzTest(maxDuration = "20s")
  void patch(byte[] bytes) {
    for (byte[] text :
        List.of(bytes, (HEAD + latin(bytes)).getBytes(StandardCharsets.ISO_8859_1))) {
      PatchText patch;
      try {
        patch = PatchReader.read(FILE, text);
      } catch (DiracosException e) {
        assertThat(e.fault()).isEqualTo(DiracosException.Fault.USER);
        continue;
      }
      for (FilePatch file : patch.files()) {
        assertThat(file.names()).isNotEmpty();
        for (String name : file.names()) {
          assertThat(Arrays.asList(name.split("/"))).doesNotContain("..", "");
        }
        applied(file, bytes);
      }
    }
  }

  /** Lines that no hunk changes stay, and a hunk that fits leaves what it adds. */
  private static void applied(FilePatch file, byte[] content) {
    List<Problem> problems = new ArrayList<>();
    var result = new FilePatcher(FILE, problems).apply(file, "x", content);
    assertThat(result.isEmpty()).isEqualTo(!problems.isEmpty());
    result.ifPresent(
        it -> {
          long added = count(file, Hunk.Kind.ADDED) - count(file, Hunk.Kind.REMOVED);
          long lines = PatchReader.lines(content).size() + added;
          assertThat(it.lines()).hasSize((int) lines);
        });
  }

  private static long count(FilePatch file, Hunk.Kind kind) {
    return file.hunks().stream()
        .flatMap(hunk -> hunk.lines().stream())
        .filter(line -> line.kind() == kind)
        .count();
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** What is read can be copied, byte for byte up to the end of the archive. */
  @FuzzTest(maxDuration = "20s")
  void tar(byte[] bytes) throws IOException {
    ByteArrayOutputStream copy = new ByteArrayOutputStream();
    try (TarInput in = new TarInput(new ByteArrayInputStream(bytes))) {
      while (in.next()) {
        assertThat(in.member().name()).isNotNull();
        copy.write(in.before());
        in.copyTo(copy);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageNotContaining("null");
      return;
    }
    byte[] read = copy.toByteArray();
    assertThat(read).isEqualTo(Arrays.copyOf(bytes, read.length));
  }
}
