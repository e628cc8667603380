package org.diracgrid.diracos.build.mock;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.diracgrid.diracos.build.BuildSettings;
import org.diracgrid.diracos.build.MockSettings;
import org.diracgrid.diracos.testing.Oracle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration is a program: Python says what it does. */
class MockConfigurationTest {

  /** As v1's, with what is hard: a repository without exclusions, macros without a sign. */
  private static final String GIVEN =
      """
      config_opts['root'] = 'epel-6-x86_64'
      config_opts['macros']['%dist'] = '.el6.py27.usc4'
      config_opts['macros']['%_smp_mflags'] = "-j4"
      config_opts['macros']['%__gzip'] = '/usr/bin/pigz'
      config_opts['macros']['vendor'] = 'somebody'
      config_opts['CONF'] = \"""
      [main]
      cachedir=/var/cache/yum
      exclude=kernel

      # repos
      [base]
      name=BaseOS
      baseurl=https://example.org/6/os/x86_64/
      exclude=boost*,python*

      [updates]
      name=\\d
      excludepkgs = firefox*
      [epel]
      baseurl=https://example.org/epel
      \"""
      """;

  private static final String RUN =
      """
      import json, sys
      config_opts = {'macros': {}, 'environment': {}, 'plugin_conf': {
          'root_cache_enable': True, 'root_cache_opts': {'dir': '{{root}}/root_cache/'}}}
      def run(content):
          exec(content)
      def execute(content, config_opts):
          exec(content)
      execute(open(sys.argv[1]).read(), config_opts)
      print(json.dumps(config_opts))
      """;

  @TempDir private Path directory;

  private static BuildSettings settings(Map<String, String> macros, OptionalLong epoch) {
    return new BuildSettings(
        "x86_64",
        new TreeMap<>(macros),
        List.of(),
        List.of(),
        epoch,
        "build.example.org",
        3,
        OptionalLong.empty(),
        Duration.ofMinutes(90));
  }

  private JsonNode run(String option, MockSettings mock, BuildSettings build, List<String> excluded)
      throws IOException, InterruptedException {
    return run(option, mock, build, excluded, true);
  }

  private JsonNode run(
      String option, MockSettings mock, BuildSettings build, List<String> excluded, boolean kept)
      throws IOException, InterruptedException {
    Oracle python = Oracle.of("python3");
    Path given = directory.resolve("given.cfg");
    Files.writeString(given, GIVEN.replace("CONF", option));
    Path file = ConfigFile.write(directory.resolve("job"), mock, build, excluded, kept, Map.of());
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(Files.getLastModifiedTime(given));
    assertThat(file.getFileName()).hasToString("given.cfg");
    Path script = Files.writeString(directory.resolve("run.py"), RUN);
    return new ObjectMapper().readTree(python.run(List.of(script.toString(), file.toString())));
  }

  private MockSettings mock(String root, String repository) {
    return new MockSettings(
        directory.resolve("given.cfg").toString(),
        root.isEmpty() ? Optional.empty() : Optional.of(Path.of(root)),
        repository.isEmpty() ? Optional.empty() : Optional.of(Path.of(repository)),
        true);
  }

  private JsonNode run(MockSettings mock, BuildSettings build) throws Exception {
    return run("yum.conf", mock, build, List.of());
  }

  private static final BuildSettings PLAIN = settings(Map.of(), OptionalLong.empty());

  @Test
  void mockRootIsTheDirectoryOfTheConfigurationAsInV1() throws Exception {
    JsonNode usual = run(mock("/var/lib/mock/mine", ""), PLAIN);
    assertThat(usual.path("root").asText()).isEqualTo("mine");
    assertThat(usual.path("basedir").asText()).isEqualTo("/var/lib/mock");
    assertThat(usual.has("cache_topdir")).isFalse();

    JsonNode other = run(mock("/data/lib/mock/mine", ""), PLAIN);
    assertThat(other.path("basedir").asText()).isEqualTo("/data/lib/mock");
    assertThat(other.path("cache_topdir").asText()).isEqualTo("/data/cache/mock");

    JsonNode third = run(mock("/scratch/mock/mine", ""), PLAIN);
    assertThat(third.path("cache_topdir").asText()).isEqualTo("/scratch/mock/cache");

    JsonNode none = run(mock("", ""), PLAIN);
    assertThat(none.path("root").asText()).isEqualTo("epel-6-x86_64");
    assertThat(none.has("basedir")).isFalse();
  }

  @Test
  void theKeptBuildrootIsThatOfTheConfigurationAndItsExclusions() throws Exception {
    MockSettings mock = mock("", "/repo");
    String plain = kept(run("yum.conf", mock, PLAIN, List.of()));
    assertThat(plain).matches("\\{\\{root}}/root_cache/[0-9a-f]{16}/");
    assertThat(kept(run("yum.conf", mock, PLAIN, List.of()))).isEqualTo(plain);
    assertThat(kept(run("yum.conf", mock, PLAIN, List.of("python3")))).isNotEqualTo(plain);
    assertThat(kept(run("dnf.conf", mock, PLAIN, List.of()))).isNotEqualTo(plain);

    JsonNode none = run("yum.conf", mock, PLAIN, List.of(), false).path("plugin_conf");
    assertThat(none.path("root_cache_enable").asBoolean()).isFalse();
  }

