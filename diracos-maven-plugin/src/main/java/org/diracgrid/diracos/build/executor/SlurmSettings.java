package org.diracgrid.diracos.build.executor;

import java.util.List;
import java.util.Optional;

/**
 * How jobs are submitted to Slurm.
 *
 * @param partition {@code sbatch --partition}
 * @param account {@code sbatch --account}
 * @param qos {@code sbatch --qos}
 * @param options more options of sbatch; they come last, and so win
 */
public record SlurmSettings(
    Optional<String> partition,
    Optional<String> account,
    Optional<String> qos,
    List<String> options) {

  /** Copies. */
  public SlurmSettings {
    options = List.copyOf(options);
  }
}
