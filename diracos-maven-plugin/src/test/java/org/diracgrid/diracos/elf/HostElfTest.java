package org.diracgrid.diracos.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is installed on the machine, changed in memory only: real files of many compilers. */
class HostElfTest {

  private static final int FILES = 400;
  private static final long LARGEST = 4 << 20;

  @Test
  void readTheSameButForTheSearchPath() throws IOException {
    String rpath = "$ORIGIN/../lib64:" + "$ORIGIN/some/where/else:".repeat(300) + "$ORIGIN";
    int checked = 0;
    for (Path file : files()) {
      byte[] before = Files.readAllBytes(file);
      ElfInput input = ElfInput.of(file.toString(), before);
      if (!input.isElf()
          || !(ElfRpathWriter.plan(input, rpath) instanceof RpathChange.Patched patched)) {
        continue;
      }
      byte[] after = patched.patch().applyTo(before);
      ElfFile old = ElfFile.read(input);
      ElfFile now = ElfFile.read(ElfInput.of(file.toString(), after));
      assertThat(now.rpath()).as("%s", file).contains(rpath);
      assertThat(now.runpath()).isEmpty();
      assertThat(now.needed()).as("%s", file).isEqualTo(old.needed());
      assertThat(now.interpreter()).as("%s", file).isEqualTo(old.interpreter());
      assertThat(now.versionNeeds()).as("%s", file).isEqualTo(old.versionNeeds());
      assertThat(now.versionDefinitions()).as("%s", file).isEqualTo(old.versionDefinitions());
      assertThat(ElfRpathWriter.plan(ElfInput.of(file.toString(), after), rpath))
          .as("%s", file)
          .isEqualTo(new RpathChange.Unchanged());
      checked++;
    }
    assumeTrue(checked > 0, "no ELF files on this machine");
  }

  private static List<Path> files() throws IOException {
    List<Path> found = new ArrayList<>();
    for (String directory : List.of("/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/bin")) {
      if (Files.isDirectory(Path.of(directory))) {
        try (Stream<Path> list = Files.list(Path.of(directory))) {
          list.filter(Files::isRegularFile)
              .filter(Files::isReadable)
              .filter(file -> file.toFile().length() < LARGEST)
              .sorted()
              .limit(FILES)
              .forEach(found::add);
        }
      }
    }
    return found;
  }
}
