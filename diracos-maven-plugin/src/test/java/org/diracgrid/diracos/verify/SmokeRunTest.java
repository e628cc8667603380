package org.diracgrid.diracos.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.diracgrid.diracos.exec.CommandResult;
import org.diracgrid.diracos.exec.CommandRunner;
import org.diracgrid.diracos.exec.ProcessRunner;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.testing.Oracles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A bundle of shell scripts, run by real processes. */
@Timeout(120)
class SmokeRunTest {

  @TempDir Path directory;

  private Path bundle;
  private Path scratch;

  @BeforeEach
  void bundle() throws IOException {
    bundle = directory.resolve("bundle");
    scratch = directory.resolve("scratch");
    Files.createDirectories(bundle.resolve("usr/bin"));
    Files.writeString(
        bundle.resolve("diracosrc"),
        """
        PATH=$DIRACOS/usr/bin:$PATH
        unset LD_LIBRARY_PATH PYTHONPATH PYTHONHOME
        """);
    program("hello", "echo \"hello $1 from $0\"");
  }

  private void program(String name, String body) throws IOException {
    Path file = bundle.resolve("usr/bin").resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private SmokeResults run(SmokeSettings.Sandbox sandbox, SmokeTest... tests) {
    return run(new ProcessRunner(), sandbox, tests);
  }

  private SmokeResults run(
      CommandRunner runner, SmokeSettings.Sandbox sandbox, SmokeTest... tests) {
    return new SmokeRun(runner, Progress.silent())
        .run(
            SmokeSource.directory(bundle),
            List.of(tests),
            new SmokeSettings(2, sandbox, scratch, List.of()));
  }

  private static List<String> told(SmokeResults results) {
    Findings findings = new Findings(Map.of());
    results.tell(findings);
    return Subjects.told(findings.report("x"), Check.SMOKE);
  }

  private List<Path> left() throws IOException {
    try (Stream<Path> files = Files.list(scratch)) {
      return files.toList();
    }
  }

  @Test
  void whatWorksFromBothPlacesIsNoFindingAndLeavesNothing() throws IOException {
    SmokeResults results =
        run(
            SmokeSettings.Sandbox.NEVER,
            SmokeTest.program(List.of("hello", "two  words"))
                .withOutput(Pattern.compile("two  words")),
            SmokeTest.shell("hello x | grep -q hello; exit 3").withStatus(3));

    assertThat(results.places()).hasSize(2);
    assertThat(results.passed()).isTrue();
    assertThat(told(results)).isEmpty();
    assertThat(results.outcomes()).hasSize(4);
    assertThat(results.outcomes().get(0).result().output())
        .matches("hello two  words from /.*/a place with a long name.{100,}/usr/bin/hello\n");
    assertThat(results.outcomes().get(1).result().output()).contains("/s/usr/bin/hello");
    assertThat(left()).isEmpty();
  }

  @Test
  void aTestGetsACleanEnvironment() {
    SmokeResults results =
        run(
            SmokeSettings.Sandbox.NEVER,
            SmokeTest.shell("env | sed 's/=.*//' | sort | tr '\\n' ' '; echo; pwd; echo $HOME"));

    for (SmokeResults.Outcome outcome : results.outcomes()) {
      List<String> lines = outcome.result().output().lines().toList();
      assertThat(lines.get(0).split(" "))
          .contains("DIRACOS", "HOME", "LC_ALL", "PATH")
          .isSubsetOf(
              "DIRACOS", "HOME", "LC_ALL", "OLDPWD", "PATH", "PERL5LIB", "PWD", "SHLVL", "_");
      assertThat(lines.get(1)).isEqualTo(lines.get(2));
    }
  }

  @Test
  void aFailingTestIsOneFindingWithPlacesCommandAndTheEndOfItsOutput() throws IOException {
    program("fails", "i=1; while [ $i -le 30 ]; do echo line $i; i=$((i+1)); done; exit 9");

    SmokeResults results =
        run(SmokeSettings.Sandbox.NEVER, SmokeTest.program(List.of("fails", "it's")));

    assertThat(results.passed()).isFalse();
    assertThat(told(results)).hasSize(1);
    assertThat(told(results).get(0))
        .startsWith(
            """
            DOS-VERIFY-21 the smoke test "fails it's" fails: status 9 instead of 0
              where     a long path with spaces: status 9 instead of 0
                        a read-only path, with hostile variables: status 9 instead of 0
              because   in the folder of diracosrc: env -i PATH=/usr/bin:/bin HOME=/tmp \
            LC_ALL=C.UTF-8 DIRACOS="$PWD" sh -c '. "$DIRACOS/diracosrc"; fails \
            '\\''it'\\''\\'\\'''\\''s'\\'''
                        | line 11
            """)
        .contains("| line 30\n")
        .doesNotContain("| line 10\n");
  }

  @Test
  void theCommandThatIsShownCanBePasted() throws Exception {
    program("say", "printf '%s.' \"$@\"");
    String command =
        SmokeScript.pasted(SmokeTest.program(List.of("say", "it's", "$HOME", "\"x\"")));

    assertThat(new String(Oracles.bash(bundle, command), StandardCharsets.UTF_8))
        .isEqualTo("it's.$HOME.\"x\".");
  }

  @Test
  void whatFailsInOnePlaceAloneIsToldForThatPlace() throws IOException {
    Files.writeString(bundle.resolve("diracosrc"), "PATH=$DIRACOS/usr/bin:$PATH\n");
    program("picky", "[ -z \"$LD_LIBRARY_PATH\" ] || { echo \"took $LD_LIBRARY_PATH\"; exit 1; }");

    assertThat(told(run(SmokeSettings.Sandbox.NEVER, SmokeTest.program(List.of("picky")))))
        .singleElement()
        .asString()
        .contains(
            "a long path with spaces: passes\n",
            "a read-only path, with hostile variables: status 1 instead of 0\n",
            "| took /");
  }

  @Test
  void aProgramOfTheHostDoesNotPassForOneOfTheBundle() {
    assertThat(told(run(SmokeSettings.Sandbox.NEVER, SmokeTest.program(List.of("ls", "/")))))
        .singleElement()
        .asString()
        .contains("fails: status 127 instead of 0", "| ls is not in the bundle: ");
  }

  @Test
  void aProgramThatNobodyHasIsSaid() {
    assertThat(told(run(SmokeSettings.Sandbox.NEVER, SmokeTest.program(List.of("no-such")))))
        .singleElement()
        .asString()
        .contains("fails: status 127 instead of 0", "| no-such is not in PATH");
  }

  @Test
  void wrongOutputAndNoEndAreFailures() throws IOException {
    program("hangs", "sleep 300");

    assertThat(
            told(
                run(
                    SmokeSettings.Sandbox.NEVER,
                    SmokeTest.program(List.of("hello", "x")).withOutput(Pattern.compile("^bye")),
                    SmokeTest.program(List.of("hangs")).withLimit(Duration.ofSeconds(1)))))
        .satisfiesExactly(
            one -> assertThat(one).contains("the output does not hold what it has to: ^bye"),
            two -> assertThat(two).contains("\"hangs\" fails: no end in 1 s"));
  }

  @Test
  void helpMayEndWithAnotherStatusAsLongAsItIsOne() throws IOException {
    program("h0", "echo 'Usage: h0 [options]'");
    program("h2", "echo 'usage: h2' >&2; exit 2");
    program("h127", "echo 'usage: h127' >&2; exit 127");
    program("silent", "exit 0");
    program(
        "broken", "echo 'Traceback (most recent call last):'; echo 'no module options'; exit 1");

    SmokeResults results =
        run(
            SmokeSettings.Sandbox.NEVER,
            SmokeTest.help(List.of("h0", "h2", "h127", "silent", "broken"))
                .toArray(SmokeTest[]::new));

    assertThat(
            results.outcomes().stream()
                .filter(outcome -> !outcome.passed())
                .map(outcome -> outcome.test().name())
                .distinct())
        .containsExactly("h127 --help", "silent --help", "broken --help");
  }

  @Test
  void importsAreATestForEachModule() {
    assertThat(SmokeTest.imports(List.of("ssl", "os.path")))
        .extracting(SmokeTest::name, SmokeTest::words)
        .containsExactly(
            tuple("import ssl", List.of("python3", "-c", "import ssl")),
            tuple("import os.path", List.of("python3", "-c", "import os.path")));
    assertThatThrownBy(() -> SmokeTest.imports(List.of("ssl; import os")))
        .hasMessage("'ssl; import os' is no name of a Python module");
  }

  @Test
  void aBundleWithoutDiracosrcCannotBeRun() throws IOException {
    Files.delete(bundle.resolve("diracosrc"));

    assertThatThrownBy(() -> run(SmokeSettings.Sandbox.NEVER, SmokeTest.shell("true")))
        .hasMessageStartingWith("DOS-VERIFY-27 the bundle has no diracosrc");
    assertThat(left()).isEmpty();
  }

  @Test
  void theTableHasARowForEachTest() {
    SmokeResults results =
        run(
            SmokeSettings.Sandbox.NEVER,
            SmokeTest.program(List.of("hello")),
            SmokeTest.shell("exit 1").named("bad"));

    assertThat(results.table()).hasSize(3);
    assertThat(results.table().get(0))
        .isEqualTo("seconds  a long path with spaces  a read-only path, with hostile variables");
    assertThat(results.table().get(1)).matches("hello    \\d+\\.\\d\\d +\\d+\\.\\d\\d");
    assertThat(results.table().get(2))
        .matches("bad      \\d+\\.\\d\\d failed +\\d+\\.\\d\\d failed");
  }

  @Test
  void anInterruptStopsTheTestsAndRemovesTheCopies() throws Exception {
    CompletableFuture<DiracosException> failure = new CompletableFuture<>();
    program("hangs", "echo > " + directory + "/begun; sleep 300");
    Thread thread =
        new Thread(
            () -> {
              try {
                run(SmokeSettings.Sandbox.NEVER, SmokeTest.program(List.of("hangs")));
                failure.completeExceptionally(new AssertionError("it was not interrupted"));
              } catch (DiracosException e) {
                failure.complete(e);
              }
            });
    thread.start();
    while (!Files.exists(directory.resolve("begun"))) {
      Thread.sleep(20);
    }
    thread.interrupt();

    assertThat(failure.get(60, TimeUnit.SECONDS).getMessage())
        .startsWith("DOS-VERIFY-29 the smoke tests were interrupted");
    assertThat(left()).isEmpty();
  }

  @Test
  void theEndOfTheJvmTakesProcessesAndCopiesWithIt() throws Exception {
    Path begun = directory.resolve("begun");
    program(
        "hangs",
        "sleep 300 & echo $! > " + begun + ".new; mv " + begun + ".new " + begun + "; wait");
    String classes =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classes,
                SmokeRunProgram.class.getName(),
                bundle.toString(),
                scratch.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("said").toFile())
            .start();
    while (!Files.exists(begun)) {
      assertThat(jvm.isAlive()).as("the other JVM runs").isTrue();
      Thread.sleep(20);
    }
    long child = Long.parseLong(Files.readString(begun).strip());
    assertThat(left()).hasSize(1);

    jvm.destroy();

    assertThat(jvm.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(left()).isEmpty();
    Path stat = Path.of("/proc/" + child + "/stat");
    assertThat(!Files.exists(stat) || Files.readString(stat).contains(") Z ")).isTrue();
  }

  @Test
  @Tag("oracle")
  void theSandboxShowsNothingOfTheHostsUsr() throws IOException {
    Oracles.require("bwrap");
    program("host", "for f in /usr/bin/* /usr/lib/*; do echo $f; done; echo $PATH");

    SmokeResults results =
        run(
            SmokeSettings.Sandbox.REQUIRED,
            SmokeTest.program(List.of("host")),
            SmokeTest.shell("ls /"),
            SmokeTest.shell("echo > $DIRACOS/x"));

    assertThat(results.places()).hasSize(3);
    CommandResult host = results.outcomes().get(2).result();
    assertThat(host.status()).isZero();
    assertThat(host.output().lines())
        .contains("/usr/bin/env", "/usr/bin/readlink", "/d/usr/bin:/usr/bin:/bin")
        .noneMatch(line -> line.endsWith("/python3"));
    List<String> usr = host.output().lines().filter(line -> line.startsWith("/usr/bin/")).toList();
    assertThat(usr).containsExactly("/usr/bin/env", "/usr/bin/readlink");
    assertThat(results.outcomes().get(5).failure()).isEqualTo("status 127 instead of 0");
    assertThat(results.outcomes().get(8).passed()).as("the bundle is read-only").isFalse();
  }

  @Test
  @Tag("oracle")
  void aSandboxThatDoesNotWorkIsARemarkUnlessItIsRequired() {
    Oracles.require("bwrap");
    ProcessRunner real = new ProcessRunner();
    List<String> seen = new ArrayList<>();
    CommandRunner runner =
        command -> {
          if (command.words().get(0).endsWith("bwrap")) {
            seen.add(command.words().get(0));
            return new CommandResult(1, false, "", "bwrap: No permissions\nmore\n", Duration.ZERO);
          }
          return real.run(command);
        };

    SmokeResults results =
        run(runner, SmokeSettings.Sandbox.AUTO, SmokeTest.program(List.of("hello")));

    assertThat(seen).hasSize(1);
    assertThat(results.places()).hasSize(2);
    assertThat(results.remarks()).containsExactly("no sandbox: bwrap: No permissions");
    assertThatThrownBy(
            () -> run(runner, SmokeSettings.Sandbox.REQUIRED, SmokeTest.program(List.of("hello"))))
        .hasMessage(
            """
            DOS-VERIFY-28 the sandbox for smoke tests does not work on this machine
              because   bwrap: No permissions
              fix       install bubblewrap and allow user namespaces; or do without, by sandbox auto""");
  }
}
