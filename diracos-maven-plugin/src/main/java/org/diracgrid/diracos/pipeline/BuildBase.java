package org.diracgrid.diracos.pipeline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.diracgrid.diracos.build.BuildSettings;
import org.diracgrid.diracos.build.MockSettings;
import org.diracgrid.diracos.config.BuildOptions;
import org.diracgrid.diracos.config.MockConfig;
import org.diracgrid.diracos.config.Repositories;
import org.diracgrid.diracos.config.RpmBuildSpec;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.progress.Stage;
import org.diracgrid.diracos.progress.Unit;
import org.diracgrid.diracos.repo.IndexLoader;
import org.diracgrid.diracos.repo.LoadedRepository;
import org.diracgrid.diracos.repo.RepoIndex;
import org.diracgrid.diracos.repo.RepositorySource;
import org.jspecify.annotations.Nullable;

/**
 * The distribution that packages are built on: builds with one mock configuration share one. Its
 * index is made when it is first asked for.
 */
final class BuildBase {

  private static final String SETUP = "chroot_setup_cmd";

  /** What packages name as their build host: the same wherever they are built. */
  private static final String BUILD_HOST = "diracos.invalid";

  private final Run run;
  private final Optional<MockConfig> mock;
  private final Repositories repositories;
  private final Map<String, LoadedRepository> loaded;
  private final List<String> minimal;
  private final String where;
  private @Nullable RepoIndex index;

  private BuildBase(
      Run run,
      Optional<MockConfig> mock,
      Repositories repositories,
      Map<String, LoadedRepository> loaded,
      String where) {
    this.run = run;
    this.mock = mock;
    this.repositories = repositories;
    this.loaded = Collections.unmodifiableMap(new TreeMap<>(loaded));
    this.minimal = minimal(run.spec().rpmBuild(), mock);
    this.where = where;
  }

  /** Reads the repositories of a base. */
  static BuildBase load(Run run, Optional<String> mockConfig, String where) {
    Optional<MockConfig> mock =
        mockConfig.map(
            name ->
                MockConfig.read(
                    MockConfig.find(name, run.spec().directory()), run.spec().platform(), where));
    Repositories declared = Repositories.forBuild(run.spec(), mock, where);
    declared.warnings().forEach(run.progress()::warn);
    Map<String, LoadedRepository> loaded = new TreeMap<>();
    List<RepositorySource> sources = Sources.of(declared);
    try (Stage stage = run.progress().stage("read repositories", sources.size(), Unit.ITEMS)) {
      for (RepositorySource source : sources) {
        loaded.put(source.id(), run.downloads().loader().load(source));
        stage.advance(1);
      }
    }
    return new BuildBase(run, mock, declared, loaded, where);
  }

  /** The configuration of mock, if there is one. */
  Optional<MockConfig> mock() {
    return mock;
  }

  /** Its repositories, without the own one. */
  Repositories repositories() {
    return repositories;
  }

  /** The same, by id. */
  Map<String, LoadedRepository> loaded() {
    return loaded;
  }

  /** Their packages, hidden or not as for resolving. */
  RepoIndex index() {
    RepoIndex known = index;
    if (known == null) {
      RepoIndex all = new IndexLoader().load(loaded.values());
      known = new Modules(run, repositories).hiding(all, loaded.values());
      index = known;
    }
    return known;
  }

  /** What every buildroot holds: names, globs, capabilities, groups. */
  List<String> minimal() {
    return minimal;
  }

  /** What names it, for messages. */
  String where() {
    return where;
  }

  /** What {@code rpmBuild} says, else mock's own set-up, else what most packages want. */
  private static List<String> minimal(RpmBuildSpec spec, Optional<MockConfig> mock) {
    if (!spec.buildroot().isEmpty()) {
      return spec.buildroot();
    }
    List<String> words = new ArrayList<>();
    mock.flatMap(config -> config.option(SETUP))
        .ifPresent(text -> words.addAll(List.of(text.strip().split("\\s+"))));
    // The first word is what the package manager does: install, groupinstall.
    if (words.size() > 1) {
      boolean groups = words.get(0).startsWith("group");
      return words.stream()
          .skip(1)
          .filter(word -> !word.startsWith("-"))
          .map(word -> groups && !word.startsWith("@") ? "@" + word : word)
          .toList();
    }
    return RpmBuildSpec.DEFAULT_BUILDROOT;
  }

  /**
   * How a build on this base is done: what its options say, else the configuration of mock.
   *
   * @param parallel processes that it may run, where it does not say
   */
  BuildSettings settings(BuildOptions options, int parallel) {
    SortedMap<String, String> macros = new TreeMap<>();
    mock.ifPresent(config -> macros.putAll(config.macros()));
    macros.putAll(options.macros());
    String arch =
        options
            .targetArch()
            .or(() -> mock.flatMap(config -> config.option("target_arch")))
            .orElse(run.spec().platform().arch());
    return new BuildSettings(
        // mock calls i386 what rpm builds as i686.
        arch.equals("i386") ? "i686" : arch,
        macros,
        options.with(),
        options.without(),
        options.sourceDateEpoch(),
        options.buildHost().orElse(BUILD_HOST),
        (int) options.parallel().orElse(parallel),
        options.memory(),
        options.timeLimit());
  }

  /**
   * What mock is told.
   *
   * @param repository packages of ours that the build is to see
   */
  MockSettings mockSettings(BuildOptions options, Optional<Path> repository) {
    return new MockSettings(
        mock.map(config -> config.file().toString()).orElse("default"),
        options.mockRoot(),
        repository,
        !options.noClean());
  }

  /** Names the state of all its repositories. */
  Map<String, Checksum> states() {
    Map<String, Checksum> states = new TreeMap<>();
    loaded.forEach((id, repository) -> states.put(id, repository.repomdChecksum()));
    return states;
  }
}
