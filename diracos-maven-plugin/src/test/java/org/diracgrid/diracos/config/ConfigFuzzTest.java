package org.diracgrid.diracos.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/**
 * Damaged input ends in problems that name a place, never in another exception; seeds are fixed.
 */
class ConfigFuzzTest {

  private static final String[] BITS = {
    "\"",
    "'",
    "\"\"\"",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    ",",
    ":",
    "\\",
    "\n",
    "\0",
    "\ud800",
    "é",
    "{{",
    "}}",
    "{%",
    "%}",
    "if",
    "$",
    "${",
    "#",
    "=",
    "+=",
    "null",
    "-1",
    "1e999999999",
    "\\u12",
    "config_opts['x']",
    "include('",
    "[main]",
    "file://",
    "%zz",
    "../../..",
    "/",
    "\uFEFF",
    " "
  };

  @Test
  void damagedJsonEndsInProblems() throws IOException {
    String base =
        """
        {"version": "1.2", "packages": ["a", "b*"], "bundle": {"level": 6},
         "repositories": [{"id": "r", "url": ["repo dir", "https://h/$basearch"], "priority": 3,
           "gpgcheck": true, "gpgkey": "keys/a"}],
         "removedFolders": ["/usr/share/doc/"], "pipRequirements": "requirements.txt",
         "rpmBuild": {"repo": "../r", "packageGroups": [{"packages": [{"name": "x", "y": {}}]}]}}
        """;
    Random random = new Random(1);
    int failed = 0;
    for (int i = 0; i < 6_000; i++) {
      String text = damaged(base, random);
      try {
        SpecJson.write(Configs.read(text));
      } catch (DiracosException e) {
        failed++;
        assertThat(e.fault()).isEqualTo(DiracosException.Fault.USER);
        assertThat(e.problems()).allMatch(p -> p.where().startsWith("diracos.json"), text);
        e.problems().forEach(problem -> inside(problem, text));
      } catch (RuntimeException e) {
        throw new AssertionError("step " + i + ": " + text, e);
      }
    }
    assertThat(failed).isGreaterThan(3_000);
  }

  /** A position that is reported lies in the text, or just behind its end. */
  private static void inside(Problem problem, String text) {
    String[] parts = problem.where().split("[: ]");
    if (parts.length > 2) {
      String[] lines = text.split("\r\n|\r|\n", -1);
      int line = Integer.parseInt(parts[1]);
      assertThat(line).isBetween(1, lines.length);
      assertThat(Integer.parseInt(parts[2])).isBetween(1, lines[line - 1].length() + 2);
    }
  }

  @Test
  void damagedPropertiesEndInProblems() {
    List<String> names = new ArrayList<>(Overrides.properties().keySet());
    Random random = new Random(2);
    String json = "{\"version\": \"1\", \"repositories\": [{\"id\": \"r\", \"url\": \"x\"}]}";
    for (int i = 0; i < 6_000; i++) {
      String name = names.get(random.nextInt(names.size())).replace("<id>", "r");
      String value = damaged("a,b", random);
      String property = random.nextInt(5) == 0 ? damaged(name, random) : name;
      try {
        Configs.read(json, Map.of(property, value));
      } catch (DiracosException e) {
        assertThat(e.problems()).isNotEmpty();
      } catch (RuntimeException e) {
        throw new AssertionError("step " + i + ": " + property + "=" + value, e);
      }
    }
  }

  @Test
  void damagedMockConfigurationsEndInProblems() throws IOException {
    List<String> bases =
        List.of(Resources.text("mock/install.cfg"), Resources.text("mock/templates/plain-9.tpl"));
    PlatformSpec platform =
        new PlatformSpec("x86_64", Optional.empty(), Optional.empty(), List.of());
    Random random = new Random(3);
    for (int i = 0; i < 2_000; i++) {
      String text = damaged(bases.get(i % 2), random);
      try {
        MockConfig mock = new MockReader(platform).read(text, Path.of("/nowhere/m.cfg"));
        mock.dnfConf(
            Variables.of(platform).orElse(mock.variables()), new ArrayList<>(), new ArrayList<>());
      } catch (DiracosException e) {
        assertThat(e.problems()).extracting(Problem::code).containsOnly("DOS-CONFIG-12");
      } catch (RuntimeException e) {
        throw new AssertionError("step " + i + ": " + text, e);
      }
    }
  }

