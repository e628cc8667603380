package org.diracgrid.diracos.build.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.diracgrid.diracos.build.source.AcquiredSource.SourceDirectory;
import org.diracgrid.diracos.build.source.AcquiredSource.SourcePackageFile;
import org.diracgrid.diracos.config.PackageBuild;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.rpm.RpmFile;
import org.diracgrid.diracos.rpm.RpmFileInfo;
import org.diracgrid.diracos.testing.Oracle;
import org.diracgrid.diracos.testing.Oracles;
import org.diracgrid.diracos.testing.RpmBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourcePreparerTest {

  private static final String PATCH =
      """
      --- original/zlib.spec
      +++ patched/zlib.spec
      @@ -1 +1 @@
      -Name: zlib
      +Name: zlib-ng
      """;

  @TempDir private Path dir;

  private SourcePackageFile srpm(RpmBuilder builder) {
    Path file = builder.writeTo(dir);
    return new SourcePackageFile(file, SourceTrees.sha256(file));
  }

  private static RpmBuilder zlib() {
    return RpmBuilder.of("zlib", "1-1", "src")
        .file("zlib.spec", 0644, "Name: zlib\n")
        .file("helper.sh", 0755, "#!/bin/sh\n")
        .file("a b.patch", 0600, "x\n");
  }

  private PackageBuild build(String name, String... options) {
    return Builds.of(dir, name, options);
  }

  private Path patch(String name, String text) throws IOException {
    Path patches = Files.createDirectories(dir.resolve("patches"));
    return Files.writeString(patches.resolve(name), text);
  }

  private List<String> left() throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      return files.map(p -> p.getFileName().toString()).filter(n -> n.startsWith("out")).toList();
    }
  }

  @Test
  void sourcePackageWithoutPatchStaysAsItIs() throws IOException {
    SourcePackageFile source = srpm(zlib());
    PreparedSource prepared = SourcePreparer.prepare(build("zlib"), source, dir.resolve("out"));
    assertThat(prepared)
        .isEqualTo(new PreparedSource.Unchanged("zlib", source.path(), source.sha256()));
    assertThat(left()).isEmpty();
  }

  @Test
  void patchedSourcePackageBecomesADirectory() throws IOException {
    patch("zlib.patch", PATCH);
    PackageBuild build = build("zlib", "patchDir", "patches");
    PreparedSource.Tree tree =
        (PreparedSource.Tree) SourcePreparer.prepare(build, srpm(zlib()), dir.resolve("out"));
    assertThat(tree.spec()).isEqualTo("zlib.spec");
    assertThat(tree.directory().resolve("zlib.spec")).hasContent("Name: zlib-ng\n");
    assertThat(tree.directory().resolve("helper.sh")).isExecutable();
    assertThat(tree.directory().resolve("a b.patch")).hasContent("x\n");
    assertThat(tree.patch().orElseThrow().files()).hasSize(1);
    assertThat(left()).containsExactly("out");
  }

  @Test
  void digestIsThatOfTheContent() throws IOException {
    patch("zlib.patch", PATCH);
    PackageBuild build = build("zlib", "patchDir", "patches");
    Checksum first = SourcePreparer.prepare(build, srpm(zlib()), dir.resolve("out")).digest();
    Path given = Files.createDirectory(dir.resolve("given"));
    Files.writeString(given.resolve("helper.sh"), "#!/bin/sh\n");
    given.resolve("helper.sh").toFile().setExecutable(true);
    Files.writeString(given.resolve("a b.patch"), "x\n");
    Files.writeString(given.resolve("zlib.spec"), "Name: zlib-ng\n");
    SourceDirectory directory = new SourceDirectory(given, "zlib.spec", "given");
    PackageBuild other = build("other");
    assertThat(SourcePreparer.prepare(other, directory, dir.resolve("out2")).digest())
        .isEqualTo(first);
    given.resolve("helper.sh").toFile().setExecutable(false);
    assertThat(SourcePreparer.prepare(other, directory, dir.resolve("out2")).digest())
        .isNotEqualTo(first);
    assertThat(given.resolve("zlib.spec")).hasContent("Name: zlib-ng\n");
  }

  @Test
  void patchThatDoesNotFitLeavesNothing() throws IOException {
    patch("zlib.patch", PATCH.replace("-Name: zlib", "-Name: zlip"));
    PackageBuild build = build("zlib", "patchDir", "patches");
    assertThatThrownBy(() -> SourcePreparer.prepare(build, srpm(zlib()), dir.resolve("out")))
        .hasMessageStartingWith("DOS-PATCH-06 ");
    assertThat(left()).isEmpty();
  }

  @Test
  void patchIsFoundByTheNameOfTheBuildOrOfTheDistGitPackage() throws IOException {
    Path python = patch("python.patch", PATCH);
    PackageBuild build = build("python-i386", "src", "python", "patchDir", "patches");
    assertThat(SourcePreparer.patch(build)).contains(python);
    Path own = patch("python-i386.patch", PATCH);
    assertThat(SourcePreparer.patch(build)).contains(own);
    assertThat(SourcePreparer.patch(build("zlib", "patchDir", "patches"))).isEmpty();
    assertThat(SourcePreparer.patch(build("zlib", "patchFile", "patches/python.patch")))
        .contains(python);
    assertThatThrownBy(() -> SourcePreparer.patch(build("zlib", "patchFile", "gone.patch")))
        .hasMessageStartingWith("DOS-SOURCE-05 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil", "deep/file", "..", "/etc/passwd"})
  void namesThatClimbAreRefused(String name) throws IOException {
    patch("zlib.patch", PATCH);
    PackageBuild build = build("zlib", "patchDir", "patches");
    SourcePackageFile source = srpm(zlib().file(name, 0644, "evil"));
    assertThatThrownBy(() -> SourcePreparer.prepare(build, source, dir.resolve("out")))
        .hasMessageStartingWith("DOS-");
    assertThat(left()).isEmpty();
    assertThat(dir.resolve("evil")).doesNotExist();
  }

  @Test
  void linksAreRefused() throws IOException {
    patch("zlib.patch", PATCH);
    PackageBuild build = build("zlib", "patchDir", "patches");
    SourcePackageFile source = srpm(zlib().link("link", "/etc/passwd"));
    assertThatThrownBy(() -> SourcePreparer.prepare(build, source, dir.resolve("out")))
        .hasMessageStartingWith("DOS-SOURCE-11 ");
  }

  /** As the chroot builder does it, but on this machine. */
  private static Path rpmbuild(PreparedSource.Tree source, Path output) {
    try {
      Oracle.of("rpmbuild")
          .run(
              java.util.Map.of("SOURCE_DATE_EPOCH", "1600000000"),
              List.of(
                  "-bs",
                  "--nodeps",
                  "--define",
                  "_sourcedir " + source.directory(),
                  "--define",
                  "_srcrpmdir " + output,
                  "--define",
                  "use_source_date_epoch_as_buildtime 1",
                  "--define",
                  "_buildhost localhost",
                  source.directory().resolve(source.spec()).toString()));
      try (Stream<Path> files = Files.list(output)) {
        return files.findFirst().orElseThrow();
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** From a real source package with an archive, over a patch into it, to a new source package. */
  @Test
  void newSourcePackageHoldsThePatchedArchive() throws IOException {
    Oracles.require("rpmbuild", "tar", "xz", "diff", "bash");
    Oracles.bash(
        dir,
        """
        mkdir -p SOURCES hello-1
        printf 'one\\ntwo\\n' > hello-1/hello.c
        tar -cJf SOURCES/hello-1.tar.xz hello-1
        cat > hello.spec <<'END'
        Name: hello
        Version: 1
        Release: 1
        Summary: hello
        License: none
        Source0: hello-1.tar.xz
        BuildRequires: gcc
        %description
        hello
        %files
        END
        rpmbuild -bs --define "_topdir $PWD" hello.spec
        for t in original patched; do
          mkdir $t; cp hello.spec SOURCES/hello-1.tar.xz $t
          tar -C $t -xf $t/hello-1.tar.xz
        done
        sed -i 's/Release: 1/Release: 2/' patched/hello.spec
        sed -i 's/two/zwei/' patched/hello-1/hello.c
        mkdir -p patches
        diff -ru original patched > patches/hello.patch || test $? = 1
        """);
    Path file = dir.resolve("SRPMS/hello-1-1.src.rpm");
    SourcePackageFile source = new SourcePackageFile(file, SourceTrees.sha256(file));
    PackageBuild build = build("hello", "patchDir", "patches");
    PreparedSource.Tree tree =
        (PreparedSource.Tree) SourcePreparer.prepare(build, source, dir.resolve("out"));
    Path made = rpmbuild(tree, Files.createDirectory(dir.resolve("made")));
    RpmFile rpm = RpmFile.read(made);
    assertThat(rpm.header().nevra()).hasToString("hello-1-2.src");
    assertThat(rpm.header().files().stream().map(RpmFileInfo::path))
        .containsExactlyInAnyOrder("hello.spec", "hello-1.tar.xz");
    Path unpacked = Files.createDirectory(dir.resolve("unpacked"));
    assertThat(SourceUnpacker.unpack(made, unpacked)).isEqualTo("hello.spec");
    assertThat(new String(Oracles.bash(unpacked, "tar -xJOf hello-1.tar.xz hello-1/hello.c")))
        .isEqualTo("one\nzwei\n");

    PreparedSource.Tree again =
        (PreparedSource.Tree) SourcePreparer.prepare(build, source, dir.resolve("out"));
    assertThat(again).isEqualTo(tree);
    Path twice = rpmbuild(again, Files.createDirectory(dir.resolve("twice")));
    assertThat(Files.readAllBytes(twice)).isEqualTo(Files.readAllBytes(made));
  }
}
