package org.diracgrid.diracos.resolve;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.diracgrid.diracos.resolve.ReasonGraph.Edge;
import org.diracgrid.diracos.resolve.ReasonGraph.Node;
import org.diracgrid.diracos.resolve.ReasonGraph.RootName;

/**
 * Why a package ships.
 *
 * @param node the package
 * @param chains the shortest one from each root that needs it, sorted by root
 * @param only the packages that would go if it went, itself included
 */
public record Why(Node node, List<Chain> chains, List<Node> only) {

  /**
   * A way from a root to the package.
   *
   * @param steps from the root's package to the package itself
   */
  public record Chain(RootName root, List<Step> steps) {
    /** Copies the list. */
    public Chain {
      steps = List.copyOf(steps);
    }
  }

  /**
   * A package on the way.
   *
   * @param requirement by which it came in
   */
  public record Step(String nevra, String requirement) {}

  /** Copies the lists. */
  public Why {
    chains = List.copyOf(chains);
    only = List.copyOf(only);
  }

  /** Why package {@code p} of the graph ships. */
  static Why of(ReasonGraph graph, int p) {
    int[] distances = graph.distancesTo(p);
    List<Chain> chains = new ArrayList<>();
    graph
        .roots()
        .forEach(
            (root, from) ->
                start(from, distances)
                    .ifPresent(first -> chains.add(chain(graph, root, first, distances))));
    return new Why(graph.packages().get(p), chains, only(graph, p));
  }

  private static Optional<Integer> start(List<Integer> from, int[] distances) {
    return from.stream()
        .filter(p -> distances[p] >= 0)
        .min(Comparator.comparing((Integer p) -> distances[p]).thenComparing(p -> p));
  }

  private static Chain chain(ReasonGraph graph, RootName root, int first, int[] distances) {
    List<Step> steps = new ArrayList<>();
    steps.add(new Step(graph.packages().get(first).nevra(), root.spec()));
    int at = first;
    while (distances[at] > 0) {
      int left = distances[at] - 1;
      Edge next =
          graph.edges(at).stream()
              .filter(edge -> distances[edge.to()] == left)
              .findFirst()
              .orElseThrow();
      at = next.to();
      steps.add(new Step(graph.packages().get(at).nevra(), next.requirement()));
    }
    return new Chain(root, steps);
  }

  /** What the roots bring in only through the package: what it dominates. */
  private static List<Node> only(ReasonGraph graph, int p) {
    List<Integer> all = graph.roots().values().stream().flatMap(List::stream).toList();
    BitSet gone = graph.reached(all, -1);
    gone.andNot(graph.reached(all, p));
    gone.set(p);
    return gone.stream().mapToObj(graph.packages()::get).toList();
  }

  /** Bytes of the package files that would go. */
  public long size() {
    return only.stream().mapToLong(Node::size).sum();
  }

  /** Bytes of content that would go. */
  public long installedSize() {
    return only.stream().mapToLong(Node::installedSize).sum();
  }
}
