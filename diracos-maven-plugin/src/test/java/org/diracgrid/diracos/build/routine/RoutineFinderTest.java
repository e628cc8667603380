package org.diracgrid.diracos.build.routine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.diracgrid.diracos.build.RoutineFiles;
import org.diracgrid.diracos.problem.DiracosException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoutineFinderTest {

  private static final String SCRIPT = "#!/bin/sh\n";

  @TempDir Path directory;

  private Path file(String name, String text, String mode) throws IOException {
    Path file = Files.writeString(directory.resolve(name), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private void scripts(String... names) throws IOException {
    for (String name : names) {
      file(name, SCRIPT, "rwxr-xr-x");
    }
  }

  private RoutineFinder finder(String... builds) {
    return RoutineFinder.of(directory, List.of(builds), List.of(builds));
  }

  private static List<String> names(List<Path> files) {
    return files.stream().map(file -> file.getFileName().toString()).toList();
  }

  private String problem(String build) {
    List<?> problems = finder(build).look(build).problems();
    assertThat(problems).hasSize(1);
    return problems.get(0).toString();
  }

  @Test
  void eachKindIsFoundAndSorted() throws IOException {
    scripts("post-zlib.py", "pre-zlib-2.sh", "pre-zlib-1", "pre-zlib-10.sh", "zlib.sh", "zlib");

    RoutineFiles files = finder("zlib").find("zlib");

    assertThat(names(files.before()))
        .containsExactly("pre-zlib-1", "pre-zlib-10.sh", "pre-zlib-2.sh");
    assertThat(names(files.instead())).containsExactly("zlib", "zlib.sh");
    assertThat(names(files.after())).containsExactly("post-zlib.py");
    assertThat(files.before()).allMatch(Path::isAbsolute);
  }

  @Test
  void noFilesAreNoRoutines() {
    assertThat(finder("zlib").find("zlib")).isEqualTo(RoutineFiles.NONE);
  }

  @Test
  void aLongerNameOfAnotherBuildTakesTheFile() throws IOException {
    scripts("python-virtualenv.sh", "pre-python-virtualenv.sh", "canl-c++.sh", "python.sh");
    RoutineFinder finder = finder("python", "python-virtualenv", "canl-c", "canl-c++");

    assertThat(names(finder.find("python").instead())).containsExactly("python.sh");
    assertThat(finder.find("python").before()).isEmpty();
    assertThat(names(finder.find("python-virtualenv").instead()))
        .containsExactly("python-virtualenv.sh");
    assertThat(finder.find("canl-c")).isEqualTo(RoutineFiles.NONE);
    assertThat(names(finder.find("canl-c++").instead())).containsExactly("canl-c++.sh");
    assertThat(finder.notes()).isEmpty();
  }

  @Test
  void aLongerNameCountsEvenIfItsRoutinesAreElsewhere() throws IOException {
    scripts("python-virtualenv.sh");

    RoutineFinder finder =
        RoutineFinder.of(directory, List.of("python"), List.of("python", "python-virtualenv"));

    assertThat(finder.find("python")).isEqualTo(RoutineFiles.NONE);
    assertThat(finder.notes())
        .singleElement()
        .asString()
        .contains("python-virtualenv has another \"routineDir\"");
  }

  @Test
  void withoutTheLongerNameTheFileReplacesTheBuildAndThatIsTold() throws IOException {
    scripts("python-virtualenv.sh");

    RoutineFinder finder = finder("python");

    assertThat(names(finder.find("python").instead())).containsExactly("python-virtualenv.sh");
    assertThat(finder.notes())
        .singleElement()
        .asString()
        .contains("in place of the build python")
        .contains("python.virtualenv.sh");
  }

  @Test
  void aNameThatGoesOnWithALetterOrDigitIsAnother() throws IOException {
    scripts("zlib2.sh", "zlibs", "pre-zlibng.sh");
    RoutineFinder finder = finder("zlib");

    assertThat(finder.find("zlib")).isEqualTo(RoutineFiles.NONE);
    assertThat(finder.notes())
        .hasSize(3)
        .allMatch(note -> note.contains("no routine of any build"));
  }

  @Test
  void aMisspeltNameIsToldWithWhatIsMeant() throws IOException {
    scripts("pre-pyhton.sh");

    assertThat(finder("python", "zlib").notes())
        .singleElement()
        .asString()
        .endsWith("is it meant for python?");
  }

  @Test
  void aFileOfTwoMeaningsIsAnErrorOfBothBuilds() throws IOException {
    scripts("pre-commit.sh");
    RoutineFinder finder = finder("commit", "pre-commit");

    for (String build : List.of("commit", "pre-commit")) {
      assertThatThrownBy(() -> finder.find(build))
          .isInstanceOf(DiracosException.class)
          .hasMessageStartingWith("DOS-ROUTINE-05 a routine may be meant for two builds")
          .hasMessageContaining("pre-commit.sh")
          .hasMessageContaining(
              "it runs before the build commit, or it runs in place of the build pre-commit");
    }
    assertThat(names(finder("pre-commit").find("pre-commit").instead()))
        .containsExactly("pre-commit.sh");
    assertThat(names(finder("commit").find("commit").before())).containsExactly("pre-commit.sh");
  }

  @Test
  void aFileThatCannotBeExecutedSaysHowItCan() throws IOException {
    Path file = file("zlib.sh", SCRIPT, "rw-r--r--");

    assertThat(problem("zlib")).startsWith("DOS-ROUTINE-03").contains("chmod +x " + file);
  }

  @Test
  void aModuleOfV1SaysHowItIsConverted() throws IOException {
    String module = "import logging\n\ndef execute(**kwargs):\n  logging.info(kwargs['src'])\n";
    file("post-gdb.py", module, "rw-rw-r--");

    assertThat(problem("gdb"))
        .startsWith("DOS-ROUTINE-02 a routine is a module as DIRACOS v1 imported it")
        .contains("#!/usr/bin/env python3", "json.load(sys.stdin)", "docs/routines.md");
    file("post-gdb.py", module, "rwxr-xr-x");
    assertThat(problem("gdb")).startsWith("DOS-ROUTINE-02");
    file("post-gdb.py", "print(1)\n", "rwxr-xr-x");
    assertThat(problem("gdb")).contains("does not say which Python runs it");
  }

  @Test
  void aFileThatSaysNotWhatRunsItIsAnError() throws IOException {
    file("zlib.sh", "echo hello\n", "rwxr-xr-x");
    assertThat(problem("zlib")).startsWith("DOS-ROUTINE-04").contains("no \"#!\" is there");

    file("zlib.sh", "", "rwxr-xr-x");
    assertThat(problem("zlib")).startsWith("DOS-ROUTINE-04").contains("the file is empty");

    file("zlib.sh", "#!/bin/sh\r\necho\r\n", "rwxr-xr-x");
    assertThat(problem("zlib")).startsWith("DOS-ROUTINE-04").contains("Windows");

    file("zlib.sh", "#!  \n/bin/sh\n", "rwxr-xr-x");
    assertThat(problem("zlib")).startsWith("DOS-ROUTINE-04").contains("nothing follows");

    file("zlib.sh", "#!\0/bin/sh\n", "rwxr-xr-x");
    assertThat(problem("zlib")).startsWith("DOS-ROUTINE-04").contains("nothing follows");
  }

  @Test
  void aLinkThatLeadsNowhereIsAnError() throws IOException {
    Files.createSymbolicLink(directory.resolve("zlib.sh"), Path.of("nowhere"));

    assertThat(problem("zlib")).startsWith("DOS-ROUTINE-06").contains("NoSuchFileException");
  }

  @Test
  void aBinaryAndALinkToAScriptAreRoutines() throws IOException {
    file("pre-zlib", "\u007fELF\2\1\1", "rwxr-xr-x");
    file("common", SCRIPT, "rwxr-xr-x");
    Files.createSymbolicLink(directory.resolve("zlib.sh"), Path.of("common"));

    RoutineFiles files = finder("zlib").find("zlib");

    assertThat(names(files.before())).containsExactly("pre-zlib");
    assertThat(names(files.instead())).containsExactly("zlib.sh");
  }

  @Test
  void allProblemsOfABuildAreTold() throws IOException {
    file("pre-zlib.sh", SCRIPT, "rw-r--r--");
    file("zlib.py", "def execute(**kwargs):\n", "rw-r--r--");

    assertThatThrownBy(() -> finder("zlib").find("zlib"))
        .isInstanceOfSatisfying(DiracosException.class, e -> assertThat(e.problems()).hasSize(2));
    assertThat(names(finder("zlib").look("zlib").files().instead())).containsExactly("zlib.py");
  }

  @Test
  void copiesTextsAndDirectoriesAreLeftAlone() throws IOException {
    scripts(".zlib.sh", "zlib.sh~", "#zlib.sh#");
    file("zlib.md", "text", "rw-r--r--");
    file("zlib.patch", "text", "rw-r--r--");
    Files.createDirectory(directory.resolve("zlib.d"));

    RoutineFinder finder = finder("zlib");

    assertThat(finder.find("zlib")).isEqualTo(RoutineFiles.NONE);
    assertThat(finder.notes()).isEmpty();
  }

  @Test
  void aDirectoryThatIsNotThereIsAnError() {
    assertThatThrownBy(
            () -> RoutineFinder.of(directory.resolve("no"), List.of("zlib"), List.of("zlib")))
        .hasMessageStartingWith("DOS-ROUTINE-01")
        .hasMessageContaining("NoSuchFileException");
  }
}
