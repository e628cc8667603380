package org.diracgrid.diracos.verify;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.diracgrid.diracos.exec.Command;
import org.diracgrid.diracos.exec.CommandResult;
import org.diracgrid.diracos.exec.CommandRunner;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.progress.Stage;
import org.diracgrid.diracos.progress.Unit;
import org.diracgrid.diracos.relocate.HostLibraries;

/**
 * Proves by running that a bundle works from anywhere: unpacks it to a long path with spaces, and
 * to a short one that is made read-only, and runs smoke tests in both; once more in a sandbox
 * without the host's {@code /usr} where that is at hand.
 */
public final class SmokeRun {

  private static final String LONG = "a long path with spaces";
  private static final String SHORT = "a read-only path, with hostile variables";
  private static final String SANDBOX = "a sandbox without the host's /usr";

  private final CommandRunner runner;
  private final Progress progress;

  /** A run by that runner. */
  public SmokeRun(CommandRunner runner, Progress progress) {
    this.runner = runner;
    this.progress = progress;
  }

  /**
   * Runs all tests in all places.
   *
   * @throws DiracosException DOS-VERIFY-26 if the bundle cannot be unpacked, -27 if it has no
   *     {@code diracosrc}, -28 if the sandbox is required and does not work, -29 if the run is
   *     interrupted
   */
  public SmokeResults run(SmokeSource source, List<SmokeTest> tests, SmokeSettings settings) {
    try (SmokeScratch scratch = SmokeScratch.in(settings.scratch(), progress);
        Pool pool = new Pool(settings.threads())) {
      List<String> remarks = new ArrayList<>();
      List<SmokePlace> places = places(source, settings, scratch, pool, remarks);
      List<SmokeResults.Outcome> outcomes = new ArrayList<>();
      List<Callable<SmokeResults.Outcome>> jobs = new ArrayList<>();
      try (Stage stage =
          progress.stage("smoke tests", (long) tests.size() * places.size(), Unit.ITEMS)) {
        for (SmokeTest test : tests) {
          for (SmokePlace place : places) {
            Path home = scratch.directory("h" + jobs.size());
            jobs.add(
                () -> {
                  CommandResult result = runner.run(place.command(test, home));
                  stage.advance(1);
                  return SmokeResults.Outcome.of(test, place.name(), result);
                });
          }
        }
        outcomes.addAll(pool.all(jobs));
      }
      return new SmokeResults(places.stream().map(SmokePlace::name).toList(), outcomes, remarks);
    }
  }

  private List<SmokePlace> places(
      SmokeSource source,
      SmokeSettings settings,
      SmokeScratch scratch,
      Pool pool,
      List<String> remarks) {
    Path longPath = scratch.longDirectory();
    Path shortPath = scratch.directory("s");
    List<Integer> leftOut;
    try (Stage stage = progress.stage("unpack for smoke tests", 2, Unit.ITEMS)) {
      leftOut =
          pool.all(
              List.of(
                  () -> unpack(source, longPath, stage), () -> unpack(source, shortPath, stage)));
    }
    if (leftOut.get(0) > 0) {
      remarks.add(
          Listed.count(leftOut.get(0), "name", "names")
              + " left out that lead out or cannot be written in this locale");
    }
    Path longRoot = root(longPath);
    Path shortRoot = root(shortPath);
    Map<String, String> hostile = HostileFiles.make(scratch.directory("o"), shortRoot);
    PlacedFiles.makeReadOnly(shortRoot);
    List<SmokePlace> places = new ArrayList<>();
    places.add(SmokePlace.at(LONG, longRoot, Map.of()));
    places.add(SmokePlace.at(SHORT, shortRoot, hostile));
    sandbox(shortRoot, settings, scratch, remarks).ifPresent(places::add);
    return places;
  }

  private static int unpack(SmokeSource source, Path directory, Stage stage) {
    int leftOut = source.unpack(directory);
    stage.advance(1);
    return leftOut;
  }

