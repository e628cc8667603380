package org.diracgrid.diracos.python.index;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.diracgrid.diracos.config.Location;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.repo.Fetcher;

/** Tells which archives of a package there are, in all places that are named. */
public final class PythonIndex {

  /** What proxies and passwords of settings.xml go by. */
  private static final int MAIN = 0;

  private final Places places;
  private final Fetcher fetcher;

  /**
   * Where to look.
   *
   * @param indexes simple indexes, the first wins where two have a file of one name
   * @param findLinks directories and pages of archives; they come before indexes
   */
  public record Places(List<Location> indexes, List<Location> findLinks) {

    /** Copies. */
    public Places {
      indexes = List.copyOf(indexes);
      findLinks = List.copyOf(findLinks);
    }

    /** What messages call them. */
    List<String> names() {
      return Stream.concat(findLinks.stream(), indexes.stream())
          .map(place -> IndexProblems.plain(place.uri()))
          .toList();
    }
  }

  /** An index of those places; there must be one at least. */
  public PythonIndex(Places places, Fetcher fetcher) {
    if (places.indexes().isEmpty() && places.findLinks().isEmpty()) {
      throw IndexProblems.none();
    }
    this.places = places;
    this.fetcher = fetcher;
  }

  /**
   * Understands what {@code pip.conf} or an option names.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-PYTHON-28
   */
  public static Location place(String given, Path base) {
    try {
      return Location.parse(given, base);
    } catch (IllegalArgumentException e) {
      throw IndexProblems.place(given, String.valueOf(e.getMessage()));
    }
  }

  /**
   * The archives of a package, of every version; empty if nobody has it.
   *
   * @param project canonical name
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-FETCH-NN if an index cannot be
   *     asked, DOS-PYTHON-26 if its answer is none
   */
  public List<IndexFile> files(String project) {
    Map<String, IndexFile> found = new LinkedHashMap<>();
    for (Location place : places.findLinks()) {
      links(place, project).forEach(file -> found.putIfAbsent(file.name(), file));
    }
    for (Location index : places.indexes()) {
      page(index, project).forEach(file -> found.putIfAbsent(file.name(), file));
    }
    return List.copyOf(found.values());
  }

  /** DOS-PYTHON-29: that nobody has a package. */
  public Problem unknown(String project, String where) {
    return IndexProblems.unknown(project, where, places.names());
  }

  private IndexHost host() {
    return IndexHost.of(
        places.indexes().isEmpty() ? "" : places.indexes().get(MAIN).uri().toString());
  }

  private List<IndexFile> page(Location index, String project) {
    URI directory = index.directory().resolve(project + "/");
    if (!index.isFile()) {
      return fetcher
          .find(directory, host().repository(directory), "the index page of " + project)
          .map(file -> IndexPage.read(bytes(file), directory, project))
          .orElse(List.of());
    }
    for (String name : List.of("index.html", "index.json", "index.v1_json", "index.v1_html")) {
      Path file = Path.of(directory).resolve(name);
      if (Files.isRegularFile(file)) {
        return IndexPage.read(bytes(file), directory, project);
      }
    }
    return List.of();
  }

  private List<IndexFile> links(Location place, String project) {
    if (!place.isFile()) {
      URI address = place.uri();
      Path page =
          fetcher.fetch(address, host().repository(address), "the page of archives " + place);
      return IndexPage.read(bytes(page), address, project);
    }
    if (Files.isDirectory(place.path())) {
      return directory(place.path(), project);
    }
    return Files.isRegularFile(place.path())
        ? IndexPage.read(bytes(place.path()), place.uri(), project)
        : List.of();
  }

  private static List<IndexFile> directory(Path directory, String project) {
    List<IndexFile> result = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        ArchiveName.version(name, project)
            .ifPresent(
                version ->
                    result.add(
                        new IndexFile(name, version, file.toUri(), Optional.empty(), "", false)));
      }
    } catch (IOException e) {
      throw AtomicFile.unreadable(directory, e);
    }
    return result;
  }

  /**
   * The SHA-256 of an archive: as the index says, else that of the archive itself, which is brought
   * here.
   */
  public Checksum sha256(IndexFile file) {
    return file.sha256()
        .orElseGet(
            () -> {
              URI place = file.address();
              Path archive = fetcher.fetch(place, host().repository(place), file.name());
              try {
                return Checksum.of(Algorithm.SHA256, archive);
              } catch (IOException e) {
                throw AtomicFile.unreadable(archive, e);
              }
            });
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw AtomicFile.unreadable(file, e);
    }
  }
}
