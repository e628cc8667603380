package org.diracgrid.diracos.pipeline;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * What a run is asked for.
 *
 * @param base directory of the project
 * @param config the configuration file
 * @param buildDirectory where results go, such as {@code target}
 * @param overrides properties that stand for keys of the configuration, by full name, such as
 *     {@code diracos.packages}
 * @param outputTimestamp time of every member of the bundle
 */
public record Request(
    Path base,
    Path config,
    Path buildDirectory,
    Map<String, String> overrides,
    Instant outputTimestamp) {

  /** Properties of the same prefix that say how to run, not what to build. */
  public static final Set<String> OWN_PROPERTIES =
      Set.of(
          "diracos.config",
          "diracos.cache",
          "diracos.skip",
          "diracos.threads",
          "diracos.tree",
          "diracos.tarball",
          "diracos.plan",
          "diracos.package",
          "diracos.from",
          "diracos.dependents",
          "diracos.pin.dryRun",
          "diracos.pin.hashes",
          "diracos.pin.python",
          "diracos.pin.output",
          LockMode.PROPERTY,
          ChunkCacheSize.PROPERTY);

  /** Copies the map. */
  public Request {
    overrides = Map.copyOf(overrides);
  }

  /** Where stages keep their results: {@code target/diracos}. */
  Path work() {
    return buildDirectory.resolve("diracos");
  }

  /** The lock, beside the configuration and named after it: {@code diracos.lock.json}. */
  public Path lock() {
    String name = config.getFileName().toString();
    String stem = name.endsWith(".json") ? name.substring(0, name.length() - 5) : name;
    return config.resolveSibling(stem + ".lock.json");
  }

  /** What to do about the lock. */
  LockMode lockMode() {
    return LockMode.of(overrides.getOrDefault(LockMode.PROPERTY, LockMode.AUTO.name()));
  }

  /** What the cache of compressed chunks may take, in bytes; 0 for none. */
  long chunkCacheSize() {
    return ChunkCacheSize.bytes(overrides.getOrDefault(ChunkCacheSize.PROPERTY, ""));
  }

  /** Which stages have finished. */
  Path state() {
    return work().resolve("state.json");
  }
}
