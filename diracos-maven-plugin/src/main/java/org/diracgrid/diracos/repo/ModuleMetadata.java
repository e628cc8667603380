package org.diracgrid.diracos.repo;

import java.util.List;

/** The {@code modules} metadata of one repository. */
public record ModuleMetadata(List<ModuleStream> streams, List<Default> defaults) {

  /**
   * What a {@code modulemd-defaults} document says.
   *
   * @param stream that is active unless the user says otherwise; empty: none is
   * @param modified of two documents for one module, the one with the higher number counts
   */
  public record Default(String module, String stream, long modified) {}

  /** Copies. */
  public ModuleMetadata {
    streams = List.copyOf(streams);
    defaults = List.copyOf(defaults);
  }
}
