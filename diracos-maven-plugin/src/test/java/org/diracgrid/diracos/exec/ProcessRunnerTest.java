package org.diracgrid.diracos.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.diracgrid.diracos.problem.DiracosException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes of the host's {@code /bin/sh}. */
@Timeout(60)
class ProcessRunnerTest {

  @TempDir Path directory;

  private final ProcessRunner runner = new ProcessRunner();

  private Command shell(String script) {
    return Command.of(List.of("sh", "-c", script), directory, Map.of("PATH", "/usr/bin:/bin"));
  }

  @Test
  void outputAndErrorsAreKeptApartAndTheStatusIsThatOfTheProgram() {
    CommandResult result = runner.run(shell("echo out; echo err >&2; exit 3"));

    assertThat(result.output()).isEqualTo("out\n");
    assertThat(result.errors()).isEqualTo("err\n");
    assertThat(result.ending()).isEqualTo("status 3");
    assertThat(result.succeeded()).isFalse();
    assertThat(result.said()).isEqualTo("out\nerr\n");
  }

  @Test
  void nothingOfTheEnvironmentIsInherited() {
    Command command =
        Command.of(List.of("/usr/bin/env"), directory, Map.of("A", "1", "B", "two words"));

    assertThat(runner.run(command).output().lines())
        .containsExactlyInAnyOrder("A=1", "B=two words");
  }

  @Test
  void itStartsInItsDirectoryAndReadsItsInput() {
    CommandResult result = runner.run(shell("pwd -P; cat").withInput("grüße\n"));

    assertThat(result.output()).isEqualTo(real(directory) + "\ngrüße\n");
  }

  @Test
  void aProgramThatReadsNothingDoesNotMindItsInput() {
    assertThat(runner.run(shell("exec 0<&-; echo done").withInput("x".repeat(1 << 20))).output())
        .isEqualTo("done\n");
  }

  @Test
  void aProgramIsTalkedWith() {
    BlockingQueue<Optional<String>> said = new LinkedBlockingQueue<>();
    List<String> heard = new ArrayList<>();
    said.add(Optional.of("one\ntwo"));
    Dialogue dialogue =
        new Dialogue() {
          @Override
          public Optional<String> next() throws InterruptedException {
            return said.take();
          }

          @Override
          public void heard(String line) {
            heard.add(line);
            said.add(heard.size() == 1 ? Optional.of(" more\n") : Optional.empty());
          }
        };

    CommandResult result =
        runner.run(shell("while read -r a; do echo \"<$a>\"; done").withDialogue(dialogue));

    assertThat(heard).containsExactly("<one>", "<two more>");
    assertThat(result.output()).isEqualTo("<one>\n<two more>\n");
  }

  @Test
  void whatIsBeyondTheBoundIsReadAndThrownAway() {
    CommandResult result =
        runner.run(shell("yes 1234567 | head -c 3000000; echo end >&2").withBound(10));

    assertThat(result.output()).isEqualTo("1234567\n12");
    assertThat(result.errors()).isEqualTo("end\n");
    assertThat(result.status()).isZero();
  }

  @Test
  void aSignalIsNamed() {
    assertThat(runner.run(shell("kill -SEGV $$")).ending()).isEqualTo("signal 11 (SIGSEGV)");
  }

  @Test
  void afterItsTimeTheProgramIsStoppedWithAllThatItStarted() throws IOException {
    CommandResult result =
        runner.run(
            shell("sleep 300 & echo $! > child; (sleep 301 & echo $! > orphan); sleep 302")
                .withLimit(Duration.ofSeconds(1)));

    assertThat(result.timedOut()).isTrue();
    assertThat(result.ending()).isEqualTo("no end in 1 s");
    assertThat(result.took()).isLessThan(Duration.ofSeconds(20));
    assertIsGone("child");
    assertIsGone("orphan");
  }

