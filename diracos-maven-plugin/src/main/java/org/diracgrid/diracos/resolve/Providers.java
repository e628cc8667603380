package org.diracgrid.diracos.resolve;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.nevra.Dependency;
import org.diracgrid.diracos.nevra.Globs;
import org.diracgrid.diracos.repo.IntList;
import org.diracgrid.diracos.repo.RepoIndex;

/**
 * Who meets a relation, among the packages of a bundle's architecture; each question is answered
 * once. What the boundary or the ignored packages hold is among the answers: see {@link #assumed}.
 */
final class Providers {

  private static final int[] NONE = {};
  private static final byte UNKNOWN = 0;
  private static final byte NO = 1;
  private static final byte YES = 2;

  private final RepoIndex index;
  private final ArchPolicy archs;
  private final Globs assumed;
  private final PackageOrder order;
  private final FileOwners files;

  private final int[][] byRelation;
  private final Map<Capability, int[]> parts = new HashMap<>();
  private final byte[] accepted;
  private final byte[] isAssumed;
  private final Map<String, int[]> owners = new HashMap<>();
  private final Set<String> unknownFiles = new TreeSet<>();
  private int unanswered;

  Providers(RepoIndex index, ResolveRequest request, FileOwners files) {
    this.index = index;
    this.archs = ArchPolicy.of(request.arch());
    List<String> present = new ArrayList<>(request.boundary().packages());
    present.addAll(request.ignored());
    this.assumed = new Globs(present);
    this.order = new PackageOrder(index, request);
    this.files = files;
    this.byRelation = new int[index.relationCount()][];
    this.accepted = new byte[index.size()];
    this.isAssumed = new byte[index.size()];
  }

  /** The packages that meet the relation of that number, in {@link PackageOrder}. */
  int[] of(int relation) {
    if (byRelation[relation] == null) {
      Optional<int[]> found = lookUp(index.relation(relation));
      if (found.isEmpty()) {
        return NONE;
      }
      byRelation[relation] = found.get();
    }
    return byRelation[relation];
  }

  /** The packages that meet a part of a rich dependency. */
  int[] of(Dependency leaf) {
    Capability wanted = capability(leaf);
    int[] known = parts.get(wanted);
    if (known != null) {
      return known;
    }
    Optional<int[]> found = lookUp(wanted);
    found.ifPresent(packages -> parts.put(wanted, packages));
    return found.orElse(NONE);
  }

  /** The same, with those that are hidden or for another machine, and without filelists. */
  int[] everyOf(Dependency leaf) {
    Capability wanted = capability(leaf);
    RepoIndex all = index.unhidden();
    int[] found = all.providersOf(wanted);
    return wanted.operator() == null && wanted.name().startsWith("/")
        ? union(found, all.primaryOwnersOf(wanted.name()))
        : found;
  }

  private static Capability capability(Dependency leaf) {
    return leaf instanceof Dependency.Versioned versioned
        ? versioned.capability()
        : Capability.of(leaf.toString());
  }

  /** Empty while filelists have yet to be asked. */
  private Optional<int[]> lookUp(Capability wanted) {
    int[] found = accepted(index.providersOf(wanted));
    if (wanted.operator() == null && wanted.name().startsWith("/")) {
      int[] listed = accepted(index.primaryOwnersOf(wanted.name()));
      found = found.length == 0 ? listed : union(found, listed);
      if (found.length == 0) {
        int[] known = owners.get(wanted.name());
        if (known == null) {
          unknownFiles.add(wanted.name());
          unanswered++;
          return Optional.empty();
        }
        found = accepted(known);
      }
    }
    return Optional.of(order.sorted(found));
  }

  private static int[] union(int[] a, int[] b) {
    return java.util.stream.IntStream.concat(java.util.Arrays.stream(a), java.util.Arrays.stream(b))
        .sorted()
        .distinct()
        .toArray();
  }

  /** Grows with every question that only filelists can answer, which were not asked yet. */
  int unanswered() {
    return unanswered;
  }

  /** Asks filelists for all files that are not known yet. */
  void askForFiles() {
    Map<String, int[]> found = files.find(unknownFiles);
    unknownFiles.forEach(path -> owners.put(path, visible(found.getOrDefault(path, NONE))));
    unknownFiles.clear();
  }

  private int[] visible(int[] packages) {
    return java.util.Arrays.stream(packages).filter(index::isVisible).toArray();
  }

  /** Those of the packages that a bundle of the architecture can hold. */
  int[] accepted(int[] packages) {
    IntList result = new IntList();
    for (int p : packages) {
      if (accepts(p)) {
        result.add(p);
      }
    }
    return result.size() == packages.length ? packages : result.toArray();
  }

  boolean accepts(int p) {
    if (accepted[p] == UNKNOWN) {
      accepted[p] = archs.accepts(index.arch(p)) ? YES : NO;
    }
    return accepted[p] == YES;
  }

  /** Whether the host has the package, or it is ignored. */
  boolean isAssumed(int p) {
    if (isAssumed[p] == UNKNOWN) {
      isAssumed[p] = assumed.matches(index.name(p)) ? YES : NO;
    }
    return isAssumed[p] == YES;
  }

  /** The first package that the host has, or -1. */
  int assumed(int[] packages) {
    for (int p : packages) {
      if (isAssumed(p)) {
        return p;
      }
    }
    return -1;
  }
}
