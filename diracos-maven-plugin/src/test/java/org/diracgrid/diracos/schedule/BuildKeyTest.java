package org.diracgrid.diracos.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.nevra.Nevra;
import org.junit.jupiter.api.Test;

class BuildKeyTest {

  private static Checksum sum(int value) {
    return new Checksum(Algorithm.SHA256, "%064x".formatted(value));
  }

  private static Nevra nevra(String name, String evr, String arch) {
    return new Nevra(name, Evr.parse(evr), arch);
  }

  private static BuildKey.Builder sample() {
    return BuildKey.builder()
        .source(nevra("zlib", "1.3-1", "src"), sum(1))
        .target("x86_64")
        .epoch(OptionalLong.empty())
        .host("builder")
        .builder("chroot", "1");
  }

  private static List<String> reasons(BuildKey.Builder old, BuildKey.Builder key) {
    return KeyDiff.reasons(Optional.of(old.build()), key.build());
  }

  @Test
  void equalPartsAreOneKeyInWhateverOrderTheyCome() {
    BuildKey one = sample().with("ssl").buildroot(nevra("gcc", "12-1", "x86_64"), sum(2)).build();
    BuildKey other =
        BuildKey.builder()
            .buildroot(nevra("gcc", "12-1", "x86_64"), sum(2))
            .builder("chroot", "1")
            .with("ssl")
            .host("builder")
            .epoch(OptionalLong.empty())
            .target("x86_64")
            .source(nevra("zlib", "1.3-1", "src"), sum(1))
            .build();
    assertThat(one.digest()).isEqualTo(other.digest());
    assertThat(KeyDiff.reasons(Optional.of(one), other)).isEmpty();
  }

  /** The form is fixed: another digest for the same parts would throw every cache away. */
  @Test
  void theDigestOfGivenPartsNeverChanges() {
    assertThat(sample().build().digest().hex())
        .isEqualTo("4f6dc83b17e6868d3305336878622a75d22a261fb5c3752e4b5728ff5c83aa59");
  }

  @Test
  void everyPartCounts() {
    List<BuildKey> keys =
        List.of(
            sample().build(),
            sample().patch("zlib.patch", sum(1)).build(),
            sample().patch("zlib.patch", sum(2)).build(),
            sample().routine("pre-zlib.py", sum(1)).build(),
            sample().configuration(sum(1)).build(),
            sample().macros(Map.of("dist", ".el9")).build(),
            sample().macros(Map.of("dist", ".el8")).build(),
            sample().with("x").build(),
            sample().without("x").build(),
            sample().mockConfiguration(sum(1)).build(),
            sample().buildroot(nevra("gcc", "12-1", "x86_64"), sum(1)).build(),
            sample().buildroot(nevra("gcc", "12-1", "x86_64"), sum(2)).build(),
            sample().buildroot(nevra("gcc", "12-1", "i686"), sum(1)).build());
    assertThat(keys.stream().map(BuildKey::digest)).doesNotHaveDuplicates();
  }

  @Test
  void reasonsSayWhatChanged() {
    assertThat(KeyDiff.reasons(Optional.empty(), sample().build())).containsExactly("never built");
    assertThat(
            reasons(
                sample()
                    .patch("zlib.patch", sum(1))
                    .routine("post-zlib.py", sum(1))
                    .macros(Map.of("dist", ".el9", "old", "1"))
                    .without("tests")
                    .buildroot(nevra("zlib-devel", "1.2.13-1", "x86_64"), sum(1))
                    .buildroot(nevra("expat-devel", "2.5-1", "x86_64"), sum(1))
                    .buildroot(nevra("gone", "1-1", "noarch"), sum(1)),
                sample()
                    .patch("zlib.patch", sum(2))
                    .patch("more.patch", sum(1))
                    .macros(Map.of("dist", ".el9.dos", "new", "2"))
                    .with("ssl")
                    .buildroot(nevra("zlib-devel", "1.2.13-2", "x86_64"), sum(2))
                    .buildroot(nevra("expat-devel", "2.5-1", "x86_64"), sum(2))))
        .containsExactly(
            "patch more.patch added",
            "patch zlib.patch changed",
            "routine post-zlib.py removed",
            "macro dist .el9 -> .el9.dos",
            "macro new 2 added",
            "macro old 1 removed",
            "with ssl added",
            "without tests removed",
            "buildroot: expat-devel.x86_64 2.5-1 (other content)",
            "buildroot: gone.noarch 1-1 removed",
            "buildroot: zlib-devel.x86_64 1.2.13-1 -> 1.2.13-2");
  }

  @Test
  void aSourceSaysItsVersions() {
    BuildKey.Builder old = BuildKey.builder().source(nevra("zlib", "1.2-1", "src"), sum(1));
    assertThat(reasons(old, BuildKey.builder().source(nevra("zlib", "1.3-1", "src"), sum(2))))
        .containsExactly("source zlib-1.2-1 -> zlib-1.3-1");
    assertThat(reasons(old, BuildKey.builder().source(nevra("zlib", "1.2-1", "src"), sum(2))))
        .containsExactly("source zlib-1.2-1 changed");
    assertThat(reasons(sample(), BuildKey.builder().source(nevra("zlib", "1.3-1", "src"), sum(1))))
        .contains("builder chroot 1 removed");
  }

  @Test
  void aPackageThatIsThereInSeveralVersionsIsOnePart() {
    BuildKey one =
        BuildKey.builder()
            .buildroot(nevra("kernel-devel", "6.2-1", "x86_64"), sum(2))
            .buildroot(nevra("kernel-devel", "6.10-1", "x86_64"), sum(1))
            .build();
    BuildKey other =
        BuildKey.builder()
            .buildroot(nevra("kernel-devel", "6.10-1", "x86_64"), sum(1))
            .buildroot(nevra("kernel-devel", "6.2-1", "x86_64"), sum(2))
            .build();
    assertThat(one).isEqualTo(other);
    assertThat(one.parts().values()).containsExactly("6.2-1 " + sum(2) + ", 6.10-1 " + sum(1));
  }
}