  @Test
  void typoAnywhereIsFoundWhereItStands() {
    Random random = new Random(4);
    for (int i = 0; i < 2_000; i++) {
      // White space at random, a typo in a random place among the keys.
      List<String> members = new ArrayList<>();
      members.add("\"version\":#\"1\"");
      members.add("\"packages\":#[#\"a\",#\"b\"#]");
      members.add("\"platform\":#{#\"glibc\":#\"2.17\"#}");
      members.add("\"repositories\":#[#{#\"id\":#\"r\",#\"url\":#\"x\",#\"priority\":#5#}#]");
      members.add("\"rpmBuild\":#{#\"any\":#[1,#{}]#}");
      Collections.shuffle(members, random);
      String template = "{#" + String.join("#,#", members) + "#}";
      String[] typos = {"packages", "platform", "glibc", "repositories", "priority", "rpmBuild"};
      String right = typos[random.nextInt(typos.length)];
      StringBuilder text = new StringBuilder();
      for (char c : template.replace("\"" + right + "\"", "\"" + right + "x\"").toCharArray()) {
        text.append(c == '#' ? " \n \t \r\n".substring(0, random.nextInt(8)) : String.valueOf(c));
      }
      int at = text.indexOf("\"" + right + "x\"");
      String before = text.substring(0, at).replace("\r\n", "\n").replace('\r', '\n');
      int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
      int column = before.length() - before.lastIndexOf('\n');
      Problem problem = Configs.problem(text.toString());
      assertThat(problem.where()).startsWith("diracos.json:" + line + ":" + column + " (");
      assertThat(problem.fix()).isEqualTo("did you mean \"" + right + "\"?");
    }
  }

  @Test
  void hostileTextTakesBoundedTime() {
    List<String> hostile =
        List.of(
            "config_opts['dnf.conf'] = '''" + "{{".repeat(200_000) + "'''",
            "config_opts['dnf.conf'] = '''" + "{% if x %}".repeat(50_000) + "'''",
            "config_opts['dnf.conf'] = '''{% if " + "not ".repeat(100_000) + "x %}'''",
            "config_opts['dnf.conf'] = '''[" + " ".repeat(200_000) + "=''' ",
            "config_opts['x'] = " + "(".repeat(200_000),
            "config_opts['x'] = " + "['a']+".repeat(50_000) + "['b']",
            "config_opts" + "['x']".repeat(100_000) + " = 1",
            "config_opts['x'] = '" + "\\".repeat(200_000) + "'",
            "x" + "y".repeat(500_000),
            "config_opts['dnf.conf'] = '[a]\\n" + "x y".repeat(100_000) + "'");
    PlatformSpec platform =
        new PlatformSpec("x86_64", Optional.empty(), Optional.empty(), List.of());
    for (String text : hostile) {
      Assertions.assertTimeout(
          Duration.ofSeconds(20),
          () ->
              new MockReader(platform)
                  .read(text, Path.of("/nowhere/m.cfg"))
                  .dnfConf(Variables.of(platform), new ArrayList<>(), new ArrayList<>()));
    }
  }

  private static String damaged(String base, Random random) {
    StringBuilder text = new StringBuilder(base);
    for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
      int at = random.nextInt(text.length() + 1);
      int end = Math.min(text.length(), at + random.nextInt(6));
      switch (random.nextInt(4)) {
        case 0 -> text.delete(at, end);
        case 1 -> text.insert(at, BITS[random.nextInt(BITS.length)]);
        case 2 -> text.replace(at, end, BITS[random.nextInt(BITS.length)]);
        default -> text.setLength(random.nextInt(8) == 0 ? at : text.length());
      }
    }
    return text.toString();
  }
}
