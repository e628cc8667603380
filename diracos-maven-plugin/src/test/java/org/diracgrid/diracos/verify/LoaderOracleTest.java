package org.diracgrid.diracos.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.diracgrid.diracos.elf.ElfFile;
import org.diracgrid.diracos.elf.Tools;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.relocate.HostLibraries;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The loader of this machine and ours load the same files: random trees of libraries with random
 * search paths of both kinds, in directories that link to each other.
 */
@Tag("oracle")
class LoaderOracleTest {

  private static final int TREES = 40;
  private static final int PROGRAMS = 8;
  private static final int LIBRARIES = 6;
  private static final List<String> DIRECTORIES =
      List.of(
          "bin",
          "lib",
          "lib/private",
          "lib/private/glibc-hwcaps/x86-64-v2",
          "lib64",
          "lib64/glibc-hwcaps/x86-64-v3",
          "lib64/tls",
          "lib64/x86_64",
          "lib/x86_64-linux-gnu",
          "opt/a/lib",
          "opt/b/lib");

  @TempDir Path directory;

  private Path objects = Path.of("");

  @Test
  void loadsWhatTheRealLoaderLoads() throws IOException {
    Tools.require("gcc", "ld");
    objects = Files.createDirectory(directory.resolve("objects"));
    compile("program", "void _start(void) {}");
    compile("library", "int f(void) { return 0; }");
    for (int i = 0; i < LIBRARIES; i++) {
      String name = "lib" + i + ".so";
      ld(objects.resolve(name), "library", "-shared", "-soname", name);
      ld(objects.resolve("path" + i), "library", "-shared", "-soname", "$ORIGIN/../lib/" + name);
    }
    Random random = new Random(4);
    int found = 0;
    int missing = 0;
    for (int tree = 0; tree < TREES; tree++) {
      Path root = directory.resolve("tree" + tree);
      build(random, root);
      Subject subject = ElfSubjects.read(root);
      for (int program = 0; program < PROGRAMS; program++) {
        Path main = root.resolve(program % 2 == 0 ? "bin" : "opt/a/lib").resolve("main" + program);
        Set<String> real = real(root, main);
        assertThat(simulated(subject, root, main))
            .as("tree %d, %s: %s", tree, main, describe(subject))
            .isEqualTo(real);
        for (String line : real) {
          if (line.endsWith("not found")) {
            missing++;
          } else {
            found++;
          }
        }
      }
    }
    // Cases that find everything, or nothing, would prove little.
    assertThat(found).isGreaterThan(TREES * PROGRAMS);
    assertThat(missing).isGreaterThan(TREES * PROGRAMS / 2);
  }

  private void compile(String name, String source) throws IOException {
    Path file = objects.resolve(name + ".c");
    Files.writeString(file, source);
    Tools.check(
        objects,
        "gcc",
        "-c",
        "-fPIC",
        "-o",
        objects.resolve(name + ".o").toString(),
        file.toString());
  }

  private void ld(Path output, String object, String... flags) {
    List<String> command = new ArrayList<>(List.of("ld", "-o", output.toString(), "-rpath-link=."));
    command.addAll(List.of(flags));
    command.add(objects.resolve(object + ".o").toString());
    Tools.check(objects, command.toArray(String[]::new));
  }

