package org.diracgrid.diracos.pipeline;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.diracgrid.diracos.build.BuildSettings;
import org.diracgrid.diracos.build.BuilderKind;
import org.diracgrid.diracos.build.RoutineFiles;
import org.diracgrid.diracos.build.SourceJob;
import org.diracgrid.diracos.build.patch.PatchResult;
import org.diracgrid.diracos.build.routine.RoutineFinder;
import org.diracgrid.diracos.build.source.AcquiredSource;
import org.diracgrid.diracos.build.source.Acquisition;
import org.diracgrid.diracos.build.source.PreparedSource;
import org.diracgrid.diracos.build.source.SourceAcquirer;
import org.diracgrid.diracos.build.source.SourcePreparer;
import org.diracgrid.diracos.config.PackageBuild;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.nevra.Operator;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.path.Directories;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.progress.Stage;
import org.diracgrid.diracos.progress.Unit;
import org.diracgrid.diracos.rpm.ContentDigest;
import org.diracgrid.diracos.rpm.RpmFile;
import org.diracgrid.diracos.schedule.SourceHeader;

/** From what is configured to source packages, patched: acquired, unpacked, made anew. */
final class SourceStage {

  private static final int FORM = 1;

  private final Run run;
  private final BuildBases bases;
  private final Builders builders;
  private final JobPlaces places;
  private final boolean mockIsHere;
  private final int parallel;
  private final BuildrootFiles files;

  SourceStage(
      Run run,
      BuildBases bases,
      Builders builders,
      JobPlaces places,
      boolean mockIsHere,
      int parallel,
      BuildrootFiles files) {
    this.run = run;
    this.files = files;
    this.bases = bases;
    this.builders = builders;
    this.places = places;
    this.mockIsHere = mockIsHere;
    this.parallel = parallel;
  }

  /**
   * The source of every build, in the order of the configuration.
   *
   * @throws DiracosException with every source that cannot be had, every patch that does not apply,
   *     every routine that cannot run
   */
  List<BuildInput> inputs() {
    List<PackageBuild> builds = run.spec().rpmBuild().packages();
    Acquisition acquired =
        new SourceAcquirer(run.downloads().fetcher())
            .acquire(builds, run.environment().threads(), run.progress());
    Set<Problem> problems = new LinkedHashSet<>(acquired.problems());
    Map<PackageBuild, RoutineFiles> routines = routines(builds, problems);
    List<BuildInput> inputs = new ArrayList<>();
    try (Stage stage = run.progress().stage("prepare sources", builds.size(), Unit.ITEMS)) {
      for (int i = 0; i < builds.size(); i++) {
        Optional<AcquiredSource> source = acquired.sources().get(i);
        PackageBuild build = builds.get(i);
        try {
          BuildBase base = bases.of(build);
          if (source.isPresent()) {
            RoutineFiles files = routines.getOrDefault(build, RoutineFiles.NONE);
            inputs.add(input(i, build, base, source.get(), files));
          }
        } catch (DiracosException e) {
          if (e.fault() != DiracosException.Fault.USER) {
            throw e;
          }
          problems.addAll(e.problems());
        }
        stage.advance(1);
      }
    }
    if (!problems.isEmpty()) {
      throw DiracosException.of(List.copyOf(problems));
    }
    return inputs;
  }

  private Map<PackageBuild, RoutineFiles> routines(
      List<PackageBuild> builds, Set<Problem> problems) {
    Map<Path, List<PackageBuild>> users = new TreeMap<>();
    for (PackageBuild build : builds) {
      build
          .options()
          .routineDir()
          .ifPresent(dir -> users.computeIfAbsent(dir, d -> new ArrayList<>()).add(build));
    }
    List<String> names = builds.stream().map(PackageBuild::name).toList();
    Map<PackageBuild, RoutineFiles> found = new LinkedHashMap<>();
    users.forEach(
        (directory, some) -> {
          List<String> mine = some.stream().map(PackageBuild::name).toList();
          try {
            RoutineFinder finder = RoutineFinder.of(directory, mine, names);
            finder.notes().forEach(run.progress()::warn);
            for (PackageBuild build : some) {
              RoutineFinder.Found one = finder.look(build.name());
              problems.addAll(one.problems());
              found.put(build, one.files());
            }
          } catch (DiracosException e) {
            problems.addAll(e.problems());
          }
        });
    return found;
  }

