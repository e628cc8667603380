package org.diracgrid.diracos.build.cache;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.diracgrid.diracos.build.cache.BuildCache.Found;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.progress.Stage;
import org.diracgrid.diracos.progress.Unit;
import org.diracgrid.diracos.repo.Access;
import org.diracgrid.diracos.repo.FetchSettings;
import org.diracgrid.diracos.repo.Fetcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Caches of builds on disk and behind servers of this JVM. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
abstract class BuildCaches {

  static final String KEY = "01" + "ab".repeat(31);
  static final String OTHER = "02" + "ab".repeat(31);
  static final String RPM = "libstdc++-1~rc1^git-1.x86_64.rpm";

  @TempDir Path directory;
  Fetcher fetcher;
  final List<String> warnings = new CopyOnWriteArrayList<>();
  final List<String> requests = new CopyOnWriteArrayList<>();
  final List<HttpServer> servers = new ArrayList<>();

  final Progress progress =
      new Progress() {
        @Override
        public Stage stage(String name, long total, Unit unit) {
          return Progress.silent().stage(name, total, unit);
        }

        @Override
        public void info(String line) {}

        @Override
        public void warn(String line) {
          warnings.add(line);
        }
      };

  @BeforeEach
  void open() {
    fetcher = fetcher(false);
  }

  @AfterEach
  void close() {
    fetcher.close();
    servers.forEach(server -> server.stop(0));
  }

  Fetcher fetcher(boolean offline) {
    return new Fetcher(
        new FetchSettings(
            directory.resolve("downloads"),
            offline,
            Access.direct(),
            Duration.ofSeconds(50),
            Duration.ofSeconds(50),
            2,
            Duration.ofMillis(10),
            Clock.systemUTC()));
  }

  /** Serves a directory, as any web server does. */
  URI serve(Path root) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.add(exchange.getRequestURI().toString());
          Path file = root.resolve(exchange.getRequestURI().getPath().substring(1));
          try (exchange) {
            if (!Files.isRegularFile(file)) {
              exchange.sendResponseHeaders(404, -1);
              return;
            }
            byte[] content = Files.readAllBytes(file);
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
          }
        });
    server.start();
    servers.add(server);
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  BuildCache cache(Path root, URI... published) {
    return cache(root, BuildCache.DEFAULT_SIZE, Clock.systemUTC(), published);
  }

  BuildCache cache(Path root, long size, Clock clock, URI... published) {
    return BuildCache.open(
        new BuildCache.Settings(Optional.of(root), size, List.of(published)),
        fetcher,
        clock,
        progress);
  }

  Optional<CacheEntry> put(BuildCache cache, String key, String content) throws IOException {
    Path built = Files.createTempDirectory(directory, "built");
    Path rpm = Files.writeString(built.resolve(RPM), content);
    Path log = Files.writeString(built.resolve("said.log"), "said\n");
    TreeMap<String, String> components = new TreeMap<>();
    components.put("srpm", "sha256:…");
    TreeMap<String, Duration> phases = new TreeMap<>();
    phases.put("rpmbuild", Duration.ofMillis(1234));
    return cache.put(key, "gcc", components, List.of(rpm), Optional.of(log), phases);
  }

  Path entry(String root) {
    return directory.resolve(root).resolve("01").resolve(KEY);
  }

  Optional<Found> take(BuildCache cache, String results) {
    return cache.take(KEY, directory.resolve(results), directory.resolve(results + ".log"));
  }

  static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
