package org.diracgrid.diracos.relocate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.diracgrid.diracos.elf.Tools;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.stage.StagedEntry;
import org.diracgrid.diracos.stage.StagedTree;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole tree on disk, relocated, moved and run. */
class RelocatorTest {

  @TempDir Path directory;
  private Path root;

  @BeforeEach
  void makeTree() throws IOException {
    root = Files.createDirectory(directory.resolve("staged tree"));
    Trees.script(root.resolve("usr/bin/python3"), "not really");
    Trees.script(root.resolve("usr/bin/tool"), "#!/usr/bin/python3\nprint()\n");
    // As pip writes it where the path has a space.
    String exec = "'''exec' \"" + root + "/usr/bin/python3\" \"$0\" \"$@\"\n' '''\n";
    Trees.script(root.resolve("usr/bin/pip"), "#!/bin/sh\n" + exec + "print()\n");
    Trees.script(root.resolve("usr/share/doc/readme"), "x");
    Trees.script(root.resolve("usr/lib/py/__pycache__/a.pyc"), "x");
    Files.createSymbolicLink(root.resolve("bin"), Path.of("/usr/bin"));
    Files.createSymbolicLink(root.resolve("usr/gone"), Path.of("nowhere"));
  }

  private RelocationResult relocate(StagedTree tree) {
    RelocationSpec spec =
        new RelocationSpec(
            "1.2", List.of(BundlePath.parse("/usr/share/doc")), List.of(), List.of(), List.of());
    return new Relocator(Progress.silent(), 2)
        .relocate(tree, spec, Optional.of(directory.resolve("relocation.json")));
  }

  @Test
  void secondRunChangesNoByte() {
    RelocationResult first = relocate(Trees.read(root));
    List<String> once = Trees.listing(root);
    RelocationResult second = relocate(first.tree());
    assertThat(Trees.listing(root)).isEqualTo(once);
    assertThat(second.plan().links().changed()).isEmpty();
    assertThat(second.plan().shebangs().changes()).isEmpty();
    assertThat(second.tree().entries()).isEqualTo(first.tree().entries());
    assertThat(relocate(Trees.read(root)).findings()).isEmpty();
    assertThat(Trees.listing(root)).isEqualTo(once);
  }

  @Test
  void entriesSayWhatIsOnDisk() {
    RelocationResult result = relocate(Trees.read(root));
    for (StagedEntry entry : Trees.read(root).entries().values()) {
      StagedEntry told = result.tree().entries().get(entry.path());
      assertThat(told).as("%s", entry.path()).isNotNull();
      assertThat(told.kind()).isEqualTo(entry.kind());
      assertThat(told.size()).as("size of %s", entry.path()).isEqualTo(entry.size());
      assertThat(told.target()).isEqualTo(entry.target());
    }
    assertThat(result.tree().entries()).hasSameSizeAs(Trees.read(root).entries());
  }

  @Test
  void changedLinkLeadsToNamesAsTheyAreOnTheHost() throws IOException {
    BundlePath file = BundlePath.parse("/usr/share/Főtanúsítvány.crt");
    BundlePath link = BundlePath.parse("/usr/share/link");
    Files.writeString(file.under(root), "x");
    Files.createSymbolicLink(link.under(root), Path.of("elsewhere"));
    Map<BundlePath, StagedEntry> entries = new TreeMap<>(Trees.read(root).entries());
    entries.remove(BundlePath.parse("/usr/share/" + file.under(root).getFileName()));
    entries.put(file, new StagedEntry(file, StagedEntry.Kind.FILE, 0644, 1, "", "", null));
    entries.put(
        link, new StagedEntry(link, StagedEntry.Kind.SYMLINK, 0777, 0, file.toString(), "", null));
    RelocationResult result = relocate(new StagedTree(root, entries.values()));
    assertThat(result.tree().entries().get(link).target()).isEqualTo("Főtanúsítvány.crt");
    assertThat(Files.readString(link.under(root))).isEqualTo("x");
  }

  @Test
  void threadsDoNotMatter() throws IOException {
    Path other = directory.resolve("other");
    Tools.check(directory, "cp", "-a", root.toString(), other.toString());
    relocate(Trees.read(root));
    Files.move(root, directory.resolve("done"));
    Files.move(other, root);
    RelocationSpec spec =
        new RelocationSpec(
            "1.2", List.of(BundlePath.parse("/usr/share/doc")), List.of(), List.of(), List.of());
    new Relocator(Progress.silent(), 1).relocate(Trees.read(root), spec, Optional.empty());
    assertThat(Trees.listing(root)).isEqualTo(Trees.listing(directory.resolve("done")));
  }

