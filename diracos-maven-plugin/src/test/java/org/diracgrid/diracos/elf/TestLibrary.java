package org.diracgrid.diracos.elf;

/** A small library for tests of other packages. */
public final class TestLibrary {

  private TestLibrary() {}

  /** The bytes of a library of that soname that needs others. */
  public static byte[] of(String soname, String... needed) {
    SyntheticElf elf = new SyntheticElf();
    elf.strings.clear();
    for (String each : needed) {
      elf.with(ElfConstants.DT_NEEDED, each);
    }
    return elf.with(ElfConstants.DT_SONAME, soname).build();
  }
}
