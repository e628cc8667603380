package org.diracgrid.diracos.python.requirements;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.testing.Oracles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions, comparisons and files mean what pip takes them to mean. */
class PipOracleTest {

  private static final List<String> RELEASES =
      List.of("0", "1", "1.0", "1.0.0", "1.1", "1.10", "2", "1!1", "01.2", "v1.1");
  private static final List<String> PRE =
      List.of("", "", "", "a1", ".b2", "-rc3", "c4", "_alpha", "preview5", "b02");
  private static final List<String> POST = List.of("", "", "", ".post1", "-2", "r3", ".rev", "-0");
  private static final List<String> DEV = List.of("", "", "", ".dev0", "dev2", "-dev_03");
  private static final List<String> LOCAL = List.of("", "", "", "+a", "+1", "+a.2", "+A-03", "+10");
  private static final List<String> OPERATORS =
      List.of("==", "!=", "<=", ">=", "<", ">", "~=", "===");

  private static final List<String> SERIES = List.of("1", "1.1", "1.10", "2", "3.0");

  @TempDir private Path directory;
  private final Random random = new Random(440);

  private String one(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  private String version() {
    return one(RELEASES) + one(PRE) + one(POST) + one(DEV) + one(LOCAL);
  }

  private List<String> python(String script, String input) throws Exception {
    Oracles.require("python3");
    Path in = Files.writeString(directory.resolve("in"), input, UTF_8);
    Path program = Files.writeString(directory.resolve("oracle.py"), script, UTF_8);
    byte[] out =
        Oracles.bash(directory, "PYTHONUTF8=1 python3 \"$1\" < \"$2\"", program + "", in + "");
    return new String(out, UTF_8).lines().toList();
  }

  @Test
  void versionsAreOrderedAndWrittenAsByPackaging() throws Exception {
    List<String> pairs = new ArrayList<>();
    List<String> mine = new ArrayList<>();
    for (int i = 0; i < 4000; i++) {
      String left = version();
      String right = random.nextInt(4) == 0 ? left.replace("1.0", "1") : version();
      Pep440Version a = Pep440VersionTest.version(left);
      Pep440Version b = Pep440VersionTest.version(right);
      pairs.add(left + " " + right);
      int order = Integer.signum(a.compareTo(b));
      mine.add(left + " " + right + " " + order + " " + a + " " + a.isPrerelease());
      if (order == 0) {
        assertThat(a).hasSameHashCodeAs(b);
      }
    }
    List<String> pips =
        python(
            """
            import sys
            from pip._vendor.packaging.version import Version as V
            for line in sys.stdin:
                l, r = line.split()
                a, b = V(l), V(r)
                print(l, r, (a > b) - (a < b), a, str(a.is_prerelease).lower())
            """,
            String.join("\n", pairs));
    assertThat(mine).isEqualTo(pips);
  }

  @Test
  void comparisonsHoldAsByPackaging() throws Exception {
    List<String> questions = new ArrayList<>();
    List<String> mine = new ArrayList<>();
    for (int i = 0; i < 6000; i++) {
      String candidate = version();
      // Older packagings compare series as text: these are taken as they write them themselves.
      boolean series = random.nextInt(5) == 0;
      String operator = series ? one(OPERATORS.subList(0, 2)) : one(OPERATORS);
      String plain = Pep440VersionTest.version(version()).toString().replace("1.0.0", "1.1.5");
      String wanted = series ? one(SERIES) + ".*" : operator.equals("~=") ? plain : version();
      String asked = operator + wanted;
      Optional<Specifier> read = Specifier.parse(asked);
      questions.add(asked + " " + candidate);
      String answer =
          read.map(s -> String.valueOf(s.matches(Pep440VersionTest.version(candidate))))
              .orElse("none");
      mine.add(asked + " " + candidate + " " + answer);
    }
    List<String> pips =
        python(
            """
            import sys
            from pip._vendor.packaging.specifiers import Specifier as S, InvalidSpecifier
            from pip._vendor.packaging.version import Version as V
            for line in sys.stdin:
                s, v = line.split()
                try:
                    said = str(S(s).contains(V(v), prereleases=True)).lower()
                except InvalidSpecifier:
                    said = 'none'
                print(s, v, said)
            """,
            String.join("\n", questions));
    List<String> others = new ArrayList<>(mine);
    others.removeAll(pips);
    assertThat(others).as("answers that packaging does not give").isEmpty();
    assertThat(mine).hasSameSizeAs(pips);
  }

  private static final List<String> PIECES =
      List.of(
          "foo",
          "foo>=1.0",
          "Foo.Bar == 2 ",
          "a[x,y]<3,>=1",
          "b ; python_version < '4'",
          " ",
          "\t",
          "\n",
          "\n",
          "\r\n",
          "\\\n",
          " \\\n",
          "# note",
          " # note \\\n",
          "#",
          "-r r.txt",
          "--pre",
          "-c c.txt",
          " --hash=sha256:" + "0a".repeat(32),
          " --hash sha256:" + "0b".repeat(32),
          "git+https://example.org/r.git@v1#egg=r",
          "a @ https://example.org/a-1.zip",
          "${V}",
          "--index-url https://example.org/${V}",
          "-i 'https://example.org/s p'",
          "--requ r.txt",
          "foo(>=1)",
          "foo==1.*",
          "\"",
          "-",
          "x y",
          "\\",
          "~=1.1",
          "\u00a0",
          "\u2028",
          "c");

  /**
   * What this project refuses though pip reads it is no matter; what both read must be the same.
   */
  @Test
  void filesSayWhatPipReads() throws Exception {
    StringBuilder files = new StringBuilder();
    List<String> mine = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(9); j >= 0; j--) {
        text.append(one(PIECES));
      }
      files
          .append(java.util.HexFormat.of().formatHex(text.toString().getBytes(UTF_8)))
          .append('\n');
      mine.add(mine(text.toString()));
    }
    List<String> pips =
        python(
            """
            import os, sys, tempfile
            os.environ['V'] = 'value'
            from pip._internal.req import req_file
            from pip._internal.req.constructors import install_req_from_line
            text = None
            req_file.get_file_content = lambda url, session: (url, text if url == 'f' else '')
            def nested(line):
                return line.opts.requirements or line.opts.constraints
            for hexed in sys.stdin:
                text = bytes.fromhex(hexed.strip()).decode()
                parser = req_file.RequirementsFileParser(None, req_file.get_line_parser(None))
                said = []
                try:
                    for line in parser._parse_file('f', False):
                        if line.is_requirement:
                            install_req_from_line(line.requirement)
                            hashes = (line.opts.hashes or {}).get('sha256', [])
                            said.append('%d:%s:%s' % (line.lineno, line.requirement.strip(), ','.join(hashes)))
                        elif nested(line):
                            said.append('%d:file:%s' % (line.lineno, nested(line)[0]))
                        else:
                            said.append('%d:settings:%s' % (line.lineno, line.opts.index_url or ''))
                    print(repr(said))
                except Exception as e:
                    print('refused')
            """,
            files.toString());
    int same = 0;
    assertThat(pips).hasSameSizeAs(mine);
    for (int i = 0; i < mine.size(); i++) {
      if (!mine.get(i).equals("refused")) {
        assertThat(mine.get(i)).isEqualTo(pips.get(i));
        same++;
      }
    }
    assertThat(same).as("files that were read").isGreaterThan(300);
  }

  private static String mine(String text) {
    try {
      List<String> said = new ArrayList<>();
      RequirementsFile file = RequirementsFile.parse(text, "f", Map.of("V", "value"));
      for (RequirementsLine line : file.lines()) {
        if (line instanceof RequirementsLine.Needed needed) {
          if (needed.requirement().address().filter(place -> !place.contains("://")).isPresent()) {
            // pip looks whether the path is there.
            return "refused";
          }
          String sums = String.join(",", needed.hashes()).replace("sha256:", "");
          String meant = needed.written().replace("${V}", "value");
          said.add(needed.number() + ":" + meant + ":" + sums);
        } else if (line instanceof RequirementsLine.Include include) {
          said.add(include.number() + ":file:" + include.target());
        } else if (line instanceof RequirementsLine.Settings settings) {
          String index =
              settings.settings().stream()
                  .filter(setting -> setting.option() == PipOption.INDEX_URL)
                  .map(RequirementsLine.Setting::value)
                  .reduce("", (first, second) -> second);
          said.add(settings.number() + ":settings:" + index);
        }
      }
      return repr(said);
    } catch (DiracosException e) {
      return "refused";
    }
  }

  /** A list as Python shows it. */
  private static String repr(List<String> words) {
    List<String> shown = new ArrayList<>();
    for (String word : words) {
      String quote = word.contains("'") && !word.contains("\"") ? "\"" : "'";
      String body = word.replace("\\", "\\\\").replace("\t", "\\t").replace("\u00a0", "\\xa0");
      shown.add(quote + (quote.equals("'") ? body.replace("'", "\\'") : body) + quote);
    }
    return "[" + String.join(", ", shown) + "]";
  }
}