  private BuildInput input(
      int number,
      PackageBuild build,
      BuildBase base,
      AcquiredSource source,
      RoutineFiles routines) {
    BuildSettings settings = base.settings(build.options(), parallel);
    BuilderKind builder = Builders.kind(build.options(), mockIsHere);
    if (source instanceof AcquiredSource.Prebuilt prebuilt) {
      return prebuilt(number, build, base, prebuilt.packages(), builder, settings);
    }
    PreparedSource prepared =
        SourcePreparer.prepare(build, source, places.source(number, build.name()));
    if (prepared instanceof PreparedSource.Tree tree) {
      tree.patch().ifPresent(result -> warn(build, result));
    }
    Path srpm =
        prepared instanceof PreparedSource.Unchanged unchanged
            ? unchanged.srpm()
            : make((PreparedSource.Tree) prepared, build, base, builder, settings);
    RpmFile file = RpmFile.read(srpm);
    return new BuildInput(
        number,
        build,
        base,
        Optional.of(srpm.toAbsolutePath()),
        ContentDigest.of(file),
        SourceHeader.of(file),
        List.of(),
        SourcePreparer.patch(build),
        routines,
        builder,
        settings);
  }

  private void warn(PackageBuild build, PatchResult result) {
    result.warnings().forEach(text -> run.progress().warn(build.name() + ": " + text));
    result.inexact().forEach(text -> run.progress().warn(build.name() + ": " + text));
  }

  private static BuildInput prebuilt(
      int number,
      PackageBuild build,
      BuildBase base,
      List<Path> packages,
      BuilderKind builder,
      BuildSettings settings) {
    List<RpmFile> files = packages.stream().map(RpmFile::read).toList();
    StageKey key = new StageKey("prebuilt", FORM);
    files.forEach(file -> key.with(ContentDigest.of(file)));
    Nevra first = files.get(0).header().nevra();
    SourceHeader header =
        new SourceHeader(
            new Nevra(build.name(), first.evr(), "src"),
            List.of(),
            files.stream()
                .map(file -> file.header().nevra())
                .map(nevra -> new Capability(nevra.name(), Operator.EQ, nevra.evr()))
                .toList(),
            List.of(),
            List.of(),
            false);
    return new BuildInput(
        number,
        build,
        base,
        Optional.empty(),
        key.checksum(),
        header,
        packages,
        Optional.empty(),
        RoutineFiles.NONE,
        builder,
        settings);
  }

  /** The source package of a directory: made once for each content and way to read its spec. */
  private Path make(
      PreparedSource.Tree tree,
      PackageBuild build,
      BuildBase base,
      BuilderKind builder,
      BuildSettings settings) {
    Checksum key =
        new StageKey("source package", FORM)
            .with(tree.digest())
            .with(builder.toString())
            .with(settings.targetArch())
            .with(settings.buildHost())
            .with(settings.sourceDateEpoch().toString())
            .with(settings.macros())
            .with(settings.with().toString())
            .with(settings.without().toString())
            .with(base.states())
            .checksum();
    Path kept = places.sourcePackages().resolve(key.hex());
    Optional<Path> known = sourcePackage(kept);
    if (known.isPresent()) {
      return known.get();
    }
    Path fresh = kept.resolveSibling(key.hex() + "." + UUID.randomUUID());
    AtomicFile.directory(fresh);
    try {
      SourceJob job =
          new SourceJob(
              build.name(),
              tree.directory(),
              tree.spec(),
              builder == BuilderKind.MOCK
                  ? List.of()
                  : new Buildroots(run, base, files).minimal(settings.targetArch(), build.where()),
              places.buildroots(),
              settings,
              fresh,
              tree.directory().resolveSibling(tree.directory().getFileName() + ".log"),
              builder == BuilderKind.MOCK
                  ? Optional.of(base.mockSettings(build.options(), Optional.empty()))
                  : Optional.empty());
      Path made = builders.of(builder).makeSourcePackage(job);
      Files.move(fresh, kept, StandardCopyOption.ATOMIC_MOVE);
      return kept.resolve(made.getFileName());
    } catch (IOException e) {
      return sourcePackage(kept).orElseThrow(() -> AtomicFile.unwritable(kept, e));
    } finally {
      Directories.delete(fresh);
    }
  }

  private static Optional<Path> sourcePackage(Path directory) {
    if (!Files.isDirectory(directory)) {
      return Optional.empty();
    }
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.src.rpm")) {
      files.forEach(found::add);
    } catch (IOException e) {
      throw AtomicFile.unreadable(directory, e);
    }
    Collections.sort(found);
    return found.stream().findFirst();
  }
}
