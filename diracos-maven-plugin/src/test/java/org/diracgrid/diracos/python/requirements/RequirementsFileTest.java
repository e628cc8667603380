package org.diracgrid.diracos.python.requirements;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.python.requirements.RequirementsLine.Needed;
import org.junit.jupiter.api.Test;

/** Requirements files are read as pip reads them, and written back as they were. */
class RequirementsFileTest {

  private static final String SUM = "a".repeat(64);

  private static RequirementsFile parse(String text) {
    return RequirementsFile.parse(text, "requirements.txt", Map.of("TOKEN", "s3", "EMPTY", ""));
  }

  private static Needed one(String text) {
    List<Needed> needed = parse(text).needed();
    assertThat(needed).as(text).hasSize(1);
    return needed.get(0);
  }

  private static void refused(String text, String... words) {
    assertThatExceptionOfType(DiracosException.class)
        .as(text)
        .isThrownBy(() -> parse(text))
        .satisfies(e -> assertThat(e.getMessage()).contains(words));
  }

  @Test
  void everyByteComesBack() {
    String text =
        "\uFEFF# head\r\n\r\n  requests [socks, security] >= 2.9 , <3 ; python_version<'4' # why\r\n"
            + "numpy==1.26.4 \\\r\n    --hash=sha256:"
            + SUM
            + "  # tail\r\n-c constraints.txt\n--index-url https://example.org/simple # i\n"
            + "git+https://example.org/r.git@v1#egg=r\nlast";
    RequirementsFile file = parse(text);
    assertThat(file.text()).isEqualTo(text);
    assertThat(file.ending()).isEqualTo("\r\n");
    assertThat(file.needed())
        .extracting(Needed::number, line -> line.requirement().name())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(3, "requests"),
            org.assertj.core.groups.Tuple.tuple(4, "numpy"),
            org.assertj.core.groups.Tuple.tuple(8, "r"),
            org.assertj.core.groups.Tuple.tuple(9, "last"));
  }

  @Test
  void theWholeOfARequirementIsRead() {
    Requirement read =
        one("Foo.Bar[a,b-c] (>=1.0, !=1.3.*,<2) ; python_version < '4' and extra == \"x\"")
            .requirement();
    assertThat(read.canonicalName()).isEqualTo("foo-bar");
    assertThat(read.extras()).containsExactly("a", "b-c");
    assertThat(read.specifiers()).hasToString("[>=1.0, !=1.3.*, <2]");
    assertThat(read.marker()).hasValue("python_version < '4' and extra == \"x\"");
  }

  @Test
  void addressesNameTheirPackage() {
    Requirement git = one("git+https://u@example.org/r.git@v1#egg=r[x]").requirement();
    assertThat(git.isVersionControl()).isTrue();
    assertThat(git.name()).isEqualTo("r");
    assertThat(git.extras()).containsExactly("x");
    assertThat(git.revision()).hasValue("v1");
    assertThat(git.isCommit()).isFalse();
    assertThat(one("git+https://u@example.org/r.git").requirement().revision()).isEmpty();
    Requirement fixed =
        one("name @ git+https://example.org/r@" + "0".repeat(40) + " ; os_name=='posix'")
            .requirement();
    assertThat(fixed.isCommit()).isTrue();
    assertThat(fixed.name()).isEqualTo("name");
    assertThat(one("https://example.org/a_b-1.0-py3-none-any.whl").requirement().name())
        .isEqualTo("a_b");
    assertThat(one("./wheels/a-b-1.0.tar.gz[x]").requirement().name()).isEqualTo("a-b");
  }

  @Test
  void variablesAreReplacedInTheMeaningOnly() {
    String text = "a @ https://u:${TOKEN}@example.org/${UNSET}/${EMPTY}/${lower}a-1.zip\n";
    RequirementsFile file = parse(text);
    assertThat(file.text()).isEqualTo(text);
    assertThat(file.needed().get(0).requirement().address())
        .hasValue("https://u:s3@example.org/${UNSET}/${EMPTY}/${lower}a-1.zip");
    assertThat(file.needed().get(0).hasVariables()).isTrue();
  }

  @Test
  void messagesDoNotTellWhatVariablesHold() {
    assertThatExceptionOfType(DiracosException.class)
        .isThrownBy(
            () ->
                RequirementsFile.parse(
                    "a @ https://u@h/ ${TOKEN}\n--x${TOKEN}\n${TOKEN}=1",
                    "r.txt",
                    Map.of("TOKEN", "hidden-and-long-enough-to-be-cut-within-the-message")))
        .satisfies(e -> assertThat(e.getMessage()).contains("${TOKEN}").doesNotContain("hidden-"));
  }

  @Test
  void aPinReplacesTheVersionAndTheHashesOnly() {
    Needed line = one("  a[x]>=1,<3 ; os_name=='posix' --config-settings=k=v # why\r\n");
    Needed pinned = line.with("==2", List.of("sha256:" + SUM, "sha256:" + "b".repeat(64)), "\r\n");
    assertThat(pinned.raw())
        .isEqualTo(
            "  a[x]==2 ; os_name=='posix' --config-settings=k=v \\\r\n      --hash=sha256:"
                + SUM
                + " \\\r\n      --hash=sha256:"
                + "b".repeat(64)
                + " # why\r\n");
    Needed again = one(pinned.raw());
    assertThat(again.requirement()).isEqualTo(pinned.requirement());
    assertThat(again.with("==2", again.hashes(), "\n")).isSameAs(again);
    assertThat(one("a").with("==1", List.of(), "\n").raw()).isEqualTo("a==1");
    assertThat(one("a (>=1); os_name=='a'").with("==1", List.of(), "\n").raw())
        .isEqualTo("a==1; os_name=='a'");
  }

  @Test
  void whatPipCouldNotReadIsNamedWithItsLine() {
    refused("ok\n\nfoo=1\n", "DOS-PYTHON-21", "requirements.txt:3", "foo=1", "==");
    refused("foo bar", "requirements.txt:1", "at character 5");
    refused("foo>=", "PEP 440");
    refused("foo==1.0-x-y", "PEP 440");
    refused("foo>=1,", "comma");
    refused("[x]", "name");
    refused("foo ; python_versoin < '3'", "python_versoin");
    refused("foo ; python_version <", "expected");
    refused("foo @ nowhere", "address");
    refused("--frobnicate x", "--frobnicate");
    refused("--requirment x", "did you mean --requirement");
    refused("-r", "needs a value");
    refused("foo --hash=sha256:abc", "DOS-PYTHON-22", "sha256:abc");
    refused("foo --hash=md5:" + "a".repeat(32), "DOS-PYTHON-22");
    refused("foo --hash 'sha256:" + SUM, "not closed");
    refused("foo --index-url https://example.org", "line of its own");
    refused("--hash=sha256:" + SUM, "behind a requirement");
    refused("-r a.txt b.txt", "ignores");
    refused("x\n-e git+https://example.org/r\n", "DOS-PYTHON-20", "requirements.txt:2", "-e away");
    refused("--editable=.", "DOS-PYTHON-20");
  }

  @Test
  void allMistakesAreToldAtOnce() {
    assertThatExceptionOfType(DiracosException.class)
        .isThrownBy(() -> parse("foo=1\nok\n-e .\nbar --hash=x\n"))
        .satisfies(e -> assertThat(e.problems()).hasSize(3));
  }

  @Test
  void otherEncodingsAreRefusedWithTheirLine() {
    assertThatExceptionOfType(DiracosException.class)
        .isThrownBy(
            () -> RequirementsFile.read("a\n# \u00e9\n".getBytes(ISO_8859_1), "r.txt", Map.of()))
        .withMessageContaining("DOS-PYTHON-23")
        .withMessageContaining("r.txt:2");
    assertThat(RequirementsFile.read("# \u00e9".getBytes(UTF_8), "r.txt", Map.of()).lines())
        .hasSize(1);
  }

  @Test
  void anyTextIsReadAndKeptOrRefused() {
    String alphabet =
        "ab1.-_=<>!~[](),;@#\\ \t\n\r'\"$:/ex{}A\u2028-r-c--hash=sha256:git+ os_name ";
    Random random = new Random(6);
    int read = 0;
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(40); i >= 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        RequirementsFile file = parse(text.toString());
        assertThat(file.text()).isEqualTo(text.toString());
        file.needed()
            .forEach(
                line -> {
                  if (line.requirement().isFromIndex() && !line.hasVariables()) {
                    String raw = line.with("==1!2", List.of("sha256:" + SUM), "\n").raw();
                    Requirement again = one(raw).requirement();
                    assertThat(again.specifiers()).hasToString("[==1!2]");
                    assertThat(again.name()).isEqualTo(line.requirement().name());
                    assertThat(again.extras()).isEqualTo(line.requirement().extras());
                    assertThat(again.marker()).isEqualTo(line.requirement().marker());
                  }
                });
        read++;
      } catch (DiracosException e) {
        assertThat(e.problems()).isNotEmpty().allMatch(p -> p.code().startsWith("DOS-PYTHON-2"));
      }
    }
    assertThat(read).isGreaterThan(100);
  }
}
