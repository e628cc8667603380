package org.diracgrid.diracos.build.chroot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.diracgrid.diracos.build.BuildJob;
import org.diracgrid.diracos.build.BuildOutcome;
import org.diracgrid.diracos.build.Builder;
import org.diracgrid.diracos.build.BuildrootPackage;
import org.diracgrid.diracos.build.ProgramJob;
import org.diracgrid.diracos.build.RoutineRunner;
import org.diracgrid.diracos.build.SourceJob;
import org.diracgrid.diracos.exec.CommandResult;
import org.diracgrid.diracos.exec.CommandRunner;
import org.diracgrid.diracos.problem.DiracosException;

/**
 * Builds in a root directory of its own, as an ordinary user or as root alike, without network: in
 * user namespaces, by bubblewrap or by unshare. Nothing of the host's rpm is used.
 *
 * <p>The build sees the buildroot read-only, {@code /builddir}, {@code /tmp} and {@code /var/tmp}
 * as its own, and is the user {@code builder}. Its memory is that of all its processes; beyond what
 * is allowed, or after its time, all of them are stopped.
 */
public final class ChrootBuilder implements Builder {

  private final RoutineRunner routines;
  private final int threads;
  private final SandboxRunner sandboxes;

  /**
   * A builder for this host.
   *
   * @param routines runs the user's programs
   * @param threads how many packages of a buildroot are extracted at a time
   */
  public ChrootBuilder(CommandRunner runner, RoutineRunner routines, int threads) {
    this(runner, routines, threads, Entrances.ofHost());
  }

  /** One that enters buildroots by one of these ways. */
  ChrootBuilder(
      CommandRunner runner, RoutineRunner routines, int threads, List<Entrance> entrances) {
    this.routines = routines;
    this.threads = threads;
    this.sandboxes = new SandboxRunner(runner, entrances);
  }

  /**
   * {@inheritDoc}
   *
   * @throws DiracosException {@code DOS-CHROOT-01} if the host lets nobody in, {@code -02} or
   *     {@code -03} if nothing can be built in the buildroot, {@code -04} if the disk fails, {@code
   *     DOS-STAGE-NN} and {@code DOS-RPM-NN} if a package of the buildroot is broken
   */
  @Override
  public BuildOutcome build(BuildJob job) {
    Phases phases = new Phases();
    try {
      return build(job, phases);
    } catch (IOException e) {
      throw ChrootProblems.disk(job.directory(), e);
    } catch (DiracosException e) {
      if (Thread.currentThread().isInterrupted()) {
        return BuildOutcome.cancelled(phases.taken());
      }
      throw e;
    }
  }

  private BuildOutcome build(BuildJob job, Phases phases) throws IOException {
    Files.createDirectories(job.directory());
    Buildroots.Taken base =
        phases.time(Phases.BUILDROOT, () -> base(job.buildroot(), job.buildroots(), job.log()));
    BuildOutcome outcome;
    try {
      outcome =
          new BuildRun(job, base.root(), base.lease().work(), sandboxes, routines, phases).run();
    } finally {
      phases.time(
          Phases.CLEAN,
          () -> {
            base.close();
            return base;
          });
    }
    return new BuildOutcome(
        outcome.status(), outcome.packages(), outcome.wanted(), outcome.failure(), phases.taken());
  }

  /**
   * {@inheritDoc}
   *
   * @throws DiracosException as {@link #build}, and {@code DOS-CHROOT-06} if rpmbuild fails
   */
  @Override
  public Path makeSourcePackage(SourceJob job) {
    try {
      Files.createDirectories(job.log().toAbsolutePath().getParent());
      try (Buildroots.Taken base = base(job.buildroot(), job.buildroots(), job.log())) {
        return new SourceRun(job, base.root(), base.lease().work(), sandboxes).run();
      }
    } catch (IOException e) {
      throw ChrootProblems.disk(job.output(), e);
    }
  }

  /**
   * Runs a program in a buildroot.
   *
   * @throws DiracosException as {@link #build}
   */
  public CommandResult run(ProgramJob job) {
    try {
      Files.createDirectories(job.log().toAbsolutePath().getParent());
      try (Buildroots.Taken base = base(job.buildroot(), job.buildroots(), job.log())) {
        return new ProgramRun(job, base.root(), base.lease().work(), sandboxes).run();
      }
    } catch (IOException e) {
      throw ChrootProblems.disk(job.results(), e);
    }
  }

  private Buildroots.Taken base(List<BuildrootPackage> packages, Path buildroots, Path log) {
    BaseMaker maker = new BaseMaker(packages, threads, log, sandboxes);
    return Buildroots.in(buildroots).take(BaseMaker.key(packages), maker::make);
  }
}
