package org.diracgrid.diracos.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.rpm.Compression;
import org.diracgrid.diracos.testing.CpioBytes;
import org.diracgrid.diracos.testing.RpmBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packages on disk become a tree on disk. */
class ExtractorTest {

  @TempDir Path dir;

  private StagedPackage write(RpmBuilder builder) {
    return new StagedPackage(builder.nevra(), builder.writeTo(dir));
  }

  private List<StagedPackage> world() {
    byte[] big = new byte[3 << 20];
    new Random(3).nextBytes(big);
    return List.of(
        write(
            RpmBuilder.of("filesystem", "1-1", "noarch")
                .directory("/usr")
                .directory("/usr/lib64")
                .link("/lib64", "usr/lib64")
                .link("/abs", "/usr/lib64")),
        write(
            RpmBuilder.of("big", "1-1", "x86_64")
                .file("/usr/share/big", 0600, big)
                .compression(Compression.XZ)),
        write(
            RpmBuilder.of("git", "2:1-1", "x86_64")
                .hardLinks(0755, "git", "/usr/bin/git", "/usr/libexec/a", "/usr/libexec/b")
                .hardLinks(0644, "", "/usr/share/e1", "/usr/share/e2")
                .compression(Compression.ZSTD)
                .cpio(CpioBytes.Format.STRIPPED)),
        write(
            RpmBuilder.of("odd", "1-1", "x86_64")
                .file("/lib64/libodd.so.1", 0755, "odd")
                .file("/usr/share/Főtanúsítvány\udcff", 0644, "cert")
                .link("/usr/share/cert", "Főtanúsítvány\udcff")
                .capable("/usr/bin/ping", "cap_net_raw=ep", "ping")
                .node("/dev/fuse", 0020666)
                .ghost("/var/log/odd")
                .file("/usr/bin/su", 06755, "su")),
        write(RpmBuilder.of("meta", "1-1", "noarch")));
  }

