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
import org.diracgrid.diracos.build.BuildrootPackage;
import org.diracgrid.diracos.build.RoutineRunner;
import org.diracgrid.diracos.exec.ProcessRunner;

/**
 * Builds one source package again and again, by the chroot builder and by mock in turn, for {@code
 * it/bench/rebuild.py}. The first round fills what both keep.
 *
 * <p>Arguments: repository, directory of spec and sources, name of the spec, directory to work in,
 * rounds, mock or {@code -}, packages of the buildroot. Prints {@code <builder> <round>
 * <milliseconds> <milliseconds of rpmbuild>} for each build.
 */
final class RebuildMain {

  private static final RoutineRunner NO_ROUTINES = (routine, phase, job, root) -> Optional.empty();

  private RebuildMain() {}

  public static void main(String[] arguments) throws IOException {
    List<String> words = List.of(arguments);
    Path work = Path.of(words.get(3));
    int rounds = Integer.parseInt(words.get(4));
    Path repository = Path.of(words.get(0));
    List<BuildrootPackage> buildroot =
        new FixtureBuildroot(repository)
            .with(words.subList(6, words.size()).toArray(String[]::new));
    Builder chroot = new ChrootBuilder(new ProcessRunner(), NO_ROUTINES, 2);
    Optional<FixtureMock> mock =
        words.get(5).equals("-")
            ? Optional.empty()
            : Optional.of(
                FixtureMock.of(Path.of(words.get(5)), repository, Optional.empty(), work));
    Path srpm =
        chroot.makeSourcePackage(
            ChrootMain.source(Path.of(words.get(1)), words.get(2), work, buildroot));
    for (int round = 0; round <= rounds; round++) {
      BuildJob job = ChrootMain.job(srpm, work, "chroot" + round, buildroot, ChrootMain.settings());
      report("chroot", round, chroot, job);
      if (mock.isPresent()) {
        report("mock", round, mock.get().builder(), mock.get().job(job));
      }
    }
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
