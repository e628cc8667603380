package org.diracgrid.diracos.nevra;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Epoch, version and release of a package or of one side of a relation, ordered as rpm orders them.
 *
 * <p>Equality and hash agree with the order: {@code 1.0} and {@code 1.00} are equal. Where two
 * values are compared for a <em>match</em> (a requirement that names no release), use {@link
 * #compareForMatch}; that relation is not transitive and so is not the natural order.
 *
 * @param epoch 0 if absent
 * @param version never empty
 * @param release null where a relation names none
 */
public record Evr(long epoch, String version, @Nullable String release) implements Comparable<Evr> {

  /** Validates that the epoch is one rpm can hold (unsigned 32 bits). */
  public Evr {
    if (epoch < 0 || epoch > 0xFFFFFFFFL) {
      throw new IllegalArgumentException("epoch " + epoch + " is not an unsigned 32 bit number");
    }
    Objects.requireNonNull(version);
  }

  /** Reads {@code [epoch:]version[-release]}. A part before the colon that is no number is kept. */
  public static Evr parse(String text) {
    long epoch = 0;
    String rest = text;
    int colon = text.indexOf(':');
    if (colon >= 0 && text.chars().limit(colon).allMatch(c -> c >= '0' && c <= '9')) {
      epoch = colon == 0 ? 0 : parseEpoch(text.substring(0, colon));
      rest = text.substring(colon + 1);
    }
    int dash = rest.lastIndexOf('-');
    return dash < 0
        ? new Evr(epoch, rest, null)
        : new Evr(epoch, rest.substring(0, dash), rest.substring(dash + 1));
  }

  /** Of parts as metadata gives them; a null or empty epoch is 0, an empty release is none. */
  public static Evr of(@Nullable String epoch, String version, @Nullable String release) {
    return new Evr(
        epoch == null || epoch.isEmpty() ? 0 : parseEpoch(epoch),
        version,
        release == null || release.isEmpty() ? null : release);
  }

  private static long parseEpoch(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("epoch '" + text + "' is not a number", e);
    }
  }

  /** Total order: epoch, version, release; an absent release sorts before any other. */
  @Override
  public int compareTo(Evr other) {
    int order = compareForMatch(other);
    if (order != 0 || Objects.equals(release, other.release)) {
      return order;
    }
    if (release == null) {
      return -1;
    }
    return other.release == null ? 1 : 0;
  }

  /** As {@link #compareTo}, but releases are compared only where both sides have one. */
  public int compareForMatch(Evr other) {
    int order = Long.compare(epoch, other.epoch);
    if (order == 0) {
      order = RpmVersion.compare(version, other.version);
    }
    if (order == 0 && release != null && other.release != null) {
      order = RpmVersion.compare(release, other.release);
    }
    return order;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Evr evr && compareTo(evr) == 0;
  }

  @Override
  public int hashCode() {
    int hash = 31 * Long.hashCode(epoch) + RpmVersion.hash(version);
    return 31 * hash + (release == null ? 0 : RpmVersion.hash(release));
  }

  /** {@code [epoch:]version[-release]}; epoch 0 is left out. */
  @Override
  public String toString() {
    return (epoch == 0 ? "" : epoch + ":") + version + (release == null ? "" : "-" + release);
  }
}
