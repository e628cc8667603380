package org.diracgrid.diracos.resolve;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.diracgrid.diracos.repo.RepoIndex;

/**
 * A total order of packages that does not depend on the order of the metadata: name, EVR,
 * architecture with those for any machine last, repository, place in the repository. Two packages
 * that are equal in all of these are the same.
 */
final class PackageOrder implements Comparator<Integer> {

  private final RepoIndex index;

  PackageOrder(RepoIndex index) {
    this.index = index;
  }

  @Override
  public int compare(Integer p, Integer q) {
    return order(p, q);
  }

  /** As {@link #compare}, unboxed. */
  int order(int p, int q) {
    int order = index.name(p).compareTo(index.name(q));
    order = order != 0 ? order : index.evr(p).compareTo(index.evr(q));
    order =
        order != 0
            ? order
            : Boolean.compare(ArchPolicy.any(index.arch(p)), ArchPolicy.any(index.arch(q)));
    order = order != 0 ? order : index.arch(p).compareTo(index.arch(q));
    order = order != 0 ? order : index.repository(p).compareTo(index.repository(q));
    return order != 0 ? order : index.record(p).location().compareTo(index.record(q).location());
  }

  /** The same packages in this order. */
  int[] sorted(int[] packages) {
    if (packages.length > 32) {
      return IntStream.of(packages).boxed().sorted(this).mapToInt(Integer::intValue).toArray();
    }
    int[] result = packages.clone();
    for (int i = 1; i < result.length; i++) {
      int p = result[i];
      int k = i;
      for (; k > 0 && order(result[k - 1], p) > 0; k--) {
        result[k] = result[k - 1];
      }
      result[k] = p;
    }
    return result;
  }
}
