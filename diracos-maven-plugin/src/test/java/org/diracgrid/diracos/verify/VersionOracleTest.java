package org.diracgrid.diracos.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diracgrid.diracos.elf.Tools;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The loader of this machine and ours miss the same symbol versions: a program that was linked with
 * one library meets others, which define random versions or none, and some of its needs are weak.
 */
@Tag("oracle")
class VersionOracleTest {

  private static final int CASES = 40;
  private static final int VERSIONS = 5;
  private static final Pattern MISSING = Pattern.compile("version `(V_\\d)' not found");

  /** Record of a need, behind whose hash are its flags. */
  private static final int FLAGS = 4;

  @TempDir Path directory;

  @Test
  void missesWhatTheRealLoaderMisses() throws IOException {
    Tools.require("gcc", "ld");
    StringBuilder users = new StringBuilder();
    for (int i = 0; i < VERSIONS; i++) {
      users.append("extern int f").append(i).append("(void);\n");
    }
    users.append("int _start(void) { return f0()");
    for (int i = 1; i < VERSIONS; i++) {
      users.append(" + f").append(i).append("()");
    }
    compile("main", users.append("; }").toString());
    compile("none", "int none(void) { return 0; }");
    Path tree = Files.createDirectories(directory.resolve("tree"));
    library(tree, Set.of(0, 1, 2, 3, 4));
    Tools.check(
        directory,
        "ld",
        "-o",
        "tree/main",
        "main.o",
        "tree/libv.so",
        "-rpath=$ORIGIN",
        "--dynamic-linker=/lib64/ld-linux-x86-64.so.2");
    byte[] program = Files.readAllBytes(tree.resolve("main"));
    Random random = new Random(7);
    int missing = 0;
    int weak = 0;
    for (int i = 0; i < CASES; i++) {
      Set<Integer> defined = new TreeSet<>();
      for (int version = 0; version < VERSIONS; version++) {
        if (random.nextInt(3) > 0) {
          defined.add(version);
        }
      }
      library(tree, i % 10 == 0 ? Set.of() : defined);
      weak += weaken(random, tree.resolve("main"), program);
      Set<String> real = real(tree);
      missing += real.size();
      assertThat(simulated(tree)).as("case %d, defined: %s", i, defined).isEqualTo(real);
    }
    assertThat(missing).isGreaterThan(CASES / 2);
    assertThat(weak).isGreaterThan(CASES / 2);
  }

  private void compile(String name, String source) throws IOException {
    Files.writeString(directory.resolve(name + ".c"), source);
    Tools.check(directory, "gcc", "-c", "-fPIC", "-o", name + ".o", name + ".c");
  }

  /** Makes {@code libv.so} with these versions, one function each; without any, unversioned. */
  private void library(Path tree, Set<Integer> versions) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of("ld", "-shared", "-soname=libv.so", "-o", tree.resolve("libv.so").toString()));
    if (versions.isEmpty()) {
      command.add("none.o");
    } else {
      StringBuilder source = new StringBuilder();
      StringBuilder script = new StringBuilder();
      for (int version : versions) {
        source.append("int f").append(version).append("(void) { return 0; }\n");
        script.append("V_").append(version).append(" { f").append(version).append("; };\n");
      }
      compile("lib", source.toString());
      Files.writeString(directory.resolve("lib.map"), script);
      command.addAll(List.of("--version-script=lib.map", "lib.o"));
    }
    Tools.check(directory, command.toArray(String[]::new));
  }

  /** Makes some needs weak; linkers do so where the definition is, which few are. */
  private static int weaken(Random random, Path file, byte[] program) throws IOException {
    byte[] changed = program.clone();
    int weak = 0;
    for (int version = 0; version < VERSIONS; version++) {
      if (random.nextInt(3) == 0) {
        changed[needed(program, "V_" + version) + FLAGS] |= 2;
        weak++;
      }
    }
    Path temporary = file.resolveSibling("changed");
    Files.write(temporary, changed);
    assertThat(temporary.toFile().setExecutable(true)).isTrue();
    Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
    return weak;
  }

  /** Where the record of a version needed lies, by the hash of its name. */
  private static int needed(byte[] program, String version) {
    int hash = 0;
    for (byte c : version.getBytes(StandardCharsets.US_ASCII)) {
      hash = (hash << 4) + c;
      int high = hash & 0xf0000000;
      hash = (hash ^ (high >>> 24)) & ~high;
    }
    for (int at = 0; at < program.length - 16; at += 4) {
      int found =
          (program[at] & 0xff)
              | (program[at + 1] & 0xff) << 8
              | (program[at + 2] & 0xff) << 16
              | (program[at + 3] & 0xff) << 24;
      if (found == hash) {
        return at;
      }
    }
    throw new AssertionError(version);
  }

  private static Set<String> real(Path tree) {
    Tools.Outcome outcome =
        Tools.run(
            tree,
            Map.of("LD_TRACE_LOADED_OBJECTS", "1", "LD_WARN", "yes"),
            List.of(tree.resolve("main").toString()));
    Set<String> versions = new TreeSet<>();
    Matcher matcher = MISSING.matcher(outcome.output());
    while (matcher.find()) {
      if (!outcome.output().substring(0, matcher.start()).endsWith("weak ")) {
        versions.add(matcher.group(1));
      }
    }
    return versions;
  }

  private static Set<String> simulated(Path tree) {
    Set<String> versions = new TreeSet<>();
    Pattern lacks = Pattern.compile("lacks the symbol version (V_\\d), needed by 1 file");
    for (String finding :
        ElfSubjects.findings(
            ElfSubjects.inspect(new LoaderInspection(), ElfSubjects.read(tree), Contract.PLAIN),
            Check.SYMBOL_VERSION)) {
      Matcher matcher = lacks.matcher(finding);
      assertThat(matcher.find()).as(finding).isTrue();
      versions.add(matcher.group(1));
    }
    return versions;
  }
}
