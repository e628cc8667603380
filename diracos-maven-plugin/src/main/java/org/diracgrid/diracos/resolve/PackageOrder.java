package org.diracgrid.diracos.resolve;

import java.util.Comparator;
import java.util.function.IntBinaryOperator;
import java.util.stream.IntStream;
import org.diracgrid.diracos.repo.RepoIndex;

/**
 * A total order of packages that does not depend on the order of the metadata: priority of the
 * repository, repository, name, EVR, architecture with those for any machine last, place in the
 * repository. Two packages that are equal in all of these are the same.
 *
 * <p>It stands where libsolv has the order in which packages were read, which decides ties: dnf
 * reads repositories by priority, then in the order of its configuration, for which the order of
 * their ids stands here.
 */
final class PackageOrder implements Comparator<Integer> {

  private final RepoIndex index;
  private final ResolveRequest request;

  /** The order for the priorities of {@code request}. */
  PackageOrder(RepoIndex index, ResolveRequest request) {
    this.index = index;
    this.request = request;
  }

  @Override
  public int compare(Integer p, Integer q) {
    return order(p, q);
  }

  /** As {@link #compare}, unboxed. */
  int order(int p, int q) {
    int order = repositories(p, q);
    order = order != 0 ? order : index.name(p).compareTo(index.name(q));
    return order != 0 ? order : inRepository(p, q);
  }

  /** By name first, then as {@link #compare}. */
  int byName(int p, int q) {
    int order = index.name(p).compareTo(index.name(q));
    order = order != 0 ? order : repositories(p, q);
    return order != 0 ? order : inRepository(p, q);
  }

  private int repositories(int p, int q) {
    String one = index.repository(p);
    String other = index.repository(q);
    if (one.equals(other)) {
      return 0;
    }
    int order = Integer.compare(request.priority(one), request.priority(other));
    return order != 0 ? order : one.compareTo(other);
  }

  private int inRepository(int p, int q) {
    int order = index.evr(p).compareTo(index.evr(q));
    order =
        order != 0
            ? order
            : Boolean.compare(ArchPolicy.any(index.arch(p)), ArchPolicy.any(index.arch(q)));
    order = order != 0 ? order : index.arch(p).compareTo(index.arch(q));
    return order != 0 ? order : index.record(p).location().compareTo(index.record(q).location());
  }

  /** The same packages in this order. */
  int[] sorted(int[] packages) {
    return sorted(packages, this::order);
  }

  /** The same packages, {@link #byName}. */
  int[] sortedByName(int[] packages) {
    return sorted(packages, this::byName);
  }

  private static int[] sorted(int[] packages, IntBinaryOperator order) {
    if (packages.length > 32) {
      return IntStream.of(packages)
          .boxed()
          .sorted(order::applyAsInt)
          .mapToInt(Integer::intValue)
          .toArray();
    }
    int[] result = packages.clone();
    for (int i = 1; i < result.length; i++) {
      int p = result[i];
      int k = i;
      for (; k > 0 && order.applyAsInt(result[k - 1], p) > 0; k--) {
        result[k] = result[k - 1];
      }
      result[k] = p;
    }
    return result;
  }
}
