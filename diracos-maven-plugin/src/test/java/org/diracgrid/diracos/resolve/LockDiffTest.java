package org.diracgrid.diracos.resolve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.resolve.Lock.LockedPackage;
import org.junit.jupiter.api.Test;

class LockDiffTest {

  private static final Lock OLD =
      lock(
          "same-1-1.x86_64 10 a",
          "gone-1-1.x86_64 1000 b",
          "up-1.9-1.x86_64 100 c",
          "down-1:1-1.x86_64 100 d",
          "rebuilt-1-1.x86_64 100 e",
          "arch-1-1.x86_64 100 f",
          "kernel-1-1.x86_64 100 1",
          "kernel-2-1.x86_64 100 2");

  private static final Lock NEW =
      lock(
          "same-1-1.x86_64 10 a",
          "new-1-1.x86_64 2048 b",
          "up-1.10-1.x86_64 150 d",
          "down-3-1.x86_64 90 e",
          "rebuilt-1-1.x86_64 101 f",
          "arch-1-1.noarch 100 0",
          "kernel-2-1.x86_64 100 2",
          "kernel-3-1.x86_64 100 3");

  /** Each line is a NEVRA, the bytes, and a digit that its checksum is made of. */
  private static Lock lock(String... lines) {
    return new Lock(checksum("9"), Map.of(), Stream.of(lines).map(LockDiffTest::locked).toList());
  }

  private static LockedPackage locked(String line) {
    String[] words = line.split(" ");
    int dot = words[0].lastIndexOf('.');
    int release = words[0].lastIndexOf('-');
    int version = words[0].lastIndexOf('-', release - 1);
    Nevra nevra =
        new Nevra(
            words[0].substring(0, version),
            Evr.parse(words[0].substring(version + 1, dot)),
            words[0].substring(dot + 1));
    return new LockedPackage(
        nevra,
        "base",
        nevra + ".rpm",
        Long.parseLong(words[1]),
        checksum(words[2]),
        List.of("packages"),
        nevra.name());
  }

  private static Checksum checksum(String digit) {
    return new Checksum(Algorithm.SHA256, digit.repeat(64));
  }

  @Test
  void tellsWhatWasAddedRemovedUpgradedDowngradedAndChanged() {
    assertThat(LockDiffMarkdown.lines(LockDiff.between(OLD, NEW)))
        .containsExactly(
            "## Packages: 8 -> 8, 1.6 KiB -> 2.6 KiB (+1.1 KiB)",
            "",
            "### Added (1, +2.0 KiB)",
            "",
            "- `new` 1-1 (x86_64), 2.0 KiB",
            "",
            "### Removed (1, -1000 B)",
            "",
            "- `gone` 1-1 (x86_64), 1000 B",
            "",
            "### Upgraded (2, +50 B)",
            "",
            "- `kernel` 1-1 -> 3-1 (x86_64), 100 B -> 100 B",
            "- `up` 1.9-1 -> 1.10-1 (x86_64), 100 B -> 150 B",
            "",
            "### Downgraded (1, -10 B)",
            "",
            "- `down` 1:1-1 -> 3-1 (x86_64), 100 B -> 90 B",
            "",
            "### Other content, same version (2, +1 B)",
            "",
            "- `arch` 1-1 (x86_64 -> noarch), 100 B -> 100 B",
            "- `rebuilt` 1-1 (x86_64), 100 B -> 101 B");
  }

  @Test
  void theOrderOfTheLocksDoesNotMatter() {
    List<LockedPackage> old = new ArrayList<>(OLD.packages());
    List<LockedPackage> renewed = new ArrayList<>(NEW.packages());
    Collections.reverse(old);
    Collections.reverse(renewed);
    assertThat(
            LockDiff.between(
                new Lock(OLD.configuration(), Map.of(), old),
                new Lock(NEW.configuration(), Map.of(), renewed)))
        .isEqualTo(LockDiff.between(OLD, NEW));
  }

  @Test
  void aLockDoesNotDifferFromItself() {
    LockDiff diff = LockDiff.between(OLD, OLD);
    assertThat(diff.isEmpty()).isTrue();
    assertThat(LockDiffMarkdown.lines(diff))
        .containsExactly("## Packages: 8 -> 8, 1.6 KiB -> 1.6 KiB (+0 B)");
  }

  @Test
  void theWayBackIsTheOpposite() {
    LockDiff back = LockDiff.between(NEW, OLD);
    assertThat(back.of(LockDiff.Kind.ADDED)).singleElement().extracting("before").isNull();
    assertThat(back.of(LockDiff.Kind.REMOVED)).singleElement().extracting("after").isNull();
    assertThat(back.of(LockDiff.Kind.UPGRADED)).hasSize(1);
    assertThat(back.of(LockDiff.Kind.DOWNGRADED)).hasSize(2);
    assertThat(back.of(LockDiff.Kind.CHANGED)).hasSize(2);
    assertThat(back.before()).isEqualTo(LockDiff.between(OLD, NEW).after());
  }

  @Test
  void jsonHoldsTheSidesThatThereAre() {
    Lock before = lock("gone-1-1.x86_64 5 b");
    Lock after = lock("new-1-1.x86_64 7 c");
    assertThat(new String(LockDiffJson.write(LockDiff.between(before, after)), UTF_8))
        .isEqualTo(
            """
            {
              "before" : {
                "packages" : 1,
                "size" : 5
              },
              "after" : {
                "packages" : 1,
                "size" : 7
              },
              "changes" : [
                {
                  "kind" : "added",
                  "name" : "new",
                  "after" : {
                    "package" : "new-1-1.x86_64",
                    "size" : 7,
                    "checksum" : "sha256:%s"
                  }
                },
                {
                  "kind" : "removed",
                  "name" : "gone",
                  "before" : {
                    "package" : "gone-1-1.x86_64",
                    "size" : 5,
                    "checksum" : "sha256:%s"
                  }
                }
              ]
            }
            """
                .formatted("c".repeat(64), "b".repeat(64)));
  }
}
