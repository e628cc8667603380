package org.diracgrid.diracos.repodata;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.repo.Repomd;
import org.diracgrid.diracos.testing.RpmBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whenever a run is killed, the list names documents that are there and whole. */
class KilledRepodataTest {

  private static final int ROUNDS = 6;

  @TempDir private Path directory;

  @Test
  void aKilledRunLeavesAWholeRepository() throws Exception {
    Path repository = Files.createDirectories(directory.resolve("r"));
    for (int i = 0; i < 100; i++) {
      RpmBuilder.of("p" + i, "1-1", "noarch").file("/usr/bin/p" + i, 0755, "").writeTo(repository);
    }
    long start = System.nanoTime();
    Process whole = start(repository);
    assertThat(whole.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(whole.exitValue()).isZero();
    long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    Random random = new Random(took);
    Path one = repository.resolve("p1-1-1.noarch.rpm");
    for (int round = 0; round < ROUNDS; round++) {
      // Each round has something to write.
      Files.move(one, directory.resolve("p1"), StandardCopyOption.REPLACE_EXISTING);
      Path other = RpmBuilder.of("q" + round, "1-1", "noarch").writeTo(repository);
      Process killed = start(repository);
      if (!killed.waitFor(took / 2 + random.nextInt((int) took / 2 + 1), TimeUnit.MILLISECONDS)) {
        killed.destroyForcibly().waitFor();
      }

      whole(repository);

      Files.delete(other);
      Files.move(directory.resolve("p1"), one);
    }
    new RepodataWriter(RepodataCompression.GZ, 1, Progress.silent(), Clock.systemUTC())
        .write(repository, Path.of(repository + ".memo"), Instant.EPOCH, "1");
    assertThat(whole(repository)).as("nothing of killed runs is left").isEqualTo(names(repository));
  }

  /** The files that the list names, each of which has its checksum. */
  private static Set<String> whole(Path repository) throws IOException {
    Set<String> names = new TreeSet<>(Set.of("repomd.xml"));
    try (InputStream in = Files.newInputStream(repository.resolve("repodata/repomd.xml"))) {
      for (Repomd.Entry entry : Repomd.read(in, "repomd.xml").entries()) {
        byte[] content = Files.readAllBytes(repository.resolve(entry.location()));
        String sum = HexFormat.of().formatHex(Algorithm.SHA256.newDigest().digest(content));
        assertThat(entry.checksum()).hasToString("sha256:" + sum);
        names.add(Path.of(entry.location()).getFileName().toString());
      }
    }
    assertThat(names).hasSize(4);
    return names;
  }

  private static Set<String> names(Path repository) throws IOException {
    try (Stream<Path> files = Files.list(repository.resolve("repodata"))) {
      Set<String> names = new TreeSet<>();
      files.forEach(file -> names.add(file.getFileName().toString()));
      return names;
    }
  }

  private static Process start(Path repository) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Ddiracos.threads=2",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            RepodataMain.class.getName(),
            repository.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
