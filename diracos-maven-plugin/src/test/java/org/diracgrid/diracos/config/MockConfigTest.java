package org.diracgrid.diracos.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MockConfigTest {

  private final List<Problem> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private Optional<String> platform = Optional.empty();

  private static PlatformSpec platform(String arch) {
    return new PlatformSpec(arch, Optional.empty(), Optional.empty(), List.of());
  }

  private static MockConfig parse(String text) {
    return new MockReader(platform("x86_64")).read(text, Path.of("/etc/test/m.cfg"));
  }

  private List<RepositorySpec> repositories(String conf) {
    return repositories(parse("config_opts['dnf.conf'] = '''\n" + conf + "'''"), "x86_64");
  }

  private List<RepositorySpec> repositories(MockConfig mock, String arch) {
    Variables variables = Variables.of(platform(arch)).orElse(mock.variables());
    DnfConf.Content content = mock.dnfConf(variables, problems, warnings);
    platform = content.platform();
    return content.repositories();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'a'                      | \"a\"",
        "\"a\" 'b'                | \"ab\"",
        "'a' + \"\"\"b\"\"\"      | \"ab\"",
        "'''a'''                  | \"a\"",
        "'a\\'b\\n\\x41\\u00e9\\q' | \"a'b\\nA\u00e9\\\\q\"",
        "r'a\\n'                  | \"a\\\\n\"",
        "u'a'                     | \"a\"",
        "17                       | 17",
        "1.5                      | 1.5",
        "True                     | true",
        "None                     | null",
        "['a', 2, ]               | [\"a\",2]",
        "('a',)                   | [\"a\"]",
        "('a')                    | \"a\"",
        "()                       | []",
        "{'a': {'b': 1},}         | {\"a\":{\"b\":1}}",
        "['a'] + ['b']            | [\"a\",\"b\"]",
        "config_opts['target_arch'] != 'i686' | true",
        "'a'; config_opts['y'] = 2 | \"a\"",
        "('a' # comment           | \"ab\"",
      })
  void plainExpressionsHaveTheirValue(String expression, String json) {
    String text = expression.contains("#") ? expression + "\n 'b')" : expression;
    MockConfig mock = parse("config_opts['x'] = " + text + "\n");
    assertThat(mock.warnings()).isEmpty();
    assertThat(mock.options().get("x").orElseThrow().text()).isEqualTo(json);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "config_opts['x'] = f'{y}'            | 1:1",
        "config_opts['x'] = open('f').read()  | 1:1",
        "config_opts['x'] = '%s' % y          | 1:1",
        "config_opts['x'] = 0o17              | 1:1",
        "import os                            | 1:1",
        "if True: config_opts['x'] = 1        | 1:1",
        "config_opts.update({'x': 1})         | 1:1",
        "config_opts['x'][0] = 1              | 1:1",
        "config_opts['x'] = (                 | 1:1",
        "include(name)                        | 1:1",
      })
  void whatNeedsRunningIsSkippedWithAWarning(String statement, String where) {
    MockConfig mock = parse(statement);
    assertThat(mock.options().get("x")).isEmpty();
    assertThat(mock.warnings())
        .singleElement()
        .asString()
        .startsWith("m.cfg:" + where + ": not understood, skipped: ");
  }

  @Test
  void blockOfASkippedStatementIsSkippedToo() {
    MockConfig mock =
        parse(
            "for x in y:\n  config_opts['a'] = 1\n\n  config_opts['a'] = 2\nconfig_opts['b'] = 3");
    assertThat(mock.options().get("a")).isEmpty();
    assertThat(mock.options().get("b")).isPresent();
    assertThat(mock.warnings()).hasSize(1);
  }

  @Test
  void unknownValueForgetsTheOldOne() {
    MockConfig mock = parse("config_opts['a'] = 1\nconfig_opts['a'] = f()\n");
    assertThat(mock.options().get("a")).isEmpty();
  }

  @Test
  void variablesAndNestedOptionsAreKept() {
    MockConfig mock =
        parse(
            """
            rel = '9'
            config_opts['releasever'] = rel
            config_opts['macros']['%dist'] = '.el' + rel
            config_opts['macros']["%_smp_mflags"] = "-j4"
            config_opts['more']['dirs'].append(('a', 'b' ))
            config_opts['more']['dirs'].append('c')
            """);
    assertThat(mock.warnings()).isEmpty();
    assertThat(mock.variables()).containsEntry("releasever", "9");
    assertThat(mock.options().get("macros").orElseThrow().text())
        .isEqualTo("{\"%dist\":\".el9\",\"%_smp_mflags\":\"-j4\"}");
    assertThat(mock.options().get("more").orElseThrow().text())
        .isEqualTo("{\"dirs\":[[\"a\",\"b\"],\"c\"]}");
  }

  @Test
  void stringThatDoesNotEndIsAnError() {
    assertThatThrownBy(() -> parse("\n  config_opts['x'] = '''abc\n"))
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining("DOS-CONFIG-12 a string does not end")
        .hasMessageContaining("m.cfg:2:22");
  }

  @Test
  void repositoriesOfAYumConf() {
    MockConfig mock =
        MockConfig.read(Resources.path("mock/install.cfg"), platform("x86_64"), "here");
    List<RepositorySpec> found = repositories(mock, "x86_64");
    assertThat(mock.warnings()).isEmpty();
    assertThat(problems).isEmpty();
    assertThat(warnings).isEmpty();
    assertThat(found).extracting(RepositorySpec::id).containsExactly("base", "cas", "local");
    RepositorySpec base = found.get(0);
    assertThat(base.name()).isEqualTo("BaseOS");
    assertThat(base.exclude()).containsExactly("boost*", "python*", "firefox*");
    assertThat(base.where()).isEqualTo("install.cfg:19:1");
    RepositorySpec cas = found.get(1);
    assertThat(cas.baseurl().toString())
        .isEqualTo(
            "[http://cas.example.org/current/x86_64/, http://other.example.org/current/x86_64/]");
    // The last of two values wins, as in dnf.
    assertThat(cas.gpgcheck()).isFalse();
    assertThat(cas.gpgkey().toString()).isEqualTo("[file:///etc/pki/rpm-gpg/CAS]");
    assertThat(cas.priority()).isEqualTo(10);
  }

  @Test
  void repositoriesOfATemplateWithJinja() {
    MockConfig mock =
        MockConfig.read(Resources.path("mock/plain-i386.cfg"), platform("x86_64"), "here");
    assertThat(mock.variables()).isEqualTo(Map.of("releasever", "9", "stream", "9-stream"));
    assertThat(mock.warnings())
        .hasSize(2)
        .anyMatch(w -> w.startsWith("plain-9.tpl:7:1: "))
        .anyMatch(w -> w.startsWith("plain-9.tpl:9:1: "));
    List<RepositorySpec> found = repositories(mock, "x86_64");
    assertThat(problems).isEmpty();
    assertThat(found).extracting(RepositorySpec::id).containsExactly("baseos", "legacy", "own");
    RepositorySpec baseos = found.get(0);
    assertThat(baseos.metalink().orElseThrow().uri())
        .hasToString("https://mirrors.example.org/metalink?repo=baseos-9-stream&arch=x86_64");
    assertThat(baseos.name()).isEqualTo("Plain 9 - BaseOS");
    assertThat(platform).hasValue("el9");
    assertThat(baseos.gpgcheck()).isTrue();
    assertThat(baseos.gpgkey()).hasSize(2);
    assertThat(baseos.exclude()).containsExactly("*.i586");
    assertThat(baseos.where()).isEqualTo("plain-9.tpl:24:1");
    assertThat(found.get(2).cost()).isEqualTo(500);
    assertThat(warnings)
        .anyMatch(w -> w.contains("{% macro keys() %}"))
        .anyMatch(w -> w.contains("{{ keys() }}"));
  }

  @Test
  void mirrorlistWithMetalinkInItsAddressIsOne() {
    List<RepositorySpec> found =
        repositories("[a]\nmirrorlist=https://h/metalink?x\nincludepkgs=a b,c\n");
    assertThat(found.get(0).mirrorlist()).isEmpty();
    assertThat(found.get(0).metalink()).isPresent();
    assertThat(found.get(0).includepkgs()).containsExactly("a", "b", "c");
  }

  @Test
  void repositoryThatCannotBeUsedIsAProblem() {
    repositories("[a]\nname=x\n\n[b]\nbaseurl=https://h/$nothing\n[c]\nbaseurl=/x\ngpgcheck=1\n");
    assertThat(problems)
        .extracting(Problem::where)
        .containsExactly("m.cfg:2:1", "m.cfg:6", "m.cfg:7:1");
    assertThat(problems)
        .extracting(Problem::code)
        .containsExactly("DOS-CONFIG-12", "DOS-CONFIG-11", "DOS-CONFIG-12");
  }

  @Test
  void thePlatformOfModulesIsReadFromMain() {
    repositories("[main]\nmodule_platform_id = platform:f40\n[a]\nbaseurl=https://h/\n");
    assertThat(platform).hasValue("f40");
    assertThat(warnings).isEmpty();
    repositories("[a]\nbaseurl=https://h/\nmodule_platform_id=platform:el9\n");
    assertThat(platform).as("of a repository it means nothing").isEmpty();
    repositories("[main]\nmodule_platform_id=el9\n[a]\nbaseurl=https://h/\n");
    assertThat(platform).isEmpty();
    assertThat(warnings)
        .containsExactly("m.cfg:3: not understood, skipped: module_platform_id=el9");
  }

  @Test
  void oddLinesAreWarnings() {
    repositories("junk\n[a]\nbaseurl=ftp://h/ https://h/\npriority=high\nenabled=maybe\n= x\n");
    assertThat(problems).isEmpty();
    assertThat(warnings)
        .containsExactly(
            "m.cfg:2: not understood, skipped: junk",
            "m.cfg:7: not understood, skipped: = x",
            "m.cfg:6: not understood, skipped: enabled=maybe",
            "m.cfg:4: ftp://h/ cannot be used: only file:, http: and https: addresses are"
                + " understood",
            "m.cfg:5: not understood, skipped: priority=high");
  }

  @Test
  void growthByReferenceIsBounded() {
    StringBuilder text = new StringBuilder("a = 'xxxxxxxxxxxxxxxx'\nb = [a, a]\n");
    text.append("a = a + a\n".repeat(60)).append("b = [b, b]\n".repeat(60));
    text.append("config_opts['a'] = '{{ b }}{{ b }}'\nconfig_opts['b'] = '{{ a }}{{ a }}'\n");
    text.append("config_opts['dnf.conf'] = '{{ a }}'\n");
    assertThat(repositories(parse(text.toString()), "x86_64")).isEmpty();
  }
}
