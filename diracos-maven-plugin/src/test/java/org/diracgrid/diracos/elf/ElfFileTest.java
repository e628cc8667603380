package org.diracgrid.diracos.elf;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.diracgrid.diracos.problem.DiracosException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is read from an ELF file, and the message for each single thing that can be wrong. */
class ElfFileTest {

  static Stream<Arguments> formats() {
    return Stream.of(
        Arguments.of(true, ByteOrder.LITTLE_ENDIAN, 62, "x86_64"),
        Arguments.of(true, ByteOrder.BIG_ENDIAN, 22, "s390x"),
        Arguments.of(false, ByteOrder.LITTLE_ENDIAN, 3, "i386"),
        Arguments.of(false, ByteOrder.BIG_ENDIAN, 20, "ppc"));
  }

  @ParameterizedTest
  @MethodSource("formats")
  void readsBothClassesInBothByteOrders(
      boolean wide, ByteOrder order, int machine, String architecture) {
    SyntheticElf synthetic = new SyntheticElf().with(ElfConstants.DT_RUNPATH, "$ORIGIN/../lib");
    synthetic.wide = wide;
    synthetic.order = order;
    synthetic.machine = machine;

    ElfFile elf = ElfFile.read(ElfInput.of("test", synthetic.build()));

    assertThat(elf.architecture()).hasToString(architecture);
    assertThat(elf.needed()).containsExactly("libz.so.1", "libc.so.6");
    assertThat(elf.soname()).contains("libgreet.so.1");
    assertThat(elf.runpath()).contains("$ORIGIN/../lib");
    assertThat(elf.rpath()).isEmpty();
    assertThat(elf.effectiveSearchPath()).contains("$ORIGIN/../lib");
    assertThat(elf.versionNeeds().toString()).contains("libc.so.6", "GLIBC_2.17");
    assertThat(elf.isLibrary()).isTrue();
    assertThat(elf.staticPie()).isFalse();
  }

