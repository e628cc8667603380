package org.diracgrid.diracos.elf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Programs and libraries of every kind that linkers make, run before and after, moved, changed a
 * second time, stripped; readelf and elflint must find nothing that they did not find before, and
 * patchelf must read the path that was written.
 *
 * <pre>
 * bin/main -> lib64/libgreet.so.1 -> lib64/deep/libdeep.so.1
 * </pre>
 */
@Tag("oracle")
class CompiledElfTest {

  private static final String DEEP =
      """
      int counter = 40;
      static __thread int local = 1;
      int deep(void) { return counter + ++local; }
      """;
  private static final String GREET =
      """
      #include <stdlib.h>
      #include <string.h>
      extern int deep(void);
      #ifdef HUGE_BSS
      static char big[64 << 20];
      #else
      static char big[4096];
      #endif
      const char *names[] = {"answer", "other", 0};
      int greet(char *out) {
        for (unsigned i = 0; i < sizeof big; i++) if (big[i]) return -1;
        memset(big, 1, sizeof big);
        strcpy(out, names[0]);
        void *heap = malloc(1 << 20);
        memset(heap, 7, 1 << 20);
        free(heap);
        return deep();
      }
      """;
  private static final String MAIN =
      """
      #include <stdio.h>
      #include <stdlib.h>
      extern int greet(char *out);
      static char zero[100000];
      int main(void) {
        char text[64];
        int value = greet(text);
        for (unsigned i = 0; i < sizeof zero; i++) if (zero[i]) return 3;
        char *line = malloc(100);
        sprintf(line, "%s %d", text, value);
        puts(line);
        return 0;
      }
      """;

  /** Name, then flags for all links; "exe:" flags are for the program only. */
  static Stream<Arguments> variants() {
    List<String> variants =
        List.of(
            "plain",
            "fixed address: exe:-no-pie",
            "odd text segment: exe:-no-pie exe:-Wl,-Ttext-segment=0x12340000",
            "page 4k: -Wl,-z,max-page-size=4096",
            "page 64k: -Wl,-z,max-page-size=0x10000",
            "page 2M: -Wl,-z,max-page-size=0x200000",
            "one text segment: -Wl,-z,noseparate-code",
            "one text segment, fixed: -Wl,-z,noseparate-code exe:-no-pie",
            "no relro: -Wl,-z,norelro",
            "full relro: -Wl,-z,relro,-z,now",
            "executable stack: -Wl,-z,execstack",
            "sysv hash: -Wl,--hash-style=sysv",
            "both hashes: -Wl,--hash-style=both",
            "no build id: -Wl,--build-id=none",
            "no build id, no notes: -Wl,--build-id=none -Wl,-z,noseparate-code -fcf-protection=none",
            "no spare tags: -Wl,--spare-dynamic-tags=0",
            "one spare tag: -Wl,--spare-dynamic-tags=1",
            "relative relocations packed: -Wl,-z,pack-relative-relocs",
            "debug data: -g",
            "stripped: -s",
            "huge bss: -DHUGE_BSS",
            "runpath: -Wl,--enable-new-dtags,-rpath,/nowhere/at/all",
            "rpath: -Wl,--disable-new-dtags,-rpath,/nowhere",
            "suffix: -Wl,-rpath,deep exe:-Wl,-rpath,/x/greet",
            "gold: -fuse-ld=gold",
            "gold, no spare tags: -fuse-ld=gold -Wl,--spare-dynamic-tags=0",
            "gold, fixed: -fuse-ld=gold exe:-no-pie",
            "lld: -fuse-ld=lld",
            "lld, fixed: -fuse-ld=lld exe:-no-pie",
            "lld, read-only dynamic: -fuse-ld=lld -Wl,-z,rodynamic",
            "lld, rosegment off: -fuse-ld=lld -Wl,--no-rosegment",
            "32-bit: -m32",
            "32-bit fixed: -m32 exe:-no-pie",
            "32-bit lld: -m32 -fuse-ld=lld");
    return variants.stream()
        .flatMap(variant -> Stream.of(0, 6000).map(length -> Arguments.of(variant, length)));
  }

