package org.diracgrid.diracos.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.diracgrid.diracos.elf.TestLibrary;
import org.diracgrid.diracos.testing.PlainRepository;
import org.diracgrid.diracos.testing.RpmBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A tree that is brought up to date is the tree made from scratch: every step of these tests is
 * done in one project that lives on and in a new one, and all results are compared.
 */
class IncrementalTreeTest {

  @TempDir Path directory;
  private Project project;
  private int steps;

  @BeforeEach
  void makeProject() {
    project = project("project");
  }

  private Project project(String name) {
    Path place = directory.resolve(name);
    return new Project(
        place.resolve("project"),
        place.resolve("cache"),
        directory.resolve("repository").toUri().toString());
  }

  /** Bundles what a repository of these packages holds, both ways, and compares. */
  private void step(RpmBuilder... packages) throws IOException {
    step(List.of(packages));
  }

  private void step(List<RpmBuilder> packages) throws IOException {
    repository(packages);
    Recording here = project.bundle();
    compare(here);
  }

  private void compare(Recording here) throws IOException {
    Project fresh = project("fresh" + steps++);
    fresh.config.putAll(project.config);
    Recording there = fresh.bundle();
    assertThat(project.results()).isEqualTo(fresh.results());
    assertThat(shape(project.file("target/diracos/tree")))
        .isEqualTo(shape(fresh.file("target/diracos/tree")));
    assertThat(findings(here)).isEqualTo(findings(there));
    delete(fresh.directory);
  }

  private void repository(List<RpmBuilder> packages) throws IOException {
    Path repository = directory.resolve("repository");
    delete(repository);
    PlainRepository.write(repository, packages);
    project.config.put(
        "packages",
        packages.stream()
            .map(each -> '"' + each.nevra().name() + '"')
            .sorted()
            .collect(Collectors.joining(", ", "[", "]")));
  }

  private static List<String> findings(Recording recording) {
    return recording.warnings.stream().filter(line -> !line.contains("lock")).toList();
  }

