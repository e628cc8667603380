package org.diracgrid.diracos.build.mock;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.diracgrid.diracos.build.BuildJob;
import org.diracgrid.diracos.build.BuildOutcome;
import org.diracgrid.diracos.build.BuildOutcome.Failure;
import org.diracgrid.diracos.build.BuildSettings;
import org.diracgrid.diracos.build.BuildTime;
import org.diracgrid.diracos.build.Builder;
import org.diracgrid.diracos.build.MockSettings;
import org.diracgrid.diracos.build.RoutineRunner;
import org.diracgrid.diracos.build.SourceCopy;
import org.diracgrid.diracos.build.SourceJob;
import org.diracgrid.diracos.exec.CommandRunner;
import org.diracgrid.diracos.path.Directories;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.rpm.RpmFile;

/**
 * Builds with Fedora's mock.
 *
 * <p>Each build has a buildroot, a configuration and a directory for results of its own, so that
 * builds run side by side. With {@link MockSettings#clean} off they share one buildroot of a
 * configuration, which is left as a build left it; a build then waits until no other is in it.
 *
 * <p>Requirements that a source tells while it is built are mock's own matter, so no build ends
 * with {@link BuildOutcome.Status#WANTS}. After a build that is part of the bootstrap, what mock
 * kept of buildroots of its configuration is dropped: it holds packages that were just replaced.
 */
public final class MockBuilder implements Builder {

  /** The program, looked up in the {@code PATH}. */
  public static final String PROGRAM = "mock";

  private static final String BUILDROOT = "buildroot";
  private static final String RPMBUILD = "rpmbuild";
  private static final String ROUTINES = "routines";

  private final MockProgram mock;
  private final RoutineRunner routines;
  private final Map<String, String> host;

  /**
   * A builder.
   *
   * @param program name or path of mock: {@link #PROGRAM}
   * @param host the environment of this process; mock gets the few variables of it that it needs
   */
  public MockBuilder(
      CommandRunner runner, RoutineRunner routines, String program, Map<String, String> host) {
    this.mock = new MockProgram(runner, program, host);
    this.routines = routines;
    this.host = Map.copyOf(host);
  }

  /** Where mock is; empty if it is not installed. */
  public static Optional<Path> find(String program, Map<String, String> host) {
    return MockProgram.find(program, host);
  }

  /**
   * mock's version, such as {@code 5.6}.
   *
   * @throws DiracosException DOS-MOCK-01 if mock is not there, -02 if it refuses to run, -03 if it
   *     is too old
   */
  public String version() {
    return mock.version();
  }

  /**
   * {@inheritDoc}
   *
   * @throws DiracosException DOS-MOCK-01, -02, -03 as {@link #version}; DOS-MOCK-05 if the job's
   *     directory cannot be written, -06 if the configuration cannot be read
   */
  @Override
  public BuildOutcome build(BuildJob job) {
    SortedMap<String, Duration> phases = new TreeMap<>();
    try {
      mock.version();
      return build(job, phases);
    } catch (DiracosException e) {
      if (Thread.currentThread().isInterrupted()) {
        return BuildOutcome.cancelled(phases);
      }
      throw e;
    } catch (IOException e) {
      throw unwritable(job.directory(), e);
    }
  }

  private BuildOutcome build(BuildJob job, SortedMap<String, Duration> phases) throws IOException {
    Files.createDirectories(job.results());
    empty(job.results());
    handOver(job.results());
    Optional<Failure> failure = routines(job, RoutineRunner.PRE, phases);
    if (failure.isEmpty()) {
      failure =
          job.routines().instead().isEmpty()
              ? rebuild(job, phases)
              : routines(job, RoutineRunner.INSTEAD, phases);
    }
    if (failure.isEmpty()) {
      failure = routines(job, RoutineRunner.POST, phases);
    }
    if (failure.isPresent()) {
      return BuildOutcome.failed(failure.get(), phases);
    }
    List<Path> packages = packages(job.results());
    return packages.isEmpty()
        ? BuildOutcome.failed(
            new Failure(PROGRAM, List.of(), "no package in " + job.results()), phases)
        : BuildOutcome.built(packages, phases);
  }

