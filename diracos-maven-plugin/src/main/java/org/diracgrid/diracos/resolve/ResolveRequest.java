package org.diracgrid.diracos.resolve;

import java.util.List;
import java.util.Map;

/**
 * What to resolve.
 *
 * @param roots at least one
 * @param ignored names or globs of packages that are never shipped; what they meet is cut
 * @param arch the bundle's architecture, such as {@code x86_64}
 * @param priorities per repository id, lower wins, as in dnf; absent means 99
 * @param weakDependencies whether to take what is recommended too, where that breaks nothing
 * @param purpose what is chosen for; problems advise accordingly
 */
public record ResolveRequest(
    List<Root> roots,
    Boundary boundary,
    List<String> ignored,
    String arch,
    Map<String, Integer> priorities,
    boolean weakDependencies,
    Purpose purpose) {

  /** For a bundle. */
  public ResolveRequest(
      List<Root> roots,
      Boundary boundary,
      List<String> ignored,
      String arch,
      Map<String, Integer> priorities,
      boolean weakDependencies) {
    this(roots, boundary, ignored, arch, priorities, weakDependencies, Purpose.BUNDLE);
  }

  /** For a bundle, without weak dependencies. */
  public ResolveRequest(
      List<Root> roots,
      Boundary boundary,
      List<String> ignored,
      String arch,
      Map<String, Integer> priorities) {
    this(roots, boundary, ignored, arch, priorities, false);
  }

  /** Copies the collections. */
  public ResolveRequest {
    roots = List.copyOf(roots);
    ignored = List.copyOf(ignored);
    priorities = Map.copyOf(priorities);
  }

  /** The same, for other roots. */
  public ResolveRequest withRoots(List<Root> other) {
    return new ResolveRequest(
        other, boundary, ignored, arch, priorities, weakDependencies, purpose);
  }

  /** The priority of a repository. */
  public int priority(String repository) {
    return priorities.getOrDefault(repository, 99);
  }

  /** What packages are chosen for. */
  public enum Purpose {
    /** To be shipped: some of them may be left out. */
    BUNDLE,
    /** To build with: all that is asked for is needed. */
    BUILDROOT
  }
}