  /** Makes a tree. */
  private void build(Random random, Path root) throws IOException {
    for (String each : DIRECTORIES) {
      Files.createDirectories(root.resolve(each));
    }
    link(root.resolve("opt/linked"), "../lib/private");
    link(root.resolve("lib/up"), "..");
    for (int program = 0; program < PROGRAMS; program++) {
      Path main = root.resolve(program % 2 == 0 ? "bin" : "opt/a/lib").resolve("main" + program);
      List<String> flags = new ArrayList<>(List.of("--dynamic-linker=/lib64/ld-linux-x86-64.so.2"));
      ld(main, "program", flags(random, flags, 2));
    }
    for (int i = 0; i < LIBRARIES; i++) {
      int copies = 3 + random.nextInt(2);
      for (int copy = 0; copy < copies; copy++) {
        String name = "lib" + i + ".so";
        Path file = root.resolve(pick(random, DIRECTORIES)).resolve(name);
        List<String> flags = new ArrayList<>(List.of("-shared"));
        // Some have no name, some another than that of the file.
        if (random.nextInt(3) > 0) {
          boolean other = random.nextInt(8) == 0;
          flags.add("-soname=lib" + (other ? (i + 1) % LIBRARIES : i) + ".so");
        }
        Files.deleteIfExists(file);
        ld(file, "library", flags(random, flags, 0));
        if (random.nextInt(3) == 0) {
          String there = pick(random, DIRECTORIES);
          Path place = root.resolve(there).resolve(name);
          if (!Files.exists(place)) {
            link(place, root.resolve(there).relativize(file).toString());
          }
        }
      }
    }
    if (random.nextInt(3) == 0) {
      wrongMachine(root.resolve(pick(random, DIRECTORIES)).resolve("lib0.so"));
    }
  }

  private static void link(Path link, String target) throws IOException {
    Files.createSymbolicLink(link, Path.of(target));
  }

  /** A library of another machine, in the way of the search: the loader passes over it. */
  private static void wrongMachine(Path file) throws IOException {
    if (Files.isRegularFile(file) && !Files.isSymbolicLink(file)) {
      byte[] bytes = Files.readAllBytes(file);
      bytes[18] = (byte) 183;
      Files.write(file, bytes);
    }
  }

  /** Adds needs and a search path. */
  private String[] flags(Random random, List<String> flags, int leastNeeds) {
    int needs = leastNeeds + random.nextInt(3);
    for (int i = 0; i < needs; i++) {
      flags.add((random.nextInt(12) == 0 ? "path" : "lib") + random.nextInt(LIBRARIES) + ".so");
    }
    flags.replaceAll(flag -> flag.startsWith("path") ? flag.replace(".so", "") : flag);
    int kind = random.nextInt(9);
    if (kind > 0) {
      List<String> elements = new ArrayList<>();
      int length = 2 + random.nextInt(4);
      for (int i = 0; i < length; i++) {
        elements.add(element(random));
      }
      flags.add(kind < 5 ? "--disable-new-dtags" : "--enable-new-dtags");
      flags.add("-rpath=" + String.join(":", elements));
    }
    return flags.toArray(String[]::new);
  }

  private static String element(Random random) {
    String origin = random.nextBoolean() ? "$ORIGIN" : "${ORIGIN}";
    return switch (random.nextInt(13)) {
      case 0 -> origin;
      case 1 -> origin + "/../lib";
      case 2 -> origin + "/../lib/private";
      case 3 -> origin + "/../$LIB";
      case 4 -> origin + "/../../lib//private/";
      case 5 -> origin + "/../opt/linked";
      case 6 -> origin + "/../lib/up/opt/a/lib";
      case 7 -> origin + "/../opt/b/lib";
      case 8 -> origin + "/../../${LIB}";
      case 9 -> origin + "/../lib64";
      case 10 -> origin + "/../../../lib";
      case 11 -> origin + "/../../../lib64";
      default -> origin + "/nothing/$UNKNOWN";
    };
  }

  private static String pick(Random random, List<String> from) {
    return from.get(random.nextInt(from.size()));
  }

  /** What ld.so says, a line for each library: where it is in the tree, or that it is not. */
  private static Set<String> real(Path root, Path main) throws IOException {
    Tools.Outcome outcome =
        Tools.run(root, Map.of("LD_TRACE_LOADED_OBJECTS", "1"), List.of(main.toString()));
    assertThat(outcome.status()).as(outcome.output()).isZero();
    Set<String> found = new TreeSet<>();
    for (String line : outcome.output().lines().map(String::strip).toList()) {
      String[] parts = line.replaceAll(" \\(0x[0-9a-f]+\\)$", "").split(" => ", 2);
      String place = parts[parts.length - 1];
      String name = parts[0].substring(parts[0].lastIndexOf('/') + 1);
      if (place.equals("not found")) {
        found.add(name + " => not found");
      } else if (place.startsWith(root.toString())) {
        found.add(name + " => /" + root.toRealPath().relativize(Path.of(place).toRealPath()));
      }
    }
    return found;
  }

