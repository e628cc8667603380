package org.diracgrid.diracos.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.diracgrid.diracos.config.Configs.problem;
import static org.diracgrid.diracos.config.Configs.read;

import java.nio.file.Path;
import java.util.Map;
import org.diracgrid.diracos.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverridesTest {

  private static final String MINIMAL = "{\"version\": \"1\"}";

  @Test
  void propertyReplacesWhatTheFileSays() {
    DiracosSpec spec =
        read(
            "{\"version\": \"1\", \"packages\": [\"old\"], \"bundle\": {\"compression\": \"xz\"}}",
            Map.of(
                "diracos.version", "2",
                "diracos.packages", "a, b*",
                "diracos.arch", "aarch64",
                "diracos.boundary.policy", "level",
                "diracos.bundle.level", "3",
                "diracos.platform.glibc", "2.28",
                "diracos.rpmBuild.repo", "/r",
                "diracos.skip", "ignored, because it belongs to a goal"));
    assertThat(spec.version()).isEqualTo("2");
    assertThat(spec.packages()).containsExactly("a", "b*");
    assertThat(spec.platform().arch()).isEqualTo("aarch64");
    assertThat(spec.boundary().policy()).isEqualTo(BoundarySpec.Policy.LEVEL);
    assertThat(spec.bundle().compression()).isEqualTo(BundleSpec.Compression.XZ);
    assertThat(spec.bundle().level()).hasValue(3);
    assertThat(spec.platform().glibc()).contains("2.28");
    assertThat(spec.rpmBuild().options().repo()).contains(Path.of("/r"));
  }

  @Test
  void listMayBeJson() {
    assertThat(read(MINIMAL, "diracos.knownMissing", "[\"a{1,2}\"]").knownMissing())
        .containsExactly("a{1,2}");
    assertThat(read(MINIMAL, "diracos.knownMissing", "[ab]*,c").knownMissing())
        .containsExactly("[ab]*", "c");
    assertThat(read(MINIMAL, "diracos.boundary.packages", "").boundary().packages()).isEmpty();
  }

  @Test
  void objectIsJsonAndItsMembersComeAfterIt() {
    DiracosSpec spec =
        read(
            MINIMAL,
            Map.of(
                "diracos.repositories", "[{\"id\": \"a.b\", \"url\": \"x\"}]",
                "diracos.repositories.a.b.priority", "5",
                "diracos.repositories.a.b.url", "/m,/n",
                "diracos.platform", "{\"glibc\": \"2.17\"}",
                "diracos.platform.releasever", "9"));
    assertThat(spec.repositories().get(0).priority()).isEqualTo(5);
    assertThat(spec.repositories().get(0).baseurl().toString())
        .isEqualTo("[file:///m/, file:///n/]");
    assertThat(spec.platform().glibc()).contains("2.17");
    assertThat(spec.platform().releasever()).contains("9");
  }

  @Test
  void propertiesReachKeysOfInnerObjects() {
    DiracosSpec spec =
        Configs.read(
            MINIMAL,
            Map.of(
                "diracos.verify.run", "true",
                "diracos.verify.severity", "{\"soname\": \"error\"}",
                "diracos.verify.severity.python", "ignore",
                "diracos.smokeTests", "[{\"imports\": \"ssl\"}]"));
    assertThat(spec.verify().run()).isTrue();
    assertThat(spec.verify().severities())
        .containsOnly(Map.entry("soname", "error"), Map.entry("python", "ignore"));
    assertThat(spec.smokeTests().get(0).imports()).containsExactly("ssl");
  }

  @Test
  void emptyTextTakesBackANullableValue() {
    String json = "{\"version\": \"1\", \"platform\": {\"glibc\": \"2.17\"}}";
    assertThat(read(json, "diracos.platform.glibc", "").platform().glibc()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "diracos.pakages          | x    | DOS-CONFIG-09 | did you mean diracos.packages?",
        "diracos.skp              | x    | DOS-CONFIG-09 | did you mean diracos.skip?",
        "diracos.glibc            | 2.17 | DOS-CONFIG-09 | did you mean diracos.platform.glibc or",
        "diracos.qqqqqqqqqqqqqqqq | x    | DOS-CONFIG-09 | remove it;",
        "diracos.repositories.bsae.url | x | DOS-CONFIG-09 | did you mean diracos.repositories.base.url?",
        "diracos.packages         | a,,b | DOS-CONFIG-07 | write a package name or glob",
        "diracos.packages         | ``   | DOS-CONFIG-07 | name at least one",
        "diracos.bundle.level     | six  | DOS-CONFIG-06 | write a whole number",
        "diracos.bundle.level     | 99999999999999 | DOS-CONFIG-07 | write a number from 0 to 22",
        "diracos.version          | ``   | DOS-CONFIG-07 | write a version such as",
        "diracos.repositories.base.gpgcheck | maybe | DOS-CONFIG-06 | write true or false",
        "diracos.platform         | {    | DOS-CONFIG-02 | close every",
        "diracos.platform         | []   | DOS-CONFIG-06 | write \"platform\": { … }",
        "diracos.platform         | {\"gibc\": 1} | DOS-CONFIG-05 | did you mean \"glibc\"?",
      })
  void badPropertyIsNamed(String property, String value, String code, String fix) {
    String json = "{\"version\": \"1\", \"repositories\": [{\"id\": \"base\", \"url\": \"x\"}]}";
    Problem problem = problem(json, property, value);
    assertThat(problem.code()).isEqualTo(code);
    assertThat(problem.where()).startsWith("-D" + property);
    assertThat(problem.fix()).startsWith(fix);
  }

  @Test
  void repositoryPropertyWithoutRepositoriesIsNamed() {
    assertThat(problem(MINIMAL, "diracos.repositories.base.url", "x").what())
        .isEqualTo("no repository has the id \"base\"");
  }
}
