package org.diracgrid.diracos.rpm;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.stage.Extractor;
import org.diracgrid.diracos.stage.StagedPackage;
import org.diracgrid.diracos.testing.CpioBytes;
import org.diracgrid.diracos.testing.RpmBuilder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever is done to a package, reading it ends with its content or with a {@link
 * DiracosException}, in bounded memory, and nothing appears outside the root.
 */
class RpmFuzzTest {

  private static final int READS = 400;
  private static final int EXTRACTIONS = 60;

  /** What the largest dictionary that is accepted takes, and room for buffers. */
  private static final long MOST_BYTES = 100L << 20;

  @TempDir Path dir;

  @ParameterizedTest
  @EnumSource(Compression.class)
  void readingIsBounded(Compression compression) throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Random random = new Random(20260102 + compression.ordinal());
    int whole = 0;
    for (int run = 0; run < READS; run++) {
      Path rpm = mutated(compression, random, run).writeTo(dir);
      long before = threads.getCurrentThreadAllocatedBytes();
      try {
        RpmFileTest.contents(rpm);
        whole++;
      } catch (DiracosException e) {
        assertThat(e.fault()).as("run %d: %s", run, e).isEqualTo(DiracosException.Fault.USER);
      }
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertThat(allocated).as("bytes allocated in run %d", run).isLessThan(MOST_BYTES);
    }
    assertThat(whole).as("some survive, so that the mutations are not too coarse").isPositive();
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void extractionStaysInside(Compression compression) throws IOException {
    Random random = new Random(20260101 + compression.ordinal());
    byte[] outside = "untouched".getBytes(StandardCharsets.UTF_8);
    Path witness = Files.write(dir.resolve("witness"), outside);
    for (int run = 0; run < EXTRACTIONS; run++) {
      RpmBuilder builder = mutated(compression, random, run);
      StagedPackage wanted = new StagedPackage(builder.nevra(), builder.writeTo(dir));
      try {
        Extractor.extract(List.of(wanted), dir.resolve("tree-" + run), 1, Progress.silent());
      } catch (DiracosException e) {
        assertThat(e.fault()).as("run %d: %s", run, e).isEqualTo(DiracosException.Fault.USER);
      }
    }
    assertThat(witness).hasBinaryContent(outside);
    try (Stream<Path> left = Files.list(dir)) {
      List<String> expected = List.of("witness", "f-1-1.noarch.rpm");
      assertThat(left.map(path -> path.getFileName().toString()))
          .allMatch(name -> name.startsWith("tree-") || expected.contains(name));
    }
  }

  private static RpmBuilder mutated(Compression compression, Random random, int run) {
    RpmBuilder builder = builder(random).compression(compression);
    return switch (run % 4) {
      case 0 -> builder.editFile(bytes -> mutate(bytes, random));
      case 1 -> builder.editHeader(bytes -> mutate(bytes, random));
      case 2 -> builder.editPayload(bytes -> mutate(bytes, random));
      default -> builder.editArchive(bytes -> mutate(bytes, random));
    };
  }

  private static RpmBuilder builder(Random random) {
    return RpmBuilder.of("f", "1-1", "noarch")
        .cpio(CpioBytes.Format.values()[random.nextInt(3)])
        .directory("/usr")
        .file("/usr/a", 0644, "some content that is a little longer than nothing")
        .link("/usr/up", "../../witness")
        .link("/usr/l", "a")
        .hardLinks(0644, "same", "/usr/x", "/usr/y");
  }

  private static byte[] mutate(byte[] bytes, Random random) {
    byte[] copy = bytes.clone();
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(copy.length);
      switch (random.nextInt(6)) {
        case 0 -> copy[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> copy[at] = (byte) random.nextInt(256);
        case 2 -> copy[at] = (byte) (random.nextBoolean() ? 0xFF : 0x7F);
        case 3 -> copy[at] = "0f./\0".getBytes(StandardCharsets.US_ASCII)[random.nextInt(5)];
        case 4 -> copy = java.util.Arrays.copyOf(copy, Math.max(1, at));
        default ->
            System.arraycopy(
                bytes, random.nextInt(bytes.length), copy, at, Math.min(1, copy.length - at));
      }
    }
    return copy;
  }
}
