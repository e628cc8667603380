package org.diracgrid.diracos.elf;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** What some tools do to programs after linking. */
final class OddPrograms {

  private OddPrograms() {}

  /** As sstrip does: cuts off everything that no segment holds. */
  static void removeSectionHeaders(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    ElfStructure elf = ElfStructure.read(ElfInput.of("test", bytes));
    long end = 0;
    for (ProgramHeader segment : elf.segments()) {
      end = Math.max(end, segment.fileEnd());
    }
    byte[] cut = Arrays.copyOf(bytes, (int) end);
    ByteBuffer header = elf.format().over(cut);
    boolean wide = elf.format().wide();
    elf.format().putWord(header, wide ? 40 : 32, 0);
    // e_shentsize, e_shnum, e_shstrndx
    for (int at = wide ? 58 : 46; at < (wide ? 64 : 52); at += 2) {
      header.putShort(at, (short) 0);
    }
    Files.write(file, cut);
  }

  /** As self-extracting programs and AppImages have it: data behind the ELF content. */
  static void append(Path file, String data) throws IOException {
    Files.write(file, data.getBytes(US_ASCII), StandardOpenOption.APPEND);
  }

  /** As some linkers and old tools left it: the string of DT_RUNPATH a second time as DT_RPATH. */
  static void repeatAsRpath(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    ElfStructure elf = ElfStructure.read(ElfInput.of("test", bytes));
    int free = (int) elf.dynamicOffset() + elf.dynamic().size() * elf.format().dynamicSize();
    ByteBuffer all = elf.format().over(bytes);
    elf.format().putWord(all, free, ElfConstants.DT_RPATH);
    elf.format()
        .putWord(
            all, free + elf.format().wordSize(), elf.value(ElfConstants.DT_RUNPATH).getAsLong());
    Files.write(file, bytes);
  }
}
