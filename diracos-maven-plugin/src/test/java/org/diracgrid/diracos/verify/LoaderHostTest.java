package org.diracgrid.diracos.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.diracgrid.diracos.elf.ElfArchitecture;
import org.junit.jupiter.api.Test;

class LoaderHostTest {

  private static final ElfArchitecture X86_64 = ElfSubjects.X86_64;

  @Test
  void oneHostDoesWhereNothingDependsOnIt() {
    assertThat(LoaderHost.of(X86_64, Set.of("ORIGIN"), Set.of("usr/lib64")))
        .containsExactly(new LoaderHost("lib64", "x86_64", List.of()));
  }

  @Test
  void theLibTokenDiffersBetweenDistributions() {
    assertThat(LoaderHost.of(X86_64, Set.of("LIB"), Set.of()))
        .extracting(LoaderHost::lib)
        .containsExactly("lib64", "lib", "lib/x86_64-linux-gnu");
    assertThat(LoaderHost.of(new ElfArchitecture(3, false, true), Set.of("LIB"), Set.of()))
        .extracting(LoaderHost::lib)
        .containsExactly("lib", "lib/i386-linux-gnu");
  }

  @Test
  void newerProcessorsSearchMoreWhereThereIsMore() {
    assertThat(LoaderHost.of(X86_64, Set.of(), Set.of("glibc-hwcaps/x86-64-v3")))
        .extracting(LoaderHost::subdirectories)
        .containsExactly(List.of(), List.of("glibc-hwcaps/x86-64-v3", "glibc-hwcaps/x86-64-v2"));
    assertThat(
            LoaderHost.of(
                new ElfArchitecture(22, true, false),
                Set.of(),
                Set.of("glibc-hwcaps/z14", "glibc-hwcaps/z13")))
        .extracting(LoaderHost::subdirectories)
        .containsExactly(
            List.of(),
            List.of("glibc-hwcaps/z13"),
            List.of("glibc-hwcaps/z14", "glibc-hwcaps/z13"));
  }

  @Test
  void oldSubdirectoriesAreSearchedAfterTheNewLongestFirst() {
    List<LoaderHost> hosts = LoaderHost.of(X86_64, Set.of(), Set.of("lib64/tls"));

    assertThat(hosts).hasSize(2);
    assertThat(hosts.get(1).subdirectories())
        .startsWith(
            "glibc-hwcaps/x86-64-v4",
            "glibc-hwcaps/x86-64-v3",
            "glibc-hwcaps/x86-64-v2",
            "tls/haswell/avx512_1/x86_64",
            "tls/haswell/avx512_1",
            "tls/haswell/x86_64")
        .endsWith("avx512_1", "x86_64")
        .hasSize(3 + 15);
  }

  @Test
  void combinationsComeAsTheLoaderMakesThem() {
    assertThat(LoaderHost.combinations(List.of("a", "b"))).containsExactly("a/b", "a", "b");
    assertThat(LoaderHost.combinations(List.of())).isEmpty();
  }
}
