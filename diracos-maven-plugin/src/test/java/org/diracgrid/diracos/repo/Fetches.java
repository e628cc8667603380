package org.diracgrid.diracos.repo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files fetched from servers of this JVM. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
abstract class Fetches {

  static final byte[] CONTENT = random(300_000, 1);

  /** Longer than a busy machine takes to answer, where no test waits for its end. */
  Duration stallTimeout = Duration.ofSeconds(50);

  @TempDir Path directory;
  WebServer web;
  WebServer other;

  @BeforeEach
  void start() throws IOException {
    web = new WebServer();
    other = new WebServer();
    web.serve("/a.rpm", CONTENT);
    other.serve("/a.rpm", CONTENT);
  }

  @AfterEach
  void stop() {
    web.close();
    other.close();
  }

  static byte[] random(int size, int seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  static Checksum sum(byte[] bytes, Algorithm algorithm) {
    return new Checksum(algorithm, HexFormat.of().formatHex(algorithm.newDigest().digest(bytes)));
  }

  static FetchRequest request(byte[] content, URI... candidates) {
    return new FetchRequest(
        "base",
        List.of(candidates),
        sum(content, Algorithm.SHA256),
        content.length,
        "a-1-1.noarch");
  }

  FetchSettings settings(boolean offline, Access access) {
    return new FetchSettings(
        directory.resolve("cache"),
        offline,
        access,
        Duration.ofSeconds(50),
        stallTimeout,
        3,
        Duration.ofMillis(5),
        Clock.systemUTC());
  }

  Path fetch(FetchRequest request) {
    return fetch(request, false, Access.direct());
  }

  Path fetch(FetchRequest request, boolean offline, Access access) {
    try (Fetcher fetcher = new Fetcher(settings(offline, access))) {
      return fetcher.fetch(request);
    }
  }

  List<Path> parts() throws IOException {
    Path partial = directory.resolve("cache/partial");
    if (!Files.exists(partial)) {
      return List.of();
    }
    try (Stream<Path> parts = Files.list(partial)) {
      return parts.toList();
    }
  }
}
