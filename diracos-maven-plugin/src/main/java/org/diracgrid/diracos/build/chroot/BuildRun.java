package org.diracgrid.diracos.build.chroot;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.diracgrid.diracos.build.BuildJob;
import org.diracgrid.diracos.build.BuildOutcome;
import org.diracgrid.diracos.build.BuildTime;
import org.diracgrid.diracos.build.RoutineRunner;
import org.diracgrid.diracos.exec.CommandResult;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.rpm.RpmFile;

/**
 * One build in a buildroot that is there.
 *
 * <p>A job with routines gets a copy of the buildroot, so that routines can look at it and change
 * it; any other sees the kept one, read-only.
 *
 * @param directory to work in
 */
record BuildRun(
    BuildJob job,
    Path base,
    Path directory,
    SandboxRunner sandboxes,
    RoutineRunner routines,
    Phases phases) {

  /** What rpmbuild ends with if the buildroot lacks something. */
  private static final int LACKING = 11;

  private static final String DYNAMIC = ".buildreqs.nosrc.rpm";

  /** Arguments: the SRPM, options of rpmbuild. */
  private static final String SCRIPT =
      """
      umask 022
      rpm -i --nodeps --nosignature --nodigest --define "_topdir $1" "$2" || exit
      top=$1
      shift 2
      exec rpmbuild -ba "$@" "$top"/SPECS/*.spec
      """;

  /** What is left to be done after a step: nothing, if it decided the outcome. */
  private Optional<BuildOutcome> routines(List<Path> files, String phase, Path buildroot)
      throws IOException {
    for (Path routine : files) {
      Optional<BuildOutcome.Failure> failure =
          phases.time(
              Phases.ROUTINES, () -> routines.run(routine, phase, job, Optional.of(buildroot)));
      if (failure.isPresent()) {
        return failure.map(it -> BuildOutcome.failed(it, phases.taken()));
      }
    }
    return Optional.empty();
  }

  /** Builds. */
  BuildOutcome run() throws IOException {
    boolean plain =
        Stream.of(job.routines().before(), job.routines().instead(), job.routines().after())
            .allMatch(List::isEmpty);
    Path root = plain ? base : directory.resolve("root");
    Workplace place =
        phases.time(
            Phases.CLONE,
            () -> {
              if (!plain) {
                Trees.copy(base, root);
              }
              return Workplace.in(directory);
            });
    Files.createDirectories(job.results());
    for (Path earlier : results()) {
      Files.delete(earlier);
    }
    Optional<BuildOutcome> ended = routines(job.routines().before(), RoutineRunner.PRE, root);
    if (ended.isEmpty()) {
      ended =
          job.routines().instead().isEmpty()
              ? rpmbuild(place, root)
              : routines(job.routines().instead(), RoutineRunner.INSTEAD, root);
    }
    if (ended.isEmpty()) {
      ended = routines(job.routines().after(), RoutineRunner.POST, root);
    }
    if (ended.isPresent()) {
      return ended.get();
    }
    return BuildOutcome.built(results(), phases.taken());
  }

  private List<Path> results() throws IOException {
    try (Stream<Path> files = Files.list(job.results())) {
      return files.filter(file -> file.toString().endsWith(".rpm")).sorted().toList();
    }
  }

  private Optional<BuildOutcome> rpmbuild(Workplace place, Path root) throws IOException {
    Path source = place.home().resolve(job.sourcePackage().getFileName().toString());
    phases.time(Phases.CLONE, () -> Files.copy(job.sourcePackage(), source));
    SortedMap<String, String> environment = RpmbuildWords.environment(job.settings());
    environment.put(
        "SOURCE_DATE_EPOCH",
        Long.toString(BuildTime.of(job.settings(), RpmFile.read(source).header())));
    List<String> options = RpmbuildWords.options(job.settings());
    List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "build", Inside.TOP));
    words.add(Inside.HOME + "/" + source.getFileName());
    words.addAll(options);
    List<String> told = new ArrayList<>(List.of("rpmbuild", "-ba"));
    told.addAll(options);
    told.add(job.sourcePackage().getFileName().toString());
    note("+ " + String.join(" ", told));
    Sandbox sandbox = place.sandbox(root, RpmbuildWords.hostName(job.settings()));
    CommandResult result =
        phases.time(
            Phases.RPMBUILD,
            () ->
                sandboxes.run(sandbox, job.settings(), words, environment, Optional.of(job.log())));
    if (result.succeeded()) {
      boolean any = phases.time(Phases.COLLECT, () -> collect(place));
      return any ? Optional.empty() : failed(told, "no package was written");
    }
    List<String> wanted = result.status() == LACKING ? wanted(place) : List.of();
    if (!wanted.isEmpty()) {
      return Optional.of(BuildOutcome.wants(wanted, phases.taken()));
    }
    note("rpmbuild: " + result.ending());
    return failed(told, result.ending());
  }

  private Optional<BuildOutcome> failed(List<String> command, String ending) {
    return Optional.of(
        BuildOutcome.failed(new BuildOutcome.Failure("rpmbuild", command, ending), phases.taken()));
  }

  /** Moves what was built. */
  private boolean collect(Workplace place) throws IOException {
    List<Path> built = new ArrayList<>();
    for (String name : List.of("RPMS", "SRPMS")) {
      Path directory = place.top().resolve(name);
      if (Files.isDirectory(directory)) {
        try (Stream<Path> files = Files.walk(directory)) {
          files
              .filter(file -> file.toString().endsWith(".rpm") && Files.isRegularFile(file))
              .filter(file -> !file.toString().endsWith(DYNAMIC))
              .forEach(built::add);
        }
      }
    }
    for (Path file : built) {
      Files.move(
          file,
          job.results().resolve(file.getFileName().toString()),
          StandardCopyOption.REPLACE_EXISTING);
    }
    return !built.isEmpty();
  }

  /** What {@code %generate_buildrequires} asked for, in rpm's words. */
  private List<String> wanted(Workplace place) throws IOException {
    Path sources = place.top().resolve("SRPMS");
    if (!Files.isDirectory(sources)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(sources)) {
      return files
          .filter(file -> file.toString().endsWith(DYNAMIC))
          .flatMap(file -> RpmFile.read(file).header().requires().stream())
          .filter(requirement -> !requirement.name().startsWith("rpmlib("))
          .map(Capability::toString)
          .distinct()
          .sorted()
          .toList();
    }
  }

  private void note(String line) throws IOException {
    Files.writeString(
        job.log(), line + "\n", UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
