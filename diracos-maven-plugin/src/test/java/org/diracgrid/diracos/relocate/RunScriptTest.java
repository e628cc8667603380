package org.diracgrid.diracos.relocate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diracgrid.diracos.elf.Tools;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.stage.StagedEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/diracos-run} of a relocated tree, run. */
@Tag("oracle")
class RunScriptTest {

  private static final String ARGUMENTS = "printf '<%s>' \"$@\"; printf '%s' \"$DIRACOS\"";

  @TempDir Path directory;
  private Path root;

  @BeforeEach
  void makeTree() throws IOException {
    root = Files.createDirectory(directory.resolve("a place [of] $odd 'names'")).toRealPath();
    Trees.script(root.resolve("usr/bin/tool"), "#!/bin/sh\necho \"tool $*\"\n");
    Files.createSymbolicLink(root.resolve("bin"), Path.of("usr/bin"));
    new Relocator(Progress.silent(), 1)
        .relocate(Trees.read(root), RelocationSpec.of("1"), Optional.empty());
  }

  private Tools.Outcome run(String... command) {
    return Tools.run(
        directory, Map.of("PATH", "/usr/bin:/bin", "DIRACOS", "/other"), List.of(command));
  }

  private String runner() {
    return root.resolve("bin/diracos-run").toString();
  }

  @Test
  void isAnExecutableFileInTheTree() {
    assertThat(root.resolve("usr/bin/diracos-run")).isExecutable();
    StagedEntry entry = Trees.read(root).entries().get(BundlePath.parse("/usr/bin/diracos-run"));
    assertThat(entry.mode()).isEqualTo(0755);
  }

  @Test
  void isInBinAlsoWhereThePackagesHaveNone() throws IOException {
    Path bare = Files.createDirectory(directory.resolve("bare"));
    Trees.script(bare.resolve("usr/bin/tool"), "#!/bin/sh\necho \"tool $*\"\n");
    Relocator relocator = new Relocator(Progress.silent(), 1);
    RelocationResult result =
        relocator.relocate(Trees.read(bare), RelocationSpec.of("1"), Optional.empty());
    List<String> once = Trees.listing(bare);
    assertThat(run(bare.resolve("bin/diracos-run").toString(), "tool", "x"))
        .isEqualTo(new Tools.Outcome(0, "tool x\n"));
    assertThat(result.tree().entries()).containsKey(BundlePath.parse("/bin"));
    relocator.relocate(Trees.read(bare), RelocationSpec.of("1"), Optional.empty());
    assertThat(Trees.listing(bare)).isEqualTo(once);
  }

  @Test
  void runsACommandOfTheBundleWithItsArgumentsUnchanged() {
    assertThat(run(runner(), "tool", "1")).isEqualTo(new Tools.Outcome(0, "tool 1\n"));
    for (String shell : List.of("sh", "bash", "dash", "zsh")) {
      Tools.require(shell);
      assertThat(
              run(
                  shell, runner(), "sh", "-c", ARGUMENTS, "sh", "a  b", "", "$x`y`", "*", "\n",
                  "-n"))
          .as(shell)
          .isEqualTo(new Tools.Outcome(0, "<a  b><><$x`y`><*><\n><-n>" + root));
    }
  }

  @Test
  void findsItsPlaceThroughLinks() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("one"), Path.of(runner()));
    Path second = Files.createSymbolicLink(directory.resolve("two"), Path.of("one"));
    Path above = Files.createSymbolicLink(directory.resolve("above"), root);
    for (Path way : List.of(link, second, above.resolve("bin/diracos-run"))) {
      assertThat(run(way.toString(), "tool")).isEqualTo(new Tools.Outcome(0, "tool \n"));
    }
    assertThat(run("/bin/sh", "-c", "cd \"$0/bin\" && exec sh diracos-run tool", root.toString()))
        .isEqualTo(new Tools.Outcome(0, "tool \n"));
  }

  @Test
  void keepsExitStatusAndSignals() {
    assertThat(run(runner(), "sh", "-c", "exit 42").status()).isEqualTo(42);
    assertThat(run(runner(), "sh", "-c", "kill -TERM $$").status()).isEqualTo(128 + 15);
    String[] processes =
        run("/bin/sh", "-c", "\"$0\" sh -c 'echo $PPID'; echo $$", runner()).output().split("\n");
    assertThat(processes[0]).as("the wrapper is replaced by the command").isEqualTo(processes[1]);
  }

  @Test
  void givesTheCommandNoVariableOfItsOwn() {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c"));
    command.add("\"$0\" /usr/bin/env | grep -a '^_diracos'; echo \"$? $DIRACOS\"");
    command.add(runner());
    assertThat(run(command.toArray(String[]::new))).isEqualTo(new Tools.Outcome(0, "1 /other\n"));
  }

  @Test
  void saysWhatIsWrong() {
    assertThat(run(runner()))
        .satisfies(o -> assertThat(o.status()).isEqualTo(2))
        .satisfies(o -> assertThat(o.output()).startsWith("diracos-run: no command given\nusage:"));
    assertThat(run(runner(), "no-such"))
        .isEqualTo(
            new Tools.Outcome(
                127, "diracos-run: no-such: neither the bundle nor the host has such a command\n"));
    assertThat(run(runner(), "/no/such"))
        .isEqualTo(new Tools.Outcome(127, "diracos-run: /no/such: no such file\n"));
    assertThat(run(runner(), "/usr"))
        .isEqualTo(new Tools.Outcome(126, "diracos-run: /usr: is not a program\n"));
    assertThat(run(runner(), "--no-such").output()).contains("unknown option --no-such");
    assertThat(run(runner(), "--help").status()).isZero();
    assertThat(run(runner(), "--help").output()).startsWith("usage: diracos-run");
    assertThat(run(runner(), "--", "tool")).isEqualTo(new Tools.Outcome(0, "tool \n"));
  }

  @Test
  void saysSoWhereItWasTakenOutOfItsBundle() throws IOException {
    Path copy = Files.createDirectories(directory.resolve("else/usr/bin")).resolve("diracos-run");
    Files.copy(root.resolve("usr/bin/diracos-run"), copy);
    assertThat(run("/bin/sh", copy.toString(), "tool").status()).isEqualTo(125);
    assertThat(run("/bin/sh", copy.toString(), "tool").output()).contains("lies in its bundle");
  }
}
