package org.diracgrid.diracos.build.chroot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.diracgrid.diracos.build.BuildJob;
import org.diracgrid.diracos.build.BuildOutcome;
import org.diracgrid.diracos.build.Builder;
import org.diracgrid.diracos.build.BuilderKind;
import org.diracgrid.diracos.build.BuildrootPackage;
import org.diracgrid.diracos.build.MockSettings;
import org.diracgrid.diracos.build.RoutineRunner;
import org.diracgrid.diracos.build.mock.MockBuilder;
import org.diracgrid.diracos.exec.ProcessRunner;

/**
 * Builds one source package again and again, by the chroot builder and by mock in turn, for {@code
 * it/bench/rebuild.py}. The first round fills what both keep.
 *
 * <p>Arguments: repository, directory of spec and sources, name of the spec, directory to work in,
 * rounds, mock or {@code -}, mock's configuration or {@code -}, packages of the buildroot. Prints
 * {@code <builder> <round> <milliseconds> <milliseconds of rpmbuild>} for each build.
 */
final class RebuildMain {

  private static final RoutineRunner NO_ROUTINES = (routine, phase, job, root) -> Optional.empty();

  private RebuildMain() {}

  public static void main(String[] arguments) throws IOException {
    List<String> words = List.of(arguments);
    Path work = Path.of(words.get(3));
    int rounds = Integer.parseInt(words.get(4));
    List<BuildrootPackage> buildroot =
        new FixtureBuildroot(Path.of(words.get(0)))
            .with(words.subList(7, words.size()).toArray(String[]::new));
    Builder chroot = new ChrootBuilder(new ProcessRunner(), NO_ROUTINES, 2);
    Builder mock = new MockBuilder(new ProcessRunner(), NO_ROUTINES, words.get(5), System.getenv());
    Path srpm =
        chroot.makeSourcePackage(
            ChrootMain.source(Path.of(words.get(1)), words.get(2), work, buildroot));
    for (int round = 0; round <= rounds; round++) {
      BuildJob job = ChrootMain.job(srpm, work, "chroot" + round, buildroot, ChrootMain.settings());
      report("chroot", round, chroot, job);
      if (!words.get(5).equals("-")) {
        report("mock", round, mock, byMock(job, work, round, words.get(6)));
      }
    }
  }

  private static BuildJob byMock(BuildJob job, Path work, int round, String config) {
    return new BuildJob(
        "mock" + round,
        job.name(),
        work.resolve("mock" + round),
        BuilderKind.MOCK,
        job.sourcePackage(),
        job.buildroot(),
        job.buildroots(),
        job.settings(),
        job.routines(),
        job.configuration(),
        Optional.of(new MockSettings(config, Optional.empty(), Optional.empty(), true)));
  }

  private static void report(String name, int round, Builder builder, BuildJob job)
      throws IOException {
    long begin = System.nanoTime();
    BuildOutcome outcome = builder.build(job);
    long took = Duration.ofNanos(System.nanoTime() - begin).toMillis();
    if (outcome.status() != BuildOutcome.Status.BUILT) {
      throw new IllegalStateException(outcome + "\n" + Files.readString(job.log()));
    }
    Duration rpmbuild = outcome.phases().getOrDefault("rpmbuild", Duration.ZERO);
    System.out.println(name + " " + round + " " + took + " " + rpmbuild.toMillis());
  }
}