  private static Set<String> simulated(Subject subject, Path root, Path main) {
    LoaderHost debian = new LoaderHost("lib/x86_64-linux-gnu", "x86_64", processorDirectories());
    Set<String> names = new TreeSet<>();
    for (int i = 0; i < LIBRARIES; i++) {
      names.add("lib" + i + ".so");
    }
    LoaderFiles files = new LoaderFiles(subject.tree().entries(), subject.scan().elfs(), names);
    LoaderView view = new LoaderView(files, debian, new HostLibraries(List.of()));
    BundlePath path = BundlePath.parse("/" + root.relativize(main));
    ElfFile elf = Optional.ofNullable(subject.scan().elfs().get(path)).orElseThrow();
    Lines lines = new Lines();
    view.walk(path, elf, lines);
    return lines.lines;
  }

  /** A line for each library that is loaded, under the name that first asked for it. */
  private static final class Lines implements LoaderWalk {
    private final Set<String> lines = new TreeSet<>();
    private final Set<BundlePath> loaded = new HashSet<>();

    @Override
    public void found(LoadedFile user, String library, LoadedFile provider) {
      if (provider.loader() != null && loaded.add(provider.path())) {
        lines.add(name(library) + " => " + provider.path());
      }
    }

    private static String name(String library) {
      return library.substring(library.lastIndexOf('/') + 1);
    }

    @Override
    public void glibc(LoadedFile user, String library, Optional<BundlePath> inBundle) {
      throw new AssertionError(library);
    }

    @Override
    public void onHost(LoadedFile user, String library) {
      throw new AssertionError(library);
    }

    @Override
    public void missing(
        LoadedFile user, String library, Optional<BundlePath> obstacle, List<BundlePath> searched) {
      lines.add(name(library) + " => not found");
    }

    @Override
    public void versions(LoadedFile user, String library, LoadedFile provider) {}
  }

  /** What this machine's loader says that it searches, old names included. */
  private static List<String> processorDirectories() {
    List<String> names = new ArrayList<>();
    Set<String> legacy = new TreeSet<>();
    Tools.run(Path.of("/"), Map.of(), List.of("/lib64/ld-linux-x86-64.so.2", "--help"))
        .output()
        .lines()
        .map(String::strip)
        .filter(line -> line.contains("searched)"))
        .forEach(
            line -> {
              String name = line.split(" ")[0];
              if (name.startsWith("x86-64-v")) {
                names.add("glibc-hwcaps/" + name);
              } else {
                legacy.add(name);
              }
            });
    names.addAll(
        LoaderHost.combinations(
            Stream.of("tls", "haswell", "avx512_1", "x86_64").filter(legacy::contains).toList()));
    return names;
  }

  private static String describe(Subject subject) {
    StringBuilder text = new StringBuilder();
    subject
        .tree()
        .entries()
        .values()
        .forEach(
            entry -> {
              if (!entry.target().isEmpty()) {
                text.append('\n').append(entry.path()).append(" -> ").append(entry.target());
              }
            });
    subject
        .scan()
        .elfs()
        .forEach(
            (path, elf) ->
                text.append('\n')
                    .append(path)
                    .append(' ')
                    .append(elf.architecture())
                    .append(" soname ")
                    .append(elf.soname())
                    .append(" needs ")
                    .append(elf.needed())
                    .append(" rpath ")
                    .append(elf.rpath())
                    .append(" runpath ")
                    .append(elf.runpath()));
    return text.toString();
  }
}
