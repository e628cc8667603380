package org.diracgrid.diracos.repo;

import java.net.URI;
import java.util.List;
import org.diracgrid.diracos.digest.Checksum;

/**
 * A file that is wanted, known by its checksum.
 *
 * @param repository id of the repository it belongs to, for credentials and messages
 * @param candidates addresses that should all give the same bytes, best first
 * @param checksum what the bytes must have
 * @param size how many there must be; -1 if not known
 * @param label what messages call it, such as {@code zlib-1.2.13-1.x86_64}
 */
public record FetchRequest(
    String repository, List<URI> candidates, Checksum checksum, long size, String label) {

  /** Holds its own list. */
  public FetchRequest {
    candidates = List.copyOf(candidates);
  }

  // By hand, as in every record that a common run compares: docs/decisions/0009.
  @Override
  public boolean equals(Object other) {
    return other instanceof FetchRequest that
        && size == that.size
        && checksum.equals(that.checksum)
        && label.equals(that.label)
        && repository.equals(that.repository)
        && candidates.equals(that.candidates);
  }

  @Override
  public int hashCode() {
    return checksum.hashCode();
  }
}
