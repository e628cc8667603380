package org.diracgrid.diracos.repo;

import java.util.List;

/**
 * One build of a stream of a module, as a {@code modulemd} document describes it.
 *
 * @param name of the module, such as {@code nodejs}
 * @param stream such as {@code 18}
 * @param version of the build; higher is newer
 * @param context tells builds of one version against different other streams apart
 * @param arch of the packages; empty if the document does not say
 * @param needs other modules, all of which must be active too
 * @param artifacts the packages, {@code name-epoch:version-release.arch} each
 */
public record ModuleStream(
    String name,
    String stream,
    long version,
    String context,
    String arch,
    List<Need> needs,
    List<String> artifacts) {

  /**
   * A module that another one needs.
   *
   * @param streams any of which will do; empty: any at all
   * @param without streams that must not be active
   */
  public record Need(String module, List<String> streams, List<String> without) {

    /** Copies. */
    public Need {
      streams = List.copyOf(streams);
      without = List.copyOf(without);
    }
  }

  /** Copies. */
  public ModuleStream {
    needs = List.copyOf(needs);
    artifacts = List.copyOf(artifacts);
  }

  /** What users write: {@code name:stream}. */
  public String label() {
    return name + ":" + stream;
  }
}
