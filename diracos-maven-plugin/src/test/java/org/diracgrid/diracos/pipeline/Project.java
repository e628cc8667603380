package org.diracgrid.diracos.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.repo.Access;

/** A directory with a {@code diracos.json}, as the goals see it. */
final class Project {

  /** The keys of the configuration, each with its JSON. */
  final Map<String, String> config = new LinkedHashMap<>();

  final Map<String, String> overrides = new LinkedHashMap<>();
  final Path directory;
  final Path cache;
  Instant time = Instant.parse("2026-01-01T00:00:00Z");

  Project(Path directory, Path cache, String repository) {
    this.directory = directory;
    this.cache = cache;
    config.put("version", "\"1.0\"");
    config.put("repositories", "[{\"id\": \"base\", \"url\": \"" + repository + "\"}]");
    config.put("platform", "{\"arch\": \"x86_64\"}");
    config.put("packages", "[\"hello\"]");
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  Request request() {
    StringBuilder json = new StringBuilder("{");
    config.forEach(
        (key, value) ->
            json.append(json.length() > 1 ? ",\n" : "\n")
                .append("\"" + key + "\": ")
                .append(value));
    try {
      Files.createDirectories(directory);
      Files.writeString(file("diracos.json"), json + "\n}\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Request(directory, file("diracos.json"), file("target"), overrides, time);
  }

  Engine engine(Progress progress) {
    return new Engine(new Engine.Environment(cache, 2, false, Access.direct(), progress));
  }

  /** Bundles, and tells what was done. */
  Recording bundle() {
    Recording recording = new Recording();
    engine(recording).bundle(request());
    return recording;
  }

  /** The digests of all results: each file beside the configuration and in {@code target}. */
  Map<String, String> results() throws IOException {
    Map<String, String> results = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        results.put(
            directory.relativize(file).toString(),
            HexFormat.of()
                .formatHex(Algorithm.SHA256.newDigest().digest(Files.readAllBytes(file))));
      }
    }
    // Holds sizes and times of files.
    results.remove("target/diracos/state.json");
    // Names the place of the tree.
    results.remove("target/diracos/tree.record");
    // Hold times and inodes of files, and only of those that were not written just now.
    results.remove("target/diracos/chunks.memo");
    results.remove("target/diracos/packages.memo");
    // Tell of the lock before, which is no input.
    results.remove("target/diracos/lock-diff.json");
    results.remove("target/diracos/lock-diff.md");
    return results;
  }

  String text(String name) throws IOException {
    return Files.readString(file(name), UTF_8);
  }

  /** The NEVRAs and so on that the lock names: {@code "name": "…"} of each package. */
  List<String> locked() throws IOException {
    return org.diracgrid.diracos.resolve.LockJson.read(
            Files.readAllBytes(file("diracos.lock.json")), "lock")
        .packages()
        .stream()
        .map(p -> p.nevra().name())
        .toList();
  }
}
