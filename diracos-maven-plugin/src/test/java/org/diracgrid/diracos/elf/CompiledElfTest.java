package org.diracgrid.diracos.elf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
 * <p>elflint has no false alarm on any of these; one that it has on large libraries is told in
 * {@link AppendedSegment}.
 */
@Tag("oracle")
class CompiledElfTest {

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
            "gold, sysv hash, no build id: -fuse-ld=gold -Wl,--hash-style=sysv -Wl,--build-id=none",
            "lld, no relro: -fuse-ld=lld -Wl,-z,norelro",
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
    Tools.require("gcc");
    List<String> flags =
        variant.contains(":")
            ? Arrays.asList(variant.substring(variant.indexOf(':') + 2).split(" "))
            : List.of();
    for (String flag : flags) {
      if (flag.startsWith("-fuse-ld=")) {
        Tools.require("ld." + flag.substring(9));
      }
    }
    new Case(directory, new LinkedPrograms(directory, "gcc", flags), List.of(), "strip", extra)
        .check();
  }

  static Stream<Arguments> machines() {
    return Stream.of("aarch64", "powerpc", "powerpc64le")
        .flatMap(
            machine ->
                Stream.of("", "-no-pie", "-Wl,--spare-dynamic-tags=0")
                    .flatMap(flag -> Stream.of(0, 6000).map(n -> Arguments.of(machine, flag, n))));
  }

  /** Machines that this one is not, run by qemu: other page sizes, both byte orders. */
  @ParameterizedTest(name = "{0} {1} +{2}")
  @MethodSource("machines")
  void behavesTheSameOnOtherMachines(
      String machine, String flag, int extra, @TempDir Path directory) throws IOException {
    String tools = machine + "-linux-gnu";
    String qemu = "qemu-" + machine.replace("powerpc", "ppc");
    Tools.require(tools + "-gcc", tools + "-strip", qemu);
    List<String> flags =
        flag.isEmpty() ? List.of() : List.of(flag.startsWith("-no") ? "exe:" + flag : flag);
    new Case(
            directory,
            new LinkedPrograms(directory, tools + "-gcc", flags),
            List.of(Tools.path(qemu), "-L", "/usr/" + tools),
            tools + "-strip",
            extra)
        .check();
  }

  /** One way to link, from making to the third path. */
  private record Case(
      Path directory, LinkedPrograms programs, List<String> runner, String strip, int extra) {

    void check() throws IOException {
      Tools.require("readelf", "eu-elflint", "patchelf", strip);
      Path prefix = directory.resolve("prefix");
      programs.build(prefix);
      Map<Path, String> paths =
          Map.of(
              prefix.resolve("bin/main"),
              LinkedPrograms.padded("$ORIGIN/../lib64", extra),
              prefix.resolve("lib64/libgreet.so.1"),
              LinkedPrograms.padded("$ORIGIN/deep", extra));
      Tools.Outcome before =
          run(prefix, prefix.resolve("lib64") + ":" + prefix.resolve("lib64/deep"));
      assertThat(before).as("before").isEqualTo(new Tools.Outcome(0, "answer 42\n"));

      Map<Path, TreeSet<String>> stripped = new TreeMap<>();
      for (var entry : paths.entrySet()) {
        Path file = entry.getKey();
        stripped.put(file, objectionsOnceStripped(file));
        TreeSet<String> objections = objections(file);
        assertThat(ElfRpathWriter.write(file, entry.getValue()))
            .as("%s", file)
            .isInstanceOf(RpathChange.Patched.class);
        assertThat(objections(file)).as("%s", file).isSubsetOf(objections);
        assertThat(Tools.check(directory, "patchelf", "--print-rpath", file.toString()).strip())
            .isEqualTo(entry.getValue());
        byte[] once = Files.readAllBytes(file);
        assertThat(ElfRpathWriter.write(file, entry.getValue()))
            .isInstanceOf(RpathChange.Unchanged.class);
        assertThat(Files.readAllBytes(file)).isEqualTo(once);
      }
      Path moved = directory.resolve("moved to here");
      Files.move(prefix, moved);
      assertThat(run(moved, "/hostile")).as("after").isEqualTo(before);

      for (Path file : paths.keySet()) {
        Path there = moved.resolve(prefix.relativize(file));
        Tools.check(directory, strip, there.toString());
        assertThat(ElfFile.read(there).rpath()).contains(paths.get(file));
        assertThat(objections(there)).as("stripped %s", file).isSubsetOf(stripped.get(file));
      }
      assertThat(run(moved, "/hostile")).as("after strip").isEqualTo(before);

      for (Path file : paths.keySet()) {
        Path there = moved.resolve(prefix.relativize(file));
        ElfRpathWriter.write(there, paths.get(file) + ":$ORIGIN/" + "y".repeat(3000));
        assertThat(objections(there)).as("third path %s", file).isSubsetOf(stripped.get(file));
      }
      assertThat(run(moved, "/hostile")).as("with a third path").isEqualTo(before);
    }

    private Tools.Outcome run(Path prefix, String libraries) {
      List<String> command = new ArrayList<>(runner);
      if (!runner.isEmpty()) {
        command.addAll(List.of("-E", "LD_LIBRARY_PATH=" + libraries));
      }
      command.add(prefix.resolve("bin/main").toString());
      return Tools.run(
          directory, runner.isEmpty() ? Map.of("LD_LIBRARY_PATH", libraries) : Map.of(), command);
    }

    private TreeSet<String> objections(Path file) {
      TreeSet<String> all = LinkedPrograms.readelf(directory, file);
      all.addAll(LinkedPrograms.lint(directory, file));
      return all;
    }

    /** What is wrong already with a file that is only stripped. */
    private TreeSet<String> objectionsOnceStripped(Path file) throws IOException {
      Path copy = Files.copy(file, directory.resolve("copy"), StandardCopyOption.REPLACE_EXISTING);
      Tools.check(directory, strip, copy.toString());
      return objections(copy);
    }
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
      ElfRpathWriter.write(program, LinkedPrograms.padded("$ORIGIN", length));
      assertThat(Tools.check(directory, program.toString())).isEqualTo("caught 5\n");
      Tools.check(directory, "strip", program.toString());
      assertThat(Tools.check(directory, program.toString())).isEqualTo("caught 5\n");
    }
  }
}
