package org.diracgrid.diracos.build.executor;

import java.util.List;

/** The program of a worker that builds by shell scripts. */
final class ShellWorker {

  private ShellWorker() {}

  public static void main(String[] arguments) {
    System.exit(new Worker(job -> new ShellBuilder(), System.out).run(List.of(arguments)));
  }
}
