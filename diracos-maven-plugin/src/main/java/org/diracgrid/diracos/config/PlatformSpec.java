package org.diracgrid.diracos.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a bundle runs on.
 *
 * @param arch by rpm's name: {@code x86_64}, {@code aarch64} …
 * @param releasever value of {@code $releasever} in addresses
 * @param glibc newest glibc that may be needed, such as {@code 2.17}; empty: no ceiling
 * @param hostLibraries sonames and globs that the host may provide beside the glibc family
 */
public record PlatformSpec(
    String arch, Optional<String> releasever, Optional<String> glibc, List<String> hostLibraries) {

  /** Copies. */
  public PlatformSpec {
    hostLibraries = List.copyOf(hostLibraries);
  }

  /** What dnf puts for {@code $basearch}: the name that a family of architectures shares. */
  public String basearch() {
    return switch (arch) {
      case "i386", "i486", "i586", "i686", "athlon", "geode" -> "i386";
      case "armv7l", "armv7hl", "armv7hnl", "armv6hl" -> "armhfp";
      default -> arch;
    };
  }

  /** rpm's name for an architecture as Java calls it ({@code os.arch}). */
  static String rpmArch(String javaName) {
    String name = javaName.toLowerCase(Locale.ROOT);
    return switch (name) {
      case "amd64", "x86-64" -> "x86_64";
      case "x86", "i486" -> "i686";
      case "arm64" -> "aarch64";
      case "arm" -> "armv7hl";
      default -> name;
    };
  }
}
