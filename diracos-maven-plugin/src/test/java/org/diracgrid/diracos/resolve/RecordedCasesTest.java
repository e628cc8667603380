package org.diracgrid.diracos.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.repo.Document;
import org.diracgrid.diracos.repo.FilelistsReader;
import org.diracgrid.diracos.repo.IndexLoader;
import org.diracgrid.diracos.repo.PrimaryReader;
import org.diracgrid.diracos.repo.RepoIndex;
import org.diracgrid.diracos.repo.RepositorySource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Small repositories with the answers that dnf gave. */
class RecordedCasesTest {

  static Stream<Path> cases() throws IOException, URISyntaxException {
    Path root = Path.of(RecordedCasesTest.class.getResource("cases").toURI());
    try (Stream<Path> list = Files.list(root)) {
      return list.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithDnf(Path directory) throws IOException {
    JsonNode recorded = new ObjectMapper().readTree(directory.resolve("case.json").toFile());
    RepoIndex.Builder builder = new RepoIndex.Builder();
    List<RepositorySource> sources = new ArrayList<>();
    Map<String, Integer> priorities = new HashMap<>();
    List<String> excludes = strings(recorded.get("excludes"));
    for (String id : List.of("base", "upd")) {
      priorities.put(id, recorded.get("prio").path(id).asInt(99));
      RepositorySource plain = RepositorySource.of(id, directory.resolve(id).toUri());
      RepositorySource source =
          new RepositorySource(
              id, plain.urls(), null, null, 99, excludes, List.of(), false, false, List.of());
      if (Files.exists(directory.resolve(id))) {
        PrimaryReader.read(document(directory, id, "primary"), id, builder);
        sources.add(source);
      }
    }
    RepoIndex index = IndexLoader.hiding(builder.build(), sources);
    ResolveRequest request =
        new ResolveRequest(
            strings(recorded.get("roots")).stream()
                .map(r -> new Root(r, "packages", "case"))
                .toList(),
            new Boundary(Boundary.Policy.EDGE, List.of()),
            List.of(),
            "x86_64",
            priorities,
            recorded.get("weak").asBoolean());
    Resolver resolver = new Resolver(index, paths -> owners(directory, index, paths));
    if (recorded.get("result").isTextual()) {
      assertThatThrownBy(() -> resolver.resolve(request)).isInstanceOf(DiracosException.class);
    } else {
      Closure closure = resolver.resolve(request);
      if (recorded.get("choices").asInt() == 0) {
        assertThat(new TreeSet<>(World.nevras(closure)))
            .isEqualTo(new TreeSet<>(strings(recorded.get("result"))));
      }
      String[] roots = strings(recorded.get("roots")).toArray(String[]::new);
      assertThat(installation(directory, index, closure, request).faults(roots)).isEmpty();
    }
  }

  private static Installation installation(
      Path directory, RepoIndex index, Closure closure, ResolveRequest request) {
    return Installation.of(
        index,
        closure,
        path -> owners(directory, index, Set.of(path)).getOrDefault(path, new int[0]),
        request::priority);
  }

  private static Document document(Path directory, String id, String kind) {
    Path file = directory.resolve(id).resolve("repodata").resolve(kind + ".xml.gz");
    return new Document(kind + " of " + id, file);
  }

  private static Map<String, int[]> owners(Path directory, RepoIndex index, Set<String> paths) {
    Map<String, List<Integer>> numbers = new HashMap<>();
    IntStream.range(0, index.size())
        .forEach(
            p ->
                numbers
                    .computeIfAbsent(index.record(p).checksum().hex(), hex -> new ArrayList<>())
                    .add(p));
    Map<String, Set<Integer>> found = new HashMap<>();
    for (String id : List.of("base", "upd")) {
      if (Files.exists(directory.resolve(id))) {
        FilelistsReader.find(
            document(directory, id, "filelists"),
            paths,
            (pkgid, path) ->
                found
                    .computeIfAbsent(path, key -> new HashSet<>())
                    .addAll(numbers.getOrDefault(pkgid, List.of())));
      }
    }
    Map<String, int[]> result = new HashMap<>();
    found.forEach(
        (path, set) ->
            result.put(path, set.stream().mapToInt(Integer::intValue).sorted().toArray()));
    return result;
  }

  private static List<String> strings(JsonNode node) {
    return StreamSupport.stream(node.spliterator(), false).map(JsonNode::asText).toList();
  }
}
