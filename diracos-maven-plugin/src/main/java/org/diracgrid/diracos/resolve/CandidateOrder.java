package org.diracgrid.diracos.resolve;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.function.ToIntFunction;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.nevra.Operator;
import org.diracgrid.diracos.repo.IntList;
import org.diracgrid.diracos.repo.RelationKind;
import org.diracgrid.diracos.repo.RepoIndex;
import org.jspecify.annotations.Nullable;

/**
 * Which of several providers to take, in libsolv's order: repository priority, architecture, best
 * EVR of each name, not obsoleted by another candidate, recommended by what is in the closure; then
 * old versions last, the newest of what they provide in common first, suggested ones first. What is
 * still tied is taken in {@link PackageOrder}, by name, so that the order of the metadata does not
 * matter.
 *
 * <p>Source of the order: libsolv's {@code policy.c}.
 */
final class CandidateOrder implements Policy, ToIntFunction<int[]> {

  private final RepoIndex index;
  private final ResolveRequest request;
  private final ArchPolicy archs;
  private final PackageOrder order;
  private final CommonProvides common;
  private final @Nullable WeakRelations weak;

  /** An order that looks at no weak relation. */
  CandidateOrder(RepoIndex index, ResolveRequest request) {
    this(index, request, null);
  }

  CandidateOrder(RepoIndex index, ResolveRequest request, @Nullable WeakRelations weak) {
    this.index = index;
    this.request = request;
    this.archs = ArchPolicy.of(request.arch());
    this.order = new PackageOrder(index, request);
    this.common = new CommonProvides(index);
    this.weak = weak;
  }

  @Override
  public int applyAsInt(int[] candidates) {
    return ordered(best(candidates))[0];
  }

  @Override
  public int[] best(int[] candidates) {
    int[] left = preferred(candidates);
    if (left.length > 1) {
      left = newestOfEachName(order.sortedByName(left));
    }
    return left.length > 1 ? notObsoleted(left) : left;
  }

  private int[] preferred(int[] candidates) {
    int[] left = candidates;
    if (left.length > 1) {
      left = keepLowest(left, p -> request.priority(index.repository(p)));
    }
    return left.length > 1 ? keepLowest(left, p -> archs.rank(index.arch(p))) : left;
  }

  @Override
  public int[] favoured(int[] best, Decisions decisions) {
    WeakRelations relations = weak;
    if (relations == null) {
      return best;
    }
    int[] liked = keep(best, p -> relations.favours(p, decisions));
    return liked.length == 0 ? best : liked;
  }

  @Override
  public int[] ordered(int[] favoured, Decisions decisions) {
    int[] result = ordered(favoured);
    WeakRelations relations = weak;
    return relations == null ? result : first(result, p -> relations.hints(p, decisions));
  }

  private int[] ordered(int[] packages) {
    return packages.length < 2 ? packages : common.sorted(first(packages, p -> !isOld(p)));
  }

  private static int[] keepLowest(int[] packages, IntUnaryOperator rank) {
    int lowest = Arrays.stream(packages).map(rank).min().orElseThrow();
    return keep(packages, p -> rank.applyAsInt(p) == lowest);
  }

  private static int[] keep(int[] packages, IntPredicate wanted) {
    return Arrays.stream(packages).filter(wanted).toArray();
  }

  /** Those that are wanted in front, otherwise in the same order. */
  private static int[] first(int[] packages, IntPredicate wanted) {
    IntList result = new IntList();
    IntList rest = new IntList();
    for (int p : packages) {
      (wanted.test(p) ? result : rest).add(p);
    }
    for (int i = 0; i < rest.size(); i++) {
      result.add(rest.get(i));
    }
    return result.toArray();
  }

  private int[] newestOfEachName(int[] sorted) {
    IntList result = new IntList();
    for (int p : sorted) {
      int last = result.size() == 0 ? -1 : result.last();
      if (last < 0 || !index.name(last).equals(index.name(p))) {
        result.add(p);
      } else if (index.evr(p).compareTo(index.evr(last)) > 0) {
        result.set(result.size() - 1, p);
      }
    }
    return result.toArray();
  }

  /** Without those that others obsolete which they do not obsolete in turn, in one step or more. */
  private int[] notObsoleted(int[] packages) {
    int size = packages.length;
    boolean[][] reaches = new boolean[size][size];
    boolean any = false;
    for (int i = 0; i < size; i++) {
      for (int k = 0; k < size; k++) {
        reaches[i][k] = i != k && obsoletes(packages[i], packages[k]);
        any |= reaches[i][k];
      }
    }
    if (!any) {
      return packages;
    }
    for (int via = 0; via < size; via++) {
      for (int i = 0; i < size; i++) {
        for (int k = 0; k < size; k++) {
          reaches[i][k] |= reaches[i][via] && reaches[via][k];
        }
      }
    }
    IntList result = new IntList();
    for (int k = 0; k < size; k++) {
      boolean obsoleted = false;
      for (int i = 0; i < size; i++) {
        obsoleted |= reaches[i][k] && !reaches[k][i];
      }
      if (!obsoleted) {
        result.add(packages[k]);
      }
    }
    return result.toArray();
  }

  private boolean obsoletes(int q, int p) {
    for (int number : index.relationNumbers(q, RelationKind.OBSOLETES)) {
      Capability obsolete = index.relation(number);
      if (obsolete.name().equals(index.name(p))
          && !obsolete.name().equals(index.name(q))
          && new Capability(index.name(p), Operator.EQ, index.evr(p)).satisfies(obsolete)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a better package of that name is there, even if it is no candidate. */
  private boolean isOld(int p) {
    int priority = request.priority(index.repository(p));
    for (int q : index.named(index.name(p))) {
      if (q != p && index.arch(q).equals(index.arch(p))) {
        int other = request.priority(index.repository(q));
        if (other < priority || (other == priority && index.evr(q).compareTo(index.evr(p)) > 0)) {
          return true;
        }
      }
    }
    return false;
  }
}
