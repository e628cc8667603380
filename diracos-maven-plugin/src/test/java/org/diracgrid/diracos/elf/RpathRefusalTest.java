package org.diracgrid.diracos.elf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each reason to refuse, provoked by a file made for it; and each says what to do. */
class RpathRefusalTest {

  private static final String PATH = "$ORIGIN/../lib64";
  private static final int HEADER = 64;
  private static final int SEGMENT = 56;

  @ParameterizedTest
  @EnumSource(RpathRefusal.class)
  void isGivenForItsOwnCause(RpathRefusal expected) {
    byte[] bytes = file(expected);
    byte[] before = bytes.clone();
    assertThat(ElfRpathWriter.plan(ElfInput.of("test", bytes), PATH))
        .isEqualTo(new RpathChange.Refused(expected));
    assertThat(bytes).isEqualTo(before);
    assertThat(expected.reason()).isNotBlank();
    assertThat(expected.fix()).isNotBlank();
  }

  private static byte[] file(RpathRefusal cause) {
    SyntheticElf elf = new SyntheticElf();
    elf.padding = 0;
    switch (cause) {
      case STATIC_PIE -> elf.numbers.put(ElfConstants.DT_FLAGS_1, ElfConstants.DF_1_PIE);
      case MIPS -> elf.machine = ElfConstants.EM_MIPS;
      case DYNAMIC_UNDESCRIBED -> elf.spare = 0;
      // DT_INIT into the note, which has to make room.
      case UNKNOWN_POINTER -> elf.numbers.put(12L, (long) HEADER + 4 * SEGMENT);
      case BETWEEN_NOTES, NO_ADDRESS -> elf.wide = false;
      case TABLES_OVERLAP -> {
        return stringsInDynamic();
      }
      default -> {
        // The plain file will do.
      }
    }
    byte[] bytes = elf.build();
    ByteBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int dynamic = HEADER + 2 * SEGMENT;
    int note = HEADER + 3 * SEGMENT;
    switch (cause) {
      case SEPARATE_DEBUG -> all.putLong(dynamic + 32, 0);
      case NO_DYNAMIC -> all.putInt(dynamic, 0);
      case NOT_LOADED -> all.putShort(16, (short) 1);
      case DYNAMIC_ELSEWHERE -> all.putLong(dynamic + 16, all.getLong(dynamic + 16) + 16);
      case SECTION_OUTSIDE -> section(elf, bytes, 1, s -> s.at(s.address(), s.offset(), 1L << 40));
      case NO_SECTIONS -> all.putLong(40, 0);
      case STRINGS_UNDESCRIBED -> section(elf, bytes, 3, s -> typed(s, 1));
      case DYNAMIC_UNDESCRIBED -> section(elf, bytes, 5, s -> typed(s, 1));
      case OVERLAY -> {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 10);
        longer[longer.length - 1] = 1;
        return longer;
      }
      case TOO_MANY_SEGMENTS -> {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 0xfffe * SEGMENT);
        System.arraycopy(bytes, HEADER, longer, bytes.length, 4 * SEGMENT);
        ByteBuffer.wrap(longer)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(32, bytes.length)
            .putShort(56, (short) 0xfffe);
        return longer;
      }
      case BEHIND_HEADERS -> section(elf, bytes, 1, s -> typed(s, 1));
      case NOTES_BEHIND_HEADERS -> {
        all.putLong(note + 32, elf.at.get("verneed") + 32L - elf.at.get("note"));
        section(elf, bytes, 4, s -> typed(s, 1));
      }
      case SEGMENT_BEHIND_HEADERS -> all.putInt(note, 7);
      case BETWEEN_NOTES -> {
        section(elf, bytes, 1, s -> s.at(s.address(), s.offset(), s.size() + 8));
        section(elf, bytes, 2, s -> typed(s, 1));
      }
      case SECTIONS_DISAGREE ->
          section(elf, bytes, 1, s -> s.at(s.address() + 8, s.offset(), s.size()));
      case NO_ADDRESS -> {
        // The second and third of the program headers: data at the end of the address space.
        for (int at : new int[] {52 + 32, 52 + 2 * 32}) {
          all.putInt(at + 8, 0xfffff000 + (all.getInt(at + 8) & 0xff));
        }
      }
      default -> {
        // Done above.
      }
    }
    return bytes;
  }

  /** The old path lies among the dynamic entries, which have to be written, too. */
  private static byte[] stringsInDynamic() {
    SyntheticElf elf = new SyntheticElf();
    elf.padding = 0;
    elf.with(ElfConstants.DT_RPATH, "/old");
    elf.with(ElfConstants.DT_RUNPATH, "/old");
    long letters = 0x4141414141414141L;
    elf.numbers.put(letters, letters);
    elf.numbers.put(letters + 1, letters);
    byte[] bytes = elf.build();
    ByteBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    all.putLong(40, 0);
    int dynamic = elf.at.get("dynamic");
    int strings = elf.at.get("dynstr");
    // Entries: 3 strings, the two paths, the two of letters, DT_STRTAB, DT_STRSZ, DT_SYMTAB ...
    for (int path = 3; path < 5; path++) {
      all.putLong(dynamic + path * 16 + 8, dynamic + 5 * 16 - strings);
    }
    all.putLong(dynamic + 8 * 16 + 8, (long) dynamic + 9 * 16 - strings);
    all.putLong(dynamic + 9 * 16, 0x6ffffef0L);
    assertThat(new String(bytes, dynamic + 5 * 16, 32, StandardCharsets.US_ASCII))
        .isEqualTo("A".repeat(16) + "B" + "A".repeat(15));
    return bytes;
  }

  private static void section(
      SyntheticElf elf, byte[] bytes, int index, UnaryOperator<SectionHeader> change) {
    ElfFormat format = new ElfFormat(elf.wide, elf.order);
    int at = elf.at.get("sections") + index * format.sectionHeaderSize();
    ByteBuffer table = format.over(bytes);
    change.apply(SectionHeader.parse(format, table, at)).encode(format, table, at);
  }

  private static SectionHeader typed(SectionHeader section, int type) {
    return new SectionHeader(
        section.name(),
        type,
        section.flags(),
        section.address(),
        section.offset(),
        section.size(),
        section.link(),
        section.info(),
        section.align(),
        section.entrySize());
  }
}
