package org.diracgrid.diracos.python;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.json.JsonTree;
import org.diracgrid.diracos.python.requirements.Requirement;

/**
 * What pip would install: the JSON of {@code pip install --dry-run --report}, version 1, as pip's
 * documentation of the installation report has it.
 *
 * @param items by name
 */
record PipReport(List<Item> items) {

  /**
   * A package that was chosen.
   *
   * @param url of the archive, or as pip takes it of a repository: {@code
   *     git+https://…@<commit>#subdirectory=…}
   * @param file name of the archive; empty if it is of a version control system
   * @param checksum of the archive, where it is known
   */
  record Item(String name, String version, String url, String file, Optional<Checksum> checksum) {}

  static PipReport parse(byte[] bytes) {
    List<Item> items = new ArrayList<>();
    try {
      for (JsonNode install : JsonTree.read(bytes).path("install")) {
        items.add(item(install));
      }
    } catch (JacksonException e) {
      throw PythonProblems.report(String.valueOf(e.getOriginalMessage()));
    } catch (IllegalArgumentException e) {
      throw PythonProblems.report(String.valueOf(e.getMessage()));
    }
    items.sort(Comparator.comparing(Item::name));
    return new PipReport(List.copyOf(items));
  }

  private static Item item(JsonNode install) {
    JsonNode metadata = install.path("metadata");
    JsonNode download = install.path("download_info");
    String url = download.path("url").asText();
    String name = Requirement.canonical(metadata.path("name").asText());
    String version = metadata.path("version").asText();
    String below = download.path("subdirectory").asText();
    String fragment = below.isEmpty() ? "" : "#subdirectory=" + below;
    if (download.has("dir_info")) {
      throw PythonProblems.directory(name, url);
    }
    JsonNode repository = download.path("vcs_info");
    if (!repository.isMissingNode()) {
      String commit = repository.path("commit_id").asText();
      String address = repository.path("vcs").asText() + "+" + url + "@" + commit + fragment;
      return new Item(name, version, address, "", Optional.empty());
    }
    String path = URI.create(url).getPath();
    return new Item(
        name,
        version,
        url + fragment,
        path.substring(path.lastIndexOf('/') + 1),
        checksum(download.path("archive_info")));
  }

  /** The strongest that is said: an index may know another than SHA-256. */
  private static Optional<Checksum> checksum(JsonNode archive) {
    Map<String, String> said = new TreeMap<>();
    archive.path("hashes").properties().forEach(e -> said.put(e.getKey(), e.getValue().asText()));
    String[] one = archive.path("hash").asText().split("=", 2);
    if (one.length == 2) {
      said.putIfAbsent(one[0], one[1]);
    }
    return Stream.of("sha256", "sha512", "sha384", "sha224", "sha1", "md5")
        .filter(said::containsKey)
        .map(kind -> Checksum.parse(kind + ":" + said.get(kind)))
        .findFirst();
  }
}