  private Optional<Failure> routines(
      BuildJob job, String phase, SortedMap<String, Duration> phases) {
    List<Path> files =
        switch (phase) {
          case RoutineRunner.PRE -> job.routines().before();
          case RoutineRunner.INSTEAD -> job.routines().instead();
          default -> job.routines().after();
        };
    long begin = System.nanoTime();
    for (Path routine : files) {
      Optional<Failure> failure = routines.run(routine, phase, job, Optional.empty());
      phases.put(ROUTINES, Duration.ofNanos(System.nanoTime() - begin));
      if (failure.isPresent()) {
        return failure;
      }
    }
    return Optional.empty();
  }

  private Optional<Failure> rebuild(BuildJob job, SortedMap<String, Duration> phases)
      throws IOException {
    MockSettings settings = job.mock().orElseThrow();
    JobOptions options = JobOptions.read(job.configuration());
    Path directory = job.directory().resolve("mock");
    BuildSettings build = withTime(job.settings(), job.sourcePackage());
    Path config =
        ConfigFile.write(
            directory, settings, build, options.excluded(), !seesOurs(job, settings), host);
    MockRun run =
        new MockRun(
            mock,
            config,
            settings.clean() ? job.id() : MockWords.KEPT,
            settings.clean(),
            directory,
            job.log(),
            job.settings().limit(),
            job.settings().memory());
    List<String> words =
        MockWords.rebuild(
            config,
            run.extension(),
            run.clean(),
            job.settings(),
            job.results(),
            job.sourcePackage());
    MockRun.Ended ended = run.run(words);
    Optional<Duration> rpmbuild = MockLogs.rpmbuild(job.results());
    phases.put(BUILDROOT, ended.took().minus(rpmbuild.orElse(Duration.ZERO)));
    rpmbuild.ifPresent(took -> phases.put(RPMBUILD, took));
    List<String> differences = MockLogs.differences(job.results(), job.buildroot());
    MockLogs.move(job.results(), job.log());
    if (!differences.isEmpty()) {
      MockLogs.heading(job.log(), "the buildroot is not the one that was planned");
      MockLogs.lines(job.log(), differences);
    }
    if (!ended.result().succeeded()) {
      return Optional.of(failure(ended, words));
    }
    if (options.bootstrap()) {
      run.tidy(MockWords.scrub(config));
    }
    return Optional.empty();
  }

  /** Whether packages of ours are in the buildroot, or may be as it is not known. */
  private static boolean seesOurs(BuildJob job, MockSettings settings) {
    return settings.repository().isPresent()
        && (job.buildroot().isEmpty()
            || job.buildroot().stream()
                .map(each -> settings.repository().get().resolve(each.file().getFileName()))
                .anyMatch(Files::exists));
  }

  /** The same with a time, which is given to mock unless the user gives one. */
  private static BuildSettings withTime(BuildSettings settings, Path sourcePackage) {
    if (settings.sourceDateEpoch().isPresent()) {
      return settings;
    }
    return new BuildSettings(
        settings.targetArch(),
        settings.macros(),
        settings.with(),
        settings.without(),
        OptionalLong.of(BuildTime.of(settings, RpmFile.read(sourcePackage).header())),
        settings.buildHost(),
        settings.parallel(),
        settings.memory(),
        settings.limit());
  }

  /** mock writes results as the user behind sudo, who may not write into a directory of root's. */
  private void handOver(Path directory) throws IOException {
    String user = host.getOrDefault("SUDO_UID", "");
    boolean ours = Integer.valueOf(0).equals(Files.getAttribute(directory, "unix:uid"));
    if (ours && user.matches("[0-9]{1,9}")) {
      Files.setAttribute(directory, "unix:uid", Integer.valueOf(user));
    }
  }

