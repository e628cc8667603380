package org.diracgrid.diracos.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.rpm.RpmFileInfo;
import org.junit.jupiter.api.Test;

/**
 * Where files land. A package is written as its name and lines {@code d /path}, {@code f /path
 * content}, {@code l /path target}, {@code g /path} (ghost), {@code c /path} (device), {@code p
 * /path} (pipe); a plan is read back in the same form.
 */
class StagePlanTest {

  static PackageFiles pkg(String name, String... lines) {
    List<RpmFileInfo> files = new ArrayList<>();
    for (String line : lines) {
      String[] parts = line.split(" ");
      String rest = parts.length > 2 ? parts[2] : "";
      int mode =
          switch (parts[0]) {
            case "d" -> 0040755;
            case "l" -> 0120777;
            case "c" -> 0020600;
            case "p" -> 0010600;
            case "s" -> 0104711;
            case "r" -> 0100400;
            default -> 0100644;
          };
      boolean link = parts[0].equals("l");
      boolean file = (mode & 0170000) == 0100000;
      files.add(
          new RpmFileInfo(
              files.size(),
              parts[1],
              mode,
              file ? rest.length() : 0,
              Algorithm.SHA256,
              file ? "%064x".formatted(rest.hashCode() & 0xFFFFFFFFL) : "",
              link ? rest : "",
              parts[0].equals("g") ? RpmFileInfo.GHOST : 0,
              "root",
              "root",
              null,
              1,
              files.size(),
              0));
    }
    String version = name.contains("-") ? name.substring(name.indexOf('-') + 1) : "1";
    String bare = name.contains("-") ? name.substring(0, name.indexOf('-')) : name;
    return new PackageFiles(new Nevra(bare, Evr.parse(version + "-1"), "x86_64"), files);
  }

  /** The plan as lines; the same for every order of the packages. */
  static List<String> plan(PackageFiles... packages) {
    List<String> first = lines(StagePlan.of(List.of(packages)));
    List<PackageFiles> shuffled = new ArrayList<>(List.of(packages));
    Random random = new Random(1);
    for (int i = 0; i < 6; i++) {
      Collections.shuffle(shuffled, random);
      assertThat(lines(StagePlan.of(shuffled))).isEqualTo(first);
    }
    return first;
  }

  private static List<String> lines(StagePlan plan) {
    List<String> lines = new ArrayList<>();
    for (StagedEntry entry : plan.entries()) {
      String owner = entry.owner().isEmpty() ? "" : " " + entry.owner().replaceAll("-.*", "");
      lines.add(
          switch (entry.kind()) {
            case DIRECTORY -> "d " + entry.path() + owner;
            case FILE -> "f " + entry.path() + owner;
            case SYMLINK -> "l " + entry.path() + " " + plan.linkOnHost(entry.path()) + owner;
          });
    }
    plan.conflicts().forEach(conflict -> lines.add("conflict " + conflict.path()));
    plan.skipped().forEach(skipped -> lines.add(skipped.reason() + " " + skipped.path()));
    return lines;
  }

  @Test
  void contentLandsBehindTheLinksOfFilesystem() {
    assertThat(
            plan(
                pkg("filesystem", "d /usr", "d /usr/lib64", "l /lib64 usr/lib64", "l /bin usr/bin"),
                pkg("zlib", "f /lib64/libz.so.1 z"),
                pkg("bash", "f /bin/bash b", "l /bin/sh bash")))
        .containsExactly(
            "l /bin usr/bin filesystem",
            "l /lib64 usr/lib64 filesystem",
            "d /usr filesystem",
            "d /usr/bin",
            "f /usr/bin/bash bash",
            "l /usr/bin/sh bash bash",
            "d /usr/lib64 filesystem",
            "f /usr/lib64/libz.so.1 zlib");
  }

  @Test
  void multiarchDirectoryIsALinkToo() {
    assertThat(
            plan(
                pkg("filesystem", "l /usr/lib/x86_64-linux-gnu ../lib64", "l /lib usr/lib"),
                pkg("a", "f /lib/x86_64-linux-gnu/liba.so a")))
        .containsExactly(
            "l /lib usr/lib filesystem",
            "d /usr",
            "d /usr/lib",
            "l /usr/lib/x86_64-linux-gnu ../lib64 filesystem",
            "d /usr/lib64",
            "f /usr/lib64/liba.so a");
  }

