package org.diracgrid.diracos.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.diracgrid.diracos.build.BuildJob;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.path.Directories;
import org.diracgrid.diracos.schedule.Task;

/**
 * Where jobs and what they share lie: below {@code rpmBuild.workDir} where that is given, which a
 * cluster needs, since its nodes must see it; else below the build directory.
 *
 * @param root the directory
 * @param shared where buildroots are kept for other runs
 */
record JobPlaces(Path root, Path shared) {

  static JobPlaces of(Run run) {
    Path root =
        run.spec()
            .rpmBuild()
            .options()
            .workDir()
            .orElseGet(() -> run.work("builds"))
            .toAbsolutePath()
            .normalize();
    boolean own = run.spec().rpmBuild().options().workDir().isPresent();
    Path shared = own ? root.resolve("cache") : run.environment().cache();
    return new JobPlaces(root, shared.toAbsolutePath().normalize());
  }

  /** The same in every run: the number in the configuration, and the name. */
  String id(Task task) {
    return String.format(Locale.ROOT, "%03d-%s", task.source().number() + 1, file(task.id()));
  }

  private static String file(String id) {
    return id.replaceAll("[^A-Za-z0-9._+@-]", "_");
  }

  Path job(Task task) {
    return root.resolve(id(task));
  }

  Path buildroots() {
    return shared.resolve("buildroots");
  }

  /** Source packages that were made here, by what they were made of. */
  Path sourcePackages() {
    return shared.resolve("srpms");
  }

  /** What was built before, by key. */
  Path builds() {
    return shared.resolve("builds");
  }

  /** Where the source of a build is unpacked, and patched. */
  Path source(int number, String name) {
    return root.resolve("sources")
        .resolve(String.format(Locale.ROOT, "%03d-%s", number + 1, file(name)));
  }

  /** The repository that mock is shown. */
  Path repository(Task task) {
    return job(task).resolve("repo");
  }

  /** Removes what an earlier attempt gave. */
  void clear(BuildJob job) {
    Directories.delete(job.results());
    AtomicFile.delete(job.log());
    AtomicFile.directory(job.directory());
  }

  /** Makes a repository of these packages. */
  void layRepository(Path repository, List<Path> files, Run run) {
    Directories.delete(repository);
    AtomicFile.directory(repository);
    try {
      for (Path file : files) {
        Files.copy(file, repository.resolve(file.getFileName()));
      }
    } catch (IOException e) {
      throw AtomicFile.unwritable(repository, e);
    }
    OwnPackages.repodata(run)
        .write(repository, repository.resolveSibling("repo.memo"), Instant.EPOCH, "0");
  }
}
