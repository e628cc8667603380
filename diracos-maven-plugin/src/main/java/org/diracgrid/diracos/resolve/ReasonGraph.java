package org.diracgrid.diracos.resolve;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.diracgrid.diracos.nevra.Glob;
import org.diracgrid.diracos.repo.PackageRecord;

/**
 * What ships as a graph: packages, and the requirements by which one brings in another. Packages
 * have numbers, in the order of name, EVR, architecture.
 */
public final class ReasonGraph {

  private final List<Node> packages;
  private final List<Closure.Cut> cuts;
  private final Map<String, Integer> numbers = new HashMap<>();

  /** Per package: what it brings in. */
  private final List<List<Edge>> edges = new ArrayList<>();

  private final Map<RootName, List<Integer>> roots = new TreeMap<>();

  /**
   * A package that ships.
   *
   * @param nevra as text
   * @param repository id of the repository it comes from
   * @param size bytes of the package file
   * @param installedSize bytes of its content
   * @param requiredBy every reason to ship it, the nearest to a root first
   */
  public record Node(
      String nevra,
      String name,
      String repository,
      long size,
      long installedSize,
      List<Closure.Reason> requiredBy) {

    /** Copies the list. */
    public Node {
      requiredBy = List.copyOf(requiredBy);
    }
  }

  /**
   * What the configuration asks for.
   *
   * @param origin the key that asks, such as {@code packages}
   * @param spec as it is written there
   */
  public record RootName(String origin, String spec) implements Comparable<RootName> {
    @Override
    public int compareTo(RootName other) {
      int order = origin.compareTo(other.origin);
      return order != 0 ? order : spec.compareTo(other.spec);
    }

    /** {@code "packages": hello}. */
    @Override
    public String toString() {
      return "\"" + origin + "\": " + spec;
    }
  }

  /** A requirement, followed to package number {@code to}. */
  record Edge(int to, String requirement) {}

  /** A graph of these packages. */
  public ReasonGraph(List<Node> packages, List<Closure.Cut> cuts) {
    this.packages = List.copyOf(packages);
    this.cuts = List.copyOf(cuts);
    Map<String, Integer> names = new HashMap<>();
    for (int p = 0; p < packages.size(); p++) {
      numbers.put(packages.get(p).nevra(), p);
      names.put(packages.get(p).name(), p);
      edges.add(new ArrayList<>());
    }
    for (int p = 0; p < packages.size(); p++) {
      for (Closure.Reason reason : packages.get(p).requiredBy()) {
        if (reason.root()) {
          roots
              .computeIfAbsent(
                  new RootName(reason.by(), reason.requirement()), name -> new ArrayList<>())
              .add(p);
        } else {
          // The walk by levels goes by names: it may name a version that does not ship.
          Integer by = numbers.getOrDefault(reason.by(), names.get(name(reason.by())));
          if (by != null) {
            edges.get(by).add(new Edge(p, reason.requirement()));
          }
        }
      }
    }
    edges.forEach(
        list -> list.sort(Comparator.comparingInt(Edge::to).thenComparing(Edge::requirement)));
  }

  /** The graph of a closure. */
  public static ReasonGraph of(Closure closure) {
    return new ReasonGraph(
        closure.packages().stream().map(ReasonGraph::node).toList(), closure.cuts());
  }

  private static Node node(Closure.Chosen chosen) {
    PackageRecord record = chosen.record();
    return new Node(
        record.nevra().toString(),
        record.name(),
        record.repository(),
        record.size(),
        record.installedSize(),
        chosen.requiredBy());
  }

  private static String name(String nevra) {
    int release = nevra.lastIndexOf('-');
    int version = nevra.lastIndexOf('-', release - 1);
    return version < 0 ? nevra : nevra.substring(0, version);
  }

  /** The packages, by number. */
  public List<Node> packages() {
    return packages;
  }

  /** The requirements that were not followed. */
  public List<Closure.Cut> cuts() {
    return cuts;
  }

  /** The roots, sorted, each with the numbers of the packages that it brings in. */
  Map<RootName, List<Integer>> roots() {
    return roots;
  }

  /** What package {@code p} brings in, sorted. */
  List<Edge> edges(int p) {
    return edges.get(p);
  }

  /**
   * The packages that a name, a NEVRA or a part of one ({@code name.arch}, {@code
   * name-version[-release]}), or a glob of these stands for, ascending.
   */
  int[] named(String text) {
    Glob glob = Glob.of(text);
    return java.util.stream.IntStream.range(0, packages.size())
        .filter(p -> forms(packages.get(p)).stream().anyMatch(glob::matches))
        .toArray();
  }

  private static List<String> forms(Node node) {
    String nevra = node.nevra();
    int dot = nevra.lastIndexOf('.');
    String evr = nevra.substring(node.name().length() + 1, dot);
    String arch = nevra.substring(dot);
    List<String> forms = new ArrayList<>(List.of(node.name(), node.name() + arch));
    for (String version : List.of(evr, evr.substring(evr.indexOf(':') + 1))) {
      forms.add(node.name() + "-" + version + arch);
      forms.add(node.name() + "-" + version);
      forms.add(node.name() + "-" + version.substring(0, version.lastIndexOf('-')));
    }
    return forms;
  }

  /** The number of the package of that NEVRA, or -1. */
  int number(String nevra) {
    return numbers.getOrDefault(nevra, -1);
  }

  /**
   * The packages that some packages bring in, themselves included, by ways around {@code avoid}.
   */
  BitSet reached(List<Integer> from, int avoid) {
    BitSet seen = new BitSet();
    Deque<Integer> queue = new ArrayDeque<>();
    from.stream().filter(p -> p != avoid).forEach(queue::add);
    while (!queue.isEmpty()) {
      int p = queue.remove();
      if (!seen.get(p)) {
        seen.set(p);
        edges.get(p).stream().map(Edge::to).filter(q -> q != avoid).forEach(queue::add);
      }
    }
    return seen;
  }

  /** For each package how many requirements lead from it to {@code target} at least, or -1. */
  int[] distancesTo(int target) {
    List<List<Integer>> back = new ArrayList<>();
    packages.forEach(node -> back.add(new ArrayList<>()));
    for (int p = 0; p < packages.size(); p++) {
      for (Edge edge : edges.get(p)) {
        back.get(edge.to()).add(p);
      }
    }
    int[] distances = new int[packages.size()];
    Arrays.fill(distances, -1);
    distances[target] = 0;
    Deque<Integer> queue = new ArrayDeque<>(List.of(target));
    while (!queue.isEmpty()) {
      int p = queue.remove();
      for (int q : back.get(p)) {
        if (distances[q] < 0) {
          distances[q] = distances[p] + 1;
          queue.add(q);
        }
      }
    }
    return distances;
  }
}