  private static String kept(JsonNode result) {
    assertThat(result.path("plugin_conf").path("root_cache_enable").asBoolean()).isTrue();
    return result.path("plugin_conf").path("root_cache_opts").path("dir").asText();
  }

  @Test
  void macrosOfTheJobWinOverThoseOfTheConfiguration() throws Exception {
    Map<String, String> macros =
        Map.of("dist", ".el9", "vendor", "we", "empty", "", "odd", "it's \"\\\" %{?x}");
    JsonNode result = run(mock("", ""), settings(macros, OptionalLong.of(1700000000)));
    JsonNode seen = result.path("macros");
    assertThat(seen.path("%dist").asText()).isEqualTo(".el9");
    assertThat(seen.path("%vendor").asText()).isEqualTo("we");
    assertThat(seen.has("vendor")).isFalse();
    assertThat(seen.path("%empty").asText()).isEqualTo("%{nil}");
    assertThat(seen.path("%odd").asText()).isEqualTo("it's \"\\\" %{?x}");
    assertThat(seen.path("%__gzip").asText()).isEqualTo("/usr/bin/pigz");
    assertThat(seen.path("%_buildhost").asText()).isEqualTo("build.example.org");
    assertThat(seen.path("%use_source_date_epoch_as_buildtime").asText()).isEqualTo("1");
    assertThat(seen.has("%source_date_epoch_from_changelog")).isFalse();
    assertThat(result.path("environment").path("SOURCE_DATE_EPOCH").asText())
        .isEqualTo("1700000000");
  }

  @Test
  void withoutATimeThatOfTheChangeLogCounts() throws Exception {
    JsonNode result = run(mock("", ""), PLAIN);
    assertThat(result.path("macros").path("%source_date_epoch_from_changelog").asText())
        .isEqualTo("1");
    assertThat(result.path("environment").has("SOURCE_DATE_EPOCH")).isFalse();
  }

  @Test
  void theNumberOfProcessesIsTheJobsUnlessTheConfigurationSaysOne() throws Exception {
    JsonNode result = run(mock("", ""), PLAIN);
    assertThat(result.path("macros").path("%_smp_mflags").asText()).isEqualTo("-j4");
    assertThat(result.path("macros").path("%_smp_build_ncpus").asText()).isEqualTo("3");
    assertThat(result.path("environment").path("RPM_BUILD_NCPUS").asText()).isEqualTo("3");
  }

  @Test
  void theBuildHasNoNetworkAndALimit() throws Exception {
    JsonNode result = run(mock("", ""), PLAIN);
    assertThat(result.path("use_host_resolv").asBoolean(true)).isFalse();
    assertThat(result.path("rpmbuild_networking").asBoolean(true)).isFalse();
    assertThat(result.path("rpmbuild_timeout").asInt()).isEqualTo(5400);
  }

  @Test
  void ourRepositoryComesWithTheHighestPriority() throws Exception {
    for (String option : List.of("yum.conf", "dnf.conf")) {
      String conf = run(option, mock("", "/data/my repo"), PLAIN, List.of()).path(option).asText();
      assertThat(conf)
          .startsWith("\n[main]\n")
          .contains("\nexclude=boost*,python*\n")
          .endsWith(
              "[diracos-own]\nname=diracos-own\nbaseurl=file:///data/my%20repo\nenabled=1\n"
                  + "gpgcheck=0\nmetadata_expire=0\nskip_if_unavailable=0\npriority=1\ncost=1\n"
                  + "module_hotfixes=1\n");
    }
  }

  @Test
  void whatIsExcludedIsExcludedFromEveryOtherRepository() throws Exception {
    String conf =
        run("dnf.conf", mock("", "/repo"), PLAIN, List.of("python*", "gdb"))
            .path("dnf.conf")
            .asText();
    assertThat(conf)
        .containsSubsequence(
            "[main]\ncachedir=/var/cache/yum\nexclude=kernel\n",
            "[base]\nexclude=boost*,python* python* gdb\nname=BaseOS\n",
            "[updates]\nexcludepkgs = firefox* python* gdb\nname=\\d\n",
            "[epel]\nexclude=python* gdb\nbaseurl=https://example.org/epel\n",
            "[diracos-own]\nname=");
    assertThat(conf.split("python\\* gdb", -1)).hasSize(4);
  }

  @Test
  void withoutARepositoryOrExclusionsTheOthersStayAsTheyAre() throws Exception {
    JsonNode result = run(mock("", ""), PLAIN);
    assertThat(result.path("yum.conf").asText()).endsWith("baseurl=https://example.org/epel\n");
    assertThat(result.has("priorities.conf")).isFalse();
  }

  @Test
  void everyTextIsReadAsItIs() throws Exception {
    String odd = "a'b\"c\\d\\n\n\te\u0001 ü %{x} \\'";
    Path script =
        Files.writeString(
            directory.resolve("t.py"),
            "import json\nprint(json.dumps(" + PythonText.of(odd) + "))");
    String printed = Oracle.of("python3").run(List.of(script.toString()));
    assertThat(new ObjectMapper().readTree(printed).asText()).isEqualTo(odd);
  }
}
