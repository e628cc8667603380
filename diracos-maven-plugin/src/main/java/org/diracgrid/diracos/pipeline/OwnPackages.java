package org.diracgrid.diracos.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.diracgrid.diracos.build.cache.ResultFilter;
import org.diracgrid.diracos.config.BuildOptions;
import org.diracgrid.diracos.config.PackageBuild;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.path.AtomicFile;
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
    for (Path seed : seeds) {
      String name = String.valueOf(seed.getFileName());
      String checksum = checksum(seed).toString();
      // Once: what is built later may have the seed's name, and goes before it.
      if (!book.hasSeed(name, checksum)) {
        layout.add(Area.MAIN, List.of(seed));
        book.seed(name, checksum);
      }
    }
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
    Instant timestamp = run.request().outputTimestamp();
    String revision = Long.toString(timestamp.getEpochSecond());
    repodata(run).write(root(), run.work(MEMO), timestamp, revision);
  }

  /** Writes metadata as this run does. */
  static RepodataWriter repodata(Run run) {
    return new RepodataWriter(
        RepodataCompression.GZ, run.environment().threads(), Progress.silent(), Clock.systemUTC());
  }

  /**
   * What a build gave under this key, where all of it is still there as it was put in.
   *
   * @return empty if it has to be had anew
   */
  Optional<List<BuiltPackage>> present(Task task, BuildKey key) {
    return book.entry(task.id()).filter(entry -> entry.key().equals(key)).flatMap(this::whole);
  }

  /** What a build gave the last time, whatever it was made of; nothing if not all is there. */
  List<BuiltPackage> earlier(String build) {
    return book.entry(build).flatMap(this::whole).orElse(List.of());
  }

  /** The binary packages of an entry, if all of its files are there as they were put in. */
  private Optional<List<BuiltPackage>> whole(BuildBook.Entry entry) {
    List<BuiltPackage> binaries = new ArrayList<>();
    for (Map.Entry<String, String> one : entry.files().entrySet()) {
      Path file = root().resolve(one.getKey());
      if (!Files.isRegularFile(file) || !checksum(file).toString().equals(one.getValue())) {
        return Optional.empty();
      }
      if (!isSource(file)) {
        binaries.add(BuiltPackage.read(file));
      }
    }
    return Optional.of(binaries);
  }

  /** Requirements that a build told when its source was built before. */
  List<String> told(String build, BuildKey now) {
    return book.entry(build)
        .filter(entry -> entry.key().hasSourceOf(now))
        .map(BuildBook.Entry::told)
        .orElse(List.of());
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
    List<Path> kept = kept(build, packages);
    boolean buildOnly = build.options().buildOnly();
    Area area = rebuiltLater ? Area.BOOTSTRAP : buildOnly ? Area.BUILD_ONLY : Area.MAIN;
    Set<String> before = files(task.id());
    book.remove(task.id());
    SortedMap<String, String> files = new TreeMap<>();
    for (String location : layout.add(area, kept)) {
      files.put(location, checksum(root().resolve(location)).toString());
    }
    remove(task.id(), before, files.keySet());
    book.put(task.id(), new BuildBook.Entry(key, files, told));
    index();
    return files.keySet().stream()
        .map(root()::resolve)
        .filter(file -> !isSource(file))
        .map(BuiltPackage::read)
        .toList();
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
      Set<String> files = files(build);
      run.progress()
          .info(build + " is not built any more; its " + files.size() + " packages are removed");
      book.remove(build);
      remove(build, files, Set.of());
    }
    if (!gone.isEmpty()) {
      index();
    }
  }

  private Set<String> files(String build) {
    return book.entry(build).map(entry -> entry.files().keySet()).orElse(Set.of());
  }

  /** Removes files of a build, save those that it or another build gives. */
  private void remove(String build, Set<String> files, Set<String> stay) {
    Set<String> old = new TreeSet<>(files);
    old.removeAll(stay);
    for (String other : book.builds()) {
      if (!other.equals(build)) {
        old.removeAll(files(other));
      }
    }
    layout.remove(old);
  }

  /** Whether a file is a source package, by its name: those of the repository have rpm's. */
  static boolean isSource(Path file) {
    return file.toString().endsWith(".src.rpm");
  }

  private static Checksum checksum(Path file) {
    try {
      return Checksum.of(Algorithm.SHA256, file);
    } catch (IOException e) {
      throw AtomicFile.unreadable(file, e);
    }
  }
}
