package org.diracgrid.diracos.schedule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.nevra.Dependency;
import org.jspecify.annotations.Nullable;

/**
 * Splits requirements into {@link Need}s.
 *
 * <ul>
 *   <li>{@code (a and b)}: each of them.
 *   <li>{@code (a or b)}: one need that the packages of both meet; loose if the base meets one that
 *       we do not make.
 *   <li>{@code (a if b else c)}, {@code (a unless b else c)}: loosely {@code a} and {@code c}. What
 *       is installed is known only when the buildroot is chosen.
 *   <li>{@code (a with b)}, {@code (a without b)}: the packages of which both hold.
 * </ul>
 */
final class NeedFinder {

  private final OwnPackages own;
  private final BaseProvides base;

  NeedFinder(OwnPackages own, BaseProvides base) {
    this.own = own;
    this.base = base;
  }

  /** Whether the base meets the requirement. */
  boolean met(Dependency requirement, String arch) {
    return base.meets(requirement, arch);
  }

  /** What packages of the builds {@code by} can do for a requirement; none if they meet nothing. */
  List<Need> needs(Dependency requirement, BitSet by, String arch) {
    if (requirement instanceof Dependency.And and) {
      return and.parts().stream().flatMap(part -> needs(part, by, arch).stream()).toList();
    }
    if (requirement instanceof Dependency.If rich) {
      return conditional(rich.then(), rich.otherwise(), by, arch);
    }
    if (requirement instanceof Dependency.Unless rich) {
      return conditional(rich.then(), rich.otherwise(), by, arch);
    }
    if (requirement instanceof Dependency.Or or) {
      return alternatives(or, by, arch);
    }
    int[] packages = packages(requirement, by, arch);
    return packages.length == 0 ? List.of() : List.of(new Need(requirement, packages, false));
  }

  private List<Need> conditional(
      Dependency then, @Nullable Dependency otherwise, BitSet by, String arch) {
    List<Need> all = new ArrayList<>(needs(then, by, arch));
    if (otherwise != null) {
      all.addAll(needs(otherwise, by, arch));
    }
    return all.stream().map(need -> new Need(need.requirement(), need.packages(), true)).toList();
  }

  private List<Need> alternatives(Dependency.Or or, BitSet by, String arch) {
    IntStream.Builder packages = IntStream.builder();
    boolean loose = false;
    for (Dependency part : or.parts()) {
      List<Need> mine = needs(part, by, arch);
      mine.forEach(need -> Arrays.stream(need.packages()).forEach(packages));
      loose |= mine.isEmpty() && met(part, arch);
      loose |= !mine.isEmpty() && mine.stream().allMatch(Need::loose);
    }
    int[] all = packages.build().distinct().sorted().toArray();
    return all.length == 0 ? List.of() : List.of(new Need(or, all, loose));
  }

  /** The packages that meet a requirement alone, ascending. */
  private int[] packages(Dependency requirement, BitSet by, String arch) {
    if (requirement instanceof Dependency.Versioned versioned) {
      return own.providers(versioned.capability(), by, arch);
    }
    if (requirement instanceof Dependency.FilePath file) {
      return own.providers(Capability.of(file.path()), by, arch);
    }
    if (requirement instanceof Dependency.With with) {
      return with.parts().stream()
          .map(part -> set(packages(part, by, arch)))
          .reduce(
              (one, other) -> {
                one.and(other);
                return one;
              })
          .orElseGet(BitSet::new)
          .stream()
          .toArray();
    }
    if (requirement instanceof Dependency.Without without) {
      BitSet left = set(packages(without.wanted(), by, arch));
      left.andNot(set(packages(without.unwanted(), by, arch)));
      return left.stream().toArray();
    }
    if (requirement instanceof Dependency.Or or) {
      return or.parts().stream()
          .flatMapToInt(part -> Arrays.stream(packages(part, by, arch)))
          .distinct()
          .sorted()
          .toArray();
    }
    return new int[0]; // rpm takes no other operators inside "with" and "without".
  }

  private static BitSet set(int[] numbers) {
    BitSet set = new BitSet();
    Arrays.stream(numbers).forEach(set::set);
    return set;
  }
}