  /** Kinds, modes of access for the owner, and targets of links. */
  private static Map<String, String> shape(Path tree) throws IOException {
    Map<String, String> shape = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(tree)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        shape.put(
            tree.relativize(path).toString(),
            Files.isSymbolicLink(path)
                ? "-> " + Files.readSymbolicLink(path)
                : Files.getPosixFilePermissions(path).toString() + Files.isDirectory(path));
      }
    }
    return shape;
  }

  private static void delete(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(path)) {
      for (Path each : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private Path tree(String path) {
    return project.file("target/diracos/tree").resolve(path);
  }

  private Object inode(String path) {
    try {
      return Files.getAttribute(tree(path), "unix:ino", LinkOption.NOFOLLOW_LINKS)
          + " "
          + Files.getAttribute(tree(path), "unix:ctime", LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RpmBuilder app() {
    return RpmBuilder.of("app", "1-1", "x86_64")
        .file("/usr/bin/app", 0755, TestLibrary.of("app", "libz.so.1", "libc.so.6"))
        .file("/usr/bin/tool", 0755, "#!/usr/bin/python3\nprint(1)\n")
        .file("/usr/share/app/plain", 0644, "plain\n".repeat(50));
  }

  private static RpmBuilder python() {
    return RpmBuilder.of("python", "3-1", "noarch")
        .file("/usr/bin/python3", 0755, "in place of a Python\n");
  }

  private static RpmBuilder zlib(String evr, String place) {
    return RpmBuilder.of("zlib", evr, "x86_64")
        .file(place + "/libz.so.1.2", 0755, TestLibrary.of("libz.so.1", "libc.so.6"))
        .link(place + "/libz.so.1", "libz.so.1.2");
  }

  private static RpmBuilder data(String evr, String words) {
    return RpmBuilder.of("data", evr, "noarch")
        .directory("/usr/share/data")
        .file("/usr/share/data/always", 0644, "the same in all versions\n")
        .file("/usr/share/data/words", 0644, words)
        .file("/usr/share/doc/data/readme", 0644, words)
        .ghost("/var/log/data");
  }

  @Test
  void aPackageThatComesOrGoesLeavesTheOthersAlone() throws IOException {
    step(app(), zlib("1-1", "/usr/lib64"), python());
    Object patched = inode("usr/bin/app");
    Object plain = inode("usr/share/app/plain");
    Object link = inode("usr/lib64/libz.so.1");
    step(app(), zlib("1-1", "/usr/lib64"), python(), data("1-1", "one"));
    assertThat(tree("usr/share/data/words")).hasContent("one");
    step(app(), zlib("1-1", "/usr/lib64"), python());
    assertThat(tree("usr/share/data")).doesNotExist();
    assertThat(inode("usr/bin/app")).isEqualTo(patched);
    assertThat(inode("usr/share/app/plain")).isEqualTo(plain);
    assertThat(inode("usr/lib64/libz.so.1")).isEqualTo(link);
  }

  @Test
  void aPackageIsUpgradedAndDowngraded() throws IOException {
    step(app(), zlib("1-1", "/usr/lib64"), data("1-1", "one"));
    Object patched = inode("usr/bin/app");
    step(app(), zlib("1-1", "/usr/lib64"), data("2-1", "two, which is longer"));
    assertThat(tree("usr/share/data/words")).hasContent("two, which is longer");
    step(app(), zlib("1-1", "/usr/lib64"), data("1-1", "one"));
    assertThat(tree("usr/share/data/words")).hasContent("one");
    assertThat(inode("usr/bin/app")).isEqualTo(patched);
  }

  @Test
  void aPackageOfOtherBytesUnderTheSameNameIsAnotherPackage() throws IOException {
    step(app(), data("1-1", "one"));
    step(app(), data("1-1", "two"));
    assertThat(tree("usr/share/data/words")).hasContent("two");
  }

  @Test
  void ofTwoThatFightOverAPathOneGoes() throws IOException {
    RpmBuilder loser =
        RpmBuilder.of("aaa", "1-1", "noarch").file("/usr/share/shared", 0644, "of aaa");
    RpmBuilder winner =
        RpmBuilder.of("zzz", "1-1", "noarch").file("/usr/share/shared", 0644, "of zzz");
    step(loser, winner, app());
    assertThat(project.text("target/diracos/extraction.json")).contains("of 6 bytes");
    assertThat(tree("usr/share/shared")).hasContent("of zzz");
    step(loser, app());
    assertThat(tree("usr/share/shared")).hasContent("of aaa");
    step(loser, winner, app());
    step(winner, app());
    assertThat(tree("usr/share/shared")).hasContent("of zzz");
  }

  @Test
  void aDirectoryBecomesALinkAndBack() throws IOException {
    RpmBuilder asDirectory =
        RpmBuilder.of("shape", "1-1", "noarch")
            .directory("/usr/share/shape")
            .file("/usr/share/shape/file", 0644, "in a directory")
            .file("/usr/share/other/file", 0644, "in another");
    RpmBuilder asLink =
        RpmBuilder.of("shape", "2-1", "noarch")
            .link("/usr/share/shape", "other")
            .file("/usr/share/other/file", 0644, "in another");
    RpmBuilder asFile =
        RpmBuilder.of("shape", "3-1", "noarch")
            .file("/usr/share/shape", 0644, "a file")
            .link("/usr/share/other", "shape");
    RpmBuilder guest =
        RpmBuilder.of("guest", "1-1", "noarch")
            .file("/usr/share/shape/guest", 0644, "through whatever is there");
    step(asDirectory, app());
    step(asLink, app());
    step(asLink, guest, app());
    step(asDirectory, guest, app());
    step(asFile, app());
    step(asDirectory, app());
    step(asFile, app());
    step(asLink, guest, app());
  }

  @Test
  void aLibraryThatMovesOrGoesChangesTheSearchPathsOfOthers() throws IOException {
    step(app(), zlib("1-1", "/usr/lib64"));
    byte[] first = Files.readAllBytes(tree("usr/bin/app"));
    step(app(), zlib("2-1", "/usr/lib64/compress"));
    byte[] second = Files.readAllBytes(tree("usr/bin/app"));
    assertThat(second).isNotEqualTo(first);
    step(app());
    assertThat(Files.readAllBytes(tree("usr/bin/app")))
        .isEqualTo(TestLibrary.of("app", "libz.so.1", "libc.so.6"));
    assertThat(project.text("target/diracos/relocation.json")).contains("DOS-RELOC-03");
    step(app(), data("1-1", "one"));
    assertThat(project.text("target/diracos/relocation.json")).contains("DOS-RELOC-03");
    step(app(), zlib("1-1", "/usr/lib64"));
    assertThat(Files.readAllBytes(tree("usr/bin/app"))).isEqualTo(first);
  }

  @Test
  void anInterpreterThatComesOrGoesChangesTheScriptsOfOthers() throws IOException {
    step(app(), zlib("1-1", "/usr/lib64"));
    assertThat(tree("usr/bin/tool")).content().startsWith("#!/usr/bin/python3");
    step(app(), zlib("1-1", "/usr/lib64"), python());
    assertThat(tree("usr/bin/tool")).content().startsWith("#!/bin/sh");
    step(app(), zlib("1-1", "/usr/lib64"), python(), data("1-1", "one"));
    assertThat(tree("usr/bin/tool")).content().startsWith("#!/bin/sh");
    step(app(), zlib("1-1", "/usr/lib64"));
    assertThat(tree("usr/bin/tool")).content().startsWith("#!/usr/bin/python3");
  }

  @Test
  void removedFoldersComeAndGo() throws IOException {
    step(app(), zlib("1-1", "/usr/lib64"), data("1-1", "one"));
    project.config.put("removedFolders", "[\"/usr/share/doc\", \"/usr/lib64\"]");
    compare(project.bundle());
    assertThat(tree("usr/share/doc")).doesNotExist();
    project.config.put("removedFolders", "[\"/usr/share/data\"]");
    compare(project.bundle());
    project.config.remove("removedFolders");
    compare(project.bundle());
    assertThat(tree("usr/share/doc/data/readme")).hasContent("one");
  }

  @Test
  void whatAnybodyChangedByHandIsMended() throws IOException {
    step(app(), zlib("1-1", "/usr/lib64"), python(), data("1-1", "one"));
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Files.writeString(outside.resolve("always"), "not ours");
    Files.writeString(tree("usr/share/app/plain"), "PLAIN\n".repeat(50));
    Files.setLastModifiedTime(
        tree("usr/share/app/plain"), FileTime.from(Instant.now().plusSeconds(5)));
    Files.write(tree("usr/bin/app"), new byte[3]);
    Files.delete(tree("usr/bin/tool"));
    Files.createDirectory(tree("usr/bin/tool"));
    Files.writeString(tree("usr/bin/tool/stray"), "stray");
    delete(tree("usr/share/data"));
    Files.createSymbolicLink(tree("usr/share/data"), outside);
    Files.delete(tree("usr/lib64/libz.so.1"));
    Files.createSymbolicLink(tree("usr/lib64/libz.so.1"), outside);
    Files.writeString(tree("stray"), "stray");
    step(app(), zlib("1-1", "/usr/lib64"), python(), data("1-1", "one"), extra());
    assertThat(outside.resolve("always")).hasContent("not ours");
    assertThat(outside.toFile().list()).containsExactly("always");
  }

  private static RpmBuilder extra() {
    return RpmBuilder.of("extra", "1-1", "noarch").file("/usr/share/extra", 0644, "extra");
  }

  @Test
  void anUpdateThatIsBrokenOffIsDoneFromScratch() throws IOException {
    for (String at : List.of("extract packages", "end of extract packages", "relocate")) {
      step(app(), zlib("1-1", "/usr/lib64"), python());
      repository(List.of(app(), zlib("2-1", "/usr/lib64/compress"), data("1-1", "one")));
      Recording broken =
          new Recording(
              stage -> {
                if (stage.equals(at)) {
                  throw new IllegalStateException("broken off");
                }
              });
      assertThatThrownBy(() -> project.engine(broken).bundle(project.request()))
          .hasMessageContaining("broken off");
      Object before = inode("usr/share/app/plain");
      compare(project.bundle());
      assertThat(inode("usr/share/app/plain")).isNotEqualTo(before);
    }
  }

  @Test
  void aDamagedRecordIsNoRecord() throws IOException {
    step(app(), zlib("1-1", "/usr/lib64"));
    Path record = project.file("target/diracos/tree.record");
    FileTime time = Files.getLastModifiedTime(record);
    byte[] bytes = Files.readAllBytes(record);
    bytes[bytes.length / 2] ^= 1;
    Files.write(record, bytes);
    Files.setLastModifiedTime(record, time);
    Object before = inode("usr/share/app/plain");
    step(app(), zlib("1-1", "/usr/lib64"), data("1-1", "one"));
    assertThat(inode("usr/share/app/plain")).isNotEqualTo(before);
  }

  @Test
  void anyWayThroughManyStatesGivesWhatScratchGives() throws IOException {
    Random random = new Random(5);
    for (int round = 0; round < 15; round++) {
      List<RpmBuilder> packages = new ArrayList<>(List.of(app()));
      if (random.nextBoolean()) {
        packages.add(zlib("1-1", random.nextBoolean() ? "/usr/lib64" : "/usr/lib64/compress"));
      }
      if (random.nextBoolean()) {
        packages.add(python());
      }
      if (random.nextInt(4) > 0) {
        packages.add(data(1 + random.nextInt(3) + "-1", "words " + random.nextInt(2)));
      }
      if (random.nextBoolean()) {
        packages.add(
            RpmBuilder.of("links", "1-1", "noarch")
                .hardLinks(0644, "linked", "/usr/share/links/a", "/usr/share/links/b")
                .link("/usr/share/links/away", "/usr/share/data/words")
                .capable("/usr/bin/ping", "cap_net_raw=ep", "ping"));
      }
      if (random.nextBoolean()) {
        packages.add(
            RpmBuilder.of("names", "1-1", "noarch")
                .file("/usr/share/names/ä 100%", 0644, "odd")
                .file("/usr/share/links/a", 0644, "rival of a hard link")
                .file("/diracosrc", 0644, "in the place of what is made here"));
      }
      if (random.nextBoolean()) {
        packages.add(RpmBuilder.of("merged", "1-1", "noarch").link("/lib64", "usr/lib64"));
      }
      project.config.put(
          "removedFolders", random.nextBoolean() ? "[\"/usr/share/doc\"]" : "[\"/usr/bin/ping\"]");
      step(packages);
    }
  }
}