  @Test
  void linkWinsOverADirectoryOfAnotherPackage() {
    assertThat(
            plan(
                pkg("z", "l /lib64 usr/lib64"), pkg("a", "d /lib64", "d /lib64/x", "f /lib64/y y")))
        .containsExactly(
            "l /lib64 usr/lib64 z",
            "d /usr",
            "d /usr/lib64 a",
            "d /usr/lib64/x a",
            "f /usr/lib64/y a");
  }

  @Test
  void directoryWinsOverALinkToAFile() {
    assertThat(plan(pkg("a", "f /real r", "l /x real"), pkg("b", "d /x", "f /x/y y")))
        .containsExactly("f /real a", "d /x b", "f /x/y b", "conflict /x");
  }

  @Test
  void directoryWinsOverAFile() {
    assertThat(plan(pkg("a", "f /x r"), pkg("b", "f /x/y y")))
        .containsExactly("d /x", "f /x/y b", "conflict /x");
  }

  @Test
  void linkBelowALinkedDirectoryIsMovedToo() {
    assertThat(
            plan(
                pkg("a", "l /lib usr/lib"),
                pkg("b", "l /lib/deep ../../usr/share", "f /lib/deep/f x")))
        .containsExactly(
            "l /lib usr/lib a",
            "d /usr",
            "d /usr/lib",
            "l /usr/lib/deep ../../usr/share b",
            "d /usr/share",
            "f /usr/share/f b");
  }

  @Test
  void linkThatTheMergeMakesPointToItselfGivesWay() {
    assertThat(
            plan(
                pkg("a", "l /lib64 usr/lib64", "f /lib64/libx.so x"),
                pkg("b", "l /usr/lib64/libx.so /lib64/libx.so")))
        .containsExactly(
            "l /lib64 usr/lib64 a", "d /usr", "d /usr/lib64", "f /usr/lib64/libx.so a");
  }

  @Test
  void absoluteLinksStayInsideOnTheHost() {
    assertThat(plan(pkg("a", "l /usr/bin/java /etc/alternatives/java", "l /etc/mtab /proc/mounts")))
        .contains("l /usr/bin/java ../../etc/alternatives/java a", "l /etc/mtab ../proc/mounts a");
  }

  @Test
  void climbingLinkThatNobodyWritesThroughStaysInsideOnTheHost() {
    assertThat(plan(pkg("a", "l /usr/up ../../../etc/passwd")))
        .contains("l /usr/up ../etc/passwd a");
  }

  @Test
  void climbIsSeenThroughOtherLinks() {
    assertThat(
            plan(pkg("a", "d /d/e/f", "l /in d/e/f", "l /x in/../../../../../etc", "l /y in/../z")))
        .contains("l /x etc a", "l /y in/../z a");
  }

  @Test
  void sameContentIsNoConflict() {
    assertThat(
            plan(pkg("a", "f /x same", "l /l x", "d /d"), pkg("b", "f /x same", "l /l /x", "d /d")))
        .containsExactly("d /d a", "l /l x b", "f /x b");
  }

  @Test
  void otherContentIsAConflictThatTheLaterPackageWins() {
    StagePlan plan = StagePlan.of(List.of(pkg("b", "f /x two!"), pkg("a", "f /x one")));
    assertThat(plan.conflicts()).hasSize(1);
    assertThat(plan.conflicts().get(0).winner().owner()).isEqualTo("b-1-1.x86_64");
    assertThat(plan.conflicts().get(0).toString())
        .startsWith("/x: a-1-1.x86_64 has a file of 3 bytes, sha256 0")
        .contains("kept: file of 4 bytes", " of b-1-1.x86_64");
    assertThat(plan.filesOf(pkg("a").nevra())).isEmpty();
    assertThat(plan.filesOf(pkg("b").nevra())).containsEntry(0, BundlePath.parse("/x"));
  }

  @Test
  void newerVersionWinsAConflict() {
    assertThat(plan(pkg("a-9", "f /x old"), pkg("a-10", "f /x newer")))
        .containsExactly("f /x a", "conflict /x");
    StagePlan plan = StagePlan.of(List.of(pkg("a-9", "f /x old"), pkg("a-10", "f /x newer")));
    assertThat(plan.conflicts().get(0).winner().owner()).isEqualTo("a-10-1.x86_64");
  }

  @Test
  void ghostsDevicesAndPipesAreLeftOutAndListed() {
    assertThat(plan(pkg("a", "g /var/log/x", "c /dev/null", "p /run/p", "f /f x")))
        .containsExactly("f /f a", "DEVICE /dev/null", "PIPE_OR_SOCKET /run/p", "GHOST /var/log/x");
  }

