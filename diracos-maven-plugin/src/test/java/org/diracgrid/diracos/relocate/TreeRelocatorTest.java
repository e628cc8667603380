package org.diracgrid.diracos.relocate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.diracgrid.diracos.elf.ElfFile;
import org.diracgrid.diracos.elf.LinkedPrograms;
import org.diracgrid.diracos.elf.Tools;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.stage.FoundTree;
import org.diracgrid.diracos.stage.TreeReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trees of compiled programs that somebody else made, relocated where they lie, moved and run. */
@Tag("oracle")
class TreeRelocatorTest {

  private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);
  private static final Tools.Outcome ANSWER = new Tools.Outcome(0, "answer 42\n");

  @TempDir Path directory;
  private Path root;
  private Path main;
  private Path greet;
  private Path deep;

  @BeforeEach
  void build() throws IOException {
    Tools.require("gcc");
    root = directory.toRealPath().resolve("a tree");
    new LinkedPrograms(directory, "gcc", List.of()).build(root);
    main = root.resolve("bin/main");
    greet = root.resolve("lib64/libgreet.so.1");
    deep = root.resolve("lib64/deep/libdeep.so.1");
  }

  private RelocationResult relocate() {
    return new TreeRelocator(Progress.silent(), 2).relocate(TreeReader.read(root));
  }

  private Tools.Outcome run(Path program) {
    return Tools.run(directory, Map.of("LD_LIBRARY_PATH", "/hostile"), List.of(program.toString()));
  }

  private Path moved() throws IOException {
    return Files.move(root, directory.resolve("moved there"));
  }

  /** All of a tree that a second run might change, directories included. */
  private Map<String, String> everything(Path top) throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(top)) {
      for (Path path : paths.toList()) {
        Map<String, Object> attributes =
            Files.readAttributes(
                path, "unix:mode,ino,nlink,uid,gid,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
        String content =
            Files.isSymbolicLink(path)
                ? Files.readSymbolicLink(path).toString()
                : Files.isRegularFile(path)
                    ? java.util.Arrays.hashCode(Files.readAllBytes(path)) + ""
                    : "";
        all.put(top.relativize(path).toString(), new TreeMap<>(attributes) + " " + content);
      }
    }
    return all;
  }

  @Test
  void theTreeRunsFromAnotherPath() throws IOException {
    assertThat(run(main).status()).isEqualTo(127);
    RelocationResult result = relocate();
    assertThat(result.findings()).isEmpty();
    assertThat(result.outcomes()).isEqualTo(Map.of("PADDING", 2));
    assertThat(run(moved().resolve("bin/main"))).isEqualTo(ANSWER);
  }

  @Test
  void theSecondRunWritesNothing() throws IOException {
    relocate();
    Map<String, String> once = everything(root);
    RelocationResult second = relocate();
    assertThat(second.outcomes()).isEqualTo(Map.of("UNCHANGED", 2));
    assertThat(everything(root)).isEqualTo(once);
  }

  @Test
  void nothingIsAddedOrRemoved() throws IOException {
    Trees.script(root.resolve("bin/python3.11"), "not really");
    Trees.script(root.resolve("lib/__pycache__/a.cpython-311.pyc"), "x");
    Files.createSymbolicLink(root.resolve("gone"), Path.of("nowhere"));
    Files.createSymbolicLink(root.resolve("out"), Path.of("/etc/hostname"));
    List<String> before = List.copyOf(everything(root).keySet());
    RelocationResult result = relocate();
    assertThat(everything(root).keySet()).containsExactlyElementsOf(before);
    assertThat(Files.readSymbolicLink(root.resolve("gone"))).hasToString("nowhere");
    assertThat(Files.readSymbolicLink(root.resolve("out"))).hasToString("/etc/hostname");
    assertThat(result.findings()).extracting(Problem::code).containsExactly("DOS-RELOC-22");
    assertThat(result.findings().get(0).toString())
        .contains("2 links lead out of the tree or nowhere", "/gone -> nowhere");
  }

  @Test
  void linksIntoTheTreeBecomeRelative() throws IOException {
    Files.createSymbolicLink(root.resolve("lib64/libgreet.so"), greet);
    Files.createSymbolicLink(root.resolve("start"), Path.of("/bin/main"));
    relocate();
    assertThat(Files.readSymbolicLink(root.resolve("lib64/libgreet.so")))
        .hasToString("libgreet.so.1");
    assertThat(run(moved().resolve("start"))).isEqualTo(ANSWER);
  }

  @Test
  void aHardLinkIsWrittenOnceAndKept() throws IOException {
    Files.createDirectories(root.resolve("libexec/deeper"));
    Path other = Files.createLink(root.resolve("libexec/deeper/main"), main);
    Path third = Files.createLink(root.resolve("bin/again"), main);
    relocate();
    assertThat(Files.getAttribute(main, "unix:nlink")).isEqualTo(3);
    assertThat(Files.isSameFile(main, other)).isTrue();
    assertThat(Files.isSameFile(main, third)).isTrue();
    Path moved = moved();
    assertThat(run(moved.resolve("bin/main"))).isEqualTo(ANSWER);
    assertThat(run(moved.resolve("libexec/deeper/main"))).isEqualTo(ANSWER);
    assertThat(run(moved.resolve("bin/again"))).isEqualTo(ANSWER);
  }

  @Test
  void aLibraryIsFoundThroughHardLinksInOtherDirectories() throws IOException {
    Files.createDirectories(root.resolve("plugins/own"));
    Path other = Files.createLink(root.resolve("plugins/own/libgreet.so.1"), greet);
    RelocationResult result = relocate();
    assertThat(result.findings()).isEmpty();
    assertThat(Files.isSameFile(greet, other)).isTrue();
    // Opened there, $ORIGIN is that directory.
    assertThat(ElfFile.read(greet).rpath()).contains("$ORIGIN/deep:$ORIGIN/../../lib64/deep");
    assertThat(run(moved().resolve("bin/main"))).isEqualTo(ANSWER);
  }

  @Test
  void namesOutOfTheTreeKeepTheOldContent() throws IOException {
    Path outside = Files.createLink(directory.resolve("outside"), main);
    byte[] before = Files.readAllBytes(outside);
    relocate();
    assertThat(Files.readAllBytes(outside)).isEqualTo(before);
    assertThat(ElfFile.read(main).rpath()).isPresent();
  }

  @Test
  void aLibraryIsFoundThroughLinksInOtherDirectories() throws IOException {
    Files.createDirectories(root.resolve("plugins/own"));
    Files.createSymbolicLink(
        root.resolve("plugins/own/libgreet.so.1"), Path.of("../../lib64/libgreet.so.1"));
    relocate();
    assertThat(ElfFile.read(greet).rpath()).contains("$ORIGIN/deep:$ORIGIN/../../lib64/deep");
  }

  @Test
  void setuidModeTimesAndDirectoriesStay() throws IOException {
    Files.setAttribute(main, "unix:mode", 06551);
    Files.setAttribute(main, "unix:uid", 1234);
    Files.setAttribute(main, "unix:gid", 4321);
    Files.setAttribute(main, "unix:mode", 06551);
    Files.setPosixFilePermissions(greet, PosixFilePermissions.fromString("r--r--r--"));
    for (Path path : List.of(main, greet, main.getParent(), greet.getParent())) {
      Files.setLastModifiedTime(path, LONG_AGO);
    }
    Files.setPosixFilePermissions(main.getParent(), PosixFilePermissions.fromString("r-xr-xr-x"));

    assertThat(relocate().findings()).isEmpty();

    assertThat(ElfFile.read(main).rpath()).isPresent();
    assertThat(ElfFile.read(greet).rpath()).isPresent();
    assertThat((Integer) Files.getAttribute(main, "unix:mode") & 07777).isEqualTo(06551);
    assertThat(Files.getAttribute(main, "unix:uid")).isEqualTo(1234);
    assertThat(Files.getAttribute(main, "unix:gid")).isEqualTo(4321);
    assertThat((Integer) Files.getAttribute(greet, "unix:mode") & 07777).isEqualTo(0444);
    assertThat((Integer) Files.getAttribute(main.getParent(), "unix:mode") & 07777).isEqualTo(0555);
    for (Path path : List.of(main, greet, main.getParent(), greet.getParent())) {
      assertThat(Files.getLastModifiedTime(path)).as("%s", path).isEqualTo(LONG_AGO);
    }
  }

  @Test
  void capabilitiesAndOtherAttributesStay() throws IOException {
    Tools.require("setcap", "getcap");
    Tools.check(directory, "setcap", "cap_net_raw,cap_net_admin=ep", main.toString());
    String before = Tools.check(root, "getcap", "bin/main");
    Files.setAttribute(main, "user:diracos.test", "kept".getBytes());
    assertThat(before).contains("cap_net_raw");

    assertThat(relocate().findings()).isEmpty();

    assertThat(ElfFile.read(main).rpath()).isPresent();
    assertThat(Tools.check(root, "getcap", "bin/main")).isEqualTo(before);
    assertThat((byte[]) Files.getAttribute(main, "user:diracos.test")).asString().isEqualTo("kept");
  }

  @Test
  void aRunningProgramGoesOn() throws Exception {
    Path sleeper = root.resolve("bin/sleeper");
    new LinkedPrograms(directory, "gcc", List.of())
        .link(
            "#include <unistd.h>\nextern int deep(void);\n"
                + "int main(void) { char c; read(0, &c, 1); return deep(); }\n",
            sleeper,
            deep.toString());
    ProcessBuilder builder = new ProcessBuilder(sleeper.toString());
    builder.environment().put("LD_LIBRARY_PATH", deep.getParent().toString());
    Process process = builder.start();
    try {
      // Written to where it lies, it would be "text file busy", or crash.
      assertThat(relocate().findings()).isEmpty();
      assertThat(ElfFile.read(sleeper).rpath()).contains("$ORIGIN/../lib64/deep");
      assertThat(process.isAlive()).isTrue();
      process.getOutputStream().write('x');
      process.getOutputStream().close();
      assertThat(process.waitFor()).isEqualTo(42);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void scriptsFindTheirInterpreterAndOthersStay() throws IOException {
    Path interpreter = root.resolve("usr/bin/python3");
    Files.createDirectories(interpreter.getParent());
    Tools.require("python3");
    Files.copy(Path.of(Tools.path("python3")), interpreter, StandardCopyOption.REPLACE_EXISTING);
    Path script = Trees.script(root.resolve("usr/bin/tool"), "#!/usr/bin/python3\nprint('ran')\n");
    Path late = Trees.script(root.resolve("usr/bin/late"), "\n#!/usr/bin/python3\nprint('x')\n");
    Path twin = root.resolve("elsewhere/tool");
    Path twice = Trees.script(root.resolve("usr/bin/twice"), "#!/usr/bin/python3\nprint('x')\n");
    Files.createDirectories(twin.getParent());
    Files.createLink(twin, twice);

    RelocationResult result = relocate();

    assertThat(Files.readString(script)).doesNotStartWith("#!/usr/bin/python3");
    assertThat(Files.readString(late)).isEqualTo("\n#!/usr/bin/python3\nprint('x')\n");
    assertThat(Files.readString(twice)).startsWith("#!/usr/bin/python3");
    assertThat(result.findings())
        .anySatisfy(
            finding ->
                assertThat(finding.toString())
                    .contains("DOS-RELOC-21", "names in several directories"));
  }

  @Test
  void aWayOutStaysForWhatTheTreeLacks() throws IOException {
    Path host = Files.createDirectories(directory.resolve("host lib"));
    Files.move(deep, host.resolve("libdeep.so.1"));
    new LinkedPrograms(directory, "gcc", List.of("-Wl,-rpath," + host))
        .link(
            "extern int deep(void); extern int greet(char *out);\n"
                + "int main(void) { char text[64]; return greet(text) == 42 && deep() ? 0 : 1; }\n",
            main,
            greet.toString(),
            host.resolve("libdeep.so.1").toString());
    RelocationResult result = relocate();
    assertThat(ElfFile.read(main).rpath()).contains("$ORIGIN/../lib64:" + host);
    assertThat(result.findings())
        .anySatisfy(
            finding ->
                assertThat(finding.toString())
                    .contains("DOS-RELOC-03", "libdeep.so.1", "fix       put it into the tree"));
    assertThat(run(moved().resolve("bin/main")).status()).isZero();
    root = directory.resolve("moved there");
    assertThat(relocate().outcomes()).doesNotContainKey("PADDING").containsKey("UNCHANGED");
  }

  @Test
  void oddNamesAreNamesAndNotEscapes() throws IOException {
    Path odd = Files.createDirectories(root.resolve("50%25 \u00e9t\u00e9"));
    Path program = Files.move(main, odd.resolve("ma%in \u00e9"));
    FoundTree found = TreeReader.read(root);
    assertThat(found.tree().entries())
        .containsKey(BundlePath.parse("/50%25 \u00e9t\u00e9/ma%in \u00e9"));
    assertThat(relocate().findings()).isEmpty();
    assertThat(run(moved().resolve(root.relativize(program)))).isEqualTo(ANSWER);
  }

  @Test
  void pipesAndDevicesAreLeftAlone() throws IOException {
    Tools.require("mkfifo");
    Tools.check(directory, "mkfifo", root.resolve("pipe").toString());
    RelocationResult result = relocate();
    assertThat(result.findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.toString()).contains("DOS-RELOC-23", "/pipe"));
    assertThat(Files.exists(root.resolve("pipe"))).isTrue();
  }

  @Test
  void whatAKilledRunLeftIsRemoved() throws IOException {
    Path leftover = Files.copy(main, main.resolveSibling(TreeReader.UNFINISHED + 7));
    relocate();
    assertThat(leftover).doesNotExist();
    assertThat(run(moved().resolve("bin/main"))).isEqualTo(ANSWER);
  }

  /**
   * As another user, who may read all and write nothing: each file is whole, the error is plain.
   */
  @Test
  void aTreeThatMayNotBeWrittenStaysWhole() throws IOException {
    Tools.require("setpriv", "java");
    assumeTrue("root".equals(System.getProperty("user.name")), "only root can become another user");
    Map<String, String> before = everything(root);
    for (Path path = root; !path.equals(Path.of("/")); path = path.getParent()) {
      Tools.check(directory, "chmod", "a+rx", path.toString());
    }
    before = everything(root);
    Tools.Outcome outcome = asNobody();
    assertThat(outcome.output()).contains("DOS-RELOC-08 cannot write a file of the tree");
    assertThat(everything(root)).isEqualTo(before);
  }

  @Test
  void aFileThatCannotBeReadEndsTheRunBeforeAnythingIsWritten() throws IOException {
    Tools.require("setpriv", "java");
    assumeTrue("root".equals(System.getProperty("user.name")), "only root can become another user");
    for (Path path = root; !path.equals(Path.of("/")); path = path.getParent()) {
      Tools.check(directory, "chmod", "a+rx", path.toString());
    }
    Path secret = Files.writeString(root.resolve("bin/secret"), "x");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("---------"));
    Tools.check(directory, "chown", "-R", "65534:65534", root.toString());
    Map<String, String> before = everything(root);
    assertThat(asNobody().output())
        .contains("DOS-RELOC-08 cannot read a file of the tree", "bin/secret", "fix ");
    assertThat(everything(root)).isEqualTo(before);
  }

  /** A file whose owner may not give its group's setgid bit again is left as it is, and told. */
  @Test
  void whatWouldBeLostIsRefused() throws IOException {
    Tools.require("setpriv", "java");
    assumeTrue("root".equals(System.getProperty("user.name")), "only root can become another user");
    for (Path path = root; !path.equals(Path.of("/")); path = path.getParent()) {
      Tools.check(directory, "chmod", "a+rx", path.toString());
    }
    Tools.check(directory, "chown", "-R", "65534:65534", root.toString());
    Tools.check(directory, "chown", "65534:4321", main.toString());
    Files.setAttribute(main, "unix:mode", 02755);
    byte[] before = Files.readAllBytes(main);
    Tools.Outcome outcome = asNobody();
    assertThat(outcome.output())
        .contains("DOS-RELOC-21 a file was left as it is", "/bin/main", "group", "fix ");
    assertThat(Files.readAllBytes(main)).isEqualTo(before);
    assertThat((Integer) Files.getAttribute(main, "unix:mode") & 07777).isEqualTo(02755);
    assertThat(ElfFile.read(greet).rpath()).isPresent();
  }

  private Tools.Outcome asNobody() {
    return Tools.run(
        directory,
        Map.of("PATH", System.getenv("PATH"), "LC_ALL", "C.UTF-8"),
        List.of(
            "setpriv",
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            RelocateMain.class.getName(),
            root.toString()));
  }

  @Test
  void aMissingDirectoryIsTold() {
    Path missing = root.resolve("missing");
    assertThatThrownBy(() -> TreeReader.read(missing))
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining("DOS-STAGE-21")
        .hasMessageContaining("NoSuchFileException");
  }
}
