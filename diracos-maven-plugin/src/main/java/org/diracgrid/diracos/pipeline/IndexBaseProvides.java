package org.diracgrid.diracos.pipeline;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.nevra.Dependency;
import org.diracgrid.diracos.repo.RelationKind;
import org.diracgrid.diracos.repo.RepoIndex;
import org.diracgrid.diracos.resolve.ArchPolicy;
import org.diracgrid.diracos.resolve.FileOwners;
import org.diracgrid.diracos.schedule.BaseProvides;
import org.diracgrid.diracos.schedule.MadePackage;
import org.jspecify.annotations.Nullable;

/** Asks the index of a base. Hidden packages count: a build of ours may replace what is hidden. */
final class IndexBaseProvides implements BaseProvides {

  private final RepoIndex index;
  private final FileOwners files;
  private @Nullable Map<String, int[]> bySource;

  IndexBaseProvides(BuildBase base) {
    this.index = base.index().unhidden();
    this.files = new Filelists(base.index(), base.loaded().values());
  }

  @Override
  public List<MadePackage> madeFrom(String source, String arch) {
    ArchPolicy archs = ArchPolicy.of(arch);
    return Arrays.stream(bySource().getOrDefault(source, new int[0]))
        .filter(p -> archs.accepts(index.arch(p)))
        .mapToObj(this::made)
        .toList();
  }

  private MadePackage made(int p) {
    return new MadePackage(
        index.nevra(p),
        index.relations(p, RelationKind.PROVIDES),
        index.relations(p, RelationKind.REQUIRES).stream()
            .filter(relation -> !relation.name().startsWith("rpmlib("))
            .flatMap(IndexBaseProvides::dependency)
            .toList());
  }

  /** What the base says in a form that is none is not for the plan to judge. */
  private static Stream<Dependency> dependency(Capability relation) {
    try {
      return Stream.of(Dependency.of(relation));
    } catch (IllegalArgumentException e) {
      return Stream.empty();
    }
  }

  /** Of a condition, whether it can be met at all: what is installed is not known yet. */
  @Override
  public boolean meets(Dependency requirement, String arch) {
    if (requirement instanceof Dependency.Versioned versioned) {
      return any(index.providersOf(versioned.capability()), arch);
    }
    if (requirement instanceof Dependency.FilePath file) {
      String path = file.path();
      return any(index.primaryOwnersOf(path), arch)
          || any(index.providersOf(Capability.of(path)), arch)
          || any(files.find(Set.of(path)).getOrDefault(path, new int[0]), arch);
    }
    if (requirement instanceof Dependency.And and) {
      return and.parts().stream().allMatch(part -> meets(part, arch));
    }
    if (requirement instanceof Dependency.With with) {
      return with.parts().stream().allMatch(part -> meets(part, arch));
    }
    if (requirement instanceof Dependency.Or or) {
      return or.parts().stream().anyMatch(part -> meets(part, arch));
    }
    return !(requirement instanceof Dependency.Without without) || meets(without.wanted(), arch);
  }

  /** Names of the packages that provide something. */
  Stream<String> providers(Dependency requirement) {
    if (requirement instanceof Dependency.FilePath file) {
      String path = file.path();
      return IntStream.concat(
              Arrays.stream(index.primaryOwnersOf(path)),
              Arrays.stream(files.find(Set.of(path)).getOrDefault(path, new int[0])))
          .mapToObj(index::name);
    }
    return requirement instanceof Dependency.Versioned versioned
        ? Arrays.stream(index.providersOf(versioned.capability())).mapToObj(index::name)
        : Stream.empty();
  }

  private boolean any(int[] packages, String arch) {
    ArchPolicy archs = ArchPolicy.of(arch);
    return Arrays.stream(packages).anyMatch(p -> archs.accepts(index.arch(p)));
  }

  private Map<String, int[]> bySource() {
    Map<String, int[]> known = bySource;
    if (known == null) {
      known =
          IntStream.range(0, index.size())
              .boxed()
              .collect(
                  Collectors.groupingBy(
                      p -> sourceName(index.record(p).sourceRpm()),
                      Collectors.collectingAndThen(
                          Collectors.toList(),
                          list -> list.stream().mapToInt(Integer::intValue).toArray())));
      bySource = known;
    }
    return known;
  }

  /** {@code zlib} of {@code zlib-1.2.13-1.src.rpm}. */
  private static String sourceName(String sourceRpm) {
    int release = sourceRpm.lastIndexOf('-');
    int version = release < 0 ? -1 : sourceRpm.lastIndexOf('-', release - 1);
    return version < 0 ? "" : sourceRpm.substring(0, version);
  }
}
