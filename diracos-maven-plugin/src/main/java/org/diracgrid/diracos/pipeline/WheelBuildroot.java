package org.diracgrid.diracos.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.diracgrid.diracos.build.BuildSettings;
import org.diracgrid.diracos.build.BuildrootPackage;
import org.diracgrid.diracos.build.ProgramJob;
import org.diracgrid.diracos.build.chroot.ChrootBuilder;
import org.diracgrid.diracos.build.routine.ProgramRoutines;
import org.diracgrid.diracos.config.BuildOptions;
import org.diracgrid.diracos.exec.CommandResult;
import org.diracgrid.diracos.exec.ProcessRunner;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.nevra.Dependency;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.nevra.Globs;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.python.PythonAbi;
import org.diracgrid.diracos.python.WheelBuilder;
import org.diracgrid.diracos.repo.RepoIndex;
import org.jspecify.annotations.Nullable;

/**
 * The buildroot of Python packages: what every buildroot holds, the headers of Python, and {@code
 * pipBuildDependencies}; from the repositories that packages are built with, and the own one.
 */
final class WheelBuildroot implements WheelBuilder {

  /** Stands for the build in messages of the resolver. */
  private static final Nevra WHEELS = new Nevra("Python packages", new Evr(0, "0", "0"), "src");

  private static final Pattern GLOB = Pattern.compile("[*?\\[]");

  private final Run run;
  private final String where;
  private @Nullable BuildBase base;
  private @Nullable IndexBaseProvides provides;
  private @Nullable ChrootBuilder builder;
  private @Nullable Buildroot chosen;

  WheelBuildroot(Run run, String where) {
    this.run = run;
    this.where = where;
  }

  private BuildOptions options() {
    return run.spec().rpmBuild().options();
  }

  private BuildBase base() {
    BuildBase known = base;
    if (known == null) {
      Optional<String> mock =
          options()
              .mockConfig()
              .or(
                  () ->
                      run.spec().rpmBuild().packages().stream()
                          .flatMap(build -> build.options().mockConfig().stream())
                          .findFirst())
              .or(() -> run.spec().mockInstallConfig());
      known = BuildBase.load(run, mock, where);
      base = known;
    }
    return known;
  }

  private IndexBaseProvides provides() {
    IndexBaseProvides known = provides;
    if (known == null) {
      known = new IndexBaseProvides(base());
      provides = known;
    }
    return known;
  }

  @Override
  public Buildroot choose(PythonAbi python) {
    Buildroot known = chosen;
    if (known == null) {
      known = packages(python);
      chosen = known;
    }
    return known;
  }

  private Buildroot packages(PythonAbi python) {
    try {
      BuildrootFiles files = BuildrootFiles.of(run);
      List<BuiltPackage> own = own();
      Set<Capability> requires = new LinkedHashSet<>();
      requires.add(headers(python, own));
      run.spec().pipBuildDependencies().forEach(name -> requires.addAll(named(name, own)));
      List<BuildrootPackage> packages =
          new Buildroots(run, base(), files)
              .choose(
                  new Buildroots.Wanted(
                      WHEELS,
                      requires,
                      own,
                      options().excludePackages(),
                      settings().targetArch(),
                      run.spec().pipBuildDependencies().isEmpty()
                          ? where
                          : run.spec().where("/pipBuildDependencies")));
      files.remember();
      return new Buildroot(packages, Optional.empty());
    } catch (DiracosException e) {
      Problem first = e.problems().get(0);
      if (first.code().startsWith("DOS-RESOLVE-") || first.code().startsWith("DOS-CONFIG-")) {
        return new Buildroot(List.of(), Optional.of(first));
      }
      throw e;
    }
  }

  /** What a name or glob of {@code pipBuildDependencies} requires. */
  private Set<Capability> named(String name, List<BuiltPackage> own) {
    Set<Capability> names = new LinkedHashSet<>();
    if (GLOB.matcher(name).find()) {
      Globs globs = new Globs(List.of(name));
      RepoIndex index = base().index();
      Stream.concat(
              IntStream.range(0, index.size()).filter(index::isVisible).mapToObj(index::name),
              own.stream().map(built -> built.nevra().name()))
          .filter(globs::matches)
          .sorted()
          .forEach(match -> names.add(Capability.of(match)));
    }
    // A glob that nothing matches is told as a name that nothing has.
    return names.isEmpty() ? Set.of(BuildPreparation.capability(name)) : names;
  }

  /** The package of Python's headers: that of the version where there is one. */
  private Capability headers(PythonAbi python, List<BuiltPackage> own) {
    Capability exact = Capability.of("python" + python.version() + "-devel");
    boolean ours =
        own.stream()
            .flatMap(built -> built.header().provides().stream())
            .anyMatch(provided -> provided.name().equals(exact.name()));
    boolean theirs = provides().meets(Dependency.of(exact), settings().targetArch());
    return ours || theirs ? exact : Capability.of("python3-devel");
  }

  /** What was built here, save what was only to bootstrap. */
  private List<BuiltPackage> own() {
    Optional<Path> repo = options().repo().filter(Files::isDirectory);
    List<BuiltPackage> own = new ArrayList<>();
    if (repo.isPresent()) {
      try (Stream<Path> files = Files.walk(repo.get())) {
        files
            .filter(file -> file.toString().endsWith(".rpm") && !OwnPackages.isSource(file))
            .filter(file -> !repo.get().relativize(file).startsWith("bootstrap"))
            .sorted()
            .forEach(file -> own.add(BuiltPackage.read(file)));
      } catch (IOException e) {
        throw AtomicFile.unreadable(repo.get(), e);
      }
    }
    return own;
  }

  @Override
  public BuildSettings settings() {
    return base().settings(options(), run.environment().threads());
  }

  @Override
  public Path buildroots() {
    return JobPlaces.of(run).buildroots();
  }

  @Override
  public CommandResult run(ProgramJob job) {
    ChrootBuilder known = builder;
    if (known == null) {
      ProcessRunner runner = new ProcessRunner();
      known =
          new ChrootBuilder(
              runner, new ProgramRoutines(runner, Map.of()), run.environment().threads());
      builder = known;
    }
    return known.run(job);
  }

  @Override
  public List<String> of(String capability) {
    try {
      return provides()
          .providers(Dependency.of(BuildPreparation.capability(capability)))
          .distinct()
          .sorted()
          .toList();
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }
}
