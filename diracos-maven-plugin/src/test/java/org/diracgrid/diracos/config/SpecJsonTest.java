package org.diracgrid.diracos.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SpecJsonTest {

  @Test
  void canonicalFormHasEveryDefault() {
    assertThat(SpecJson.write(Configs.read("{\"version\": \"1\"}")))
        .isEqualTo(
            """
            {
              "version": "1",
              "modules": [],
              "boundary": {
                "policy": "edge",
                "packages": [
                  "glibc"
                ]
              },
              "platform": {
                "arch": "x86_64",
                "hostLibraries": []
              },
              "bundle": {
                "compression": "gz"
              },
              "ignoredPackages": [],
              "manualDependencies": [],
              "weakDependencies": false,
              "removedFolders": [],
              "knownMissing": [],
              "knownBrokenLinks": [],
              "verify": {
                "run": false,
                "severity": {},
                "hostInterpreters": [],
                "sandbox": "auto"
              },
              "smokeTests": [],
              "pipBuildDependencies": [],
              "pip": {
                "extraIndexUrls": [],
                "findLinks": [],
                "trustedHosts": []
              },
              "output": "full",
              "overrides": [],
              "release": {
                "depends": [],
                "modules": [],
                "releases": "releases.cfg",
                "server": "diracos-release"
              },
              "rpmBuild": {
                "packageGroups": []
              }
            }
            """);
  }

  @Test
  void layoutOrderAndCommentsDoNotCount() {
    String one =
        "{\"version\":\"1\",\"packages\":[\"a\"],\"rpmBuild\":{\"x\":{\"b\":1,\"a\":2},\"repo\":\"r\"},"
            + "\"repositories\":[{\"id\":\"a\",\"url\":\"x\"}]}";
    String other =
        """
        {"comment": "c", "$schema": "s", "boundary": {},
         "repositories": [{"url": ["x"], "comment": "d", "id": "a", "priority": 99}],
         "rpmBuild": {"repo": "r", "x": {"a": 2, "b": 1}}, "packages": ["a"], "version": "1"}
        """;
    assertThat(SpecJson.write(Configs.read(one))).isEqualTo(SpecJson.write(Configs.read(other)));
  }

  @Test
  void placeOfTheProjectDoesNotCountButOverridesDo() throws IOException {
    String json = Resources.text("v1-lookalike.json");
    DiracosSpec here = Configs.read(json);
    DiracosSpec there =
        ConfigReader.parse(Path.of("/else/where.json"), json, Map.of(), Set.of(), "x86_64");
    assertThat(SpecJson.digest(here)).isEqualTo(SpecJson.digest(there));
    assertThat(SpecJson.digest(Configs.read(json, "diracos.version", "2")))
        .isNotEqualTo(SpecJson.digest(here));
  }

  @Test
  void canonicalFormReadsBackToItself() throws IOException {
    String once = SpecJson.write(Configs.read(Resources.text("v1-lookalike.json")));
    assertThat(SpecJson.write(Configs.read(once))).isEqualTo(once);
  }

  @Test
  void repositoriesOfAMockConfigurationCount() {
    DiracosSpec spec = ConfigReader.read(Resources.path("v1-lookalike.json"), Map.of());
    Repositories repositories = Repositories.read(spec);
    assertThat(SpecJson.digest(spec, repositories)).isNotEqualTo(SpecJson.digest(spec));
    assertThat(SpecJson.write(repositories.all())).contains("\"id\": \"local\"");
  }

  @Test
  void oddTextIsEscaped() {
    Json text = new Json.Text("\"\\\n\t\u0001\ud800é", Place.of(""));
    assertThat(text.text()).isEqualTo("\"\\\"\\\\\\n\\t\\u0001\\ud800é\"");
  }
}
