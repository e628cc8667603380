package org.diracgrid.diracos.resolve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.nevra.Operator;
import org.diracgrid.diracos.repo.RelationKind;
import org.diracgrid.diracos.repo.RepoIndex;

/**
 * Orders packages that provide the same things in different versions: the one with the newer
 * versions comes first. Source: libsolv's {@code policy.c}.
 */
final class CommonProvides {

  private static final int SHORTEST_HASH = 4;

  private final RepoIndex index;

  CommonProvides(RepoIndex index) {
    this.index = index;
  }

  private record Entry(int candidate, Capability provided) {
    Evr evr() {
      Evr evr = provided.evr();
      return evr == null ? new Evr(0, "", null) : evr;
    }

    boolean below() {
      return provided.operator() == Operator.LT;
    }
  }

  /** The packages, stably sorted by how often another has something newer. */
  int[] sorted(int[] packages) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < packages.length; i++) {
      for (int relation : index.relationNumbers(packages[i], RelationKind.PROVIDES)) {
        Capability provided = index.relation(relation);
        if (counts(provided)) {
          entries.add(new Entry(i, provided));
        }
      }
    }
    entries.sort(
        Comparator.comparing((Entry entry) -> entry.provided().name())
            .thenComparing(CommonProvides::newerFirst));
    int[] badness = new int[packages.length];
    int bad = 0;
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      Entry previous = i == 0 ? null : entries.get(i - 1);
      if (previous == null || !previous.provided().name().equals(entry.provided().name())) {
        bad = 0;
      } else if (previous.candidate() != entry.candidate() && newerFirst(previous, entry) < 0) {
        bad++;
      }
      badness[entry.candidate()] += bad;
    }
    if (Arrays.stream(badness).allMatch(b -> b == 0)) {
      return packages;
    }
    return IntStream.range(0, packages.length)
        .boxed()
        .sorted(Comparator.comparingInt(i -> badness[i]))
        .mapToInt(i -> packages[i])
        .toArray();
  }

  private static int newerFirst(Entry a, Entry b) {
    int order = b.evr().compareForMatch(a.evr());
    return order != 0 ? order : Boolean.compare(a.below(), b.below());
  }

  private static boolean counts(Capability provided) {
    Operator operator = provided.operator();
    if (operator == null || operator.greater()) {
      return false;
    }
    return operator != Operator.EQ || !looksLikeHash(String.valueOf(provided.evr()));
  }

  private static boolean looksLikeHash(String evr) {
    return evr.length() >= SHORTEST_HASH
        && evr.chars().allMatch(c -> (c >= 'a' && c <= 'f') || (c >= '0' && c <= '9'));
  }
}