  /** The folder of {@code diracosrc}: the one that was unpacked to, or the only one in it. */
  private static Path root(Path directory) {
    if (Files.exists(directory.resolve("diracosrc"))) {
      return directory;
    }
    try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
      for (Path child : children) {
        if (Files.exists(child.resolve("diracosrc"))) {
          return child;
        }
      }
    } catch (IOException e) {
      throw PlacedFiles.failure(directory, e);
    }
    throw DiracosException.of(
        Problem.of(
            "DOS-VERIFY-27",
            "the bundle has no diracosrc, so that nothing of it can be run",
            "",
            "relocate the tree: mvn diracos:relocate -Ddiracos.tree=DIR"));
  }

  private Optional<SmokePlace> sandbox(
      Path root, SmokeSettings settings, SmokeScratch scratch, List<String> remarks) {
    if (settings.sandbox() == SmokeSettings.Sandbox.NEVER) {
      return Optional.empty();
    }
    String reason;
    Optional<Path> program = Bubblewrap.program();
    if (program.isEmpty()) {
      reason = "bwrap is not installed";
    } else {
      try {
        Path passwd = scratch.directory("p").resolve("passwd");
        Files.writeString(passwd, "smoke:x:" + uid(root) + ":0:smoke:/tmp:/bin/sh\n");
        List<String> words =
            Bubblewrap.words(
                program.get(), root, passwd, new HostLibraries(settings.hostLibraries()));
        reason = probe(words, scratch.directory("p"));
        if (reason.isEmpty()) {
          return Optional.of(
              new SmokePlace(SANDBOX, words, "/bin/sh", Bubblewrap.BUNDLE, Map.of()));
        }
      } catch (IOException e) {
        reason = String.valueOf(e.getMessage());
      }
    }
    if (settings.sandbox() == SmokeSettings.Sandbox.REQUIRED) {
      throw DiracosException.of(
          new Problem(
              "DOS-VERIFY-28",
              "the sandbox for smoke tests does not work on this machine",
              "",
              reason,
              "install bubblewrap and allow user namespaces; or do without, by sandbox auto"));
    }
    remarks.add("no sandbox: " + reason);
    return Optional.empty();
  }

  /** Who runs the tests: whoever owns what was unpacked. */
  private static Object uid(Path root) throws IOException {
    return Files.getAttribute(root, "unix:uid");
  }

  /** Why the sandbox does not work; empty if it does. */
  private String probe(List<String> words, Path directory) {
    List<String> probe = new ArrayList<>(words);
    probe.addAll(List.of("/bin/sh", "-c", ":"));
    CommandResult result = runner.run(Command.of(probe, directory, SmokeScript.ENVIRONMENT));
    if (result.succeeded()) {
      return "";
    }
    String said = result.said().strip();
    return said.isEmpty() ? "bwrap ended with " + result.ending() : said.lines().toList().get(0);
  }

  /** Threads that are gone when it is closed. */
  private static final class Pool implements AutoCloseable {

    private final ExecutorService threads;

    Pool(int count) {
      threads =
          Executors.newFixedThreadPool(
              count,
              task -> {
                Thread thread = new Thread(task, "diracos-smoke");
                thread.setDaemon(true);
                return thread;
              });
    }

    /** The results in the order of the jobs. */
    <T> List<T> all(List<Callable<T>> jobs) {
      List<Future<T>> running = jobs.stream().map(threads::submit).toList();
      try {
        List<T> results = new ArrayList<>();
        for (Future<T> one : running) {
          results.add(one.get());
        }
        return results;
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException failure) {
          throw failure;
        }
        throw new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw DiracosException.of(
            Problem.of(
                "DOS-VERIFY-29", "the smoke tests were interrupted", "", "run the build again"),
            e);
      }
    }

    /** Interrupts what runs, and waits for it: what it writes to is removed next. */
    @Override
    public void close() {
      threads.shutdownNow();
      boolean interrupted = Thread.interrupted();
      try {
        while (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
          interrupted |= Thread.interrupted();
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