  @ParameterizedTest(name = "{0} +{1}")
  @MethodSource("variants")
  void behavesTheSame(String variant, int extra, @TempDir Path directory) throws IOException {
    Tools.require("gcc", "readelf", "eu-elflint", "patchelf", "strip");
    List<String> flags =
        variant.contains(":")
            ? Arrays.asList(variant.substring(variant.indexOf(':') + 2).split(" "))
            : List.of();
    for (String flag : flags) {
      if (flag.startsWith("-fuse-ld=")) {
        Tools.require("ld." + flag.substring(9));
      }
    }
    Path prefix = directory.resolve("prefix");
    build(directory, prefix, flags);
    Map<Path, String> paths =
        Map.of(
            prefix.resolve("bin/main"), padded("$ORIGIN/../lib64", extra),
            prefix.resolve("lib64/libgreet.so.1"), padded("$ORIGIN/deep", extra));
    String libraries = prefix.resolve("lib64") + ":" + prefix.resolve("lib64/deep");
    Tools.Outcome before =
        Tools.run(
            directory,
            Map.of("LD_LIBRARY_PATH", libraries),
            List.of(prefix.resolve("bin/main").toString()));
    assertThat(before.output()).as("before").isEqualTo("answer 42\n");

    for (var entry : paths.entrySet()) {
      Path file = entry.getKey();
      TreeSet<String> readelf = readelf(directory, file);
      TreeSet<String> lint = lint(directory, file);
      assertThat(ElfRpathWriter.write(file, entry.getValue()))
          .as("%s", file)
          .isInstanceOf(RpathChange.Patched.class);
      assertThat(readelf(directory, file)).as("readelf %s", file).isSubsetOf(readelf);
      assertThat(lint(directory, file)).as("elflint %s", file).isSubsetOf(lint);
      assertThat(Tools.check(directory, "patchelf", "--print-rpath", file.toString()).strip())
          .isEqualTo(entry.getValue());
      byte[] once = Files.readAllBytes(file);
      assertThat(ElfRpathWriter.write(file, entry.getValue()))
          .isInstanceOf(RpathChange.Unchanged.class);
      assertThat(Files.readAllBytes(file)).isEqualTo(once);
    }
    Path moved = directory.resolve("moved to here");
    Files.move(prefix, moved);
    assertRuns(directory, moved, "after");

    for (Path file : paths.keySet()) {
      Path there = moved.resolve(prefix.relativize(file));
      Tools.check(directory, "strip", there.toString());
      assertThat(ElfFile.read(there).rpath()).contains(paths.get(file));
      TreeSet<String> none = readelf(directory, there);
      assertThat(none).as("readelf after strip %s", file).isEmpty();
    }
    assertRuns(directory, moved, "after strip");

    for (Path file : paths.keySet()) {
      Path there = moved.resolve(prefix.relativize(file));
      ElfRpathWriter.write(there, paths.get(file) + ":$ORIGIN/" + "y".repeat(3000));
      assertThat(readelf(directory, there)).as("readelf, third path %s", file).isEmpty();
    }
    assertRuns(directory, moved, "with a third path");
  }

  private static String padded(String path, int extra) {
    StringBuilder text = new StringBuilder(path);
    for (int i = 0; text.length() < extra; i++) {
      text.append(":$ORIGIN/nothing/here/").append(i);
    }
    return text.toString();
  }

  private static void build(Path directory, Path prefix, List<String> flags) throws IOException {
    Files.createDirectories(prefix.resolve("bin"));
    Files.createDirectories(prefix.resolve("lib64/deep"));
    Path deep = prefix.resolve("lib64/deep/libdeep.so.1");
    Path greet = prefix.resolve("lib64/libgreet.so.1");
    gcc(directory, flags, DEEP, deep, "-shared", "-fPIC", "-Wl,-soname,libdeep.so.1");
    gcc(
        directory,
        flags,
        GREET,
        greet,
        "-shared",
        "-fPIC",
        "-Wl,-soname,libgreet.so.1",
        deep.toString());
    gcc(
        directory,
        flags,
        MAIN,
        prefix.resolve("bin/main"),
        "exe",
        greet.toString(),
        "-Wl,-rpath-link," + deep.getParent());
  }

  private static void gcc(
      Path directory, List<String> flags, String source, Path output, String... more)
      throws IOException {
    Path file = directory.resolve("source.c");
    Files.writeString(file, source);
    boolean program = more[0].equals("exe");
    List<String> command = new ArrayList<>(List.of("gcc", "-O1", "-o", output.toString()));
    command.add(file.toString());
    Arrays.stream(more).filter(flag -> !flag.equals("exe")).forEach(command::add);
    for (String flag : flags) {
      if (!flag.startsWith("exe:")) {
        command.add(flag);
      } else if (program) {
        command.add(flag.substring(4));
      }
    }
    Tools.check(directory, command.toArray(String[]::new));
  }

  private static void assertRuns(Path directory, Path prefix, String when) {
    Tools.Outcome outcome =
        Tools.run(
            directory,
            Map.of("LD_LIBRARY_PATH", "/hostile"),
            List.of(prefix.resolve("bin/main").toString()));
    assertThat(outcome).as(when).isEqualTo(new Tools.Outcome(0, "answer 42\n"));
  }

