package org.diracgrid.diracos.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diracgrid.diracos.elf.ElfArchitecture;
import org.diracgrid.diracos.problem.Problem;
import org.junit.jupiter.api.Test;

class ArchitectureInspectionTest {

  private static Contract contract(String arch) {
    return new Contract(
        Optional.of(arch), Optional.empty(), List.of(), List.of(), List.of(), List.of(), Map.of());
  }

  private static VerifyReport report(ElfSubjects subject, Contract contract) {
    return ElfSubjects.inspect(new ArchitectureInspection(), subject.build(), contract);
  }

  private static ElfSubjects mixed() {
    return new ElfSubjects()
        .elf("/usr/bin/x", elf -> elf.program())
        .elf("/usr/lib64/liby.so", elf -> elf.soname("liby.so"))
        .elf("/usr/share/firmware.o", elf -> elf.object().of(247, true))
        .elf("/usr/lib/liby.so", elf -> elf.soname("liby.so").of(3, false));
  }

  @Test
  void filesOfAnotherArchitectureAreNamedWithTheirPackage() {
    assertThat(ElfSubjects.findings(report(mixed(), contract("x86_64")), Check.ARCHITECTURE))
        .containsExactly(
            """
            DOS-VERIFY-05 1 ELF file is of i386, the bundle is of x86_64
              where     /usr/lib/liby.so (pkg-1-1.x86_64)
              fix       keep the package out, or remove the folder by "removedFolders\"""",
            """
            DOS-VERIFY-05 1 ELF file is of bpf, the bundle is of x86_64
              where     /usr/share/firmware.o (pkg-1-1.x86_64)
              fix       keep the package out, or remove the folder by "removedFolders\"""");
  }

  @Test
  void withoutAnArchitectureTheMajorityDecides() {
    assertThat(ElfSubjects.findings(report(mixed(), Contract.PLAIN), Check.ARCHITECTURE))
        .hasSize(2);
    assertThat(ElfSubjects.remark(report(mixed(), Contract.PLAIN), Check.ARCHITECTURE))
        .isEqualTo("4 ELF files, x86_64");
    assertThat(
            ElfSubjects.findings(
                report(new ElfSubjects().elf("/x", elf -> elf.program()), Contract.PLAIN),
                Check.ARCHITECTURE))
        .isEmpty();
  }

  @Test
  void anArchitectureThatIsNotKnownIsSkippedAloud() {
    VerifyReport report = report(mixed(), contract("vax"));

    assertThat(ElfSubjects.findings(report, Check.ARCHITECTURE)).isEmpty();
    assertThat(report.results().stream().map(VerifyReport.Result::skipped))
        .contains("it is not known what ELF files of vax are like");
  }

  @Test
  void rpmNamesStandForClassMachineAndByteOrder() {
    assertThat(Architectures.named("x86_64")).contains(new ElfArchitecture(62, true, true));
    assertThat(Architectures.named("ppc64")).contains(new ElfArchitecture(21, true, false));
    assertThat(Architectures.named("i686")).contains(new ElfArchitecture(3, false, true));
    for (String name :
        List.of("aarch64", "ppc64le", "ppc64", "s390x", "riscv64", "loongarch64", "i386")) {
      assertThat(Architectures.named(name).orElseThrow()).hasToString(name);
    }
    assertThat(Architectures.named("noarch")).isEmpty();
  }

  @Test
  void anUnsoundFileIsNamedWithItsPackage() {
    ElfSubjects subject =
        mixed()
            .file("/usr/share/broken")
            .broken(
                Problem.of(
                    "DOS-ELF-03",
                    "e_ehsize is 1 instead of 64",
                    "/usr/share/broken at offset 52 (0x34)",
                    "rebuild it"));

    assertThat(ElfSubjects.findings(report(subject, Contract.PLAIN), Check.ELF))
        .containsExactly(
            """
            DOS-VERIFY-07 e_ehsize is 1 instead of 64
              where     /usr/share/broken (pkg-1-1.x86_64) at offset 52 (0x34)
              because   the reader says DOS-ELF-03
              fix       rebuild it""");
    assertThat(ElfSubjects.findings(report(mixed(), Contract.PLAIN), Check.ELF)).isEmpty();
  }
}
