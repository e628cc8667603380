package org.diracgrid.diracos.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.diracgrid.diracos.problem.DiracosException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that must not be touched, made by real tools: not one byte changes, and the reason is told.
 */
@Tag("oracle")
class UntouchedElfTest {

  private static final String SOURCE =
      "#include <stdio.h>\nint main(void) { puts(\"hi\"); return 0; }\n";
  private static final String FUNCTION = "int twice(int n) { return 2 * n; }\n";

  @TempDir Path directory;
  private LinkedPrograms gcc;
  private Path file;

  @BeforeEach
  void prepare() {
    Tools.require("gcc", "objcopy", "ar", "ld", "strip");
    gcc = new LinkedPrograms(directory, "gcc", List.of());
    file = directory.resolve("file");
  }

  private void assertUntouched(RpathRefusal expected) throws IOException {
    byte[] before = Files.readAllBytes(file);
    assertThat(ElfRpathWriter.write(file, "$ORIGIN/../lib64"))
        .isEqualTo(new RpathChange.Refused(expected));
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @Test
  void staticProgram() throws IOException {
    gcc.link(SOURCE, file, "-static");
    assertUntouched(RpathRefusal.NO_DYNAMIC);
    assertThat(Tools.check(directory, file.toString())).isEqualTo("hi\n");
  }

  @Test
  void staticPieProgram() throws IOException {
    gcc.link(SOURCE, file, "-static-pie");
    assertUntouched(RpathRefusal.STATIC_PIE);
    assertThat(Tools.check(directory, file.toString())).isEqualTo("hi\n");
  }

  @Test
  void staticPieProgramOfLld() throws IOException {
    Tools.require("ld.lld");
    gcc.link(SOURCE, file, "-static-pie", "-fuse-ld=lld");
    assertUntouched(RpathRefusal.STATIC_PIE);
  }

  @Test
  void objectFile() throws IOException {
    gcc.link(FUNCTION, file, "-c");
    assertUntouched(RpathRefusal.NO_DYNAMIC);
  }

  @Test
  void kernelModule() throws IOException {
    Path object = directory.resolve("module.o");
    gcc.link(
        "__attribute__((section(\".modinfo\"))) const char license[] = \"license=GPL\";\n"
            + "int init_module(void) { return 0; }\n",
        object,
        "-c",
        "-ffreestanding",
        "-fno-pie");
    Tools.check(directory, "ld", "-r", "-o", file.toString(), object.toString());
    assertUntouched(RpathRefusal.NO_DYNAMIC);
  }

  @Test
  void archive() throws IOException {
    Path object = directory.resolve("twice.o");
    gcc.link(FUNCTION, object, "-c");
    Tools.check(directory, "ar", "rcs", file.toString(), object.toString());
    byte[] before = Files.readAllBytes(file);
    assertThatThrownBy(() -> ElfRpathWriter.write(file, "$ORIGIN"))
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining("DOS-ELF-02 not an ELF file");
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @Test
  void separateDebugFile() throws IOException {
    Path program = directory.resolve("program");
    for (String kind : List.of("-pie", "-no-pie")) {
      gcc.link(SOURCE, program, "-g", kind);
      Tools.check(directory, "objcopy", "--only-keep-debug", program.toString(), file.toString());
      assertThat(ElfFile.read(file).separateDebug()).isTrue();
      assertUntouched(RpathRefusal.SEPARATE_DEBUG);
    }
  }

  @Test
  void truncatedProgram() throws IOException {
    gcc.link(SOURCE, file);
    byte[] whole = Files.readAllBytes(file);
    for (int length : List.of(0, 3, 63, 64, 500, 4095, whole.length / 2, whole.length - 1)) {
      byte[] cut = Arrays.copyOf(whole, length);
      Files.write(file, cut);
      assertThatThrownBy(() -> ElfRpathWriter.write(file, "$ORIGIN"))
          .as("%d bytes", length)
          .isInstanceOf(DiracosException.class)
          .hasMessageContaining("DOS-ELF-0");
      assertThat(Files.readAllBytes(file)).as("%d bytes", length).isEqualTo(cut);
    }
  }

  @Test
  void programWithoutSectionHeadersAndWithoutRoom() throws IOException {
    gcc.link(SOURCE, file, "-Wl,-z,noseparate-code", "-fuse-ld=bfd");
    OddPrograms.removeSectionHeaders(file);
    byte[] before = Files.readAllBytes(file);
    String tooLong = LinkedPrograms.padded("$ORIGIN", 70_000);
    assertThat(ElfRpathWriter.write(file, tooLong))
        .isEqualTo(new RpathChange.Refused(RpathRefusal.NO_SECTIONS));
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
    assertThat(Tools.check(directory, file.toString())).isEqualTo("hi\n");
  }

  @Test
  void programThatCarriesDataBehindItself() throws IOException {
    gcc.link(SOURCE, file);
    OddPrograms.append(file, "PK a zip file that a self-extracting program reads");
    byte[] before = Files.readAllBytes(file);
    assertThat(ElfRpathWriter.write(file, LinkedPrograms.padded("$ORIGIN", 70_000)))
        .isEqualTo(new RpathChange.Refused(RpathRefusal.OVERLAY));
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }
}
