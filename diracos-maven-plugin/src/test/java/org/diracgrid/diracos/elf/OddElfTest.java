package org.diracgrid.diracos.elf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that something was done to after linking, or that are linked as few are. */
@Tag("oracle")
class OddElfTest {

  @TempDir Path directory;
  private Path prefix;
  private Path main;
  private Path greet;

  @BeforeEach
  void prepare() {
    Tools.require("gcc", "strip", "readelf", "eu-elflint");
    prefix = directory.resolve("prefix");
    main = prefix.resolve("bin/main");
    greet = prefix.resolve("lib64/libgreet.so.1");
  }

  private void build(String... flags) throws IOException {
    new LinkedPrograms(directory, "gcc", List.of(flags)).build(prefix);
  }

  private void assertRuns(String when) {
    assertThat(
            Tools.run(directory, Map.of("LD_LIBRARY_PATH", "/hostile"), List.of(main.toString())))
        .as(when)
        .isEqualTo(new Tools.Outcome(0, "answer 42\n"));
  }

  private RpathChange.Strategy patch(Path file, String path) throws IOException {
    RpathChange change = ElfRpathWriter.write(file, path);
    assertThat(change).as("%s", file).isInstanceOf(RpathChange.Patched.class);
    byte[] once = Files.readAllBytes(file);
    assertThat(ElfRpathWriter.write(file, path)).isInstanceOf(RpathChange.Unchanged.class);
    assertThat(Files.readAllBytes(file)).isEqualTo(once);
    return ((RpathChange.Patched) change).strategy();
  }

  private TreeSet<String> objections(Path file) {
    TreeSet<String> all = LinkedPrograms.readelf(directory, file);
    all.addAll(LinkedPrograms.lint(directory, file));
    return all;
  }

  @Test
  void aProgramWithBothTagsHasOneAfterwards() throws IOException {
    build("-Wl,--enable-new-dtags,-rpath,/nowhere/at/all");
    OddPrograms.repeatAsRpath(main);
    OddPrograms.repeatAsRpath(greet);
    assertThat(ElfFile.read(main).rpath()).contains("/nowhere/at/all");
    assertThat(ElfFile.read(main).runpath()).contains("/nowhere/at/all");
    TreeSet<String> before = objections(main);

    patch(main, "$ORIGIN/../lib64");
    patch(greet, "$ORIGIN/deep");

    assertThat(ElfFile.read(main).runpath()).isEmpty();
    assertThat(objections(main)).isSubsetOf(before);
    assertThat(new String(Files.readAllBytes(main), StandardCharsets.ISO_8859_1))
        .doesNotContain("/nowhere");
    assertRuns("after");
    Tools.check(directory, "strip", main.toString(), greet.toString());
    assertRuns("stripped");
  }

  @Test
  void programsWithoutSectionHeadersRunWhereThereIsRoom() throws IOException {
    build();
    OddPrograms.removeSectionHeaders(main);
    OddPrograms.removeSectionHeaders(greet);
    TreeSet<String> before = LinkedPrograms.readelf(directory, main);

    assertThat(patch(main, "$ORIGIN/../lib64")).isEqualTo(RpathChange.Strategy.PADDING);
    patch(greet, "$ORIGIN/deep");

    assertThat(LinkedPrograms.readelf(directory, main)).isSubsetOf(before);
    assertRuns("after");
  }

  @Test
  void dataBehindAProgramStaysWhereItIs() throws IOException {
    build();
    long size = Files.size(main);
    OddPrograms.append(main, "PK data");
    patch(main, "$ORIGIN/../lib64");
    patch(greet, "$ORIGIN/deep");
    byte[] after = Files.readAllBytes(main);
    assertThat(new String(after, (int) size, 7, StandardCharsets.US_ASCII)).isEqualTo("PK data");
    assertThat(after).hasSize((int) size + 7);
    assertRuns("after");
  }

  /** A string that ends as the old path does must not change when the path does. */
  @Test
  void stringsThatShareATailWithTheOldPathStay() throws IOException {
    build("-Wl,-rpath,deep");
    // The linker has put "deep", the name of a function, into the path's tail or the other way.
    assertThat(ElfFile.read(greet).effectiveSearchPath()).contains("deep");
    patch(greet, "$ORIGIN/deep");
    patch(main, "$ORIGIN/../lib64");
    assertThat(Tools.check(directory, "readelf", "-W", "--dyn-syms", greet.toString()))
        .containsPattern("UND deep\\b");
    assertRuns("after");
  }

  /** Without libc, start files and loader's help: raw system calls. */
  @Test
  void programsWithoutCLibrary() throws IOException {
    String library =
        """
        long answer(void) { return 42; }
        """;
    String program =
        """
        extern long answer(void);
        void _start(void) {
          long status = answer();
          __asm__ volatile("syscall" : : "a"(231L), "D"(status) : "rcx", "r11", "memory");
          __builtin_unreachable();
        }
        """;
    Tools.require("x86_64-linux-gnu-gcc");
    Files.createDirectories(prefix.resolve("lib64"));
    Files.createDirectories(prefix.resolve("bin"));
    LinkedPrograms gcc = new LinkedPrograms(directory, "gcc", List.of());
    Path answer = prefix.resolve("lib64/libanswer.so.1");
    gcc.link(library, answer, "-shared", "-fPIC", "-nostdlib", "-Wl,-soname,libanswer.so.1");
    for (String kind : List.of("-pie", "-no-pie", "-Wl,--spare-dynamic-tags=0")) {
      gcc.link(program, main, "-nostdlib", "-fno-stack-protector", kind, answer.toString());
      for (int length : List.of(0, 6000)) {
        TreeSet<String> before = objections(main);
        patch(main, LinkedPrograms.padded("$ORIGIN/../lib64", length));
        assertThat(objections(main)).as(kind).isSubsetOf(before);
        assertThat(Tools.run(directory, Map.of(), List.of(main.toString())))
            .as("%s, %d", kind, length)
            .isEqualTo(new Tools.Outcome(42, ""));
      }
      Tools.check(directory, "strip", main.toString());
      assertThat(Tools.run(directory, Map.of(), List.of(main.toString())).status()).isEqualTo(42);
    }
  }
}
