package org.diracgrid.diracos.relocate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.diracgrid.diracos.elf.ElfArchitecture;
import org.diracgrid.diracos.elf.ElfFile;
import org.diracgrid.diracos.path.BundlePath;

/** Small trees made by chance: few directories and few names, so that they meet. */
final class RandomElfTree {

  static final ElfArchitecture X86_64 = new ElfArchitecture(62, true, true);
  private static final ElfArchitecture I386 = new ElfArchitecture(3, false, true);

  private static final List<String> LIBRARY_DIRECTORIES =
      List.of(
          "/usr/lib64",
          "/usr/lib64",
          "/usr/lib64/private",
          "/usr/lib64/private/deep",
          "/usr/lib64/plug/sub",
          "/usr/lib",
          "/opt/a/lib",
          "/opt/a/lib/b",
          "/opt/lib64",
          "/x",
          "",
          "/usr/lib64/python3/site-packages/one",
          "/usr/lib64/python3/site-packages/one/libs",
          "/usr/lib64/python3/site-packages/two/libs",
          "/usr/lib64/glibc-hwcaps/x86-64-v3");

  private static final List<String> PROGRAM_DIRECTORIES =
      List.of("/usr/bin", "/usr/sbin", "/opt/a/bin", "/usr/lib64/private", "/usr/libexec/tool/bin");

  private static final List<String> DIRECTORY_LINKS =
      List.of(
          "/lib64 -> usr/lib64",
          "/lib -> usr/lib",
          "/bin -> /usr/bin",
          "/opt/link -> a/lib",
          "/opt/chain -> link/b",
          "/opt/placed -> @/usr/lib64/private",
          "/usr/lib64/mine -> /opt/a/lib",
          "/usr/lib64/up -> ..",
          "/x/far/away/from -> ../../../../../usr/lib64/private",
          "/usr/lib64/plug/loop -> loop",
          "/opt/broken -> /no/such");

  static final List<String> NAMES =
      List.of("liba.so.1", "libb.so.1", "libc2.so.2", "libd.so", "libe-1.0.so", "libf.so.6.1");

  private static final List<String> OTHER_NEEDS =
      List.of("libc.so.6", "libm.so.6", "libgone.so.1", "libknown.so.1", "libGL.so.1");

  private static final List<String> SEARCH_PATHS =
      List.of(
          "$ORIGIN",
          "${ORIGIN}/",
          "$ORIGIN/..",
          "$ORIGIN/../lib64",
          "$ORIGIN/../lib",
          "$ORIGIN/../$LIB/private",
          "$ORIGIN/private/../plug/sub",
          "$ORIGIN/deep",
          "$ORIGIN/../lib64/mine/b",
          "$ORIGIN/../nowhere",
          "$ORIGIN/../../../../usr/lib64",
          "/usr/lib64",
          "/usr/${LIB}//private/",
          "/lib64/private",
          "/opt/a/lib",
          "/opt/link/b",
          "/opt/chain",
          "/x",
          "@/usr/lib64/private/deep",
          "@/opt/a/lib",
          "/usr/share",
          "/builddir/build/lib",
          "relative/lib",
          "");

  private final Random random;
  private final Map<String, ElfTree.Item> items = new LinkedHashMap<>();

  /** The tree of a seed. */
  static ElfTree of(long seed) {
    return new RandomElfTree(seed).tree();
  }

  private RandomElfTree(long seed) {
    // Seeds in a row give much the same first numbers.
    this.random = new Random(seed * 0x9E3779B97F4A7C15L);
  }