  /** One wrong field each: where it is put, and what is said. */
  static Stream<Arguments> corruptions() {
    return Stream.of(
        corruption("magic", (b, s) -> b.put(1, (byte) 'X'), "DOS-ELF-02 not an ELF file"),
        corruption("class", (b, s) -> b.put(4, (byte) 3), "DOS-ELF-02 unknown ELF class 3"),
        corruption("data", (b, s) -> b.put(5, (byte) 0), "DOS-ELF-02 unknown ELF data encoding 0"),
        corruption("version", (b, s) -> b.putInt(20, 7), "DOS-ELF-03 unknown version 7"),
        corruption("e_phoff", (b, s) -> b.putLong(32, 1L << 40), "DOS-ELF-01 the program headers"),
        corruption(
            "negative e_phoff", (b, s) -> b.putLong(32, -8), "DOS-ELF-01 the program headers"),
        corruption("e_shoff", (b, s) -> b.putLong(40, 1L << 40), "DOS-ELF-01 the section headers"),
        corruption(
            "e_ehsize",
            (b, s) -> b.putShort(52, (short) 3),
            "DOS-ELF-03 e_ehsize is 3 instead of 64"),
        corruption(
            "e_phentsize",
            (b, s) -> b.putShort(54, (short) 55),
            "DOS-ELF-03 e_phentsize is 55 instead of 56"),
        corruption(
            "e_phnum", (b, s) -> b.putShort(56, (short) 0xffff), "DOS-ELF-04 more program headers"),
        corruption(
            "e_shentsize",
            (b, s) -> b.putShort(58, (short) 1),
            "DOS-ELF-03 e_shentsize is 1 instead of 64"),
        corruption("e_shnum", (b, s) -> b.putShort(60, (short) 9999), "section headers cannot fit"),
        corruption(
            "e_shstrndx", (b, s) -> b.putShort(62, (short) 99), "DOS-ELF-08 e_shstrndx is 99 of 7"),
        corruption(
            "p_filesz of a LOAD",
            (b, s) -> b.putLong(64 + 32, 1L << 30),
            "DOS-ELF-04 segment 0 reaches beyond the end"),
        corruption(
            "p_offset of a LOAD",
            (b, s) -> b.putLong(64 + 8, -1),
            "DOS-ELF-04 segment 0 reaches beyond the end"),
        corruption(
            "p_memsz of a LOAD",
            (b, s) -> b.putLong(64 + 40, 1),
            "DOS-ELF-04 segment 0 has less memory than bytes"),
        corruption(
            "p_vaddr of a LOAD",
            (b, s) -> b.putLong(64 + 16, Long.MAX_VALUE - 5),
            "DOS-ELF-04 segment 0 wraps"),
        corruption(
            "a second PT_DYNAMIC",
            (b, s) -> b.putInt(64 + 3 * 56, 2),
            "DOS-ELF-04 there are two PT_DYNAMIC"),
        corruption(
            "p_offset of PT_DYNAMIC",
            (b, s) -> b.putLong(64 + 2 * 56 + 8, 1L << 33),
            "DOS-ELF-01 the dynamic section"),
        corruption(
            "DT_STRTAB away",
            (b, s) -> b.putLong(s.at.get("dynamic") + 3 * 16, 0x6ffffef0L),
            "DOS-ELF-05 there is no DT_STRTAB"),
        corruption(
            "DT_STRTAB's address",
            (b, s) -> b.putLong(s.at.get("dynamic") + 3 * 16 + 8, 0x77777777L),
            "DOS-ELF-05 DT_STRTAB is at address 0x77777777, which no segment maps"),
        corruption(
            "DT_STRSZ away",
            (b, s) -> b.putLong(s.at.get("dynamic") + 4 * 16, 0x6ffffef0L),
            "DOS-ELF-05 there is no DT_STRSZ"),
        corruption(
            "DT_STRSZ",
            (b, s) -> b.putLong(s.at.get("dynamic") + 4 * 16 + 8, 1L << 33),
            "DOS-ELF-01 .dynstr"),
        corruption(
            "DT_NEEDED",
            (b, s) -> b.putLong(s.at.get("dynamic") + 8, 1L << 20),
            "DOS-ELF-06 DT_NEEDED is string 1048576 of a table"),
        corruption(
            "no end of a string",
            (b, s) -> b.putLong(s.at.get("dynamic") + 4 * 16 + 8, 5),
            "DOS-ELF-06 DT_NEEDED has no end"),
        corruption(
            "DT_VERNEEDNUM",
            (b, s) -> b.putLong(s.at.get("dynamic") + 8 * 16 + 8, 1L << 33),
            "DOS-ELF-07 DT_VERNEED cannot hold"),
        corruption(
            "vn_aux",
            (b, s) -> b.putInt(s.at.get("verneed") + 8, 1 << 28),
            "DOS-ELF-01 a record of DT_VERNEED"),
        corruption(
            "vn_file",
            (b, s) -> b.putInt(s.at.get("verneed") + 4, 1 << 28),
            "DOS-ELF-06 a version's library is string"),
        corruption(
            "vna_name",
            (b, s) -> b.putInt(s.at.get("verneed") + 24, 1 << 28),
            "DOS-ELF-06 a version name is string"),
        corruption(
            "vn_next",
            (b, s) -> {
              b.putLong(s.at.get("dynamic") + 8 * 16 + 8, 2);
              b.putInt(s.at.get("verneed") + 12, 1 << 28);
            },
            "DOS-ELF-01 a record of DT_VERNEED"),
        corruption(
            "vna_next",
            (b, s) -> {
              b.putShort(s.at.get("verneed") + 2, (short) 2);
              b.putInt(s.at.get("verneed") + 28, 1 << 28);
            },
            "DOS-ELF-01 a record of DT_VERNEED"),
        corruption(
            "DT_VERNEED's address",
            (b, s) -> b.putLong(s.at.get("dynamic") + 7 * 16 + 8, 0x77777777L),
            "DOS-ELF-05 DT_VERNEED is at address 0x77777777"),
        corruption(
            "DT_VERDEFNUM",
            (b, s) -> b.putLong(definitions(b, s) + 8, 1L << 33),
            "DOS-ELF-07 DT_VERDEF cannot hold"),
        corruption(
            "DT_VERDEF's address",
            (b, s) -> b.putLong(definitions(b, s) - 8, 0x77777777L),
            "DOS-ELF-05 DT_VERDEF is at address 0x77777777"),
        corruption(
            "vd_aux",
            (b, s) -> {
              definitions(b, s);
              b.putInt(s.at.get("verneed") + 12, 1 << 28);
            },
            "DOS-ELF-01 a record of DT_VERDEF"),
        corruption(
            "vda_name",
            (b, s) -> {
              definitions(b, s);
              b.putInt(s.at.get("verneed") + 20, 1 << 28);
            },
            "DOS-ELF-06 a version name is string"),
        corruption(
            "p_filesz of PT_DYNAMIC",
            (b, s) -> b.putLong(64 + 2 * 56 + 32, 1L << 33),
            "DOS-ELF-01 the dynamic section"),
        corruption(
            "DT_SONAME",
            (b, s) -> b.putLong(s.at.get("dynamic") + 2 * 16 + 8, 1L << 20),
            "DOS-ELF-06 DT_SONAME is string 1048576 of a table"),
        corruption(
            "DT_RPATH",
            (b, s) -> {
              b.putLong(s.at.get("dynamic") + 2 * 16, ElfConstants.DT_RPATH);
              b.putLong(s.at.get("dynamic") + 2 * 16 + 8, 1L << 20);
            },
            "DOS-ELF-06 DT_RPATH is string 1048576 of a table"),
        corruption(
            "DT_RUNPATH",
            (b, s) -> {
              b.putLong(s.at.get("dynamic") + 2 * 16, ElfConstants.DT_RUNPATH);
              b.putLong(s.at.get("dynamic") + 2 * 16 + 8, 1L << 20);
            },
            "DOS-ELF-06 DT_RUNPATH is string 1048576 of a table"),
        corruption(
            "p_offset of PT_INTERP",
            (b, s) -> {
              b.putInt(64 + 3 * 56, 3);
              b.putLong(64 + 3 * 56 + 8, 1L << 33);
            },
            "DOS-ELF-01 PT_INTERP"),
        corruption(
            "no end of PT_INTERP",
            (b, s) -> {
              b.putInt(64 + 3 * 56, 3);
              b.put(s.at.get("note"), "/lib64/ld-linux-x86-64.so.2.....".getBytes(US_ASCII));
            },
            "DOS-ELF-06 PT_INTERP has no end"),
        corruption(
            "sh_size of the first section, which counts them where e_shnum is 0",
            (b, s) -> {
              b.putShort(60, (short) 0);
              b.putLong(s.at.get("sections") + 32, 1L << 40);
            },
            "DOS-ELF-08 1099511627776 section headers cannot fit"));
  }

