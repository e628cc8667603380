package org.diracgrid.diracos.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.diracgrid.diracos.problem.DiracosException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionedSymbolsTest {

  private static VersionedSymbols read(byte[] bytes) {
    return VersionedSymbols.read(ElfInput.of("file", bytes));
  }

  /** A library that says that its symbols have versions, in a table that no segment maps. */
  private static byte[] withVersions(SyntheticElf elf) {
    elf.symbols.addAll(List.of("open", "close"));
    elf.build();
    long versym = elf.at.getOrDefault("verneed", 0) + 32L;
    elf.numbers.put(ElfConstants.DT_VERSYM, versym);
    elf.build();
    byte[] file = elf.build();
    ByteBuffer out = ByteBuffer.wrap(file).order(elf.order);
    int at = elf.at.getOrDefault("verneed", 0);
    out.putShort(at + 16 + 6, (short) 3);
    return file;
  }

  @Test
  void aFileWithoutVersionsOfSymbolsHasNone() {
    assertThat(read(new SyntheticElf().build()).byVersion()).isEmpty();
  }

  @Test
  void aTableThatIsNotMappedIsRefused() {
    assertThatThrownBy(() -> read(withVersions(new SyntheticElf())))
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining("DOS-ELF-05");
  }

  @Test
  void moreSymbolsThanFitAreRefused() {
    SyntheticElf elf = new SyntheticElf();
    byte[] file = withVersions(elf);
    int header = elf.at.getOrDefault("sections", 0) + 2 * 64;
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(header + 32, Long.MAX_VALUE / 2);

    assertThatThrownBy(() -> read(file))
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining("dynamic symbols cannot fit in the file");
  }

  @Test
  @Tag("oracle")
  void agreesWithReadelfOnTheHostsLibraries() throws IOException {
    Tools.require("readelf");
    int compared = 0;
    for (String directory : List.of("/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/bin")) {
      if (!Files.isDirectory(Path.of(directory))) {
        continue;
      }
      try (Stream<Path> files = Files.list(Path.of(directory))) {
        for (Path file : files.filter(Files::isRegularFile).sorted().limit(60).toList()) {
          compared += compare(file);
        }
      }
    }
    assertThat(compared).isGreaterThan(20);
  }

  @Test
  @Tag("oracle")
  void readsWhatHasNoSections(@TempDir Path directory) throws IOException {
    Tools.require("gcc", "readelf");
    Files.writeString(
        directory.resolve("x.c"), "#include <stdio.h>\nint main(void) { return puts(\"\"); }");
    for (String flag : List.of("-Wl,--hash-style=sysv", "-Wl,--hash-style=gnu", "-m32", "-m64")) {
      Tools.check(directory, "gcc", flag, "-o", "x", "x.c");
      byte[] file = Files.readAllBytes(directory.resolve("x"));
      SortedMap<String, ?> whole = read(file).byVersion();
      assertThat(whole.toString()).contains("puts");
      boolean wide = file[4] == 2;
      ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
      if (wide) {
        bytes.putLong(40, 0).putShort(60, (short) 0);
      } else {
        bytes.putInt(32, 0).putShort(48, (short) 0);
      }
      if (flag.endsWith("sysv")) {
        assertThat(read(file).byVersion().toString()).as(flag).isEqualTo(whole.toString());
      }
    }
  }

  @Test
  @Tag("oracle")
  void damagedFilesGiveOneErrorOrAreRead(@TempDir Path directory) throws IOException {
    Tools.require("gcc");
    Files.writeString(
        directory.resolve("x.c"), "#include <stdio.h>\nint main(void) { return puts(\"\"); }");
    Tools.check(directory, "gcc", "-s", "-Wl,--hash-style=both", "-o", "x", "x.c");
    byte[] intact = Files.readAllBytes(directory.resolve("x"));
    Random random = new Random(11);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] file = intact.clone();
      // Tables lie in the first pages, and behind the code; what is between is not read.
      for (int change = 0; change <= random.nextInt(3); change++) {
        int at = random.nextBoolean() ? random.nextInt(0x700) : random.nextInt(file.length);
        file[at] = (byte) (random.nextInt(4) == 0 ? 0xff : random.nextInt(256));
      }
      try {
        assertThat(read(file).byVersion()).isNotNull();
      } catch (DiracosException e) {
        assertThat(e.problems().get(0).code()).startsWith("DOS-ELF-0");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(500);
  }

  private static int compare(Path file) throws IOException {
    try (ElfInput input = ElfInput.open(file)) {
      if (!input.isElf()) {
        return 0;
      }
    }
    SortedMap<String, TreeSet<String>> expected = new TreeMap<>();
    Tools.run(
            Path.of("/"),
            Map.of("PATH", System.getenv("PATH"), "LC_ALL", "C"),
            List.of("readelf", "-W", "--dyn-syms", file.toString()))
        .output()
        .lines()
        .map(line -> line.strip().split("\\s+"))
        .filter(parts -> parts.length >= 8 && parts[6].equals("UND") && parts[7].contains("@"))
        .forEach(
            parts -> {
              String[] symbol = parts[7].split("@+", 2);
              expected.computeIfAbsent(symbol[1], key -> new TreeSet<>()).add(symbol[0]);
            });
    assertThat(VersionedSymbols.read(file).byVersion().toString())
        .as("%s", file)
        .isEqualTo(expected.toString());
    return 1;
  }
}
