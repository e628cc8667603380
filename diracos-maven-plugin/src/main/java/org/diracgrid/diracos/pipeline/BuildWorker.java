package org.diracgrid.diracos.pipeline;

import java.util.List;
import org.diracgrid.diracos.build.executor.Worker;

/** Does one job on a node of a cluster: the program that a batch job runs. */
public final class BuildWorker {

  private BuildWorker() {}

  /**
   * Runs it.
   *
   * @param arguments the directory of the job
   */
  public static void main(String[] arguments) {
    int cores = Runtime.getRuntime().availableProcessors();
    Worker worker = new Worker(Builders.of(System.getenv(), cores), System.err);
    System.exit(worker.run(List.of(arguments)));
  }
}
