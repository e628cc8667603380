package org.diracgrid.diracos.repo;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/**
 * How files are fetched.
 *
 * @param cache directory shared by projects and runs
 * @param offline true to touch no network: what is neither cached nor local is missing
 * @param access proxies and passwords
 * @param connectTimeout how long a host may take to answer at all
 * @param stallTimeout how long a transfer may stand still
 * @param attempts how often one address is tried when it fails in a way that may pass
 * @param backoff the wait before the second attempt; it doubles with each
 * @param clock for the age of what others left behind, and the validity of signatures
 */
public record FetchSettings(
    Path cache,
    boolean offline,
    Access access,
    Duration connectTimeout,
    Duration stallTimeout,
    int attempts,
    Duration backoff,
    Clock clock) {

  /** Validates the attempts. */
  public FetchSettings {
    if (attempts < 1) {
      throw new IllegalArgumentException("at least one attempt");
    }
  }

  /** With the usual patience: 20 s to connect, 60 s of silence, 4 attempts within 4 s. */
  public static FetchSettings of(Path cache, boolean offline, Access access) {
    return new FetchSettings(
        cache,
        offline,
        access,
        Duration.ofSeconds(20),
        Duration.ofSeconds(60),
        4,
        Duration.ofMillis(500),
        Clock.systemUTC());
  }
}