  private static TreeSet<String> readelf(Path directory, Path file) {
    TreeSet<String> warnings = new TreeSet<>();
    Tools.run(
            directory,
            Map.of("PATH", System.getenv("PATH"), "LC_ALL", "C"),
            List.of("readelf", "-aW", file.toString()))
        .output()
        .lines()
        .filter(line -> line.contains("Warning") || line.contains("Error"))
        .forEach(warnings::add);
    return warnings;
  }

  private static TreeSet<String> lint(Path directory, Path file) {
    TreeSet<String> errors = new TreeSet<>();
    Tools.run(
            directory,
            Map.of("PATH", System.getenv("PATH"), "LC_ALL", "C"),
            List.of("eu-elflint", "--gnu-ld", file.toString()))
        .output()
        .lines()
        .map(line -> line.replaceAll("[0-9]+|0x[0-9a-f]+", "N"))
        .filter(line -> !line.equals("No errors"))
        .forEach(errors::add);
    return errors;
  }

  @Test
  void staticProgramsAndOthersAreLeftAlone(@TempDir Path directory) throws IOException {
    Tools.require("gcc", "objcopy", "ar");
    String source = "#include <stdio.h>\nint main(void) { puts(\"hi\"); return 0; }";
    Path program = directory.resolve("program");
    for (String kind : List.of("-static", "-static-pie", "-c")) {
      gcc(directory, List.of(), source, program, kind);
      byte[] before = Files.readAllBytes(program);
      assertThat(ElfRpathWriter.write(program, "$ORIGIN"))
          .as(kind)
          .isInstanceOf(RpathChange.Refused.class);
      assertThat(Files.readAllBytes(program)).isEqualTo(before);
    }
    gcc(directory, List.of("-g"), source, program, "-O1");
    Path debug = directory.resolve("program.debug");
    Tools.check(directory, "objcopy", "--only-keep-debug", program.toString(), debug.toString());
    assertThat(ElfFile.read(debug).separateDebug()).isTrue();
    assertThat(ElfRpathWriter.write(debug, "$ORIGIN"))
        .isEqualTo(new RpathChange.Refused("it is a separate debug file"));
  }

  @Test
  void exceptionsAndThreadLocalsStillWork(@TempDir Path directory) throws IOException {
    Tools.require("g++", "strip");
    Path source = directory.resolve("source.cc");
    Files.writeString(
        source,
        """
        #include <cstdio>
        #include <stdexcept>
        thread_local int depth = 5;
        int main() {
          try { throw std::runtime_error("caught"); }
          catch (const std::exception &e) { std::printf("%s %d\\n", e.what(), depth); }
        }
        """);
    Path program = directory.resolve("program");
    Tools.check(directory, "g++", source.toString(), "-o", program.toString());
    for (int length : List.of(10, 9000)) {
      ElfRpathWriter.write(program, padded("$ORIGIN", length));
      assertThat(Tools.check(directory, program.toString())).isEqualTo("caught 5\n");
      Tools.check(directory, "strip", program.toString());
      assertThat(Tools.check(directory, program.toString())).isEqualTo("caught 5\n");
    }
  }

  static Stream<Arguments> foreign() {
    return Stream.of(
        Arguments.of("aarch64-linux-gnu-gcc", "aarch64"),
        Arguments.of("powerpc-linux-gnu-gcc", "ppc"));
  }

  /** Nothing here can run these; other programs must be able to read them. */
  @ParameterizedTest
  @MethodSource("foreign")
  void foreignMachines(String compiler, String architecture, @TempDir Path directory)
      throws IOException {
    Tools.require(compiler, "readelf", "patchelf", "eu-elflint");
    Path source = directory.resolve("source.c");
    Files.writeString(
        source,
        MAIN.replace(
            "extern int greet(char *out);", "static int greet(char *o) { *o = 0; return 1; }"));
    for (int length : List.of(10, 9000)) {
      Path program = directory.resolve("program" + length);
      Tools.check(directory, compiler, source.toString(), "-o", program.toString());
      TreeSet<String> readelf = readelf(directory, program);
      TreeSet<String> lint = lint(directory, program);
      String path = padded("$ORIGIN/../lib", length);
      assertThat(ElfRpathWriter.write(program, path)).isInstanceOf(RpathChange.Patched.class);
      assertThat(ElfFile.read(program).architecture()).hasToString(architecture);
      assertThat(readelf(directory, program)).isSubsetOf(readelf);
      assertThat(lint(directory, program)).isSubsetOf(lint);
      assertThat(Tools.check(directory, "patchelf", "--print-rpath", program.toString()).strip())
          .isEqualTo(path);
    }
  }
}
