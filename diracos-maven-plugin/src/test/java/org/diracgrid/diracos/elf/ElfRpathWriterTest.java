package org.diracgrid.diracos.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.diracgrid.diracos.elf.RpathChange.Strategy;
import org.diracgrid.diracos.problem.DiracosException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each strategy on files made for it, in both classes and byte orders. */
class ElfRpathWriterTest {

  private static final String PATH = "$ORIGIN/../lib64";

  static Stream<Arguments> cases() {
    return Stream.of(
            situation("padding behind a segment", s -> {}, Strategy.PADDING),
            situation("no padding", s -> s.padding = 0, Strategy.APPENDED),
            situation("the string is there", s -> s.symbols.add("x" + PATH), Strategy.REUSED),
            situation(
                "the old path is as long",
                s -> s.with(ElfConstants.DT_RUNPATH, "/opt/some/where/lib64"),
                Strategy.REUSED),
            situation(
                "both tags",
                s ->
                    s.with(ElfConstants.DT_RPATH, "/one/long/enough/path")
                        .with(ElfConstants.DT_RUNPATH, "/another"),
                Strategy.REUSED),
            situation(
                "a symbol shares the tail of the old path",
                s -> {
                  s.with(ElfConstants.DT_RPATH, "/opt/some/where/lib64");
                  s.symbols.add("where/lib64");
                },
                Strategy.PADDING),
            situation(
                "the old path is the tail of a symbol",
                s -> {
                  s.with(ElfConstants.DT_NEEDED, "x/opt/some/where/lib64");
                  s.with(ElfConstants.DT_RPATH, "/opt/some/where/lib64");
                },
                Strategy.PADDING),
            situation(
                "no free entry, but a hint",
                s -> {
                  s.spare = 0;
                  s.numbers.put(ElfConstants.DT_RELACOUNT, 0L);
                },
                Strategy.PADDING),
            situation("no free entry", s -> s.spare = 0, Strategy.APPENDED))
        .flatMap(
            base ->
                Stream.of(true, false)
                    .flatMap(
                        wide ->
                            Stream.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)
                                .map(
                                    order ->
                                        Arguments.of(
                                            base.get()[0],
                                            wide,
                                            order,
                                            base.get()[1],
                                            base.get()[2]))));
  }

  private static Arguments situation(String name, Consumer<SyntheticElf> setUp, Strategy expected) {
    return Arguments.of(name, setUp, expected);
  }

  @ParameterizedTest(name = "{0}, 64-bit {1}, {2}")
  @MethodSource("cases")
  void takesTheGentlestStrategy(
      String name, boolean wide, ByteOrder order, Consumer<SyntheticElf> setUp, Strategy expected) {
    SyntheticElf synthetic = new SyntheticElf();
    synthetic.wide = wide;
    synthetic.order = order;
    setUp.accept(synthetic);
    byte[] before = synthetic.build();
    ElfFile old = ElfFile.read(ElfInput.of("before", before));

    RpathChange change = ElfRpathWriter.plan(ElfInput.of("before", before), PATH);

    assertThat(change).isInstanceOf(RpathChange.Patched.class);
    assertThat(((RpathChange.Patched) change).strategy()).isEqualTo(expected);
    byte[] after = ((RpathChange.Patched) change).patch().applyTo(before);
    assertSame(old, ElfFile.read(ElfInput.of("after", after)), PATH);
    assertThat(symbolNames(after)).isEqualTo(symbolNames(before));
    assertThat(ElfRpathWriter.plan(ElfInput.of("after", after), PATH))
        .isEqualTo(new RpathChange.Unchanged());

    String longer = PATH + ":$ORIGIN/" + "x".repeat(700);
    RpathChange second = ElfRpathWriter.plan(ElfInput.of("after", after), longer);
    byte[] twice = ((RpathChange.Patched) second).patch().applyTo(after);
    assertSame(old, ElfFile.read(ElfInput.of("twice", twice)), longer);
    assertThat(symbolNames(twice)).isEqualTo(symbolNames(before));
  }

  @Test
  void growsInPlaceWhatWasAppended() {
    SyntheticElf synthetic = new SyntheticElf();
    synthetic.padding = 0;
    byte[] once = patched(synthetic.build(), PATH, Strategy.APPENDED);
    byte[] twice = patched(once, PATH + ":$ORIGIN/longer", Strategy.EXTENDED);
    assertThat(twice.length)
        .isEqualTo(once.length + PATH.length() + 1 + "$ORIGIN/longer".length() + 1);
  }

  private static byte[] patched(byte[] before, String rpath, Strategy expected) {
    RpathChange change = ElfRpathWriter.plan(ElfInput.of("test", before), rpath);
    assertThat(((RpathChange.Patched) change).strategy()).isEqualTo(expected);
    return ((RpathChange.Patched) change).patch().applyTo(before);
  }

  private static void assertSame(ElfFile before, ElfFile after, String rpath) {
    assertThat(after.rpath()).contains(rpath);
    assertThat(after.runpath()).isEmpty();
    assertThat(after.needed()).isEqualTo(before.needed());
    assertThat(after.soname()).isEqualTo(before.soname());
    assertThat(after.versionNeeds()).isEqualTo(before.versionNeeds());
    assertThat(after.architecture()).isEqualTo(before.architecture());
  }

  private static List<String> symbolNames(byte[] bytes) {
    ElfStructure elf = ElfStructure.read(ElfInput.of("test", bytes));
    List<String> names = new ArrayList<>();
    for (SectionHeader section : elf.sections()) {
      if (section.type() == ElfConstants.SHT_DYNSYM) {
        assertThat(section.address()).isEqualTo(elf.value(ElfConstants.DT_SYMTAB).getAsLong());
        for (long at = 0; at < section.size(); at += elf.format().symbolSize()) {
          int name = elf.format().over(bytes).getInt((int) (section.offset() + at));
          names.add(elf.string(name, "a symbol"));
        }
      }
    }
    return names;
  }

  @Test
  void oldPathIsNotLeftBehind() {
    SyntheticElf synthetic = new SyntheticElf().with(ElfConstants.DT_RUNPATH, "/builder/home");
    byte[] after = patched(synthetic.build(), PATH, Strategy.PADDING);
    assertThat(new String(after, StandardCharsets.ISO_8859_1)).doesNotContain("/builder/home");
  }

  @Test
  void refusesWhereNoWayIsSafe() {
    SyntheticElf pie = new SyntheticElf();
    pie.numbers.put(ElfConstants.DT_FLAGS_1, ElfConstants.DF_1_PIE);
    assertRefused(pie.build(), "static-pie");

    SyntheticElf mips = new SyntheticElf();
    mips.machine = ElfConstants.EM_MIPS;
    assertRefused(mips.build(), "MIPS");

    SyntheticElf full = new SyntheticElf();
    full.padding = 0;
    byte[] overlay = Arrays.copyOf(full.build(), full.build().length + 10);
    overlay[overlay.length - 1] = 1;
    assertRefused(overlay, "data that is not ELF follows");

    byte[] bare = full.build();
    Arrays.fill(bare, 40, 48, (byte) 0);
    assertRefused(bare, "no section headers");
  }

  private static void assertRefused(byte[] bytes, String reason) {
    assertThat(ElfRpathWriter.plan(ElfInput.of("test", bytes), PATH))
        .isInstanceOfSatisfying(
            RpathChange.Refused.class, refused -> assertThat(refused.reason()).contains(reason));
  }

  @Test
  void neverWritesAnEmptyPath() {
    ElfInput input = ElfInput.of("test", new SyntheticElf().build());
    assertThatThrownBy(() -> ElfRpathWriter.plan(input, ""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void writingKeepsModeAndTime(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("libgreet.so");
    Files.write(file, new SyntheticElf().build());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r-xr-xr-x"));
    FileTime time = FileTime.fromMillis(1_000_000_000_000L);
    Files.setLastModifiedTime(file, time);

    assertThat(ElfRpathWriter.write(file, PATH)).isInstanceOf(RpathChange.Patched.class);

    assertThat(ElfFile.read(file).rpath()).contains(PATH);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("r-xr-xr-x");
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(time);
  }

  /** Seeded, so that a failure can be repeated: the seed is in the message. */
  @Test
  void damagedFilesAreRefusedAndNeverWritten(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("damaged");
    int patched = 0;
    for (int seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      SyntheticElf synthetic = new SyntheticElf().with(ElfConstants.DT_RUNPATH, "/opt/lib");
      synthetic.wide = random.nextBoolean();
      synthetic.order = random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
      synthetic.padding = random.nextBoolean() ? 0 : 300;
      synthetic.spare = random.nextInt(2);
      byte[] bytes = synthetic.build();
      int damages = 1 + random.nextInt(4);
      for (int i = 0; i < damages; i++) {
        int at = random.nextInt(random.nextBoolean() ? 400 : bytes.length);
        bytes[at] =
            switch (random.nextInt(4)) {
              case 0 -> (byte) 0xff;
              case 1 -> 0;
              case 2 -> (byte) (bytes[at] ^ (1 << random.nextInt(8)));
              default -> (byte) random.nextInt(256);
            };
      }
      if (random.nextInt(8) == 0) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      }
      try {
        RpathChange change = ElfRpathWriter.plan(ElfInput.of("seed " + seed, bytes), PATH);
        if (change instanceof RpathChange.Patched some) {
          patched++;
          assertThat(some.patch().sizeAfter(bytes.length)).isLessThan(bytes.length + 70_000L);
        }
      } catch (DiracosException e) {
        if (seed % 50 == 0) {
          Files.write(file, bytes);
          assertThatThrownBy(() -> ElfRpathWriter.write(file, PATH))
              .isInstanceOf(DiracosException.class);
          assertThat(Files.readAllBytes(file)).as("seed %d", seed).isEqualTo(bytes);
        }
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    assertThat(patched).isPositive();
  }
}
