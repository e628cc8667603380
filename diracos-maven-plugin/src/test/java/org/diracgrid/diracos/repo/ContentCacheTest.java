package org.diracgrid.diracos.repo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.progress.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ContentCacheTest {

  private static final Checksum SUM = new Checksum(Algorithm.SHA256, "ab".repeat(32));

  @TempDir private Path root;

  private ContentCache cache() {
    return new ContentCache(root, Clock.systemUTC());
  }

  private Path part(String name) throws IOException {
    Path file = root.resolve("partial").resolve("sha256-" + SUM.hex() + "." + name);
    Files.createDirectories(file.getParent());
    return Files.write(file, new byte[10]);
  }

  @Test
  void anAbandonedPartIsTakenByOneOnly() throws IOException {
    part("part");

    Path first = cache().claim(SUM);
    Path second = cache().claim(SUM);

    assertThat(first).hasSize(10);
    assertThat(second).isEmptyFile();
  }

  @Test
  void thePartOfALivingProcessIsLeftAlone() throws IOException {
    Path mine = cache().claim(SUM);
    Files.write(mine, new byte[10]);

    assertThat(cache().claim(SUM)).isEmptyFile();
    assertThat(mine).exists();
  }

  @Test
  void thePartOfADeadProcessIsTaken() throws IOException {
    Path mine = cache().claim(SUM);
    long dead = 4_000_000_000L;
    String name = mine.getFileName().toString();
    String renamed = name.replace("." + ProcessHandle.current().pid() + ".", "." + dead + ".");
    Files.write(mine.resolveSibling(renamed), new byte[10]);

    assertThat(cache().claim(SUM)).hasSize(10);
  }

  @Test
  void thePartOfAnotherMachineIsTakenAfterADay() throws IOException {
    Path part = part("elsewhere.1.x.part");
    assertThat(cache().claim(SUM)).isEmptyFile();
    Files.setLastModifiedTime(
        part, FileTime.from(Clock.systemUTC().instant().minus(Duration.ofHours(25))));

    assertThat(cache().claim(SUM)).hasSize(10);
  }

  @Test
  void oldPartsAreSweptOut() throws IOException {
    Path old = part("elsewhere.1.x.part");
    Files.setLastModifiedTime(
        old, FileTime.from(Clock.systemUTC().instant().minus(Duration.ofDays(8))));
    Path fresh = part("elsewhere.1.y.part");

    cache().prune();

    assertThat(old).doesNotExist();
    assertThat(fresh).exists();
  }

  @Test
  void threadsAndProcessesShareOneCache() throws Exception {
    try (WebServer web = new WebServer()) {
      List<FetchRequest> requests = requests(web.uri("/"));
      for (int i = 0; i < COUNT; i++) {
        web.serve("/" + i, content(i));
      }
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      Process twin =
          new ProcessBuilder(
                  java,
                  "-cp",
                  System.getProperty("java.class.path"),
                  ContentCacheTest.class.getName(),
                  root.toString(),
                  web.uri("/").toString())
              .inheritIO()
              .start();
      ExecutorService threads = Executors.newFixedThreadPool(3);
      try {
        List<Future<List<Path>>> results = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          Callable<List<Path>> task = () -> fetchAll(root, requests);
          results.add(threads.submit(task));
        }
        for (Future<List<Path>> result : results) {
          for (int i = 0; i < COUNT; i++) {
            assertThat(result.get().get(i)).hasBinaryContent(content(i));
          }
        }
      } finally {
        threads.shutdownNow();
      }
      assertThat(twin.waitFor()).isZero();
      try (Stream<Path> parts = Files.list(root.resolve("partial"))) {
        assertThat(parts).isEmpty();
      }
    }
  }

  private static final int COUNT = 40;

  private static byte[] content(int i) {
    byte[] bytes = new byte[20_000 + i * 1000];
    new Random(i).nextBytes(bytes);
    return bytes;
  }

  private static List<FetchRequest> requests(URI base) {
    List<FetchRequest> requests = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      byte[] bytes = content(i);
      String hex = HexFormat.of().formatHex(Algorithm.SHA256.newDigest().digest(bytes));
      requests.add(
          new FetchRequest(
              "base",
              List.of(base.resolve(String.valueOf(i))),
              new Checksum(Algorithm.SHA256, hex),
              bytes.length,
              "file " + i));
    }
    return requests;
  }

  private static List<Path> fetchAll(Path root, List<FetchRequest> requests) {
    try (Fetcher fetcher = new Fetcher(FetchSettings.of(root, false, Access.direct()))) {
      return fetcher.fetchAll(requests, VerifiedFiles.none(), 4, Progress.silent());
    }
  }

  /** The second process. */
  public static void main(String[] arguments) throws IOException {
    List<FetchRequest> requests = requests(URI.create(arguments[1]));
    List<Path> files = fetchAll(Path.of(arguments[0]), requests);
    for (int i = 0; i < COUNT; i++) {
      if (Files.size(files.get(i)) != requests.get(i).size()) {
        throw new AssertionError(files.get(i) + " has a wrong size");
      }
    }
  }
}
