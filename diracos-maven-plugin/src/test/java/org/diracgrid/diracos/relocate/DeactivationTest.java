package org.diracgrid.diracos.relocate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.diracgrid.diracos.elf.Tools;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code diracos_deactivate} gives a shell back as it was: variables, exports and functions. */
@Tag("oracle")
class DeactivationTest {

  /** All that a bundle can set; what a bundle lacks must come back, too. */
  private static final List<String> NAMES =
      List.of(
          "DIRACOS",
          "LD_LIBRARY_PATH",
          "PYTHONPATH",
          "LESSOPEN",
          "GFAL_CONFIG_DIR",
          "X509_CERT_DIR",
          "SSL_CERT_FILE",
          "OPENSSL_CONF",
          "GIT_EXEC_PATH",
          "TERMINFO_DIRS",
          "PERL5LIB",
          "TCL_LIBRARY");

  /** Writes down variables, whether set or not, the environment, and every name left behind. */
  private static final String DUMP =
      "dump() { for v in PATH "
          + String.join(" ", NAMES)
          + "; do eval \"printf '%s %s %s\\n' \\\"$v\\\" \\\"\\${$v+set}\\\" \\\"\\${$v-}\\\"\"; done;"
          + " /usr/bin/env | LC_ALL=C /usr/bin/sort | /usr/bin/grep -av '^_=';"
          + " set | /usr/bin/grep -a '^_\\{0,1\\}diracos' || :;"
          + " command -v diracos_deactivate || :; }; ";

  @TempDir Path directory;
  private Path rc;

  @BeforeEach
  void install() throws IOException {
    Tools.require("bash", "dash", "zsh");
    Path root = Files.createDirectories(directory.resolve("a place"));
    rc = root.resolve("diracosrc");
    Files.writeString(
        rc,
        DiracosRc.of(
            Trees.tree(
                "/bin -> usr/bin",
                "/usr/bin/less",
                "/usr/bin/perl",
                "/usr/sbin/x",
                "/etc/gfal2.d/a.conf",
                "/etc/grid-security/certificates/x",
                "/etc/pki/tls/certs/ca-bundle.crt",
                "/etc/pki/tls/openssl.cnf",
                "/usr/lib64/libcrypto.so.3",
                "/usr/libexec/git-core/git",
                "/usr/share/terminfo/x/xterm",
                "/usr/lib64/perl5/x")));
  }

