package org.diracgrid.diracos.elf;

/**
 * What must agree for one ELF file to be loaded into a process of another.
 *
 * @param machine {@code e_machine}: 3 i386, 21 ppc64, 62 x86_64, 183 aarch64 …
 * @param wide true for 64-bit files
 * @param littleEndian true for files with the least significant byte first
 */
public record ElfArchitecture(int machine, boolean wide, boolean littleEndian) {

  // By hand, as in every record that a common run compares: docs/decisions/0009.
  @Override
  public boolean equals(Object other) {
    return other instanceof ElfArchitecture that
        && machine == that.machine
        && wide == that.wide
        && littleEndian == that.littleEndian;
  }

  @Override
  public int hashCode() {
    return machine << 2 | (wide ? 2 : 0) | (littleEndian ? 1 : 0);
  }

  /** Such as {@code x86_64}, or {@code machine 186, 64-bit, little-endian} for others. */
  @Override
  public String toString() {
    return switch (machine) {
      case 3 -> "i386";
      case 20 -> "ppc";
      case 21 -> littleEndian ? "ppc64le" : "ppc64";
      case 22 -> wide ? "s390x" : "s390";
      case 40 -> "arm";
      case 62 -> wide ? "x86_64" : "x32";
      case 183 -> littleEndian ? "aarch64" : "aarch64_be";
      case 243 -> wide ? "riscv64" : "riscv32";
      case 247 -> "bpf";
      case 258 -> wide ? "loongarch64" : "loongarch32";
      default ->
          "machine "
              + machine
              + (wide ? ", 64-bit, " : ", 32-bit, ")
              + (littleEndian ? "little-endian" : "big-endian");
    };
  }
}
