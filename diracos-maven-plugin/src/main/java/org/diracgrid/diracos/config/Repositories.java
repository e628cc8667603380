package org.diracgrid.diracos.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/**
 * The repositories that a spec works with: those it declares, else those of its mock configuration;
 * and the own repository.
 *
 * @param all the enabled ones, in the order written; the own repository last if it was not written
 * @param own the one that holds what {@code rpmBuild} builds: that with id {@code diracos}, else
 *     the one whose address is the directory {@code rpmBuild.repo}
 * @param source the file they were read from, for messages
 * @param platform the stream of the module {@code platform} that modules may need, as the mock
 *     configuration they were read from says
 * @param warnings what was not understood in a mock configuration
 */
public record Repositories(
    List<RepositorySpec> all,
    Optional<RepositorySpec> own,
    String source,
    Optional<String> platform,
    List<String> warnings) {

  /** Copies. */
  public Repositories {
    all = List.copyOf(all);
    warnings = List.copyOf(warnings);
  }

  /**
   * Finds the repositories of {@code spec}; reads mock configurations where needed.
   *
   * @throws DiracosException if there are none, if an address has a variable without value, or if
   *     nothing says which packages to take
   */
  public static Repositories read(DiracosSpec spec) {
    return new Finder(spec).find();
  }

  /**
   * Finds the repositories that a package is built from: those that {@code spec} declares, else
   * those of the package's mock configuration; never the own one.
   *
   * @param mock the configuration of mock that stands in where {@code spec} declares none
   * @throws DiracosException if there are none, or if an address has a variable without value
   */
  public static Repositories forBuild(DiracosSpec spec, Optional<MockConfig> mock, String where) {
    return new Finder(spec).findForBuild(mock, where);
  }

  /** One search. */
  private static final class Finder {

    private final DiracosSpec spec;
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final Variables variables;

    Finder(DiracosSpec spec) {
      this.spec = spec;
      this.variables = Variables.of(spec.platform());
    }

    Repositories find() {
      List<RepositorySpec> enabled = new ArrayList<>();
      Optional<String> platform = Optional.empty();
      String source = String.valueOf(spec.file().getFileName());
      if (!spec.repositories().isEmpty()) {
        Variables known =
            spec.repositories().stream().anyMatch(this::wantsMore)
                ? mock().map(this::variables).orElse(variables)
                : variables;
        spec.repositories().stream()
            .filter(RepositorySpec::enabled)
            .forEach(repository -> enabled.add(completed(repository, known)));
      } else {
        Optional<MockConfig> mock = mock();
        if (mock.isPresent()) {
          source = mock.get().file().toString();
          warnings.addAll(mock.get().warnings());
          DnfConf.Content content = mock.get().dnfConf(variables(mock.get()), problems, warnings);
          enabled.addAll(content.repositories());
          platform = content.platform();
        }
      }
      Optional<RepositorySpec> own = own(enabled);
      own.filter(repository -> !enabled.contains(repository)).ifPresent(enabled::add);
      if (problems.isEmpty()) {
        complete(enabled, own, source);
      }
      if (!problems.isEmpty()) {
        throw DiracosException.of(problems);
      }
      return new Repositories(enabled, own, source, platform, warnings);
    }

    Repositories findForBuild(Optional<MockConfig> mock, String where) {
      List<RepositorySpec> enabled = new ArrayList<>();
      Optional<String> platform = Optional.empty();
      String source = String.valueOf(spec.file().getFileName());
      if (!spec.repositories().isEmpty()) {
        Variables known = mock.map(this::variables).orElse(variables);
        spec.repositories().stream()
            .filter(RepositorySpec::enabled)
            .forEach(repository -> enabled.add(completed(repository, known)));
      } else if (mock.isPresent()) {
        source = mock.get().file().toString();
        DnfConf.Content content = mock.get().dnfConf(variables(mock.get()), problems, warnings);
        enabled.addAll(content.repositories());
        platform = content.platform();
      }
      Optional<RepositorySpec> own = own(enabled);
      own.ifPresent(enabled::remove);
      if (enabled.isEmpty() && problems.isEmpty()) {
        problems.add(
            new Problem(
                "DOS-CONFIG-10",
                "no repository to take the packages of buildroots from",
                where,
                mock.map(m -> m.file() + " has no enabled repository in its dnf.conf or yum.conf")
                    .orElse("there is neither \"repositories\" nor a mock configuration"),
                "add \"repositories\": [{\"id\": \"base\", \"url\": \"https://…\"}]"));
      }
      if (!problems.isEmpty()) {
        throw DiracosException.of(problems);
      }
      return new Repositories(enabled, Optional.empty(), source, platform, warnings);
    }

    private void complete(
        List<RepositorySpec> enabled, Optional<RepositorySpec> own, String source) {
      if (enabled.isEmpty()) {
        problems.add(
            new Problem(
                "DOS-CONFIG-10",
                "no repository to take packages from",
                spec.where("/repositories"),
                noneBecause(source),
                "add \"repositories\": [{\"id\": \"base\", \"url\": \"https://…\"}]"));
      }
      if (spec.packages().isEmpty() && spec.manualDependencies().isEmpty() && own.isEmpty()) {
        problems.add(
            new Problem(
                "DOS-CONFIG-13",
                "nothing says which packages to take",
                spec.where("/packages"),
                "there is neither \"packages\" nor an own repository (\"rpmBuild\": {\"repo\": …})",
                "add \"packages\": [\"python3\", …]"));
      }
    }

    private String noneBecause(String source) {
      if (!spec.repositories().isEmpty()) {
        return "all of \"repositories\" are disabled";
      }
      return mockReference()
          .map(name -> source + " has no enabled repository in its yum.conf or dnf.conf text")
          .orElse("there is neither \"repositories\" nor a mock configuration that has some");
    }

    private boolean wantsMore(RepositorySpec repository) {
      return repository.enabled()
          && locations(repository).anyMatch(l -> !variables.unknown(l.given()).isEmpty());
    }

    private static Stream<Location> locations(RepositorySpec repository) {
      return Stream.of(
              repository.urls().stream(),
              repository.mirrorlist().stream(),
              repository.metalink().stream(),
              repository.gpgkeys().stream())
          .flatMap(stream -> stream);
    }

    private Variables variables(MockConfig mock) {
      return variables.orElse(mock.variables());
    }

    private RepositorySpec completed(RepositorySpec repository, Variables known) {
      Path base = spec.directory();
      locations(repository)
          .flatMap(location -> known.unknown(location.given()).stream())
          .distinct()
          .forEach(name -> problems.add(unknown(name, repository.where())));
      return repository.with(location -> Location.parse(location.given(), known, base));
    }

    private Optional<RepositorySpec> own(List<RepositorySpec> enabled) {
      Optional<RepositorySpec> named =
          enabled.stream().filter(r -> r.id().equals(RepositorySpec.OWN)).findFirst();
      Optional<Path> directory = spec.rpmBuild().options().repo();
      if (named.isPresent() || directory.isEmpty()) {
        return named;
      }
      Path repo = directory.get();
      Optional<RepositorySpec> same =
          enabled.stream()
              .filter(r -> r.urls().stream().anyMatch(l -> l.isFile() && l.path().equals(repo)))
              .findFirst();
      // An old configuration may name a directory that nobody filled; with roots of its own it is
      // not needed.
      if (same.isPresent() || (!spec.packages().isEmpty() && !Files.isDirectory(repo))) {
        return same;
      }
      String given =
          spec.rpmBuild().options().option("repo").orElse(null) instanceof Json.Text text
              ? text.value()
              : repo.toString();
      return Optional.of(
          RepositorySpec.own(
              Location.parse(given, spec.directory()), spec.where("/rpmBuild/repo")));
    }

    /** The mock configuration that stands in for {@code repositories}, and where it is named. */
    private Optional<Map.Entry<String, String>> mockReference() {
      return spec.mockInstallConfig()
          .map(name -> Map.entry(name, spec.where("/mockInstallConfig")))
          .or(
              () ->
                  spec.rpmBuild()
                      .options()
                      .mockConfig()
                      .map(name -> Map.entry(name, spec.where("/rpmBuild/mockConfig"))))
          .or(
              () ->
                  spec.rpmBuild().packages().stream()
                      .flatMap(
                          one ->
                              one.options().mockConfig().stream()
                                  .map(name -> Map.entry(name, one.where())))
                      .findFirst());
    }

    private Optional<MockConfig> mock() {
      return mockReference()
          .map(
              named ->
                  MockConfig.read(
                      MockConfig.find(named.getKey(), spec.directory()),
                      spec.platform(),
                      named.getValue()));
    }
  }

  /** The problem of a variable that has no value. */
  static Problem unknown(String variable, String where) {
    return Problem.of(
        "DOS-CONFIG-11",
        "$" + variable + " in the address of a repository has no value",
        where,
        variable.equals("releasever")
            ? "add \"platform\": {\"releasever\": \"9\"}, or write the value into the address"
            : "write the value into the address (a $ that is meant is %24)");
  }
}
