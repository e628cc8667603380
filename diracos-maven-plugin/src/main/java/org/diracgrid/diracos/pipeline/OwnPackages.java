package org.diracgrid.diracos.pipeline;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.diracgrid.diracos.build.cache.ResultFilter;
import org.diracgrid.diracos.config.BuildOptions;
import org.diracgrid.diracos.config.PackageBuild;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.repodata.RepodataCompression;
import org.diracgrid.diracos.repodata.RepodataWriter;
import org.diracgrid.diracos.repodata.RepositoryLayout;
import org.diracgrid.diracos.repodata.RepositoryLayout.Area;
import org.diracgrid.diracos.schedule.BuildKey;
import org.diracgrid.diracos.schedule.Task;

/**
 * The own repository: takes what builds give, gives up what they do not give any more, and keeps
 * its metadata up to date.
 */
final class OwnPackages {

  private static final String MEMO = "repodata.memo";

  private final Run run;
  private final RepositoryLayout layout;
  private final BuildBook book;

  private OwnPackages(Run run, RepositoryLayout layout, BuildBook book) {
    this.run = run;
    this.layout = layout;
    this.book = book;
  }

  /**
   * The repository that {@code rpmBuild.repo} names.
   *
   * @throws DiracosException DOS-REBUILD-02 if it names none
   */
  static OwnPackages open(Run run) {
    Path root =
        run.spec()
            .rpmBuild()
            .options()
            .repo()
            .orElseThrow(
                () ->
                    DiracosException.of(
                        Problem.of(
                            "DOS-REBUILD-02",
                            "there is no directory for what is built",
                            run.spec().where("/rpmBuild"),
                            "add \"repo\": \"repo\" to \"rpmBuild\"")));
    return new OwnPackages(run, new RepositoryLayout(root), BuildBook.open(root));
  }

  Path root() {
    return layout.root();
  }

  BuildBook book() {
    return book;
  }

  /** Makes the directories, and the metadata of what is in them; puts seeds in. */
  void create() {
    List<Path> seeds = run.spec().rpmBuild().seeds();
    seeds.stream().filter(seed -> !Files.isRegularFile(seed)).findFirst().ifPresent(this::noSeed);
    layout.create();
    layout.add(Area.MAIN, seeds);
    index();
  }

  private void noSeed(Path seed) {
    throw DiracosException.of(
        Problem.of(
            "DOS-REBUILD-03",
            "there is no such seed: " + seed,
            run.spec().where("/rpmBuild/seeds"),
            "correct the path; it is relative to the configuration"));
  }

  /** Brings the metadata up to date. */
  void index() {
    new RepodataWriter(
            RepodataCompression.GZ,
            run.environment().threads(),
            Progress.silent(),
            Clock.systemUTC())
        .write(
            root(),
            run.work(MEMO),
            run.request().outputTimestamp(),
            Long.toString(run.request().outputTimestamp().getEpochSecond()));
  }

  /** What a build gave under this key, where all of it is still there. */
  Optional<List<BuiltPackage>> present(Task task, BuildKey key) {
    return book.entry(task.id())
        .filter(entry -> entry.key().equals(key))
        .map(entry -> book.files(task.id()))
        .filter(files -> files.stream().allMatch(Files::isRegularFile))
        .map(OwnPackages::binaries);
  }

  /** What a build gave the last time, whatever it was made of. */
  List<BuiltPackage> earlier(Task task) {
    List<Path> files = book.files(task.id());
    return files.stream().allMatch(Files::isRegularFile) ? binaries(files) : List.of();
  }

  /**
   * Takes what a build gave.
   *
   * @param packages binary and source
   * @param told requirements that the build told while it ran
   * @return what is kept, where it lies now, without the source package
   */
  List<BuiltPackage> accept(
      Task task,
      PackageBuild build,
      boolean rebuiltLater,
      BuildKey key,
      List<Path> packages,
      List<String> told) {
    BuildOptions options = build.options();
    List<Path> kept =
        ResultFilter.of(options.pkgList(), options.excludePatterns(), build.where()).kept(packages);
    Area area = rebuiltLater ? Area.BOOTSTRAP : options.buildOnly() ? Area.BUILD_ONLY : Area.MAIN;
    List<String> before = book.entry(task.id()).map(BuildBook.Entry::files).orElse(List.of());
    book.remove(task.id());
    List<String> locations = layout.add(area, kept);
    remove(task.id(), before, locations);
    book.put(task.id(), new BuildBook.Entry(key, locations.stream().sorted().toList(), told));
    index();
    return binaries(locations.stream().map(root()::resolve).toList());
  }

  /** Those of a build's packages that its configuration keeps. */
  static List<Path> kept(PackageBuild build, List<Path> packages) {
    BuildOptions options = build.options();
    return ResultFilter.of(options.pkgList(), options.excludePatterns(), build.where())
        .kept(packages);
  }

  /** Gives up what builds gave that are not configured any more. */
  void forgetAllBut(Set<String> builds) {
    Set<String> gone = new TreeSet<>(book.builds());
    gone.removeAll(builds);
    for (String build : gone) {
      List<String> files = book.entry(build).map(BuildBook.Entry::files).orElse(List.of());
      run.progress()
          .info(build + " is not built any more; its " + files.size() + " packages are removed");
      remove(build, files, List.of());
      book.remove(build);
    }
    if (!gone.isEmpty()) {
      index();
    }
  }

  /** Removes files of a build, save those that it or another build gives. */
  private void remove(String build, List<String> files, List<String> stay) {
    List<String> old = new ArrayList<>(files);
    old.removeAll(stay);
    for (String other : book.builds()) {
      if (!other.equals(build)) {
        book.entry(other).ifPresent(entry -> old.removeAll(entry.files()));
      }
    }
    layout.remove(old);
  }

  private static List<BuiltPackage> binaries(List<Path> files) {
    return files.stream()
        .filter(file -> !file.toString().endsWith(".src.rpm"))
        .map(BuiltPackage::read)
        .toList();
  }
}
