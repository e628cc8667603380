package org.diracgrid.diracos.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.diracgrid.diracos.elf.ElfFile;
import org.diracgrid.diracos.elf.LinkedPrograms;
import org.diracgrid.diracos.elf.Tools;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.repo.Access;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code diracos:relocate -Ddiracos.tree=DIR}, as the goal runs it. */
class GivenTreeTest {

  @TempDir Path directory;
  private final Recording progress = new Recording();

  private Request request() {
    return new Request(
        directory,
        directory.resolve("diracos.json"),
        directory.resolve("target"),
        Map.of("diracos.tree", "whatever"),
        Instant.EPOCH);
  }

  private void relocate(Path tree) {
    new Engine(
            new Engine.Environment(directory.resolve("cache"), 2, false, Access.direct(), progress))
        .relocate(request(), tree);
  }

  @Tag("oracle")
  @Test
  void aTreeOfProgramsRunsFromElsewhereAndTheSecondRunHasNothingToDo() throws IOException {
    Tools.require("gcc");
    Path tree = directory.resolve("tree");
    new LinkedPrograms(directory, "gcc", List.of()).build(tree);
    Path main = tree.resolve("bin/main");
    Path greet = tree.resolve("lib64/libgreet.so.1");
    // A plugin opens the library by a link of its own; git has its programs twice.
    Files.createDirectories(tree.resolve("usr/lib/plugins"));
    Files.createDirectories(tree.resolve("usr/libexec"));
    Files.createSymbolicLink(
        tree.resolve("usr/lib/plugins/libgreet.so.1"), Path.of("../../../lib64/libgreet.so.1"));
    Path twin = Files.createLink(tree.resolve("usr/libexec/main"), main);
    // It would remove the libraries if it were asked.
    Files.writeString(
        directory.resolve("diracos.json"),
        "{\"version\": \"1\", \"removedFolders\": [\"/lib64\"]}");

    relocate(tree);

    assertThat(progress.warnings).isEmpty();
    assertThat(progress.lines)
        .containsExactly(
            tree.toRealPath()
                + " relocated: 2 ELF files patched {PADDING=2}, 0 scripts, 0 links;"
                + " 0 files were relocated already, 0 refused");
    assertThat(ElfFile.read(greet).rpath()).contains("$ORIGIN/deep:$ORIGIN/../../../lib64/deep");
    assertThat(Files.isSameFile(main, twin)).isTrue();
    assertThat(directory.resolve("target/diracos/relocation.json"))
        .content()
        .contains("\"path\" : \"/bin/main\"", "\"PADDING\" : 2");

    progress.lines.clear();
    relocate(tree);
    assertThat(progress.lines)
        .containsExactly(
            "nothing to do in " + tree.toRealPath() + ": 2 files are relocated already, 0 refused");

    Path moved = Files.move(tree, directory.resolve("elsewhere, with a space"));
    for (String program : List.of("bin/main", "usr/libexec/main")) {
      assertThat(
              Tools.run(
                  directory,
                  Map.of("LD_LIBRARY_PATH", "/hostile"),
                  List.of(moved.resolve(program).toString())))
          .as(program)
          .isEqualTo(new Tools.Outcome(0, "answer 42\n"));
    }
  }

  /** Not by a whole run: should this test ever fail, the machine must not be what pays for it. */
  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/usr", "/usr/lib", "/etc", "/home", "/tmp", "/tmp/../usr", "/proc", "/opt"})
  void theSystemIsRefused(String mistaken) {
    assertNoTree(Path.of(mistaken), "a part of this machine's system");
  }

  @Test
  void theHomeDirectoryIsRefusedAndWhatHoldsIt() {
    assertNoTree(Path.of(System.getProperty("user.home")), "or a home directory");
  }

  @Test
  void theJavaThatRunsIsRefused() {
    assertNoTree(Path.of(System.getProperty("java.home")), "because ");
  }

  @Test
  void aLinkToTheSystemIsRefused() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("/usr"));
    assertNoTree(link, "/usr is, or holds, a part of this machine's system");
  }

  private static void assertNoTree(Path mistaken, String because) {
    assertThatThrownBy(() -> GivenTree.checked(mistaken))
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining("DOS-RELOC-24 this is no tree to be relocated")
        .hasMessageContaining(because)
        .hasMessageContaining("fix ");
  }

  @Test
  void aMissingDirectoryIsRefused() {
    assertRefused(directory.resolve("missing"), "there is no such directory");
  }

  @Test
  void aFileIsRefused() throws IOException {
    assertRefused(Files.createFile(directory.resolve("file")), "it is not a directory");
  }

  private void assertRefused(Path mistaken, String because) {
    assertThatThrownBy(() -> relocate(mistaken))
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining("DOS-RELOC-24 this is no tree to be relocated")
        .hasMessageContaining(because)
        .hasMessageContaining("fix ");
    assertThat(directory.resolve("target")).doesNotExist();
  }
}
