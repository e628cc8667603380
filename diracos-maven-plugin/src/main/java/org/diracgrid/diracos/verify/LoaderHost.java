package org.diracgrid.diracos.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.diracgrid.diracos.elf.ElfArchitecture;

/**
 * What differs between the hosts of one architecture, as far as the loader looks for libraries.
 *
 * <p>Sources: glibc {@code sysdeps/x86_64/dl-hwcaps_subdirs.c} and its like for other machines,
 * {@code elf/dl-hwcaps.c}, for subdirectories; {@code Makeconfig} ({@code slibdir}) and what Debian
 * passes to it for {@code $LIB}; {@code sysdeps/x86/cpu-features.c} and {@code AT_PLATFORM} of the
 * kernel for {@code $PLATFORM}.
 *
 * @param lib what stands for {@code $LIB}
 * @param platform what stands for {@code $PLATFORM}; empty if it is not known
 * @param subdirectories of each directory that are searched before it, in this order
 */
record LoaderHost(String lib, String platform, List<String> subdirectories) {

  private static final String HWCAPS = "glibc-hwcaps";

  private static final Map<String, String> DEBIAN =
      Map.of(
          "x86_64", "lib/x86_64-linux-gnu",
          "i386", "lib/i386-linux-gnu",
          "aarch64", "lib/aarch64-linux-gnu",
          "arm", "lib/arm-linux-gnueabihf",
          "ppc64le", "lib/powerpc64le-linux-gnu",
          "s390x", "lib/s390x-linux-gnu",
          "riscv64", "lib/riscv64-linux-gnu",
          "loongarch64", "lib/loongarch64-linux-gnu");

  /** The oldest processor first. */
  private static final Map<String, List<String>> LEVELS =
      Map.of(
          "x86_64", List.of("x86-64-v2", "x86-64-v3", "x86-64-v4"),
          "ppc64le", List.of("power9", "power10"),
          "s390x", List.of("z13", "z14", "z15", "z16", "z17"));

  private static final Map<String, List<String>> PLATFORMS =
      Map.of(
          "x86_64", List.of("x86_64", "haswell", "xeon_phi"),
          "i386", List.of("i686"),
          "aarch64", List.of("aarch64"),
          "arm", List.of("v7l"),
          "ppc64le", List.of("power8", "power9", "power10"),
          "s390x", List.of("z13", "z14", "z15", "z16"));

  /**
   * Names that glibc before 2.37 combined to subdirectories: any number of them, in this order, the
   * longest combinations of the first names first.
   */
  private static final Map<String, List<String>> LEGACY =
      Map.of(
          "x86_64", List.of("tls", "haswell", "avx512_1", "x86_64"),
          "i386", List.of("tls", "i686", "sse2"),
          "aarch64", List.of("tls", "aarch64", "atomics"));

  private static final List<String> LEGACY_ELSEWHERE = List.of("tls");

  /** Copies. */
  LoaderHost {
    subdirectories = List.copyOf(subdirectories);
  }

  /**
   * The hosts that may differ in what they find: those of different {@code $LIB} and {@code
   * $PLATFORM} where these are used, an old processor, and each newer one whose subdirectories
   * there are. The plainest comes first.
   *
   * @param tokens the tokens that search paths use
   * @param directories the last two segments of all directories that hold a library
   */
  static List<LoaderHost> of(
      ElfArchitecture architecture, Set<String> tokens, Set<String> directories) {
    String name = architecture.toString();
    List<String> libs = new ArrayList<>(List.of(architecture.wide() ? "lib64" : "lib"));
    if (tokens.contains("LIB")) {
      // Arch and others have no lib64; Debian and Ubuntu have neither.
      if (architecture.wide()) {
        libs.add("lib");
      }
      if (DEBIAN.containsKey(name)) {
        libs.add(DEBIAN.getOrDefault(name, ""));
      }
    }
    List<String> platforms = PLATFORMS.getOrDefault(name, List.of(""));
    List<List<String>> subdirectories = subdirectories(name, directories);
    List<LoaderHost> hosts = new ArrayList<>();
    for (String lib : libs) {
      for (String platform : tokens.contains("PLATFORM") ? platforms : platforms.subList(0, 1)) {
        for (List<String> each : subdirectories) {
          hosts.add(new LoaderHost(lib, platform, each));
        }
      }
    }
    return hosts;
  }

  private static List<List<String>> subdirectories(String name, Set<String> directories) {
    List<List<String>> hosts = new ArrayList<>();
    hosts.add(List.of());
    List<String> known = new ArrayList<>();
    for (String level : LEVELS.getOrDefault(name, List.of())) {
      String subdirectory = HWCAPS + "/" + level;
      known.add(0, subdirectory);
      if (directories.contains(subdirectory)) {
        hosts.add(List.copyOf(known));
      }
    }
    List<String> legacy = LEGACY.getOrDefault(name, LEGACY_ELSEWHERE);
    if (directories.stream().anyMatch(each -> legacy.contains(lastSegment(each)))) {
      known.addAll(combinations(legacy));
      hosts.add(List.copyOf(known));
    }
    return hosts;
  }

  private static String lastSegment(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** All combinations but the empty one, as counting down in binary gives them. */
  static List<String> combinations(List<String> names) {
    List<String> combinations = new ArrayList<>();
    for (int mask = (1 << names.size()) - 1; mask > 0; mask--) {
      List<String> parts = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        if ((mask & (1 << (names.size() - 1 - i))) != 0) {
          parts.add(names.get(i));
        }
      }
      combinations.add(String.join("/", parts));
    }
    return combinations;
  }
}
