package org.diracgrid.diracos.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.diracgrid.diracos.testing.ItRepositories;
import org.diracgrid.diracos.testing.RpmBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Runs of the engine on repositories made here. */
abstract class EngineRuns {

  static final List<String> ALL = List.of("resolve", "tree", "bundle");

  @TempDir static Path repositories;
  @TempDir Path directory;
  Project project;

  @BeforeAll
  static void writeRepositories() throws IOException {
    ItRepositories.main(new String[] {repositories.toString()});
  }

  @BeforeEach
  void makeProject() {
    project = project("project", "basic");
  }

  Project project(String name, String repository) {
    return new Project(
        directory.resolve(name),
        directory.resolve("cache"),
        repositories.resolve(repository).toUri().toString());
  }

  static RpmBuilder data(String evr, String content) {
    return RpmBuilder.of("data", evr, "noarch").file("/usr/share/data", 0644, content);
  }
}
