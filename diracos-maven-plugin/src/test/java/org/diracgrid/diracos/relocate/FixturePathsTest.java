package org.diracgrid.diracos.relocate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diracgrid.diracos.elf.Tools;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.rpm.RpmFile;
import org.diracgrid.diracos.stage.Extractor;
import org.diracgrid.diracos.stage.StagedEntry;
import org.diracgrid.diracos.stage.StagedPackage;
import org.diracgrid.diracos.stage.StagedTree;
import org.diracgrid.diracos.testing.Oracles;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs of the fixture distribution that look for data of their own, run by {@code diracos-run}
 * from a place where they never were. It has neither Tcl nor terminfo.
 */
@Tag("oracle")
class FixturePathsTest {

  @TempDir Path directory;

  @Test
  void programsFindTheirOwnFilesAfterAMove() throws IOException {
    Tools.require("git", "pkg-config");
    Path root = directory.resolve("tree");
    List<StagedPackage> packages =
        Oracles.fixturePackages().stream()
            .filter(file -> !file.getFileName().toString().startsWith("glibc"))
            .map(file -> new StagedPackage(RpmFile.read(file).header().nevra(), file))
            .toList();
    StagedTree tree = Extractor.extract(packages, root, 2, Progress.silent()).tree();
    RelocationResult result =
        new Relocator(Progress.silent(), 2)
            .relocate(tree, RelocationSpec.of("1"), Optional.of(directory.resolve("r.json")));
    for (StagedEntry entry : result.tree().entries().values()) {
      if (entry.kind() == StagedEntry.Kind.FILE && (entry.mode() & 0111) != 0) {
        Files.setPosixFilePermissions(
            entry.path().under(root), PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
    Path moved = Files.move(root, directory.resolve("moved [to] a place")).toRealPath();

    python(moved);
    git(moved);
    openssl(moved);
    String perl = "use strict; use POSIX; print POSIX::floor(2.5), $INC{'POSIX.pm'}";
    assertThat(run(moved, "perl", "-e", perl)).startsWith("2" + moved + "/usr/");
    assertThat(run(moved, "file", "-b", "--mime-type", moved.resolve("diracosrc").toString()))
        .isEqualTo("text/plain");
    String modules = "PKG_CONFIG_LIBDIR=" + moved.resolve("usr/lib64/pkgconfig");
    assertThat(run(moved, "env", modules, "pkg-config", "--variable=includedir", "libffi"))
        .isEqualTo((moved + "/usr/lib64/pkgconfig/../../include").replace(" ", "\\ "));
    assertThat(result.plan().texts().left().keySet())
        .as("kinds of which something is left")
        .containsExactly(
            TextKind.SHELL, TextKind.PERL, TextKind.PYTHON, TextKind.CONFIGURATION, TextKind.OTHER);
  }

  private void python(Path moved) {
    String prefix = "import sys, sysconfig; v = sysconfig.get_config_var; print(sys.prefix, ";
    assertThat(run(moved, "python3", "-c", prefix + "v('prefix'), v('BINDIR'), sep='|')"))
        .isEqualTo(moved + "/usr|" + moved + "/usr|" + moved + "/usr/bin");
    assertThat(
            run(moved, "python", "-c", "import ssl; print(ssl.get_default_verify_paths().cafile)"))
        .isEqualTo(moved + "/etc/ssl/certs/ca-certificates.crt");
  }

  private void git(Path moved) throws IOException {
    Path origin = directory.resolve("origin");
    Tools.check(directory, "git", "init", "-q", origin.toString());
    Files.writeString(origin.resolve("file"), "x");
    List<String> git = List.of("git", "-C", origin.toString());
    for (List<String> words :
        List.of(
            List.of("add", "file"),
            List.of("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x"))) {
      List<String> command = new ArrayList<>(git);
      command.addAll(words);
      Tools.check(directory, command.toArray(String[]::new));
    }
    Path clone = directory.resolve("clone");
    run(moved, "git", "clone", "-q", "file://" + origin, clone.toString());
    assertThat(clone.resolve("file")).hasContent("x");
    assertThat(clone.resolve(".git/hooks/pre-commit.sample")).as("from the templates").exists();
    assertThat(run(moved, "git", "--exec-path")).isEqualTo(moved + "/usr/lib/git-core");
    assertThat(run(moved, "git", "-C", clone.toString(), "submodule", "status"))
        .as("a script that sources others")
        .isEmpty();
  }

  private void openssl(Path moved) throws IOException {
    Path key = directory.resolve("key");
    String told =
        run(
            moved,
            ("openssl req -verbose -new -newkey rsa:2048 -nodes -subj /CN=x -keyout " + key)
                .split(" "));
    assertThat(told).contains("Using configuration from " + moved + "/etc/ssl/openssl.cnf");
    assertThat(run(moved, "openssl", "dgst", "-md4", "-provider", "legacy", key.toString()))
        .contains("MD4");
  }

  private String run(Path moved, String... command) {
    List<String> all = new ArrayList<>(List.of(moved.resolve("bin/diracos-run").toString()));
    all.addAll(List.of(command));
    Tools.Outcome outcome =
        Tools.run(
            directory,
            Map.of("PATH", "/usr/bin:/bin", "HOME", directory.toString(), "LC_ALL", "C"),
            all);
    assertThat(outcome.status()).as("%s: %s", all, outcome.output()).isZero();
    return outcome.output().strip();
  }
}
