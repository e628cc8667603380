package org.diracgrid.diracos.pipeline;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.diracgrid.diracos.config.PackageBuild;
import org.diracgrid.diracos.nevra.Dependency;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.schedule.BaseProvides;
import org.diracgrid.diracos.schedule.MadePackage;

/** The bases of all builds, each read once. */
final class BuildBases implements BaseProvides {

  private final Run run;
  private final Map<String, BuildBase> bases = new TreeMap<>();
  private final Map<String, DiracosException> failures = new TreeMap<>();
  private final Map<String, IndexBaseProvides> provides = new TreeMap<>();

  private Collection<IndexBaseProvides> provides() {
    bases.forEach((key, base) -> provides.computeIfAbsent(key, k -> new IndexBaseProvides(base)));
    return provides.values();
  }

  BuildBases(Run run) {
    this.run = run;
  }

  /** The base of a build. */
  BuildBase of(PackageBuild build) {
    Optional<String> mock = build.options().mockConfig();
    String key = mock.orElse("");
    BuildBase known = bases.get(key);
    if (known == null) {
      // What cannot be reached is not tried again for each of its builds.
      DiracosException failure = failures.get(key);
      if (failure != null) {
        throw failure;
      }
      try {
        known = BuildBase.load(run, mock, build.where());
      } catch (DiracosException e) {
        failures.put(key, e);
        throw e;
      }
      bases.put(key, known);
    }
    return known;
  }

  /** Those that were read. */
  Collection<BuildBase> all() {
    return Collections.unmodifiableCollection(bases.values());
  }

  @Override
  public List<MadePackage> madeFrom(String source, String arch) {
    return provides().stream()
        .flatMap(base -> base.madeFrom(source, arch).stream())
        .distinct()
        .toList();
  }

  @Override
  public boolean meets(Dependency requirement, String arch) {
    return provides().stream().anyMatch(base -> base.meets(requirement, arch));
  }

  /** Names of the packages of the bases that provide something, for messages. */
  List<String> providers(Dependency requirement) {
    return provides().stream()
        .flatMap(base -> base.providers(requirement))
        .distinct()
        .sorted()
        .toList();
  }

  /** The same of a requirement as rpm writes it; none if that is no requirement. */
  List<String> shown(String capability) {
    try {
      return providers(Dependency.of(BuildPreparation.capability(capability)));
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }
}
