package org.diracgrid.diracos.elf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A program and two libraries, linked in any way, with what looks at them. The program prints
 * {@code answer 42} if relocations, thread-local data, zeroed data and the heap are what they
 * should be.
 *
 * <pre>
 * bin/main -> lib64/libgreet.so.1 -> lib64/deep/libdeep.so.1
 * </pre>
 */
public final class LinkedPrograms {

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
  static final String MAIN =
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

  private final Path directory;
  private final String compiler;
  private final List<String> flags;

  /**
   * A way to link.
   *
   * @param directory where sources may be written
   * @param flags for all links; "exe:" flags are for the program only
   */
  public LinkedPrograms(Path directory, String compiler, List<String> flags) {
    this.directory = directory;
    this.compiler = compiler;
    this.flags = flags;
  }

  /** Makes all three below {@code prefix}. */
  public void build(Path prefix) throws IOException {
    Files.createDirectories(prefix.resolve("bin"));
    Files.createDirectories(prefix.resolve("lib64/deep"));
    Path deep = prefix.resolve("lib64/deep/libdeep.so.1");
    Path greet = prefix.resolve("lib64/libgreet.so.1");
    link(DEEP, deep, "-shared", "-fPIC", "-Wl,-soname,libdeep.so.1");
    link(GREET, greet, "-shared", "-fPIC", "-Wl,-soname,libgreet.so.1", deep.toString());
    link(
        MAIN,
        prefix.resolve("bin/main"),
        "exe",
        greet.toString(),
        "-Wl,-rpath-link," + deep.getParent());
  }

  /** Compiles and links one source; "exe" among the flags says that it is a program. */
  public void link(String source, Path output, String... more) throws IOException {
    Path file = directory.resolve("source.c");
    Files.writeString(file, source);
    boolean program = more.length > 0 && more[0].equals("exe");
    List<String> command = new ArrayList<>(List.of(compiler, "-O1", "-o", output.toString()));
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

  /** What readelf warns of. */
  static TreeSet<String> readelf(Path directory, Path file) {
    return lines(directory, "readelf", "-aW", file.toString());
  }

  private static TreeSet<String> lines(Path directory, String... command) {
    TreeSet<String> warnings = new TreeSet<>();
    Tools.run(directory, Map.of("PATH", System.getenv("PATH"), "LC_ALL", "C"), List.of(command))
        .output()
        .lines()
        .filter(line -> line.contains("Warning") || line.contains("Error"))
        .forEach(warnings::add);
    return warnings;
  }

  /** What elflint objects to, numbers aside. */
  static TreeSet<String> lint(Path directory, Path file) {
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

  /** A search path of at least that many characters. */
  static String padded(String path, int extra) {
    StringBuilder text = new StringBuilder(path);
    for (int i = 0; text.length() < extra; i++) {
      text.append(":$ORIGIN/nothing/here/").append(i);
    }
    return text.toString();
  }
}