  private static Map<String, String> disk(Path root) throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.toList()) {
        String content =
            Files.isSymbolicLink(path)
                ? "-> " + Files.readSymbolicLink(path)
                : Files.isDirectory(path)
                    ? "dir"
                    : new String(
                        Files.readAllBytes(path), java.nio.charset.StandardCharsets.ISO_8859_1);
        found.put(root.relativize(path).toString(), content);
      }
    }
    return found;
  }

  @Test
  void treeHoldsWhatThePackagesBring() throws IOException {
    Path root = dir.resolve("tree");
    ExtractionResult result = Extractor.extract(world(), root, 2, Progress.silent());
    Map<String, String> disk = disk(root);
    assertThat(disk)
        .containsEntry("lib64", "-> usr/lib64")
        .containsEntry("abs", "-> usr/lib64")
        .containsEntry("usr/lib64/libodd.so.1", "odd")
        .containsEntry("usr/libexec/a", "git")
        .containsEntry("usr/share/e1", "")
        .containsEntry("usr/share/F%C5%91tan%C3%BAs%C3%ADtv%C3%A1ny%FF", "cert")
        .containsEntry("usr/share/cert", "-> F%C5%91tan%C3%BAs%C3%ADtv%C3%A1ny%FF")
        .doesNotContainKeys("dev/fuse", "var/log/odd");
    assertThat(Files.getAttribute(root.resolve("usr/bin/git"), "unix:nlink")).isEqualTo(1);
    assertThat(disk).hasSize(result.tree().entries().size() + 1);
    assertThat(result.skipped())
        .extracting(SkippedFile::path)
        .containsExactly("/dev/fuse", "/var/log/odd");
    StagedEntry ping = result.tree().entries().get(BundlePath.parse("/usr/bin/ping"));
    assertThat(ping)
        .isEqualTo(
            new StagedEntry(
                BundlePath.parse("/usr/bin/ping"),
                StagedEntry.Kind.FILE,
                0755,
                4,
                "",
                "odd-1-1.x86_64",
                "cap_net_raw=ep"));
    assertThat(result.tree().entries().get(BundlePath.parse("/abs")))
        .extracting(StagedEntry::target)
        .isEqualTo("/usr/lib64");
  }

  @Test
  void orderAndThreadsDoNotMatter() throws IOException {
    List<StagedPackage> packages = new ArrayList<>(world());
    packages.add(write(RpmBuilder.of("clash", "1-1", "noarch").file("/usr/bin/su", 0755, "other")));
    ExtractionResult first = Extractor.extract(packages, dir.resolve("t0"), 1, Progress.silent());
    assertThat(first.conflicts()).hasSize(1);
    for (int i = 1; i < 4; i++) {
      Collections.shuffle(packages, new Random(i));
      Path root = dir.resolve("t" + i);
      ExtractionResult again = Extractor.extract(packages, root, i + 1, Progress.silent());
      assertThat(again.tree().entries()).isEqualTo(first.tree().entries());
      assertThat(again.conflicts()).isEqualTo(first.conflicts());
      assertThat(again.skipped()).isEqualTo(first.skipped());
      assertThat(disk(root)).isEqualTo(disk(dir.resolve("t0")));
    }
  }

  @Test
  void manifestIsReadBackAsItWas() throws IOException {
    Path root = dir.resolve("tree");
    StagedTree tree = Extractor.extract(world(), root, 2, Progress.silent()).tree();
    Path json = dir.resolve("staged.json");
    StagedTreeJson.write(tree, json);
    String text = Files.readString(json);
    assertThat(text)
        .doesNotContain(dir.toString())
        .startsWith("{\"format\":1,\"entries\":[\n{\"path\":");
    assertThat(text.lines()).hasSize(tree.entries().size() + 2);
    assertThat(StagedTreeJson.read(json, root).entries()).isEqualTo(tree.entries());
    byte[] first = Files.readAllBytes(json);
    StagedTreeJson.write(StagedTreeJson.read(json, root), json);
    assertThat(json).hasBinaryContent(first);
  }

  @Test
  void damagedManifestIsRefused() throws IOException {
    Path json = dir.resolve("staged.json");
    for (String text :
        List.of(
            "",
            "[]",
            "{\"format\":2,\"entries\":[]}",
            "{\"format\":1,\"entries\":[{\"path\":\"/../x\",\"kind\":\"file\",\"mode\":\"644\"}]}",
            "{\"format\":1,\"entries\":[{\"path\":\"/x\",\"kind\":\"thing\",\"mode\":\"644\"}]}",
            "{\"format\":1,\"entries\":[{\"path\":\"/x/y\",\"kind\":\"file\",\"mode\":\"644\"}]}",
            "{\"format\":1,\"entries\":[{\"path\":\"/x\",\"what\":1}]}",
            "{\"format\":1,\"entries\":[{\"path\"")) {
      Files.writeString(json, text);
      assertThatThrownBy(() -> StagedTreeJson.read(json, dir))
          .as(text)
          .hasMessageContaining("DOS-STAGE-09 cannot read the manifest");
    }
  }

  @Test
  void packageThatIsAnotherIsRefused() {
    Path rpm = RpmBuilder.of("a", "1-1", "noarch").writeTo(dir);
    StagedPackage wrong = new StagedPackage(RpmBuilder.of("a", "2-1", "noarch").nevra(), rpm);
    assertThatThrownBy(
            () -> Extractor.extract(List.of(wrong), dir.resolve("t"), 1, Progress.silent()))
        .hasMessageContaining("DOS-STAGE-04 a-1-1.noarch.rpm is a-1-1.noarch, not a-2-1.noarch");
    RpmBuilder source = RpmBuilder.of("s", "1-1", "src");
    assertThatThrownBy(
            () -> Extractor.extract(List.of(write(source)), dir.resolve("t"), 1, Progress.silent()))
        .hasMessageContaining("a source package is built, not extracted");
  }

  @Test
  void directoryThatIsNotEmptyIsRefused() throws IOException {
    Path root = Files.createDirectory(dir.resolve("t"));
    Files.createFile(root.resolve("x"));
    assertThatThrownBy(() -> Extractor.extract(List.of(), root, 1, Progress.silent()))
        .hasMessageContaining("DOS-STAGE-07");
  }

  @Test
  void placeThatCannotBeWrittenIsNamed() throws IOException {
    Path file = Files.createFile(dir.resolve("file"));
    assertThatThrownBy(() -> Extractor.extract(world(), file.resolve("t"), 1, Progress.silent()))
        .hasMessageContaining("DOS-STAGE-06 cannot write the staged tree");
  }

  @Test
  void allBrokenPackagesAreToldAndNothingIsLeftOutside() {
    List<StagedPackage> packages = new ArrayList<>();
    for (String name : List.of("b", "a")) {
      packages.add(
          write(
              RpmBuilder.of(name, "1-1", "noarch")
                  .file("/x" + name, 0644, "12345678")
                  .compression(Compression.NONE)
                  .editArchive(
                      bytes -> {
                        bytes[116] ^= 1;
                        return bytes;
                      })));
    }
    assertThatThrownBy(() -> Extractor.extract(packages, dir.resolve("t"), 1, Progress.silent()))
        .hasMessageContaining("DOS-RPM-10");
    assertThat(Files.exists(dir.resolve("x"), LinkOption.NOFOLLOW_LINKS)).isFalse();
  }

  @Test
  void memberThatClimbsOutIsRefusedBeforeAnythingIsWritten() {
    StagedPackage evil =
        write(RpmBuilder.of("evil", "1-1", "noarch").file("/../../escaped", 0644, "x"));
    Path root = dir.resolve("t/u/v");
    assertThatThrownBy(() -> Extractor.extract(List.of(evil), root, 1, Progress.silent()))
        .hasMessageContaining("DOS-STAGE-01 evil-1-1.noarch holds the path /../../escaped");
    assertThat(root).doesNotExist();
  }

  @Test
  void linkThatClimbsOutIsNeverWrittenThrough() throws IOException {
    Path outside = Files.createDirectory(dir.resolve("outside"));
    StagedPackage a =
        write(
            RpmBuilder.of("a", "1-1", "noarch")
                .link("/up", "../outside")
                .link("/abs", outside.toString()));
    StagedPackage b = write(RpmBuilder.of("b", "1-1", "noarch").file("/up/f", 0644, "x"));
    StagedPackage c = write(RpmBuilder.of("c", "1-1", "noarch").file("/abs/f", 0644, "x"));
    assertThatThrownBy(
            () -> Extractor.extract(List.of(a, b), dir.resolve("t"), 1, Progress.silent()))
        .hasMessageContaining("DOS-STAGE-03 b-1-1.noarch puts /up/f behind");
    Path root = dir.resolve("t2");
    Extractor.extract(List.of(a, c), root, 1, Progress.silent());
    assertThat(outside).isEmptyDirectory();
    assertThat(BundlePath.parse(outside.toString()).under(root).resolve("f")).hasContent("x");
    assertThat(Files.readSymbolicLink(root.resolve("up"))).hasToString("outside");
  }
}
