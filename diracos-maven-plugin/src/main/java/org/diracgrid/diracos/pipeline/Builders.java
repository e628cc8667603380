package org.diracgrid.diracos.pipeline;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.diracgrid.diracos.build.BuildJob;
import org.diracgrid.diracos.build.Builder;
import org.diracgrid.diracos.build.BuilderKind;
import org.diracgrid.diracos.build.chroot.ChrootBuilder;
import org.diracgrid.diracos.build.executor.BuilderFactory;
import org.diracgrid.diracos.build.mock.MockBuilder;
import org.diracgrid.diracos.build.routine.ProgramRoutines;
import org.diracgrid.diracos.config.BuildOptions;
import org.diracgrid.diracos.exec.CommandRunner;
import org.diracgrid.diracos.exec.ProcessRunner;

/** The builders of this machine. */
final class Builders implements BuilderFactory {

  private final Builder chroot;
  private final Builder mock;

  private Builders(Builder chroot, Builder mock) {
    this.chroot = chroot;
    this.mock = mock;
  }

  /**
   * Those that run real programs.
   *
   * @param host environment of this process
   * @param threads how many packages of a buildroot are extracted at a time
   */
  static Builders of(Map<String, String> host, int threads) {
    CommandRunner runner = new ProcessRunner();
    ProgramRoutines routines = new ProgramRoutines(runner, host);
    return new Builders(
        new ChrootBuilder(runner, routines, threads),
        new MockBuilder(runner, routines, MockBuilder.PROGRAM, host));
  }

  @Override
  public Builder of(BuildJob job) {
    return of(job.builder());
  }

  Builder of(BuilderKind kind) {
    return kind == BuilderKind.MOCK ? mock : chroot;
  }

  /**
   * Who builds: whom the options name; else mock, where it is here and has a configuration.
   *
   * @param mockIsHere whether there is a program of that name
   */
  static BuilderKind kind(BuildOptions options, boolean mockIsHere) {
    boolean mock =
        options
            .builder()
            .map(name -> name.equals(BuilderKind.MOCK.toString()))
            .orElse(mockIsHere && options.mockConfig().isPresent());
    return mock ? BuilderKind.MOCK : BuilderKind.CHROOT;
  }

  /** Whether there is a program {@code mock}. */
  static boolean mockIsHere(Map<String, String> host) {
    return Stream.of(host.getOrDefault("PATH", "").split(":"))
        .filter(directory -> !directory.isEmpty())
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, "mock")));
  }
}
