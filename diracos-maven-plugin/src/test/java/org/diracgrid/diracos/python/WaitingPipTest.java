package org.diracgrid.diracos.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.diracgrid.diracos.exec.Command;
import org.diracgrid.diracos.exec.CommandResult;
import org.diracgrid.diracos.exec.HostProgram;
import org.diracgrid.diracos.exec.ProcessRunner;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.testing.Oracles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A package that is called pip, which a real Python loads and runs. */
@Timeout(300)
class WaitingPipTest {

  private static final String MAIN =
      """
      import os, sys
      import pip
      print(sys.argv[1:], pip.loaded == os.getppid() or pip.loaded, 'main' in __name__)
      for word in sys.argv[1:]:
          if word.startswith('import='):
              print(__import__(word[7:]).__file__)
          elif word.startswith('status='):
              print('told', file=sys.stderr)
              sys.exit(int(word[7:]))
          elif word == 'signal':
              os.kill(os.getpid(), 11)
          elif word == 'all':
              os.kill(os.getppid(), 9)
          elif word == 'read':
              print(repr(sys.stdin.read()))
          elif word == 'path':
              print(os.environ['PYTHONPATH'])
      """;

  @TempDir Path directory;
  private Path packages;

  @BeforeEach
  void aPip() throws IOException {
    Oracles.require("python3");
    packages = directory.resolve("packages");
    write("pip/__init__.py", "import os\nloaded = os.getpid()\n");
    write("pip/__main__.py", MAIN);
    write("pip/_internal/__init__.py", "");
    write("pip/_internal/cli/__init__.py", "");
    write("pip/_internal/cli/main.py", "");
  }

  private void write(String name, String text) throws IOException {
    Path file = packages.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private WaitingPip start() {
    List<String> words = new ArrayList<>();
    words.add(HostProgram.find("python3").orElseThrow().toString());
    words.addAll(WaitingPip.words());
    Map<String, String> environment =
        Map.of("PYTHONPATH", packages.toString(), "LANG", "C.UTF-8", "PATH", "/usr/bin:/bin");
    return WaitingPip.start(
        new ProcessRunner(), Command.of(words, directory, environment), directory);
  }

  @Test
  void itRunsAsOftenAsItIsToldInProcessesOfTheirOwn() {
    try (WaitingPip pip = start()) {
      CommandResult first = pip.run(List.of("one", "zwei ü \"'\\"), List.of());
      assertThat(first.errors()).isEmpty();
      assertThat(first.succeeded()).isTrue();
      assertThat(first.output()).isEqualTo("['one', 'zwei ü \"\\'\\\\'] True True\n");
      CommandResult second = pip.run(List.of("status=3"), List.of());
      assertThat(second.status()).isEqualTo(3);
      assertThat(second.errors()).isEqualTo("told\n");
      assertThat(second.output()).isEqualTo("['status=3'] True True\n");
      assertThat(pip.run(List.of("signal"), List.of()).ending()).isEqualTo("signal 11 (SIGSEGV)");
      assertThat(pip.run(List.of("read"), List.of()).output()).endsWith("''\n");
    }
  }

  @Test
  void modulesThatAreMadeMeanwhileAreFound() throws IOException {
    try (WaitingPip pip = start()) {
      assertThat(pip.run(List.of("import=later"), List.of()).status()).isEqualTo(1);
      write("later.py", "");
      assertThat(pip.run(List.of("import=later"), List.of()).output())
          .endsWith(packages.resolve("later.py") + "\n");
    }
  }

  @Test
  void furtherPlacesComeBeforeItsOwnForThatRunOnly() throws IOException {
    Path more = Files.createDirectory(directory.resolve("more"));
    Files.writeString(more.resolve("further.py"), "");
    try (WaitingPip pip = start()) {
      CommandResult run = pip.run(List.of("import=further", "path"), List.of(more));
      assertThat(run.output())
          .endsWith(more.resolve("further.py") + "\n" + more + ":" + packages + "\n");
      assertThat(pip.run(List.of("import=further"), List.of()).status()).isEqualTo(1);
    }
  }

  @Test
  void aPipThatHasLookedForPackagesAlreadyStartsAnewWhereThereAreMore() throws IOException {
    write("pip/_vendor/__init__.py", "");
    write("pip/_vendor/pkg_resources/__init__.py", "");
    write("pip/_internal/cli/main.py", "import pip._vendor.pkg_resources\n");
    Path more = Files.createDirectory(directory.resolve("more"));
    Files.writeString(more.resolve("further.py"), "");
    try (WaitingPip pip = start()) {
      CommandResult run = pip.run(List.of("import=further"), List.of(more));
      assertThat(run.output()).startsWith("['import=further'] ").doesNotContain("] True");
      assertThat(run.output()).endsWith(more.resolve("further.py") + "\n");
    }
  }

  @Test
  void whatModulesSayWhileTheyAreLoadedIsNoAnswer() throws IOException {
    write("pip/_internal/cli/main.py", "print('7')\nprint('8', end='')\n");
    try (WaitingPip pip = start()) {
      assertThat(pip.run(List.of("status=3"), List.of()).status()).isEqualTo(3);
      assertThat(pip.run(List.of("one"), List.of()).output()).isEqualTo("['one'] True True\n");
    }
  }

  @Test
  void anEndOfItAllIsAResult() {
    try (WaitingPip pip = start()) {
      CommandResult run = pip.run(List.of("all"), List.of());
      assertThat(run.ending()).isEqualTo("signal 9 (SIGKILL)");
      assertThat(pip.run(List.of("one"), List.of()).succeeded()).isFalse();
    }
  }

  @Test
  void aPipThatIsNotNeededEnds() {
    WaitingPip pip = start();
    assertThatCode(pip::close).doesNotThrowAnyException();
    assertThatCode(pip::close).doesNotThrowAnyException();
  }

  @Test
  void aProgramThatIsNotThereIsSaidWhenItIsNeeded() {
    WaitingPip pip =
        WaitingPip.start(
            new ProcessRunner(),
            Command.of(List.of("/nowhere/python3"), directory, Map.of()),
            directory);
    assertThatThrownBy(() -> pip.run(List.of("one"), List.of()))
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining("/nowhere/python3");
  }
}
