package org.diracgrid.diracos.pipeline;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;

/** Digests what a stage depends on. Parts are length-prefixed, so that no two lists collide. */
final class StageKey {

  private final MessageDigest digest = Algorithm.SHA256.newDigest();

  /** A key for a stage of this form of results; a new form makes all old results stale. */
  StageKey(String stage, int form) {
    with(stage).with(Integer.toString(form));
  }

  StageKey with(String part) {
    return with(part.getBytes(StandardCharsets.UTF_8));
  }

  StageKey with(byte[] part) {
    digest.update((part.length + ":").getBytes(StandardCharsets.US_ASCII));
    digest.update(part);
    return this;
  }

  StageKey with(Checksum checksum) {
    return with(checksum.toString());
  }

  StageKey with(Map<String, ?> parts) {
    parts.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> with(entry.getKey()).with(entry.getValue().toString()));
    return this;
  }

  /** The digest; the key must not be used afterwards. */
  Checksum checksum() {
    return new Checksum(Algorithm.SHA256, HexFormat.of().formatHex(digest.digest()));
  }
}
