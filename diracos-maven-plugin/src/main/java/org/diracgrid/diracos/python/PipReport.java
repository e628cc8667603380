package org.diracgrid.diracos.python;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
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
   * @param url of the archive, or of the repository
   * @param file name of the archive; empty if it is of a version control system
   * @param checksum of the archive; of an empty text for what is no archive
   * @param commit of the repository; empty for an archive
   */
  record Item(
      String name, String version, String url, String file, Checksum checksum, String commit) {

    /** The address that pip takes, with the commit if there is one. */
    String address() {
      return commit.isEmpty() ? url : "git+" + url + "@" + commit;
    }
  }

  static PipReport parse(byte[] bytes) {
    List<Item> items = new ArrayList<>();
    try {
      for (JsonNode install : new ObjectMapper().readTree(bytes).path("install")) {
        items.add(item(install));
      }
    } catch (JacksonException e) {
      throw PythonProblems.report(String.valueOf(e.getOriginalMessage()));
    } catch (IOException | IllegalArgumentException e) {
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
    String commit = download.path("vcs_info").path("commit_id").asText();
    if (!commit.isEmpty()) {
      return new Item(
          name, version, url, "", new Checksum(Algorithm.SHA256, "0".repeat(64)), commit);
    }
    JsonNode archive = download.path("archive_info");
    String hex = archive.path("hashes").path("sha256").asText();
    if (hex.isEmpty() && archive.path("hash").asText().startsWith("sha256=")) {
      hex = archive.path("hash").asText().substring("sha256=".length());
    }
    if (hex.isEmpty()) {
      throw new IllegalArgumentException("it has no sha256 of " + name + " from " + url);
    }
    String path = URI.create(url).getPath();
    return new Item(
        name,
        version,
        url,
        path.substring(path.lastIndexOf('/') + 1),
        new Checksum(Algorithm.SHA256, hex),
        "");
  }
}
