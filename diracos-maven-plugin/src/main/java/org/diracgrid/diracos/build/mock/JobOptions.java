package org.diracgrid.diracos.build.mock;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.diracgrid.diracos.json.JsonTree;

/**
 * What mock has to know of a package's configuration.
 *
 * @param bootstrap whether later buildroots are made of what this build gives
 * @param excluded names and globs of packages that no other repository than ours may give
 */
record JobOptions(boolean bootstrap, List<String> excluded) {

  JobOptions {
    excluded = List.copyOf(excluded);
  }

  /**
   * Reads a merged configuration.
   *
   * @throws IllegalArgumentException if it is no JSON: we wrote it
   */
  static JobOptions read(String json) {
    try {
      JsonNode root = JsonTree.read(json);
      List<String> excluded = new ArrayList<>();
      root.path("excludePackages").forEach(name -> excluded.add(name.asText()));
      return new JobOptions(root.path("bootstrap").asBoolean(false), excluded);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("the configuration of a job is no JSON", e);
    }
  }
}
