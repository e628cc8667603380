package org.diracgrid.diracos.elf;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.function.Supplier;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.junit.jupiter.api.Tag;

/**
 * Whatever bytes come as an ELF file, they are read or refused as one, with memory for what they
 * are and not for what they say; and what is patched reads as it did, but for the path. The inputs
 * kept beside this are repeated by every ordinary run; {@code it/fuzz.sh} looks for new ones.
 */
@Tag("fuzz")
class ElfFuzzTest {

  private static final String DURATION = "60s";
  private static final String PATH = "$ORIGIN/../lib64:$ORIGIN/../lib64/private";

  /** Objects for headers and entries take several times their bytes. */
  private static final long BYTES_PER_BYTE = 64;

  private static final long BYTES_AT_LEAST = 1 << 20;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @FuzzTest(maxDuration = DURATION)
  void read(byte[] bytes) {
    sound(bytes, () -> ElfFile.read(ElfInput.of("fuzz", bytes)));
  }

  @FuzzTest(maxDuration = DURATION)
  void patch(byte[] bytes) {
    if (bytes.length == 0) {
      return;
    }
    // The last byte chooses among paths that fit anywhere and one that fits nowhere.
    String path = bytes[bytes.length - 1] % 2 == 0 ? PATH : PATH + ":$ORIGIN/" + "x".repeat(5000);
    byte[] original = bytes.clone();
    Optional<RpathChange> change =
        sound(bytes, () -> ElfRpathWriter.plan(ElfInput.of("fuzz", bytes), path));
    assertThat(bytes).isEqualTo(original);
    if (change.isEmpty() || !(change.get() instanceof RpathChange.Patched patched)) {
      return;
    }
    assertThat(patched.patch().sizeAfter(bytes.length))
        .isLessThanOrEqualTo(3L * bytes.length + path.length() + 1024);
    Optional<ElfFile> before = sound(bytes, () -> ElfFile.read(ElfInput.of("fuzz", bytes)));
    byte[] after = patched.patch().applyTo(bytes);
    if (before.isEmpty()) {
      return;
    }
    ElfFile now = ElfFile.read(ElfInput.of("patched", after));
    assertThat(now.rpath()).contains(path);
    assertThat(now.runpath()).isEmpty();
    assertThat(now.needed()).isEqualTo(before.get().needed());
    assertThat(now.soname()).isEqualTo(before.get().soname());
    assertThat(now.interpreter()).isEqualTo(before.get().interpreter());
    assertThat(now.versionNeeds()).isEqualTo(before.get().versionNeeds());
    assertThat(now.versionDefinitions()).isEqualTo(before.get().versionDefinitions());
    assertThat(ElfRpathWriter.plan(ElfInput.of("patched", after), path))
        .isEqualTo(new RpathChange.Unchanged());
  }

  /** Does the work, and once more if it took much: Jazzer rewrites classes as they are loaded. */
  private static <T> Optional<T> sound(byte[] bytes, Supplier<T> work) {
    long most = BYTES_PER_BYTE * bytes.length + BYTES_AT_LEAST;
    long before = allocated();
    Optional<T> result = result(work);
    if (allocated() - before > most) {
      before = allocated();
      result = result(work);
      assertThat(allocated() - before)
          .as("bytes allocated for %d", bytes.length)
          .isLessThanOrEqualTo(most);
    }
    return result;
  }

  private static long allocated() {
    return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  private static <T> Optional<T> result(Supplier<T> work) {
    try {
      return Optional.of(work.get());
    } catch (DiracosException e) {
      assertThat(e.problems())
          .extracting(Problem::code)
          .singleElement()
          .asString()
          .matches("DOS-ELF-0[1-8]");
      return Optional.empty();
    }
  }
}
