package org.diracgrid.diracos.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.diracgrid.diracos.json.JsonTree;
import org.diracgrid.diracos.json.PrettyJson;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.path.Directories;
import org.diracgrid.diracos.stage.StagedPackage;

/**
 * The packages of what pip installed, kept for the next run: a directory, and the list of what is
 * in it.
 *
 * <pre>
 * [{"name": "wheel(requests)", "version": "2.31.0", "release": "1", "arch": "noarch",
 *   "file": "requests-2.31.0.rpm"}]
 * </pre>
 *
 * @param directory holds the packages
 * @param list names them
 */
record InstalledWheels(Path directory, Path list) {

  /** Begins anew, without any. */
  void clear() {
    Directories.delete(directory);
    AtomicFile.directory(directory);
  }

  void write(List<StagedPackage> packages) {
    AtomicFile.write(
        list,
        PrettyJson.write(
            json -> {
              json.writeStartArray();
              for (StagedPackage one : packages) {
                Nevra nevra = one.nevra();
                json.writeStartObject();
                json.writeStringField("name", nevra.name());
                json.writeStringField("version", nevra.evr().version());
                json.writeStringField("release", String.valueOf(nevra.evr().release()));
                json.writeStringField("arch", nevra.arch());
                json.writeStringField("file", String.valueOf(one.rpmFile().getFileName()));
                json.writeEndObject();
              }
              json.writeEndArray();
            }));
  }

  List<StagedPackage> read() {
    List<StagedPackage> packages = new ArrayList<>();
    try {
      for (JsonNode one : JsonTree.read(Files.readAllBytes(list))) {
        Evr evr = new Evr(0, one.path("version").asText(), one.path("release").asText());
        packages.add(
            new StagedPackage(
                new Nevra(one.path("name").asText(), evr, one.path("arch").asText()),
                directory.resolve(one.path("file").asText())));
      }
    } catch (IOException e) {
      throw AtomicFile.unreadable(list, e);
    }
    return packages;
  }

  /** What tells that all of it is as it was left. */
  Map<String, String> stamps() {
    Map<String, String> stamps = new TreeMap<>(FileStamps.of(list));
    if (Files.isRegularFile(list)) {
      stamps.putAll(
          FileStamps.of(read().stream().map(StagedPackage::rpmFile).toArray(Path[]::new)));
    }
    return stamps;
  }
}