  /** A temporary directory is for its owner alone, and mock reads as another user. */
  private static void openFor(Path directory) throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Failure failure(MockRun.Ended ended, List<String> words) {
    // The numbers are in mock's mockbuild/exception.py.
    String step =
        switch (ended.result().status()) {
          case 10, 11 -> RPMBUILD;
          case 20, 25, 30, 31, 90, 120 -> BUILDROOT;
          default -> PROGRAM;
        };
    return new Failure(step, mock.words(words), ended.result().ending());
  }

  /**
   * {@inheritDoc}
   *
   * @throws DiracosException DOS-MOCK-04 if mock fails; DOS-MOCK-01, -02, -03, -05, -06 as {@link
   *     #build}
   */
  @Override
  public Path makeSourcePackage(SourceJob job) {
    MockSettings settings =
        job.mock().orElseThrow(() -> new IllegalArgumentException("no settings of mock"));
    mock.version();
    try {
      Files.createDirectories(job.output());
      Path directory = Files.createTempDirectory(job.output(), ".mock-");
      try {
        return makeSourcePackage(job, settings, directory);
      } finally {
        Directories.remove(directory);
      }
    } catch (IOException e) {
      throw unwritable(job.output(), e);
    }
  }

  private Path makeSourcePackage(SourceJob job, MockSettings settings, Path directory)
      throws IOException {
    boolean kept = settings.repository().isEmpty();
    Path config = ConfigFile.write(directory, settings, job.settings(), List.of(), kept, host);
    Path results = Files.createDirectories(directory.resolve("result"));
    Path specs = Files.createDirectories(directory.resolve("SPECS"));
    Path sources = Files.createDirectories(directory.resolve("SOURCES"));
    SourceCopy.copy(job.directory(), job.spec(), specs, sources);
    openFor(directory);
    handOver(results);
    MockRun run =
        new MockRun(
            mock,
            config,
            // A name that no other has at the same time.
            "source" + directory.getFileName().toString().replace('.', '-'),
            true,
            directory,
            job.log(),
            job.settings().limit(),
            job.settings().memory());
    Path spec = job.directory().resolve(job.spec());
    List<String> words =
        MockWords.buildSource(
            config, run.extension(), job.settings(), results, specs.resolve(job.spec()), sources);
    MockRun.Ended ended = run.run(words);
    MockLogs.move(results, job.log());
    List<Path> made = packages(results);
    if (!ended.result().succeeded() || made.size() != 1) {
      throw DiracosException.of(
          new Problem(
              "DOS-MOCK-04",
              "mock makes no source package of " + job.name(),
              spec.toString(),
              ended.result().succeeded()
                  ? "it made " + made
                  : String.join(" ", mock.words(words)) + "\nended with " + ended.result().ending(),
              "look into " + job.log() + " for what rpmbuild says of the spec"));
    }
    Path target = job.output().resolve(made.get(0).getFileName());
    return Files.move(made.get(0), target, StandardCopyOption.REPLACE_EXISTING);
  }

  /** What was built; requirements that a source told lie beside it in a package of their own. */
  private static List<Path> packages(Path directory) throws IOException {
    List<Path> packages = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.rpm")) {
      for (Path file : files) {
        if (!file.toString().endsWith(".buildreqs.nosrc.rpm")) {
          packages.add(file);
        }
      }
    }
    packages.sort(null);
    return packages;
  }

  private static void empty(Path directory) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, Files::isRegularFile)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
  }

  private static DiracosException unwritable(Path directory, IOException cause) {
    return DiracosException.of(
        new Problem(
            "DOS-MOCK-05",
            "a build with mock cannot write its files",
            directory.toString(),
            cause.toString(),
            "check space and permissions there; mock writes results as the user who builds"),
        cause);
  }
}
