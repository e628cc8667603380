package org.diracgrid.diracos.pipeline;

import java.util.List;

/**
 * A release that is there.
 *
 * @param address where clients find it
 * @param written the files that were put, in their order; none if all were there
 */
public record ReleaseResult(String address, List<String> written) {

  /** Copies. */
  public ReleaseResult {
    written = List.copyOf(written);
  }
}