  @Test
  void whatAProgramLeavesBehindIsStopped() throws IOException {
    CommandResult result = runner.run(shell("sleep 300 & echo $! > left; echo said"));

    assertThat(result.output()).isEqualTo("said\n");
    assertThat(result.took()).isLessThan(Duration.ofSeconds(20));
    assertIsGone("left");
  }

  @Test
  void anInterruptStopsTheProgram() throws Exception {
    CompletableFuture<DiracosException> failure = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                runner.run(shell("echo $$ > running.new; mv running.new running; sleep 300"));
                failure.completeExceptionally(new AssertionError("it was not interrupted"));
              } catch (DiracosException e) {
                failure.complete(e);
              }
            });
    thread.start();
    while (!Files.exists(directory.resolve("running"))) {
      Thread.sleep(20);
    }
    thread.interrupt();

    assertThat(failure.get(20, TimeUnit.SECONDS).getMessage())
        .startsWith("DOS-EXEC-03 a program was stopped since the build was interrupted");
    assertIsGone("running");
  }

  @Test
  void aProgramThatIsNotThereIsSaidWithWhereItWasLookedFor() {
    assertThatThrownBy(
            () ->
                runner.run(
                    Command.of(List.of("no-such", "-x"), directory, Map.of("PATH", "/a:/b"))))
        .hasMessage(
            """
            DOS-EXEC-01 the program no-such is not there
              where     no-such -x
              because   looked in /a:/b
              fix       install it, or correct its name""");
  }

  @Test
  void aProgramIsLookedUpInItsOwnPathNotInOurs() throws IOException {
    Path tool = directory.resolve("bin/tool");
    Files.createDirectories(tool.getParent());
    Files.writeString(tool, "#!/bin/sh\necho mine\n");
    assertThat(tool.toFile().setExecutable(true)).isTrue();

    Command command = Command.of(List.of("tool"), directory, Map.of("PATH", "/nowhere:bin"));
    assertThat(runner.run(command).output()).isEqualTo("mine\n");
  }

  private void assertIsGone(String file) throws IOException {
    long pid = Long.parseLong(Files.readString(directory.resolve(file)).strip());
    Optional<ProcessHandle> left = ProcessHandle.of(pid);
    // Where nobody waits for orphans they stay as zombies, which hold nothing.
    boolean zombie =
        left.isPresent()
            && Files.exists(Path.of("/proc/" + pid + "/stat"))
            && Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
    assertThat(left.isEmpty() || !left.get().isAlive() || zombie).as(file).isTrue();
  }

  private static String real(Path path) {
    try {
      return path.toRealPath().toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatIsSaidIsAppendedToTheLogInOrder() throws IOException {
    Path log = Files.writeString(directory.resolve("log"), "before\n");
    CommandResult result =
        runner.run(shell("echo out; echo err >&2; echo out again; exit 2").withLog(log));

    assertThat(result.ending()).isEqualTo("status 2");
    assertThat(result.said()).isEmpty();
    assertThat(log).hasContent("before\nout\nerr\nout again\n");
  }

  @Test
  void whoeverTakesTooMuchMemoryIsStoppedWithAllThatItStarted() {
    // Without the last command a shell would become sleep, and give its memory back.
    String twice = "x=$(head -c 40000000 /dev/zero | tr '\\0' x); sleep 50; :";
    Command command = shell("( " + twice + " ) & ( " + twice + " ) & wait");
    CommandResult result = runner.run(command.withMemory(OptionalLong.of(60_000_000)));

    assertThat(result.succeeded()).isFalse();
    assertThat(result.tooMuchMemory().getAsLong()).isGreaterThan(60_000_000);
    assertThat(result.ending()).startsWith("out of memory: ").endsWith(" MiB");
    assertThat(result.took()).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void whoeverKeepsToItsMemoryIsNotStopped() {
    CommandResult result =
        runner.run(shell("sleep 0.5; exit 4").withMemory(OptionalLong.of(100_000_000)));

    assertThat(result.ending()).isEqualTo("status 4");
  }
}
