package org.diracgrid.diracos.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.diracgrid.diracos.problem.DiracosException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoriesTest {

  @TempDir Path directory;

  private DiracosSpec spec(String json) throws IOException {
    Path file = directory.resolve("diracos.json");
    Files.writeString(file, json.replace('\'', '"'));
    return ConfigReader.read(file, Map.of("diracos.arch", "x86_64"));
  }

  private Repositories read(String json) throws IOException {
    return Repositories.read(spec(json));
  }

  private void fails(String json, String... texts) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(DiracosException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(texts));
  }

  @Test
  void v1ConfigurationLoadsUnchanged() {
    DiracosSpec spec = ConfigReader.read(Resources.path("v1-lookalike.json"), Map.of());
    assertThat(spec.warnings()).isEmpty();
    assertThat(spec.rpmBuild().packages()).hasSize(122);
    assertThat(spec.rpmBuild().packages().stream().map(PackageBuild::group).distinct()).hasSize(11);
    assertThat(spec.ignoredPackages()).containsExactly("bash", "perl", "chkconfig", "chkconfig");
    Repositories repositories = Repositories.read(spec);
    assertThat(repositories.source()).endsWith("mock/install.cfg");
    assertThat(repositories.warnings()).isEmpty();
    assertThat(repositories.all())
        .extracting(RepositorySpec::id)
        .containsExactly("base", "cas", "local");
    assertThat(repositories.own().orElseThrow().id()).isEqualTo("local");
  }

  @Test
  void declaredRepositoriesWinAndDisabledOnesAreLeftOut() throws IOException {
    Repositories repositories =
        read(
            "{'version': '1', 'packages': ['a'], 'mockInstallConfig': 'not-read.cfg',"
                + " 'repositories': [{'id': 'a', 'url': 'x', 'enabled': false},"
                + " {'id': 'b', 'url': 'y'}]}");
    assertThat(repositories.all()).extracting(RepositorySpec::id).containsExactly("b");
    assertThat(repositories.source()).isEqualTo("diracos.json");
    assertThat(repositories.own()).isEmpty();
  }

  @Test
  void ownRepositoryIsTheDirectoryOfTheRebuild() throws IOException {
    String json =
        "{'version': '1', %s 'rpmBuild': {'repo': 'own'},"
            + " 'repositories': [{'id': 'a', 'url': 'x'}]}";
    Repositories needed = read(String.format(json, ""));
    assertThat(needed.own().orElseThrow().id()).isEqualTo(RepositorySpec.OWN);
    assertThat(needed.all()).hasSize(2).endsWith(needed.own().orElseThrow());
    assertThat(needed.own().orElseThrow().baseurl().get(0).getPath())
        .isEqualTo(directory + "/own/");
    assertThat(needed.own().orElseThrow().where()).isEqualTo("diracos.json:1:40 (/rpmBuild/repo)");

    String rooted = String.format(json, "'packages': ['a'],");
    assertThat(read(rooted).own()).as("with roots of its own, an absent one is left out").isEmpty();
    Files.createDirectory(directory.resolve("own"));
    assertThat(read(rooted).own()).isPresent();
  }

  @Test
  void repositoryWithTheSameAddressOrIdIsTheOwn() throws IOException {
    String json =
        "{'version': '1', 'rpmBuild': {'repo': 'own'}, 'repositories': [{'id': '%s', 'url': '%s'}]}";
    assertThat(read(String.format(json, "a", "./own/")).own().orElseThrow().id()).isEqualTo("a");
    assertThat(read(String.format(json, "diracos", "other")).all()).hasSize(1);
  }

  @Test
  void releaseverComesFromTheKeyElseFromTheMockConfiguration() throws IOException {
    Files.writeString(directory.resolve("m.cfg"), "config_opts['releasever'] = '8'\n");
    String json =
        "{'version': '1', 'packages': ['a'], 'mockInstallConfig': 'm.cfg', %s"
            + " 'repositories': [{'id': 'a', 'url': 'https://h/${releasever}/$basearch'}]}";
    assertThat(read(String.format(json, "")).all().get(0).baseurl().toString())
        .isEqualTo("[https://h/8/x86_64/]");
    String key = "'platform': {'releasever': '9'},";
    assertThat(read(String.format(json, key)).all().get(0).baseurl().toString())
        .isEqualTo("[https://h/9/x86_64/]");
  }

  @Test
  void nameOfAMockConfigurationIsLookedForBesideTheFile() throws IOException {
    Files.writeString(
        directory.resolve("plain.cfg"), "config_opts['yum.conf'] = '[a]\\nbaseurl=/x'\n");
    Repositories repositories =
        read("{'version': '1', 'packages': ['a'], 'rpmBuild': {'mockConfig': 'plain'}}");
    assertThat(repositories.all()).extracting(RepositorySpec::id).containsExactly("a");
  }

  @Test
  void noRepositoryAtAllIsAnError() {
    fails(
        "{'version': '1', 'packages': ['a']}",
        "DOS-CONFIG-10",
        "neither \"repositories\" nor a mock configuration");
    fails(
        "{'version': '1', 'packages': ['a'], 'repositories': [{'id': 'a', 'url': 'x',"
            + " 'enabled': false}]}",
        "DOS-CONFIG-10",
        "disabled");
    fails(
        "{'version': '1', 'packages': ['a'], 'mockInstallConfig': 'absent.cfg'}",
        "DOS-CONFIG-12 there is no mock configuration",
        "(/mockInstallConfig)");
    fails(
        "{'version': '1', 'repositories': [{'id': 'a', 'url': 'x'}]}",
        "DOS-CONFIG-13",
        "add \"packages\"");
    fails(
        "{'version': '1', 'packages': ['a'], 'repositories': [{'id': 'a', 'url':"
            + " 'https://h/$releasever/$foo'}]}",
        "DOS-CONFIG-11 $releasever",
        "DOS-CONFIG-11 $foo");
  }

  @Test
  void mockConfigurationWithoutRepositoriesIsNamed() throws IOException {
    Files.writeString(directory.resolve("m.cfg"), "config_opts['yum.conf'] = f()\n");
    fails(
        "{'version': '1', 'packages': ['a'], 'mockInstallConfig': 'm.cfg'}",
        "DOS-CONFIG-10",
        "m.cfg has no enabled repository");
  }
}
