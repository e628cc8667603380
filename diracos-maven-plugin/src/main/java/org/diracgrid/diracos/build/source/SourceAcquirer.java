package org.diracgrid.diracos.build.source;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.diracgrid.diracos.config.PackageBuild;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.progress.Stage;
import org.diracgrid.diracos.progress.Unit;
import org.diracgrid.diracos.repo.FetchRequest;
import org.diracgrid.diracos.repo.Fetcher;
import org.diracgrid.diracos.rpm.RpmFile;

/**
 * Brings the sources of builds here, verified. Files that come over the network are kept in the
 * fetcher's cache; one whose checksum is given is not asked for again.
 */
public final class SourceAcquirer {

  /** The id by which a password for sources is looked up in {@code settings.xml}. */
  static final String REPOSITORY = "sources";

  private static final String RPM = ".rpm";

  private final Fetcher fetcher;
  private final DistGit distGit;

  /** An acquirer that fetches, and works offline or not, as {@code fetcher} does. */
  public SourceAcquirer(Fetcher fetcher) {
    this.fetcher = fetcher;
    this.distGit = new DistGit(fetcher);
  }

  /**
   * Acquires the sources of many builds, several at a time; one that cannot be had does not keep
   * the others.
   *
   * @param threads how many at a time
   */
  public Acquisition acquire(List<PackageBuild> builds, int threads, Progress progress) {
    ExecutorService pool = Executors.newFixedThreadPool(threads, SourceAcquirer::thread);
    List<Future<AcquiredSource>> futures = new ArrayList<>();
    try (Stage stage = progress.stage("acquire sources", builds.size(), Unit.ITEMS)) {
      for (PackageBuild build : builds) {
        futures.add(
            pool.submit(
                () -> {
                  try {
                    return acquire(build);
                  } finally {
                    stage.advance(1);
                  }
                }));
      }
      return collect(futures);
    } finally {
      pool.shutdownNow();
    }
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "diracos-sources");
    thread.setDaemon(true);
    return thread;
  }

  private static Acquisition collect(List<Future<AcquiredSource>> futures) {
    List<Optional<AcquiredSource>> sources = new ArrayList<>();
    Set<Problem> problems = new LinkedHashSet<>();
    for (Future<AcquiredSource> future : futures) {
      try {
        sources.add(Optional.of(future.get()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw SourceProblems.interrupted();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof DiracosException failure
            && failure.fault() == DiracosException.Fault.USER) {
          sources.add(Optional.empty());
          problems.addAll(failure.problems());
        } else if (e.getCause() instanceof RuntimeException failure) {
          throw failure;
        } else {
          throw new IllegalStateException(e.getCause());
        }
      }
    }
    return new Acquisition(sources, List.copyOf(problems));
  }

  /**
   * Acquires the source of one build.
   *
   * @throws DiracosException with one problem that names the build and where it was written
   */
  public AcquiredSource acquire(PackageBuild build) {
    try {
      SourceLocation location = SourceLocation.of(build);
      Optional<Checksum> checksum = build.options().checksum().map(SourceAcquirer::checksum);
      if (location instanceof SourceLocation.DistGit pkg) {
        return distGit.acquire(build, pkg.name(), pkg.branch());
      }
      if (location instanceof SourceLocation.Web web) {
        return file(fetch(build, web.address(), checksum), Optional.empty());
      }
      return local(((SourceLocation.Local) location).path(), checksum);
    } catch (DiracosException e) {
      if (e.fault() != DiracosException.Fault.USER) {
        throw e;
      }
      throw DiracosException.of(of(build, e.problems().get(0)), e);
    }
  }

  /** A failure in the words of a build: what could not be had, and where that is written. */
  private static Problem of(PackageBuild build, Problem problem) {
    List<String> because = new ArrayList<>();
    if (!problem.where().isEmpty()) {
      because.add(problem.where());
    }
    if (!problem.because().isEmpty()) {
      because.add(problem.because());
    }
    boolean fetching = problem.code().startsWith("DOS-FETCH-");
    return new Problem(
        problem.code(),
        "the source of " + build.name() + " cannot be had: " + problem.what(),
        build.where(),
        String.join("\n", because),
        fetching
            ? "check the address and the network; or fetch the file by other means and give its"
                + " path as \"src\""
            : problem.fix());
  }

  private Path fetch(PackageBuild build, URI address, Optional<Checksum> checksum) {
    String path = String.valueOf(address.getPath());
    String label = path.substring(path.lastIndexOf('/') + 1);
    if (!path.endsWith(RPM)) {
      throw SourceProblems.address(
          address.toString(), build.name() + " would be built of something that is no .rpm");
    }
    return checksum.isPresent()
        ? fetcher.fetch(new FetchRequest(REPOSITORY, List.of(address), checksum.get(), -1, label))
        : fetcher.fetch(address, REPOSITORY, label);
  }

  private static AcquiredSource local(Path path, Optional<Checksum> checksum) {
    if (Files.isDirectory(path)) {
      List<String> packages = SourceTrees.names(path, RPM);
      if (SourceTrees.names(path, ".spec").isEmpty() && !packages.isEmpty()) {
        return new AcquiredSource.Prebuilt(packages.stream().map(path::resolve).toList());
      }
      return new AcquiredSource.SourceDirectory(path, SourceTrees.spec(path), path.toString());
    }
    if (!Files.isRegularFile(path)) {
      throw SourceProblems.missing(path, "there is no such file or directory");
    }
    return file(path, checksum);
  }

  private static AcquiredSource file(Path path, Optional<Checksum> checksum) {
    if (checksum.isPresent()) {
      Checksum found = SourceTrees.digest(path, checksum.get().algorithm());
      if (!found.equals(checksum.get())) {
        throw SourceProblems.checksum(path, "it has " + found + " instead of " + checksum.get());
      }
    }
    return RpmFile.read(path).header().isSource()
        ? new AcquiredSource.SourcePackageFile(path, SourceTrees.sha256(path))
        : new AcquiredSource.Prebuilt(List.of(path));
  }

  /** SHA-256 where only digits are written. */
  private static Checksum checksum(String text) {
    try {
      return text.indexOf(':') < 0 ? new Checksum(Algorithm.SHA256, text) : Checksum.parse(text);
    } catch (IllegalArgumentException e) {
      throw SourceProblems.checksumForm(String.valueOf(e.getMessage()));
    }
  }
}
