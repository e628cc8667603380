package org.diracgrid.diracos.resolve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.nevra.Operator;
import org.diracgrid.diracos.repo.RelationKind;
import org.diracgrid.diracos.repo.RepoIndex;

/**
 * Which of several providers to take, in libsolv's order: repository priority, architecture, best
 * EVR of each name, not obsoleted by another candidate; what is still tied is taken by name, so
 * that the order of the metadata does not matter.
 */
final class CandidateOrder implements ToIntFunction<int[]> {

  private final RepoIndex index;
  private final ResolveRequest request;
  private final ArchPolicy archs;

  CandidateOrder(RepoIndex index, ResolveRequest request) {
    this.index = index;
    this.request = request;
    this.archs = ArchPolicy.of(request.arch());
  }

  @Override
  public int applyAsInt(int[] candidates) {
    List<Integer> left = new ArrayList<>(Arrays.stream(candidates).boxed().toList());
    keepLowest(left, p -> request.priority(index.record(p).repository()));
    keepLowest(left, p -> archs.rank(index.nevra(p)));
    List<Integer> all = List.copyOf(left);
    left.removeIf(p -> all.stream().anyMatch(q -> newer(q, p)));
    List<Integer> newest = List.copyOf(left);
    left.removeIf(p -> newest.stream().anyMatch(q -> obsoletes(q, p)));
    if (left.isEmpty()) {
      left.addAll(newest);
    }
    return left.stream()
        .min(
            Comparator.comparing((Integer p) -> index.record(p).name())
                .thenComparing(p -> index.record(p).repository())
                .thenComparing(p -> index.record(p).location()))
        .orElseThrow();
  }

  private static void keepLowest(List<Integer> left, ToIntFunction<Integer> rank) {
    int lowest = left.stream().mapToInt(rank).min().orElseThrow();
    left.removeIf(p -> rank.applyAsInt(p) > lowest);
  }

  private boolean newer(int q, int p) {
    Evr mine = index.record(p).evr();
    return index.record(q).name().equals(index.record(p).name())
        && index.record(q).evr().compareTo(mine) > 0;
  }

  private boolean obsoletes(int q, int p) {
    if (index.record(q).name().equals(index.record(p).name())) {
      return false;
    }
    Capability target = new Capability(index.record(p).name(), Operator.EQ, index.record(p).evr());
    return index.relations(q, RelationKind.OBSOLETES).stream().anyMatch(target::satisfies);
  }
}
