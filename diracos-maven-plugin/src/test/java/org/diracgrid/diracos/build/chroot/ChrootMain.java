package org.diracgrid.diracos.build.chroot;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.diracgrid.diracos.build.BuildJob;
import org.diracgrid.diracos.build.BuildOutcome;
import org.diracgrid.diracos.build.BuildSettings;
import org.diracgrid.diracos.build.BuilderKind;
import org.diracgrid.diracos.build.BuildrootPackage;
import org.diracgrid.diracos.build.RoutineFiles;
import org.diracgrid.diracos.build.SourceJob;
import org.diracgrid.diracos.exec.ProcessRunner;

/**
 * A build in a JVM of its own, so that it can be another user's, and can be killed and measured.
 *
 * <p>Arguments: repository, directory of spec and sources, name of the spec, directory to work in,
 * how often to build, simple name of the entrance's class, packages of the buildroot.
 */
final class ChrootMain {

  private ChrootMain() {}

  static BuildSettings settings() {
    return new BuildSettings(
        "x86_64",
        new TreeMap<>(Map.of("dist", ".t1")),
        List.of(),
        List.of(),
        OptionalLong.empty(),
        "build.example.org",
        2,
        OptionalLong.empty(),
        Duration.ofMinutes(10));
  }

  static SourceJob source(
      Path directory, String spec, Path work, List<BuildrootPackage> buildroot) {
    return new SourceJob(
        spec,
        directory,
        spec,
        buildroot,
        work.resolve("buildroots"),
        settings(),
        work.resolve("sources"),
        work.resolve("source.log"),
        Optional.empty());
  }

  static BuildJob job(
      Path srpm, Path work, String id, List<BuildrootPackage> buildroot, BuildSettings settings) {
    return new BuildJob(
        id,
        "test",
        work.resolve(id),
        BuilderKind.CHROOT,
        srpm,
        buildroot,
        work.resolve("buildroots"),
        settings,
        RoutineFiles.NONE,
        "{}",
        Optional.empty());
  }

  public static void main(String[] arguments) {
    List<String> words = List.of(arguments);
    Path work = Path.of(words.get(3));
    long begin = System.nanoTime();
    List<BuildrootPackage> buildroot =
        new FixtureBuildroot(Path.of(words.get(0)))
            .with(words.subList(6, words.size()).toArray(String[]::new));
    System.out.println(buildroot.size() + " packages, read in " + since(begin));
    ChrootBuilder builder =
        new ChrootBuilder(
            new ProcessRunner(),
            (routine, phase, job, root) -> Optional.empty(),
            2,
            Entrances.ofHost().stream()
                .filter(each -> each.getClass().getSimpleName().equals(words.get(5)))
                .toList());
    begin = System.nanoTime();
    Path srpm =
        builder.makeSourcePackage(source(Path.of(words.get(1)), words.get(2), work, buildroot));
    System.out.println("source package " + srpm + " in " + since(begin));
    for (int i = 0; i < Integer.parseInt(words.get(4)); i++) {
      begin = System.nanoTime();
      BuildOutcome outcome = builder.build(job(srpm, work, "job" + i, buildroot, settings()));
      System.out.println(since(begin) + " " + outcome);
    }
  }

  private static Duration since(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin);
  }
}
