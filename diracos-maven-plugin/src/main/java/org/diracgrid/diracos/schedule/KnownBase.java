package org.diracgrid.diracos.schedule;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.diracgrid.diracos.nevra.Dependency;

/** Remembers what a base answered: the same is asked for many builds. */
final class KnownBase implements BaseProvides {

  private record Source(String name, String arch) {}

  private record Requirement(Dependency dependency, String arch) {}

  private final BaseProvides base;
  private final Map<Source, List<MadePackage>> made = new HashMap<>();
  private final Map<Requirement, Boolean> met = new HashMap<>();

  KnownBase(BaseProvides base) {
    this.base = base;
  }

  @Override
  public List<MadePackage> madeFrom(String source, String arch) {
    return made.computeIfAbsent(
        new Source(source, arch), key -> List.copyOf(base.madeFrom(source, arch)));
  }

  @Override
  public boolean meets(Dependency requirement, String arch) {
    return met.computeIfAbsent(
        new Requirement(requirement, arch), key -> base.meets(requirement, arch));
  }
}
