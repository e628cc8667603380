package org.diracgrid.diracos.resolve;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.diracgrid.diracos.progress.Amounts;
import org.diracgrid.diracos.resolve.ReasonGraph.Edge;
import org.diracgrid.diracos.resolve.ReasonGraph.Node;
import org.diracgrid.diracos.resolve.ReasonGraph.RootName;

/**
 * What ships as a tree from the roots, as text:
 *
 * <pre>
 * "packages": curl
 * \- curl-7-1.x86_64 [300.1 KiB]
 *    +- libcurl-7-1.x86_64 [280.0 KiB]
 *    |  \- zlib-1.2-1.x86_64 [93.1 KiB] (*)
 *    \- zlib-1.2-1.x86_64 [93.1 KiB]
 * </pre>
 *
 * <p>In brackets stand the bytes of the package file. Each package is shown with what it brings in
 * where it is nearest to a root, and elsewhere with {@code (*)}; {@code ...} stands for what is
 * deeper than was asked for.
 */
public final class ReasonTree {

  private final ReasonGraph graph;
  private final int depth;
  private final List<String> lines = new ArrayList<>();
  private final BitSet shown = new BitSet();

  /** Per package: the one under which it is shown in full, or -1 under a root. */
  private final int[] parents;

  private ReasonTree(ReasonGraph graph, int depth) {
    this.graph = graph;
    this.depth = depth;
    this.parents = new int[graph.packages().size()];
  }

  /**
   * The lines.
   *
   * @param depth how many levels of packages to show; 0 means all
   * @param from a root as it is written, or a package that ships; empty means all roots
   * @return no line if {@code from} stands for nothing that ships
   */
  public static List<String> lines(ReasonGraph graph, int depth, String from) {
    ReasonTree tree = new ReasonTree(graph, depth);
    tree.draw(tree.starts(from));
    return List.copyOf(tree.lines);
  }

  private Map<String, List<Integer>> starts(String from) {
    Map<String, List<Integer>> starts = new LinkedHashMap<>();
    for (Map.Entry<RootName, List<Integer>> root : graph.roots().entrySet()) {
      if (from.isEmpty() || root.getKey().spec().equals(from)) {
        starts.put(root.getKey().toString(), root.getValue());
      }
    }
    if (starts.isEmpty()) {
      for (int p : graph.named(from)) {
        starts.put("from " + graph.packages().get(p).nevra(), List.of(p));
      }
    }
    return starts;
  }

  private void draw(Map<String, List<Integer>> starts) {
    BitSet reached = place(starts);
    starts.forEach(
        (title, packages) -> {
          lines.add(title);
          draw(packages);
        });
    if (!starts.isEmpty()) {
      List<Node> all = reached.stream().mapToObj(graph.packages()::get).toList();
      lines.add(
          String.format(
              Locale.ROOT,
              "%d packages, %s, %s installed",
              all.size(),
              Amounts.bytes(all.stream().mapToLong(Node::size).sum()),
              Amounts.bytes(all.stream().mapToLong(Node::installedSize).sum())));
    }
  }

  /** Breadth first, so that the parent is the one nearest to a root. */
  private BitSet place(Map<String, List<Integer>> starts) {
    BitSet seen = new BitSet();
    Deque<Integer> queue = new ArrayDeque<>();
    for (List<Integer> packages : starts.values()) {
      for (int p : packages) {
        if (!seen.get(p)) {
          seen.set(p);
          parents[p] = -1;
          queue.add(p);
        }
      }
    }
    while (!queue.isEmpty()) {
      int p = queue.remove();
      for (Edge edge : graph.edges(p)) {
        if (!seen.get(edge.to())) {
          seen.set(edge.to());
          parents[edge.to()] = p;
          queue.add(edge.to());
        }
      }
    }
    return seen;
  }

  /** A line to be drawn. */
  private record Line(int p, int under, String indent, boolean last, int level) {}

  /** With a stack of its own: a chain of requirements can be long. */
  private void draw(List<Integer> packages) {
    Deque<Line> stack = new ArrayDeque<>();
    push(stack, packages, -1, "", 1);
    while (!stack.isEmpty()) {
      Line line = stack.pop();
      int p = line.p();
      List<Integer> below = graph.edges(p).stream().map(Edge::to).distinct().toList();
      boolean here = parents[p] == line.under() && !shown.get(p);
      boolean cut = here && depth > 0 && line.level() >= depth && !below.isEmpty();
      Node node = graph.packages().get(p);
      lines.add(
          line.indent()
              + (line.last() ? "\\- " : "+- ")
              + node.nevra()
              + (" [" + Amounts.bytes(node.size()) + "]")
              + (here ? "" : " (*)")
              + (cut ? " ..." : ""));
      if (here) {
        shown.set(p);
        if (!cut) {
          String indent = line.indent() + (line.last() ? "   " : "|  ");
          push(stack, below, p, indent, line.level() + 1);
        }
      }
    }
  }

  private static void push(
      Deque<Line> stack, List<Integer> packages, int under, String indent, int level) {
    for (int i = packages.size() - 1; i >= 0; i--) {
      stack.push(new Line(packages.get(i), under, indent, i + 1 == packages.size(), level));
    }
  }
}