  /** Has the version needs read as definitions, one with one name; where DT_VERDEFNUM then is. */
  private static int definitions(ByteBuffer bytes, SyntheticElf synthetic) {
    int entry = synthetic.at.get("dynamic") + 7 * 16;
    int record = synthetic.at.get("verneed");
    bytes.putLong(entry, ElfConstants.DT_VERDEF);
    bytes.putLong(entry + 16, ElfConstants.DT_VERDEFNUM);
    bytes.putShort(record + 6, (short) 1).putInt(record + 12, 20).putInt(record + 16, 0);
    return entry + 16;
  }

  @Test
  void namesThatOverlapSoMuchThatTheyTakeFarMoreThanTheFileAreRefused() {
    SyntheticElf synthetic = new SyntheticElf();
    synthetic.strings.clear();
    String name = "n".repeat(2000);
    for (int i = 0; i < 2000; i++) {
      synthetic.numbers.put(1000L + i, 0L);
    }
    synthetic.with(ElfConstants.DT_SONAME, name);
    byte[] bytes = synthetic.build();
    ByteBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int dynamic = synthetic.at.get("dynamic");
    long start = synthetic.index(name);
    for (int i = 1; i <= 2000; i++) {
      all.putLong(dynamic + i * 16, ElfConstants.DT_NEEDED);
      all.putLong(dynamic + i * 16 + 8, start + i % 100);
    }
    assertThatThrownBy(() -> ElfFile.read(ElfInput.of("test", bytes)))
        .hasMessageContaining("DOS-ELF-06 the names in it would take far more than the file");
  }

  private static Arguments corruption(
      String name, BiConsumer<ByteBuffer, SyntheticElf> damage, String message) {
    return Arguments.of(name, damage, message);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("corruptions")
  void namesWhatIsWrong(String name, BiConsumer<ByteBuffer, SyntheticElf> damage, String message) {
    SyntheticElf synthetic = new SyntheticElf();
    byte[] bytes = synthetic.build();
    damage.accept(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), synthetic);

    assertThatThrownBy(() -> ElfFile.read(ElfInput.of("/usr/lib64/broken.so", bytes)))
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("/usr/lib64/broken.so at offset");
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] whole = new SyntheticElf().build();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> ElfFile.read(ElfInput.of("cut", cut)))
          .isInstanceOf(DiracosException.class);
    }
  }

  @Test
  void aProgramWithoutLoaderIsStaticPie() {
    SyntheticElf synthetic = new SyntheticElf();
    synthetic.numbers.put(ElfConstants.DT_FLAGS_1, ElfConstants.DF_1_PIE);
    ElfFile elf = ElfFile.read(ElfInput.of("test", synthetic.build()));
    assertThat(elf.staticPie()).isTrue();
  }
}
