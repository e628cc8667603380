package org.diracgrid.diracos.repo;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.junit.jupiter.api.Tag;

/**
 * Whatever bytes come as metadata, they are read or refused as metadata. An ordinary run repeats
 * the inputs kept beside it; {@code it/fuzz.sh} looks for new ones.
 */
@Tag("fuzz")
class MetadataFuzzTest {

  private static final String DURATION = "20s";

  private interface Reading {
    void of(InputStream in);
  }

  private static void read(byte[] bytes, Reading reading) {
    try {
      reading.of(new ByteArrayInputStream(bytes));
    } catch (DiracosException e) {
      assertThat(e.problems())
          .extracting(Problem::code)
          .isNotEmpty()
          .isSubsetOf("DOS-REPO-03", "DOS-REPO-08", "DOS-REPO-09");
    }
  }

  @FuzzTest(maxDuration = DURATION)
  void primary(byte[] bytes) {
    read(bytes, in -> PrimaryReader.scan(in, "primary"));
  }

  @FuzzTest(maxDuration = DURATION)
  void filelists(byte[] bytes) {
    read(
        bytes, in -> FilelistsReader.scan(in, "filelists", Set.of("/usr/bin/a"), (id, path) -> {}));
  }

  @FuzzTest(maxDuration = DURATION)
  void repomd(byte[] bytes) {
    read(bytes, in -> RepomdReader.read(in, "repomd.xml"));
  }

  @FuzzTest(maxDuration = DURATION)
  void comps(byte[] bytes) {
    read(bytes, in -> CompsReader.read(in, "comps.xml", "x86_64"));
  }

  @FuzzTest(maxDuration = DURATION)
  void mirrors(byte[] bytes) {
    read(bytes, in -> MirrorReader.read(bytes, "mirrorlist"));
  }

  @FuzzTest(maxDuration = DURATION)
  void modules(byte[] bytes) {
    read(bytes, in -> ModulesReader.read(in, "modules.yaml"));
  }

  @FuzzTest(maxDuration = DURATION)
  void zchunk(byte[] bytes) {
    try (InputStream in = new ZchunkInput(new ByteArrayInputStream(bytes))) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    } catch (IOException e) {
      assertThat(e).hasMessageNotContaining("null");
    }
  }
}
