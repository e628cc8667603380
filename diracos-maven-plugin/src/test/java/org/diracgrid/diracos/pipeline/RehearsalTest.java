package org.diracgrid.diracos.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diracgrid.diracos.bundle.Compression;
import org.diracgrid.diracos.bundle.Packing;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** It goes through, and leaves nothing. */
class RehearsalTest {

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void itEndsWithoutATrace(Compression compression) throws IOException {
    Path place = directory.resolve("rehearsal");
    Files.createDirectories(place.resolve("left of a run that was killed"));

    Rehearsal.run(place, Packing.of(compression));

    assertThat(directory).isEmptyDirectory();
  }
}
