package org.diracgrid.diracos.build.chroot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.diracgrid.diracos.path.Directories;
import org.diracgrid.diracos.problem.DiracosException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kept buildroots without any package in them. */
@Timeout(60)
class BuildrootsTest {

  @TempDir Path directory;

  private static long make(Path root) throws IOException {
    Files.createDirectories(root.resolve("usr"));
    Files.writeString(root.resolve("usr/file"), "x");
    return 100;
  }

  private Buildroots bounded(int most, long bytes) {
    return new Buildroots(directory, most, bytes);
  }

  private List<String> kept() throws IOException {
    try (Stream<Path> bases = Files.list(directory.resolve("bases"))) {
      return bases.map(base -> base.getFileName().toString()).sorted().toList();
    }
  }

  private List<Path> in(String name) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve(name))) {
      return files.toList();
    }
  }

  private void use(Buildroots buildroots, String key, int second) throws IOException {
    buildroots.take(key, BuildrootsTest::make).close();
    Files.setLastModifiedTime(
        directory.resolve("bases").resolve(key).resolve("used"),
        FileTime.fromMillis(1_000_000_000_000L + second * 1000L));
  }

  @Test
  void itIsMadeOnceAndThenFound() throws IOException {
    Buildroots buildroots = bounded(5, 1000);
    try (Buildroots.Taken first = buildroots.take("a", BuildrootsTest::make)) {
      assertThat(first.made()).isTrue();
      assertThat(first.root().resolve("usr/file")).hasContent("x");
    }
    try (Buildroots.Taken second = buildroots.take("a", root -> Files.size(Path.of("/none")))) {
      assertThat(second.made()).isFalse();
    }
    assertThat(in("leases")).isEmpty();
    assertThat(in("work")).isEmpty();
  }

  @Test
  void manyThreadsMakeItOnce() throws Exception {
    AtomicInteger made = new AtomicInteger();
    Callable<Path> use =
        () -> {
          try (Buildroots.Taken taken =
              bounded(5, 1000)
                  .take(
                      "a",
                      root -> {
                        made.incrementAndGet();
                        return make(root);
                      })) {
            return taken.root();
          }
        };
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Path>> uses = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        uses.add(use);
      }
      for (Future<Path> root : pool.invokeAll(uses)) {
        assertThat(root.get().resolve("usr/file")).exists();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(made).hasValue(1);
  }

  @Test
  void whatWasUsedLeastRecentlyGoesFirst() throws IOException {
    Buildroots buildroots = bounded(3, 1000);
    use(buildroots, "a", 1);
    use(buildroots, "b", 2);
    use(buildroots, "c", 3);
    use(buildroots, "a", 4);
    use(buildroots, "d", 5);
    assertThat(kept()).containsExactly("a", "c", "d");
  }

  @Test
  void theyAreBoundedInBytes() throws IOException {
    Buildroots buildroots = bounded(30, 250);
    use(buildroots, "a", 1);
    use(buildroots, "b", 2);
    use(buildroots, "c", 3);
    assertThat(kept()).containsExactly("b", "c");
  }

  @Test
  void whatIsInUseStays() throws IOException {
    Buildroots buildroots = bounded(1, 1000);
    try (Buildroots.Taken taken = buildroots.take("a", BuildrootsTest::make)) {
      use(buildroots, "b", 2);
      use(buildroots, "c", 3);
      assertThat(taken.root().resolve("usr/file")).exists();
      assertThat(kept()).contains("a");
    }
    use(buildroots, "d", 4);
    assertThat(kept()).containsExactly("d");
  }

  @Test
  void oneThatCouldNotBeMadeIsNotThere() throws IOException {
    assertThatThrownBy(
            () ->
                bounded(1, 1000)
                    .take(
                        "a",
                        root -> {
                          make(root);
                          throw new IOException("No space left on device");
                        }))
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining("DOS-CHROOT-04 the disk with the buildroots is full");
    assertThat(directory.resolve("bases/a")).doesNotExist();
    assertThat(in("work")).isEmpty();
    assertThat(in("leases")).isEmpty();
  }

  @Test
  void whatAKilledProcessLeftIsRemoved() throws IOException {
    Files.createDirectories(directory.resolve("leases"));
    Files.createFile(directory.resolve("leases/a.dead-jvm.id"));
    Path left = Files.createDirectories(directory.resolve("work/a.dead-jvm.id/base/root"));
    Files.writeString(left.resolve("file"), "x");
    Files.setPosixFilePermissions(left, PosixFilePermissions.fromString("r-x------"));

    use(bounded(3, 1000), "b", 1);
    assertThat(in("leases")).isEmpty();
    assertThat(in("work")).isEmpty();
    assertThat(kept()).containsExactly("b");
  }

  /** A process of its own holds a lease, as another JVM does, until it ends. */
  @Test
  void theLeaseOfAnotherProcessHolds() throws IOException, InterruptedException {
    Files.createDirectories(directory.resolve("leases"));
    Path lease = Files.createFile(directory.resolve("leases/a.other-jvm.id"));
    Path work = Files.createDirectories(directory.resolve("work/a.other-jvm.id"));
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                LeaseMain.class.getName(),
                lease.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(other.getInputStream().read()).isEqualTo('+');
      use(bounded(3, 1000), "b", 1);
      assertThat(work).exists();
      assertThat(Lease.used(directory)).containsExactly("a");
    } finally {
      other.destroyForcibly();
      assertThat(other.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(Lease.used(directory)).isEmpty();
    assertThat(work).doesNotExist();
  }

  @Test
  void aTreeIsRemovedWhateverItsModes() throws IOException {
    Path tree = Files.createDirectories(directory.resolve("tree/a/b"));
    Files.writeString(tree.resolve("file"), "x");
    Files.createSymbolicLink(tree.resolve("link"), directory);
    Files.setPosixFilePermissions(tree, PosixFilePermissions.fromString("---------"));
    Files.setPosixFilePermissions(tree.getParent(), PosixFilePermissions.fromString("r--------"));

    Directories.remove(directory.resolve("tree"));
    assertThat(directory.resolve("tree")).doesNotExist();
    assertThat(directory).exists();
    Directories.remove(directory.resolve("tree"));
  }

  @Test
  void aCopyHasModesTimesAndLinks() throws IOException {
    Path from = Files.createDirectories(directory.resolve("from/a"));
    Files.writeString(from.resolve("file"), "x");
    Files.setPosixFilePermissions(
        from.resolve("file"), PosixFilePermissions.fromString("r-x--x--x"));
    Files.setLastModifiedTime(from.resolve("file"), FileTime.fromMillis(1_000_000_000_000L));
    Files.createSymbolicLink(from.resolve("link"), Path.of("nowhere"));
    Files.setAttribute(from, "unix:mode", 01777);

    Path to = directory.resolve("to");
    Trees.copy(directory.resolve("from"), to);
    assertThat(to.resolve("a/file")).hasContent("x");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(to.resolve("a/file"))))
        .isEqualTo("r-x--x--x");
    assertThat(Files.getLastModifiedTime(to.resolve("a/file")).toMillis())
        .isEqualTo(1_000_000_000_000L);
    assertThat(Files.readSymbolicLink(to.resolve("a/link"))).isEqualTo(Path.of("nowhere"));
    assertThat((Integer) Files.getAttribute(to.resolve("a"), "unix:mode") & 07777).isEqualTo(01777);
    assertThat(Files.getAttribute(to.resolve("a/file"), "unix:ino"))
        .isNotEqualTo(Files.getAttribute(from.resolve("file"), "unix:ino"));
  }
}