  private Tools.Outcome run(String shell, Map<String, String> environment, String script) {
    List<String> command = new ArrayList<>(List.of(shell.split(" ")));
    command.addAll(List.of("-c", script, rc.toString()));
    return Tools.run(directory, environment, command);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "bash --posix", "dash", "zsh"})
  void bringsBackTheShellHoweverItIsSet(String shell) {
    List<String> options =
        List.of(":", "set -eu", "set -eu; IFS=/; CDPATH=/tmp; set -f", "set -a", "set -u; set -C");
    for (String option : options) {
      for (String often : List.of(". \"$0\"", ". \"$0\"; . \"$0\"")) {
        for (String inherited : List.of("", "/elsewhere", rc.getParent().toString())) {
          Map<String, String> environment = new LinkedHashMap<>();
          environment.put("PATH", inherited + "/usr/bin:/usr/bin:/bin");
          environment.put("PERL5LIB", "a b");
          environment.put("LESSOPEN", "");
          if (!inherited.isEmpty()) {
            environment.put("DIRACOS", inherited);
          }
          String script =
              DUMP
                  + "GIT_EXEC_PATH='not exported'; "
                  + option
                  + "; dump >before; "
                  + often
                  + "; printf '%s\\n' \"$DIRACOS ${LESSOPEN-unset}\"; diracos_deactivate; dump >after";
          Tools.Outcome outcome = run(shell, environment, script);
          String how = shell + ": " + option + "; " + often + " with DIRACOS=" + inherited;
          assertThat(outcome)
              .as(how)
              .isEqualTo(new Tools.Outcome(0, rc.toAbsolutePath().getParent() + " unset\n"));
          assertThat(directory.resolve("after"))
              .as(how)
              .hasSameTextualContentAs(directory.resolve("before"));
          delete("before", "after");
        }
      }
    }
  }

  private void delete(String... names) {
    for (String name : names) {
      TreeFiles.delete(directory.resolve(name));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "dash", "zsh"})
  void bringsBackAnyEnvironment(String shell) throws IOException {
    Random random = new Random(11);
    for (int round = 0; round < 25; round++) {
      Map<String, String> environment = new LinkedHashMap<>();
      StringBuilder script = new StringBuilder(DUMP);
      for (String name : NAMES) {
        String value = value(random);
        switch (random.nextInt(3)) {
          case 0 -> environment.put(name, value);
          case 1 ->
              script.append(name).append("='").append(value.replace("'", "'\\''")).append("'; ");
          default -> script.append("unset ").append(name).append("; ");
        }
      }
      environment.put("PATH", value(random) + ":/usr/bin:/bin:" + value(random));
      script.append(random.nextBoolean() ? "set -eu; " : "");
      script.append("dump >before; . \"$0\"; dump >during; diracos_deactivate; dump >after");
      Tools.Outcome outcome = run(shell, environment, script.toString());
      assertThat(outcome).as("%s %s", environment, script).isEqualTo(new Tools.Outcome(0, ""));
      byte[] before = Files.readAllBytes(directory.resolve("before"));
      assertThat(Files.readAllBytes(directory.resolve("after"))).isEqualTo(before);
      assertThat(Files.readAllBytes(directory.resolve("during"))).isNotEqualTo(before);
    }
  }

  private static String value(Random random) {
    String characters = "ab/:= '\"$`\\*?[]{}()!#;&|<>~\n\u00e9-";
    StringBuilder value = new StringBuilder();
    for (int length = random.nextInt(12); length > 0; length--) {
      value.append(characters.charAt(random.nextInt(characters.length())));
    }
    return value.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "dash", "zsh"})
  void takesItsDirectoriesOutOfAPathThatWasChangedMeanwhile(String shell) {
    String script =
        ". \"$0\"; PATH=/early:$PATH:/late; diracos_deactivate; printf '%s\\n' \"$PATH\"";
    assertThat(run(shell, Map.of("PATH", "/usr/bin:/bin"), script))
        .isEqualTo(new Tools.Outcome(0, "/early:/usr/bin:/bin:/late\n"));
  }

  @Test
  void keepsTheShellsOwnFunctionsAndGivesOneOnly() {
    String script =
        "mine() { :; }; cd() { echo wrong; }; declare -F >before; . \"$0\"; declare -F >during;"
            + " diracos_deactivate; declare -F >after; echo \"${DIRACOS-none}\"";
    assertThat(run("bash", Map.of("PATH", "/usr/bin:/bin"), script))
        .isEqualTo(new Tools.Outcome(0, "none\n"));
    assertThat(directory.resolve("after")).hasSameTextualContentAs(directory.resolve("before"));
    assertThat(directory.resolve("during"))
        .hasContent("declare -f cd\ndeclare -f diracos_deactivate\ndeclare -f mine\n");
  }

  @Test
  void isNotLedAstrayByAliases() {
    String script =
        "shopt -s expand_aliases\nfor a in cd pwd export unset eval printf readlink set return read;"
            + " do alias $a=false; done\n. \"$0\" || echo failed\n\\printf '%s\\n' \"$DIRACOS\"\n"
            + "diracos_deactivate\n\\printf '%s\\n' \"${DIRACOS-none}\"";
    assertThat(run("bash", Map.of("PATH", "/usr/bin:/bin"), script))
        .isEqualTo(new Tools.Outcome(0, rc.toAbsolutePath().getParent() + "\nnone\n"));
  }

  @Test
  void leavesNothingForProgramsToSee() {
    String script = "set -a; . \"$0\"; /usr/bin/env | /usr/bin/grep -a '^_diracos'";
    for (String shell : List.of("bash", "dash", "zsh")) {
      assertThat(run(shell, Map.of("PATH", "/usr/bin:/bin"), script).output()).isEmpty();
    }
  }
}
