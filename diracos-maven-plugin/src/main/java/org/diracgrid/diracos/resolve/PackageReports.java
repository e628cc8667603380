package org.diracgrid.diracos.resolve;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.diracgrid.diracos.json.PrettyJson;
import org.diracgrid.diracos.resolve.ReasonGraph.Node;

/**
 * The three reports of DIRACOS v1, by package name, as JSON.
 *
 * @param packages what ships, sorted
 * @param requiredBy for each package the packages asked for by the configuration that need it; one
 *     that is asked for needs itself
 * @param onlyForDependency what ships without being asked for, sorted
 */
public record PackageReports(
    Set<String> packages, Map<String, Set<String>> requiredBy, Set<String> onlyForDependency) {

  private static final String LIST = "pkgList.json";
  private static final String REQUIRED_BY = "requiredBy.json";
  private static final String ONLY_FOR_DEPENDENCY = "onlyForDep.json";

  /** The files' names, those of v1 but for their ending. */
  public static final List<String> NAMES = List.of(LIST, REQUIRED_BY, ONLY_FOR_DEPENDENCY);

  /** The reports on what ships. */
  public static PackageReports of(ReasonGraph graph) {
    Set<Integer> roots = new TreeSet<>();
    graph.roots().values().forEach(roots::addAll);
    Map<String, Set<String>> requiredBy = new TreeMap<>();
    graph.packages().forEach(node -> requiredBy.put(node.name(), new TreeSet<>()));
    Set<String> asked = new TreeSet<>();
    for (int root : roots) {
      String name = graph.packages().get(root).name();
      asked.add(name);
      graph.reached(List.of(root), -1).stream()
          .mapToObj(graph.packages()::get)
          .map(Node::name)
          .forEach(needed -> requiredBy.computeIfAbsent(needed, key -> new TreeSet<>()).add(name));
    }
    Set<String> onlyForDependency = new TreeSet<>(requiredBy.keySet());
    onlyForDependency.removeAll(asked);
    return new PackageReports(requiredBy.keySet(), requiredBy, onlyForDependency);
  }

  /** The files by {@linkplain #NAMES name}. */
  public Map<String, byte[]> files() {
    Map<String, byte[]> files = new TreeMap<>();
    files.put(LIST, list(packages));
    files.put(ONLY_FOR_DEPENDENCY, list(onlyForDependency));
    files.put(
        REQUIRED_BY,
        PrettyJson.write(
            json -> {
              json.writeStartObject();
              for (Map.Entry<String, Set<String>> entry : requiredBy.entrySet()) {
                json.writeArrayFieldStart(entry.getKey());
                for (String name : entry.getValue()) {
                  json.writeString(name);
                }
                json.writeEndArray();
              }
              json.writeEndObject();
            }));
    return files;
  }

  private static byte[] list(Set<String> names) {
    return PrettyJson.write(
        json -> {
          json.writeStartArray();
          for (String name : names) {
            json.writeString(name);
          }
          json.writeEndArray();
        });
  }
}