  @Test
  void modesAreReadableByAllAndHaveNoSpecialBits() {
    List<StagedEntry> entries =
        StagePlan.of(List.of(pkg("a", "s /su x", "r /secret x", "d /d"))).entries();
    assertThat(entries.stream().map(it -> Integer.toOctalString(it.mode())))
        .containsExactly("755", "444", "755");
  }

  @Test
  void pathThatClimbsIsNamed() {
    assertThatThrownBy(() -> StagePlan.of(List.of(pkg("a", "f /usr/../../etc/passwd x"))))
        .hasMessageContaining("DOS-STAGE-01 a-1-1.x86_64 holds the path /usr/../../etc/passwd");
    assertThatThrownBy(() -> StagePlan.of(List.of(pkg("a", "f bare x", "f /a/. x", "f / x"))))
        .hasMessageContaining("the path bare")
        .hasMessageContaining("the path /a/.,")
        .hasMessageContaining("it is the root");
  }

  @Test
  void contentBehindALinkThatClimbsIsRefused() {
    assertThatThrownBy(
            () -> StagePlan.of(List.of(pkg("a", "l /out ../../etc"), pkg("b", "f /out/cron x"))))
        .hasMessageContaining(
            "DOS-STAGE-03 b-1-1.x86_64 puts /out/cron behind a symbolic link that leads out")
        .hasMessageContaining("/out -> ../../etc");
    assertThatThrownBy(
            () ->
                StagePlan.of(
                    List.of(pkg("a", "l /x y", "l /y sub/../../tmp", "d /sub", "f /x/f x"))))
        .hasMessageContaining("DOS-STAGE-03");
    assertThatThrownBy(() -> StagePlan.of(List.of(pkg("a", "l /out ../etc"), pkg("b", "d /out"))))
        .hasMessageContaining("DOS-STAGE-03");
  }

  @Test
  void contentBehindLinksInACircleIsRefused() {
    assertThatThrownBy(() -> StagePlan.of(List.of(pkg("a", "l /x y", "l /y x", "f /x/f x"))))
        .hasMessageContaining("DOS-STAGE-02 a-1-1.x86_64 puts /x/f behind")
        .hasMessageContaining("in circles");
    assertThat(plan(pkg("a", "l /x y", "l /y x"))).containsExactly("l /x y a", "l /y x a");
  }

  @Test
  void packageGivenTwiceIsRefused() {
    assertThatThrownBy(() -> StagePlan.of(List.of(pkg("a"), pkg("a"))))
        .hasMessageContaining("DOS-STAGE-04 the package a-1-1.x86_64 is given twice");
  }

  @Test
  void exponentialChainOfLinksEnds() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      lines.add("l /l%02d l%02d/l%02d".formatted(i, i + 1, i + 1));
    }
    assertThat(plan(pkg("a", lines.toArray(String[]::new)))).hasSize(60);
  }

  @Test
  void anyMixOfLinksIsPlannedOrRefusedAndStaysCanonical() {
    Random random = new Random(42);
    String[] names = {"a", "b", "c", "d"};
    String[] targets = {"a", "/b", "../c", "..", "d/a", "/", ".", "../../b", "c/../d", "/a/b"};
    int planned = 0;
    for (int run = 0; run < 3000; run++) {
      List<PackageFiles> packages = new ArrayList<>();
      for (int p = 0; p < 3; p++) {
        List<String> lines = new ArrayList<>();
        for (int f = random.nextInt(4); f >= 0; f--) {
          StringBuilder path = new StringBuilder();
          for (int depth = random.nextInt(3); depth >= 0; depth--) {
            path.append('/').append(names[random.nextInt(names.length)]);
          }
          lines.add(
              switch (random.nextInt(3)) {
                case 0 -> "d " + path;
                case 1 -> "f " + path + " " + names[random.nextInt(names.length)];
                default -> "l " + path + " " + targets[random.nextInt(targets.length)];
              });
        }
        packages.add(pkg("p" + p, lines.toArray(String[]::new)));
      }
      try {
        StagePlan plan = StagePlan.of(packages);
        // Its constructor checks that every parent is a directory.
        new StagedTree(java.nio.file.Path.of("/nowhere"), plan.entries());
        plan(packages.toArray(PackageFiles[]::new));
        planned++;
      } catch (org.diracgrid.diracos.problem.DiracosException e) {
        assertThat(e.problems()).allMatch(problem -> problem.code().startsWith("DOS-STAGE-0"));
      }
    }
    assertThat(planned).isGreaterThan(500);
  }
}