  private ElfTree tree() {
    for (String link : DIRECTORY_LINKS) {
      if (random.nextInt(3) > 0) {
        add(new ElfTree.Item(link, Optional.empty(), ""));
      }
    }
    configuration();
    for (int i = 4 + random.nextInt(10); i > 0; i--) {
      library();
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      add(pick(LIBRARY_DIRECTORIES) + "/plugin" + i + (chance(2) ? ".so" : ""), Optional.empty());
    }
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      add(pick(PROGRAM_DIRECTORIES) + "/x" + i, interpreter());
    }
    for (int i = random.nextInt(7); i > 0; i--) {
      libraryLink();
    }
    if (chance(3)) {
      programLink();
    }
    odd();
    return new ElfTree(
        List.copyOf(items.values()),
        new RelocationSpec(
            "1", List.of(), List.of("libknown*"), List.of(), List.of("libGL.so.*", NAMES.get(5))));
  }

  private void configuration() {
    if (chance(2)) {
      add(
          new ElfTree.Item(
              "/etc/ld.so.conf", Optional.empty(), "include ld.so.conf.d/*.conf\n/opt/lib64"));
    }
    if (chance(2)) {
      String text = "# more\n" + pick(List.of("/opt/link", "/x", "/usr/lib64/mine/b", "/gone"));
      add(new ElfTree.Item("/etc/ld.so.conf.d/a.conf", Optional.empty(), text));
    }
    if (chance(3)) {
      add(
          new ElfTree.Item(
              "/etc/ld.so.conf.d/b.conf", Optional.empty(), "/usr/lib64/private # its\n\n"));
    }
  }

  /** A library, under its soname or with a link of that name beside it. */
  private void library() {
    String name = chance(12) ? pick(OTHER_NEEDS) : pick(NAMES);
    String directory = pick(LIBRARY_DIRECTORIES);
    if (chance(3)) {
      add(new ElfTree.Item(directory + "/" + name + " -> " + name + ".9", Optional.empty(), ""));
      add(directory + "/" + name + ".9", Optional.empty());
    } else {
      add(directory + "/" + name, Optional.empty());
    }
  }

  /**
   * Another name for a library, its link or nothing. What is no library has no library's name here:
   * the loader gives up at it, whatever the search path.
   */
  private void libraryLink() {
    List<String> libraries =
        items.keySet().stream()
            .filter(path -> path.contains("/lib") && path.contains(".so"))
            .filter(path -> !path.contains("/ld.so.conf"))
            .filter(path -> !path.contains("/glibc-hwcaps/"))
            .toList();
    boolean broken = libraries.isEmpty() || chance(12);
    String target = broken ? "/usr/lib64/nothing.so" : pick(libraries);
    String directory = pick(chance(6) ? PROGRAM_DIRECTORIES : LIBRARY_DIRECTORIES);
    link(directory + "/" + (chance(2) ? pick(NAMES) : fileName(target)), target);
  }

  private void programLink() {
    String target =
        pick(items.keySet().stream().filter(path -> path.matches(".*/x[0-9]")).toList());
    link(pick(PROGRAM_DIRECTORIES) + "/" + fileName(target), target);
  }

  private void link(String path, String target) {
    String through = target;
    if (target.startsWith("/usr/lib64/") && chance(3)) {
      through = target.substring("/usr".length());
    }
    String text =
        switch (random.nextInt(3)) {
          case 0 -> through;
          case 1 -> "@" + through;
          default -> BundlePath.parse(through).relativeTo(BundlePath.parse(path).parent());
        };
    add(new ElfTree.Item(path + " -> " + text, Optional.empty(), ""));
  }

  private static String fileName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Now and then what no loader loads, and what is no ELF file. */
  private void odd() {
    if (chance(4)) {
      add("/usr/lib/debug/usr/lib64/" + pick(NAMES), elf(Optional.empty(), 3, false, false, true));
    }
    if (chance(4)) {
      add("/usr/bin/static", elf(Optional.empty(), 3, true, true, false));
    }
    if (chance(4)) {
      add("/usr/lib64/object.o", elf(Optional.empty(), 1, false, false, false));
    }
    if (chance(4)) {
      add(new ElfTree.Item("/usr/share/text", Optional.empty(), ""));
    }
    if (chance(4)) {
      String name = pick(NAMES);
      add(
          new ElfTree.Item(
              "/usr/lib/.build-id/ab/" + name + " -> /usr/lib64/" + name, Optional.empty(), ""));
    }
  }

  private Optional<String> interpreter() {
    return Optional.of("/lib64/ld-linux-x86-64.so.2");
  }

  private void add(String path, Optional<String> interpreter) {
    int type = interpreter.isPresent() && chance(2) ? 2 : 3;
    add(path, elf(interpreter, type, true, false, false));
  }

  private void add(String path, ElfFile elf) {
    String name = fileName(path);
    boolean named = name.startsWith("lib") && !chance(4);
    String soname = name.endsWith(".9") ? name.substring(0, name.length() - 2) : name;
    ElfFile whole =
        new ElfFile(
            elf.architecture(),
            elf.type(),
            elf.interpreter(),
            elf.dynamic(),
            elf.staticPie(),
            elf.separateDebug(),
            elf.needed(),
            named ? Optional.of(soname) : Optional.empty(),
            elf.rpath(),
            elf.runpath(),
            List.of(),
            List.of());
    add(new ElfTree.Item(path, Optional.of(whole), ""));
  }

  private void add(ElfTree.Item item) {
    items.putIfAbsent(item.path(), item);
  }

  private ElfFile elf(
      Optional<String> interpreter, int type, boolean dynamic, boolean staticPie, boolean debug) {
    Set<String> needed = new LinkedHashSet<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      needed.add(chance(5) ? pick(OTHER_NEEDS) : pick(NAMES));
    }
    return new ElfFile(
        chance(6) ? I386 : X86_64,
        type,
        interpreter,
        dynamic,
        staticPie,
        debug,
        List.copyOf(needed),
        Optional.empty(),
        chance(4) ? Optional.of(searchPath()) : Optional.empty(),
        chance(4) ? Optional.of(searchPath()) : Optional.empty(),
        List.of(),
        List.of());
  }

  private String searchPath() {
    List<String> entries = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      entries.add(pick(SEARCH_PATHS));
    }
    return String.join(":", entries);
  }

  private boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
