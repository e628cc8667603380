package org.diracgrid.diracos.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.diracgrid.diracos.config.Configs.problem;
import static org.diracgrid.diracos.config.Configs.problems;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {

  @TempDir Path directory;

  @Test
  void whatIsNotWrittenHasItsDefault() {
    DiracosSpec spec = Configs.read("{\"version\": \"1\"}");
    assertThat(spec.boundary())
        .isEqualTo(new BoundarySpec(BoundarySpec.Policy.EDGE, List.of("glibc")));
    assertThat(spec.bundle())
        .isEqualTo(new BundleSpec(BundleSpec.Compression.GZ, OptionalInt.empty()));
    assertThat(spec.platform().arch()).isEqualTo("x86_64");
    assertThat(spec.platform().glibc()).isEmpty();
    assertThat(spec.packages()).isEmpty();
    assertThat(spec.repositories()).isEmpty();
    assertThat(spec.rpmBuild().packages()).isEmpty();
    assertThat(spec.pipRequirements()).isEmpty();
    assertThat(spec.bundleName()).isEqualTo("diracos-1");
  }

  @Test
  void everyValueIsRead() {
    DiracosSpec spec =
        Configs.read(
            """
            {"version": "1.2", "comment": "c", "packages": ["a", "b*"],
             "repositories": [{"id": "r", "name": "R", "url": ["repo dir", "https://h/$basearch"],
               "mirrorlist": "https://h/m?a=$arch", "enabled": false, "priority": 3, "cost": -1,
               "exclude": "x", "includepkgs": ["y"], "gpgcheck": true, "repo_gpgcheck": true,
               "gpgkey": "keys/a"}],
             "boundary": {"policy": "level", "packages": []},
             "platform": {"arch": "i686", "glibc": "2.17", "releasever": "9",
               "hostLibraries": ["libx.so.1"]},
             "bundle": {"compression": "zst", "level": 19},
             "ignoredPackages": ["i"], "manualDependencies": ["m"],
             "removedFolders": ["/usr/share/doc/", "/usr/share/man"],
             "knownMissing": ["k"], "knownBrokenLinks": ["l"],
             "pipRequirements": "requirements.txt", "pipBuildDependencies": ["p"],
             "mockInstallConfig": "../m.cfg", "mockInstallRoot": "/root",
             "extensionName": "LHCb", "diracOsVersion": "9"}
            """);
    assertThat(spec.packages()).containsExactly("a", "b*");
    RepositorySpec repository = spec.repositories().get(0);
    assertThat(repository.baseurl().toString())
        .isEqualTo("[file:///project/config/repo%20dir/, https://h/i386/]");
    assertThat(repository.mirrorlist().orElseThrow().uri()).hasToString("https://h/m?a=i686");
    assertThat(repository.gpgkey().toString()).isEqualTo("[file:///project/config/keys/a]");
    assertThat(repository.enabled()).isFalse();
    assertThat(List.of(repository.priority(), repository.cost())).containsExactly(3, -1);
    assertThat(repository.exclude()).containsExactly("x");
    assertThat(repository.includepkgs()).containsExactly("y");
    assertThat(repository.gpgcheck() && repository.repoGpgcheck()).isTrue();
    assertThat(spec.boundary()).isEqualTo(new BoundarySpec(BoundarySpec.Policy.LEVEL, List.of()));
    assertThat(spec.platform().glibc()).contains("2.17");
    assertThat(spec.bundle().level()).hasValue(19);
    assertThat(spec.removedFolders())
        .containsExactly(BundlePath.parse("/usr/share/doc"), BundlePath.parse("/usr/share/man"));
    assertThat(spec.pipRequirements().orElseThrow().path())
        .isEqualTo(Path.of("/project/config/requirements.txt"));
    assertThat(spec.bundleName()).isEqualTo("LHCbdiracos-1.2");
    assertThat(spec.diracOsVersion()).contains("9");
  }

  @Test
  void allProblemsComeAtOnceInTheOrderOfTheText() {
    List<Problem> problems =
        problems(
            """
            {
              "pakages": ["a"],
              "boundary": {"policy": "edges"},
              "bundle": {"level": "six"},
              "repositories": [{"id": "r"}],
              "removedFolders": ["usr"]
            }
            """,
            Map.of("diracos.platform.glibc", "3"));
    assertThat(problems)
        .extracting(Problem::where)
        .containsExactly(
            "-Ddiracos.platform.glibc",
            "diracos.json:1:1",
            "diracos.json:2:3 (/pakages)",
            "diracos.json:3:26 (/boundary/policy)",
            "diracos.json:4:23 (/bundle/level)",
            "diracos.json:5:20 (/repositories/0)",
            "diracos.json:6:22 (/removedFolders/0)");
    assertThat(problems).allMatch(problem -> problem.code().matches("DOS-CONFIG-[0-9]{2}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'version': '1', 'pakages': ['a']}          | 1:18 (/pakages) | did you mean \"packages\"?",
        "{'version': '1', 'glibc': '2.17'}           | 1:18 (/glibc) | it belongs inside \"platform\"",
        "{'version': '1', 'repos': []}               | 1:18 (/repos) | did you mean \"repositories\"?",
        "{'version': '1', 'platform': {'bundle': 1}} | 1:31 (/platform/bundle) | it belongs in the outermost object",
        "{'version': '1', 'qqqqqqqq': 1}             | 1:18 (/qqqqqqqq) | remove it; known here: $schema",
        "{'version': '1', 'boundary': {'polcy': 'edge'}} | 1:31 (/boundary/polcy) | did you mean \"policy\"?",
        "{'version': '1', 'a~b/c': 1}                | 1:18 (/a~0b~1c) | remove it",
      })
  void unknownKeyIsNamedWithTheNearestKnownOne(String json, String where, String fix) {
    Problem problem = problem(json.replace('\'', '"'));
    assertThat(problem.code()).isEqualTo("DOS-CONFIG-05");
    assertThat(problem.where()).isEqualTo("diracos.json:" + where);
    assertThat(problem.fix()).startsWith(fix);
  }

  @Test
  void aRepositorysBaseurlIsCalledUrlHere() {
    assertThat(problems("{\"version\":\"1\",\"repositories\":[{\"id\":\"a\",\"baseurl\":\"x\"}]}"))
        .extracting(Problem::fix)
        .contains("did you mean \"url\"?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'version': 1}                               | 1:13 | write it in quotes: \"1\"",
        "{'version': '1', 'packages': 'a'}            | 1:30 | write [\"a\"]",
        "{'version': '1', 'packages': {}}             | 1:30 | write a list such as",
        "{'version': '1', 'packages': [1]}            | 1:31 | write it in quotes: \"1\"",
        "{'version': '1', 'bundle': []}               | 1:28 | write \"bundle\": { … }",
        "{'version': '1', 'bundle': {'level': '6'}}   | 1:38 | write a whole number such as 6, without quotes",
        "{'version': '1', 'bundle': {'level': 6.5}}   | 1:38 | write a whole number such as 6",
        "{'version': '1', 'platform': {'glibc': 2.17}} | 1:40 | write it in quotes: \"2.17\"",
        "{'version': '1', 'repositories': [3]}        | 1:35 | write { … } for each",
        "{'version': '1', 'rpmBuild': {'buildOnly': 'x'}} | 1:44 | write true or false, without quotes",
        "{'version': null}                            | 1:13 | write a version such as",
        "[]                                           | 1:1 | write \"the configuration\"",
      })
  void wrongTypeSaysWhatToWrite(String json, String where, String fix) {
    Problem problem = problem(json.replace('\'', '"'));
    assertThat(problem.code()).isEqualTo("DOS-CONFIG-06");
    assertThat(problem.where()).startsWith("diracos.json:" + where);
    assertThat(problem.fix()).startsWith(fix);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'version': '1/2'}                                   | write a version such as",
        "{'version': '1', 'packages': []}                     | name at least one, or leave the key out",
        "{'version': '1', 'packages': ['']}                   | write a package name or glob",
        "{'version': '1', 'bundle': {'level': 10}}            | write a number from 1 to 9",
        "{'version': '1', 'bundle': {'level': 1e99}}          | write a number from 0 to 22",
        "{'version': '1', 'bundle': {'compression': 'xz', 'level': 22}}  | write a number from 0 to 9",
        "{'version': '1', 'bundle': {'compression': 'zst', 'level': 0}}  | write a number from 1 to 22",
        "{'version': '1', 'bundle': {'compression': 'gzip'}}  | write one of",
        "{'version': '1', 'platform': {'arch': 'amd64'}}      | did you mean \"x86_64\"?",
        "{'version': '1', 'platform': {'arch': 'aarch46'}}    | did you mean \"aarch64\"?",
        "{'version': '1', 'platform': {'glibc': '2'}}         | write a version of glibc",
        "{'version': '1', 'removedFolders': ['/']}            | write an absolute path",
        "{'version': '1', 'removedFolders': ['/usr/../..']}   | write an absolute path",
        "{'version': '1', 'extensionName': 'a:b'}             | write a word of letters",
        "{'version': '1', 'pipRequirements': 'ftp://h/x'}     | write a path, or a file:",
        "{'version': '1', 'pipRequirements': 'https:///x'}    | write a path, or a file:",
        "{'version': '1', 'pipRequirements': 'file://host/x'} | write a path, or a file:",
      })
  void valueThatCannotBeUsedSaysWhatCan(String json, String fix) {
    Problem problem = problem(json.replace('\'', '"'));
    assertThat(problem.code()).isEqualTo("DOS-CONFIG-07");
    assertThat(problem.where()).matches("diracos\\.json:1:[0-9]+ .*");
    assertThat(problem.fix()).startsWith(fix);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\": 1,}          | 1:9  | a comma stands before the closing bracket",
        "{\"a\": [1,]}        | 1:10 | a comma stands before the closing bracket",
        "{\"a\": 1 // x       | 1:9  | JSON has no comments",
        "{\"a\": 1 /* x */}   | 1:9  | JSON has no comments",
        "# x                  | 1:1  | JSON has no comments",
        "{\"a\": 1            | 1:8  | the text ends in the middle of a value",
        "{'a': 1}             | 1:2  | a key must stand in double quotes",
        "{a: 1}               | 1:2  | a key must stand in double quotes",
        "{\"a\": 1 \"b\": 2}  | 1:9  | a comma is missing before this",
        "{} {}                | 1:4  | something follows the end of the JSON object",
        "{\"a\": tru}         | 1:7  | not JSON: Unrecognized token",
        "{\"a\": NaN}         | 1:10  | not JSON: ",
        "{\"a\": 012}         | 1:8  | not JSON: ",
      })
  void brokenSyntaxIsOneProblemWithItsPosition(String json, String where, String what) {
    Problem problem = problem(json);
    assertThat(problem.code()).isEqualTo("DOS-CONFIG-02");
    assertThat(problem.what()).startsWith(what);
    assertThat(problem.where()).isEqualTo("diracos.json:" + where);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  \n "})
  void emptyFileSaysWhatToWrite(String text) {
    assertThat(problem(text).fix()).contains("\"version\"");
  }

  @Test
  void duplicateKeyNamesBothPlaces() {
    Problem problem = problem("{\"version\": \"1\",\n \"version\": \"2\"}");
    assertThat(problem.code()).isEqualTo("DOS-CONFIG-04");
    assertThat(problem.where()).isEqualTo("diracos.json:2:2 (/version)");
    assertThat(problem.because()).isEqualTo("first given at diracos.json:1:2 (/version)");
  }

  @Test
  void repositoryNeedsAnAddressAndAKeyToCheckWith() {
    assertThat(
            problems(
                """
                {"version": "1", "repositories": [
                 {"id": "a"}, {"id": "b", "url": "x", "gpgcheck": true},
                 {"id": "b", "url": "y"}]}
                """))
        .extracting(Problem::what)
        .containsExactly(
            "repository \"a\" has no address",
            "repository \"b\" checks signatures but names no key",
            "two repositories have the id \"b\"");
  }

  @Test
  void nestingIsBounded() {
    String deep = "{\"version\": \"1\", \"rpmBuild\": {\"x\": " + "[".repeat(100_000);
    assertThat(problem(deep).code()).isEqualTo("DOS-CONFIG-03");
    String allowed =
        "{\"version\": \"1\", \"rpmBuild\": {\"x\": " + "[".repeat(60) + "]".repeat(60) + "}}";
    assertThat(Configs.read(allowed).version()).isEqualTo("1");
  }

  @Test
  void missingFileSaysHowToMakeOne() {
    Path file = directory.resolve("diracos.json");
    assertThatThrownBy(() -> ConfigReader.read(file, Map.of()))
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining("DOS-CONFIG-01")
        .hasMessageContaining(file.toString())
        .hasMessageContaining("-Ddiracos.config=<file>");
    assertThatThrownBy(() -> ConfigReader.read(directory, Map.of()))
        .hasMessageContaining("it is a directory");
  }

  @Test
  void byteOrderMarkIsNoError() throws IOException {
    Path file = Files.writeString(directory.resolve("a.json"), "\uFEFF{\"version\": \"1\"}");
    assertThat(ConfigReader.read(file, Map.of()).version()).isEqualTo("1");
  }

  @Test
  void otherEncodingIsNamed() throws IOException {
    Path file = directory.resolve("a.json");
    Files.write(file, "{\"version\": \"é\"}".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> ConfigReader.read(file, Map.of()))
        .hasMessageContaining("is not UTF-8");
  }

  @Test
  void whereTellsThePlaceOfAValue() {
    DiracosSpec spec = Configs.read("{\"version\": \"1\",\n\"packages\": [\"a\",\n \"b\"]}");
    assertThat(spec.where("/packages/1")).isEqualTo("diracos.json:3:2 (/packages/1)");
    assertThat(spec.where("packages", "b")).isEqualTo("diracos.json:3:2 (/packages/1)");
    assertThat(spec.where("/boundary/policy")).isEqualTo("diracos.json");
    assertThat(
            Configs.read("{\"version\": \"1\"}", "diracos.packages", "x,y").where("packages", "y"))
        .isEqualTo("-Ddiracos.packages");
  }

  @Test
  void packageOptionsAreMergedFromGlobalThroughGroup() {
    DiracosSpec spec =
        Configs.read(
            """
            {"version": "1", "rpmBuild": {
              "opt1": 1, "patchDir": "../patches", "repo": "/diracos_repo", "mockConfig": "epel-6",
              "excludePatterns": ["a"],
              "packageGroups": [
                {"name": "g", "opt1": 2, "packages": [
                  {"name": "p1", "opt2": "x", "mockConfig": "../m/b.cfg"},
                  {"name": "p2", "opt1": 3, "excludePatterns": [], "buildOnly": true}]},
                {"packages": [{"name": "p1"}]}]}}
            """);
    List<PackageBuild> packages = spec.rpmBuild().packages();
    assertThat(packages).extracting(PackageBuild::name).containsExactly("p1", "p2", "p1");
    assertThat(packages).extracting(PackageBuild::group).containsExactly("g", "g", "");
    BuildOptions first = packages.get(0).options();
    assertThat(first.option("opt1").orElseThrow().text()).isEqualTo("2");
    assertThat(first.option("opt2").orElseThrow().text()).isEqualTo("\"x\"");
    assertThat(first.mockConfig()).contains("/project/m/b.cfg");
    assertThat(first.patchDir()).contains(Path.of("/project/patches"));
    assertThat(first.excludePatterns()).containsExactly("a");
    assertThat(first.json())
        .contains("\"patchDir\": \"/project/patches\"", "\"name\": \"p1\"", "\"opt1\": 2");
    assertThat(packages.get(1).options().buildOnly()).isTrue();
    assertThat(packages.get(1).options().excludePatterns()).isEmpty();
    assertThat(packages.get(2).options().option("opt1").orElseThrow().text()).isEqualTo("1");
    assertThat(packages.get(2).options().mockConfig()).contains("epel-6");
    assertThat(packages.get(0).where()).startsWith("diracos.json:6:7 (/rpmBuild/packageGroups/0");
  }

  @Test
  void slipInsideRpmBuildIsAWarning() {
    DiracosSpec spec =
        Configs.read(
            "{\"version\": \"1\", \"rpmBuild\": {\"buildonly\": true, \"postRoutine\": \"x\"}}");
    assertThat(spec.warnings())
        .containsExactly(
            "diracos.json:1:31 (/rpmBuild/buildonly): key \"buildonly\" is kept for routines;"
                + " \"buildOnly\" was meant?");
  }
}
