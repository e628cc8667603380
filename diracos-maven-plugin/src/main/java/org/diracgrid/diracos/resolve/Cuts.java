package org.diracgrid.diracos.resolve;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.nevra.Dependency;
import org.diracgrid.diracos.repo.RelationKind;
import org.diracgrid.diracos.repo.RepoIndex;

/** Finds the requirements of what ships that the boundary meets: see {@link Closure.Cut}. */
final class Cuts {

  private final RepoIndex index;
  private final Providers providers;
  private final Clauses clauses;

  Cuts(RepoIndex index, Providers providers, Clauses clauses) {
    this.index = index;
    this.providers = providers;
    this.clauses = clauses;
  }

  /** The cuts of the packages in {@code shipped} and of roots, each once, sorted. */
  List<Closure.Cut> of(BitSet shipped, List<Closure.Cut> ofRoots) {
    List<Closure.Cut> result = new ArrayList<>(ofRoots);
    for (int p = shipped.nextSetBit(0); p >= 0; p = shipped.nextSetBit(p + 1)) {
      for (int relation : index.relationNumbers(p, RelationKind.REQUIRES)) {
        int host = host(p, relation, shipped);
        if (host >= 0) {
          String by = index.nevra(p).toString();
          String stated = index.relation(relation).toString();
          result.add(new Closure.Cut(by, false, stated, index.name(host)));
        }
      }
    }
    return result.stream().distinct().sorted().toList();
  }

  /** The first package of the host that meets it, or -1. */
  private int host(int p, int relation, BitSet shipped) {
    Capability stated = index.relation(relation);
    if (stated.name().startsWith("(")) {
      return rich(p, stated, shipped);
    }
    if (RpmFeatures.isFeature(stated)) {
      return -1;
    }
    int[] found = providers.of(relation);
    return IntStream.of(found).anyMatch(q -> q == p) ? -1 : providers.assumed(found);
  }

  /** What cannot be read is told where it is followed; here it may be what no walk came to. */
  private int rich(int p, Capability stated, BitSet shipped) {
    try {
      return clauses.assumed(Dependency.of(stated), p, shipped::get);
    } catch (IllegalArgumentException e) {
      return -1;
    }
  }
}