  @Test
  void writesTheFilesThatNoPackageHas() throws IOException {
    relocate(Trees.read(root));
    assertThat(root.resolve("brokenLinks.txt")).hasContent("DIRACOS/usr/gone\n");
    assertThat(root.resolve(".diracos_version")).hasContent("1.2\n");
    assertThat(root.resolve("versions.txt"))
        .hasContent(
            "DIRACOS 1.2\n\n===== RPM packages =====\n\npkg-1-1.x86_64\n\n"
                + "===== Python packages =====\n\n");
    assertThat(root.resolve("diracosrc")).isRegularFile();
    assertThat(Files.readSymbolicLink(root.resolve("bin"))).hasToString("usr/bin");
    assertThat(Files.readSymbolicLink(root.resolve("usr/bin/python"))).hasToString("python3");
    assertThat(root.resolve("usr/share/doc")).doesNotExist();
    assertThat(root.resolve("usr/lib/py/__pycache__")).doesNotExist();
    JsonNode json = new ObjectMapper().readTree(directory.resolve("relocation.json").toFile());
    assertThat(json.at("/links/broken/0/path").asText()).isEqualTo("/usr/gone");
    assertThat(json.at("/scripts/changed")).hasSize(2);
    assertThat(json.at("/removed")).hasSize(4);
  }

  @Test
  void stagingPathThatStaysIsFound() throws IOException {
    Trees.script(root.resolve("usr/lib/x.conf"), "prefix = " + root + "/usr\n");
    byte[] big = new byte[600_000];
    byte[] text = root.toString().getBytes(StandardCharsets.UTF_8);
    System.arraycopy(text, 0, big, 256 * 1024 - 5, text.length);
    Trees.script(root.resolve("usr/lib/y.bin"), big);
    RelocationResult result = relocate(Trees.read(root));
    assertThat(result.findings().toString())
        .contains("DOS-RELOC-07")
        .contains("is in 2 files")
        .contains("/usr/lib/x.conf", "/usr/lib/y.bin")
        .doesNotContain("/usr/bin/pip");
  }

  @Test
  void namesBeyondAsciiKeepTheirHostForm() throws IOException {
    Trees.script(root.resolve("usr/share/f%C5%91.crt"), "x");
    Files.createSymbolicLink(root.resolve("usr/link"), Path.of("/usr/share/f%C5%91.crt"));
    RelocationResult result = relocate(Trees.read(root));
    assertThat(Files.readSymbolicLink(root.resolve("usr/link"))).hasToString("share/f%C5%91.crt");
    assertThat(result.tree().entries().get(BundlePath.parse("/usr/link")).target())
        .isEqualTo("share/f\u0151.crt");
  }

  @Test
  void brokenElfFilesAreNamedAndLeft() throws IOException {
    byte[] broken = {0x7f, 'E', 'L', 'F', 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9};
    Trees.script(root.resolve("usr/lib/broken.so"), broken);
    assertThat(relocate(Trees.read(root)).findings().toString())
        .contains("DOS-ELF-02 unknown ELF class 9")
        .contains("/usr/lib/broken.so");
    assertThat(Files.readAllBytes(root.resolve("usr/lib/broken.so"))).isEqualTo(broken);
  }

  @Test
  @Tag("oracle")
  void programsRunAfterTheMove() throws IOException {
    Tools.require("gcc");
    Path library = root.resolve("usr/lib64/libgreet.so.1.0");
    Files.createDirectories(library.getParent());
    Path source = directory.resolve("source.c");
    Files.writeString(source, "const char *greet(void) { return \"hello\"; }");
    Tools.check(
        directory,
        "gcc",
        "-shared",
        "-fPIC",
        "-Wl,-soname,libgreet.so.1",
        source.toString(),
        "-o",
        library.toString());
    Files.createSymbolicLink(root.resolve("usr/lib64/libgreet.so.1"), Path.of("libgreet.so.1.0"));
    Files.writeString(
        source, "#include <stdio.h>\nconst char *greet(void);\nint main(void) { puts(greet()); }");
    Tools.check(
        directory,
        "gcc",
        source.toString(),
        library.toString(),
        "-o",
        root.resolve("usr/bin/greet").toString());

    RelocationResult result = relocate(Trees.read(root));

    assertThat(result.plan().rpaths().byPath())
        .isEqualTo(Map.of(BundlePath.parse("/usr/bin/greet"), "$ORIGIN/../lib64"));
    Path moved = directory.resolve("else where");
    Files.move(root, moved);
    assertThat(
            Tools.run(
                directory,
                Map.of("LD_LIBRARY_PATH", "/hostile"),
                List.of(moved.resolve("bin/greet").toString())))
        .isEqualTo(new Tools.Outcome(0, "hello\n"));
  }
}
