package org.diracgrid.diracos.verify;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.diracgrid.diracos.elf.ElfArchitecture;
import org.diracgrid.diracos.elf.ElfFile;

/** Which ELF files belong to a bundle, by rpm's name of its architecture. */
final class Architectures {

  private Architectures() {}

  /**
   * What files of an architecture are.
   *
   * <p>Names as in rpm's {@code rpmrc.in}; numbers as in {@code elf.h}.
   *
   * @return empty for a name that is not known here, and for {@code noarch}
   */
  static Optional<ElfArchitecture> named(String arch) {
    return switch (arch) {
      case "x86_64", "x86_64_v2", "x86_64_v3", "x86_64_v4", "amd64" ->
          Optional.of(new ElfArchitecture(62, true, true));
      case "i386", "i486", "i586", "i686", "athlon", "geode" ->
          Optional.of(new ElfArchitecture(3, false, true));
      case "aarch64" -> Optional.of(new ElfArchitecture(183, true, true));
      case "armv7hl", "armv7hnl", "armv6hl" -> Optional.of(new ElfArchitecture(40, false, true));
      case "ppc64le" -> Optional.of(new ElfArchitecture(21, true, true));
      case "ppc64", "ppc64p7" -> Optional.of(new ElfArchitecture(21, true, false));
      case "s390x" -> Optional.of(new ElfArchitecture(22, true, false));
      case "riscv64" -> Optional.of(new ElfArchitecture(243, true, true));
      case "loongarch64" -> Optional.of(new ElfArchitecture(258, true, true));
      default -> Optional.empty();
    };
  }

  /**
   * The bundle's: what the contract names, else that of most ELF files that are loaded.
   *
   * @return empty if the contract's is not known here, or there is no such file
   */
  static Optional<ElfArchitecture> of(Subject subject, Contract contract) {
    if (contract.arch().isPresent()) {
      return named(contract.arch().get());
    }
    Map<String, Integer> counts = new TreeMap<>();
    Map<String, ElfArchitecture> byName = new TreeMap<>();
    for (ElfFile elf : subject.scan().elfs().values()) {
      if (elf.dynamic()) {
        counts.merge(elf.architecture().toString(), 1, Integer::sum);
        byName.put(elf.architecture().toString(), elf.architecture());
      }
    }
    return counts.entrySet().stream()
        .max(
            Map.Entry.<String, Integer>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
        .map(most -> byName.get(most.getKey()));
  }
}
