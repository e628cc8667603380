package org.diracgrid.diracos.resolve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.diracgrid.diracos.repo.Document;
import org.diracgrid.diracos.repo.FilelistsReader;
import org.diracgrid.diracos.repo.IndexLoader;
import org.diracgrid.diracos.repo.PrimaryReader;
import org.diracgrid.diracos.repo.RepoIndex;
import org.diracgrid.diracos.repo.RepositorySource;

/**
 * A directory with repositories {@code base} and perhaps {@code upd}, and what is asked of them in
 * {@code case.json}: {@code roots}, {@code weak}, {@code excludes} and {@code prio}.
 */
final class RepositoryCase {

  private static final List<String> IDS = List.of("base", "upd");

  private final Path directory;
  private final JsonNode asked;
  private final RepoIndex index;

  private RepositoryCase(Path directory) throws IOException {
    this.directory = directory;
    this.asked = new ObjectMapper().readTree(directory.resolve("case.json").toFile());
    RepoIndex.Builder builder = new RepoIndex.Builder();
    List<RepositorySource> sources = new ArrayList<>();
    for (String id : IDS) {
      RepositorySource plain = RepositorySource.of(id, directory.resolve(id).toUri());
      if (Files.exists(directory.resolve(id))) {
        PrimaryReader.read(document(id, "primary"), id, builder);
        sources.add(
            new RepositorySource(
                id,
                plain.urls(),
                null,
                null,
                99,
                strings("excludes"),
                List.of(),
                false,
                false,
                List.of()));
      }
    }
    this.index = IndexLoader.hiding(builder.build(), sources);
  }

  static RepositoryCase read(Path directory) {
    try {
      return new RepositoryCase(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode asked() {
    return asked;
  }

  RepoIndex index() {
    return index;
  }

  ResolveRequest request() {
    Map<String, Integer> priorities = new HashMap<>();
    IDS.forEach(id -> priorities.put(id, asked.get("prio").path(id).asInt(99)));
    return new ResolveRequest(
        strings("roots").stream().map(r -> new Root(r, "packages", "case")).toList(),
        new Boundary(Boundary.Policy.EDGE, List.of()),
        List.of(),
        "x86_64",
        priorities,
        asked.get("weak").asBoolean());
  }

  Closure resolve() {
    return resolve(request());
  }

  Closure resolve(ResolveRequest other) {
    return new Resolver(index, this::owners).resolve(other);
  }

  /** What is wrong with a closure. */
  List<String> faults(Closure closure) {
    return Installation.of(
            index,
            closure,
            path -> owners(Set.of(path)).getOrDefault(path, new int[0]),
            request()::priority)
        .faults(strings("roots").toArray(String[]::new));
  }

  /** What ships and where it is from, as {@code p00-1-1.noarch@base}. */
  static TreeSet<String> shipped(Closure closure) {
    return closure.packages().stream()
        .map(chosen -> chosen.nevra() + "@" + chosen.record().repository())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  Map<String, int[]> owners(Set<String> paths) {
    Map<String, Set<Integer>> found = new HashMap<>();
    for (String id : IDS) {
      if (Files.exists(directory.resolve(id))) {
        FilelistsReader.find(
            document(id, "filelists"),
            paths,
            (pkgid, path) ->
                IntStream.of(index.withChecksum(id, pkgid))
                    .forEach(p -> found.computeIfAbsent(path, key -> new HashSet<>()).add(p)));
      }
    }
    Map<String, int[]> result = new HashMap<>();
    found.forEach(
        (path, set) ->
            result.put(path, set.stream().mapToInt(Integer::intValue).sorted().toArray()));
    return result;
  }

  private Document document(String id, String kind) {
    Path repodata = directory.resolve(id).resolve("repodata");
    try (Stream<Path> files = Files.list(repodata)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(kind + ".xml.gz"))
          .findFirst()
          .map(file -> new Document(kind + " of " + id, file))
          .orElseThrow(() -> new AssertionError("no " + kind + " in " + repodata));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<String> strings(String key) {
    return StreamSupport.stream(asked.get(key).spliterator(), false).map(JsonNode::asText).toList();
  }
}
