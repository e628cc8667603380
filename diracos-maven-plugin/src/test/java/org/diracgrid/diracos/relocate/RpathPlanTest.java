package org.diracgrid.diracos.relocate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.diracgrid.diracos.elf.ElfArchitecture;
import org.diracgrid.diracos.elf.ElfFile;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.stage.StagedEntry;
import org.junit.jupiter.api.Test;

/** Trees of ELF files that are only described; every plan is planned again on its own result. */
class RpathPlanTest {

  private static final ElfArchitecture X86_64 = new ElfArchitecture(62, true, true);
  private static final ElfArchitecture I386 = new ElfArchitecture(3, false, true);

  private final List<String> lines = new ArrayList<>();
  private final NavigableMap<BundlePath, ElfFile> elfs = new TreeMap<>();
  private final List<String> configured = new ArrayList<>();
  private RelocationSpec spec = RelocationSpec.of("1");

  private RpathPlanTest program(String path, String... needed) {
    return elf(path, X86_64, Optional.of("/lib64/ld-linux-x86-64.so.2"), "", needed);
  }

  private RpathPlanTest library(String path, String... needed) {
    return elf(path, X86_64, Optional.empty(), "", needed);
  }

  private RpathPlanTest elf(
      String path,
      ElfArchitecture architecture,
      Optional<String> interpreter,
      String runpath,
      String... needed) {
    lines.add(path);
    elfs.put(
        BundlePath.parse(path),
        new ElfFile(
            architecture,
            3,
            interpreter,
            true,
            false,
            false,
            List.of(needed),
            Optional.empty(),
            Optional.empty(),
            runpath.isEmpty() ? Optional.empty() : Optional.of(runpath),
            List.of(),
            List.of()));
    return this;
  }

  private RpathPlanTest link(String line) {
    lines.add(line);
    return this;
  }

  private RpathPlan plan() {
    NavigableMap<BundlePath, StagedEntry> entries = Trees.entries(lines.toArray(String[]::new));
    RpathPlan plan = RpathPlan.of(entries, "/staging/tree", elfs, configured, spec);
    NavigableMap<BundlePath, ElfFile> after = new TreeMap<>(elfs);
    plan.byPath()
        .forEach(
            (path, rpath) -> {
              ElfFile old = elfs.get(path);
              after.put(
                  path,
                  new ElfFile(
                      old.architecture(),
                      old.type(),
                      old.interpreter(),
                      true,
                      false,
                      false,
                      old.needed(),
                      old.soname(),
                      Optional.of(rpath),
                      Optional.empty(),
                      List.of(),
                      List.of()));
            });
    assertThat(RpathPlan.of(entries, "/staging/tree", after, configured, spec).byPath())
        .as("planned on its own result")
        .isEqualTo(plan.byPath());
    return plan;
  }

  private String path(String file) {
    return plan().byPath().getOrDefault(BundlePath.parse(file), "");
  }

  @Test
  void namesTheDirectoryOfEachNeedOnceInTheirOrder() {
    program("/usr/bin/x", "libb.so.1", "liba.so.1", "libc.so.6", "libb2.so.1")
        .library("/usr/lib64/liba.so.1")
        .library("/usr/lib64/private/libb.so.1")
        .library("/usr/lib64/private/libb2.so.1");
    assertThat(path("/usr/bin/x")).isEqualTo("$ORIGIN/../lib64/private:$ORIGIN/../lib64");
  }

  @Test
  void filesThatNeedOnlyTheHostAreLeftAlone() {
    program("/usr/bin/x", "libc.so.6", "libm.so.6", "ld-linux-x86-64.so.2");
    assertThat(plan().changes()).isEmpty();
  }

  @Test
  void pathToTheHostGoesWhereNothingIsNeededOfTheTree() {
    elf("/usr/bin/x", X86_64, Optional.empty(), "/opt/vendor/lib:$ORIGIN/../nowhere", "libc.so.6");
    elf("/usr/bin/y", X86_64, Optional.empty(), "$ORIGIN/../nowhere", "libc.so.6");
    assertThat(plan().byPath()).containsOnly(Map.entry(BundlePath.parse("/usr/bin/x"), "$ORIGIN"));
  }

  @Test
  void pathThatClimbsAboveTheRootIsOneToTheHost() {
    elf("/usr/bin/x", X86_64, Optional.empty(), "$ORIGIN/../../../usr/lib64", "libc.so.6");
    elf("/usr/bin/y", X86_64, Optional.empty(), "${ORIGIN}//../../usr/none", "libc.so.6");
    assertThat(plan().byPath()).containsOnly(Map.entry(BundlePath.parse("/usr/bin/x"), "$ORIGIN"));
  }

  @Test
  void ownDirectoryIsOriginItself() {
    library("/usr/lib64/liba.so.1", "libb.so.1").library("/usr/lib64/libb.so.1");
    assertThat(path("/usr/lib64/liba.so.1")).isEqualTo("$ORIGIN");
  }

  @Test
  void providersAreFoundUnderTheNameOfALink() {
    program("/usr/bin/x", "liba.so.1")
        .library("/opt/a/liba.so.1.2.3")
        .link("/usr/lib64/liba.so.1 -> /opt/a/liba.so.1.2.3");
    assertThat(path("/usr/bin/x")).isEqualTo("$ORIGIN/../lib64");
  }

  @Test
  void librariesReachedThroughLinksElsewhereFindTheirNeedsFromThere() {
    program("/usr/bin/x", "liba.so.1")
        .library("/opt/a/deep/liba.so.1.2.3", "libb.so.1")
        .library("/usr/lib64/libb.so.1")
        .link("/usr/lib64/liba.so.1 -> ../../opt/a/deep/liba.so.1.2.3");
    assertThat(path("/opt/a/deep/liba.so.1.2.3")).isEqualTo("$ORIGIN:$ORIGIN/../../../usr/lib64");
  }

  @Test
  void linksOfDebugDataAreNoPlaceToOpenFrom() {
    library("/usr/lib64/liba.so.1", "libb.so.1")
        .library("/usr/lib64/libb.so.1")
        .link("/usr/lib/.build-id/ab/liba.so -> ../../../lib64/liba.so.1");
    assertThat(path("/usr/lib64/liba.so.1")).isEqualTo("$ORIGIN");
  }

  @Test
  void directoryLinksNeedNothing() {
    program("/usr/bin/x", "liba.so.1")
        .library("/usr/lib64/liba.so.1")
        .link("/lib64 -> usr/lib64")
        .link("/bin -> usr/bin");
    assertThat(path("/usr/bin/x")).isEqualTo("$ORIGIN/../lib64");
  }

  @Test
  void ownSearchPathDecidesBetweenTwo() {
    library("/usr/lib64/libz.so.1").library("/usr/lib64/mine/libz.so.1");
    elf("/usr/bin/x", X86_64, Optional.of("/ld"), "/usr/lib64/mine", "libz.so.1");
    program("/usr/bin/y", "libz.so.1");
    assertThat(path("/usr/bin/x")).isEqualTo("$ORIGIN/../lib64/mine");
    assertThat(path("/usr/bin/y")).isEqualTo("$ORIGIN/../lib64");
  }

  @Test
  void ownDirectoryComesBeforeTheSystems() {
    library("/usr/lib64/libz.so.1")
        .library("/opt/x/libz.so.1")
        .library("/opt/x/libx.so.1", "libz.so.1");
    assertThat(path("/opt/x/libx.so.1")).isEqualTo("$ORIGIN");
  }

  @Test
  void loaderConfigurationComesBeforeNearness() {
    program("/usr/bin/x", "libq.so.1")
        .library("/usr/bin/near/libq.so.1")
        .library("/opt/far/away/libq.so.1");
    assertThat(path("/usr/bin/x")).isEqualTo("$ORIGIN/near");
    configured.add("/opt/far/away");
    assertThat(path("/usr/bin/x")).isEqualTo("$ORIGIN/../../opt/far/away");
  }

  @Test
  void orderIsMendedWhereAnEarlierDirectoryHidesTheRightOne() {
    // liba is only in one/, which has a libz, too; libz of the system is the one to be found.
    program("/usr/bin/x", "liba.so.1", "libz.so.1")
        .library("/usr/lib64/one/liba.so.1")
        .library("/usr/lib64/one/libz.so.1")
        .library("/usr/lib64/libz.so.1");
    assertThat(path("/usr/bin/x")).isEqualTo("$ORIGIN/../lib64:$ORIGIN/../lib64/one");
  }

  @Test
  void mendingTheOrderForOneNeedKeepsItForAnother() {
    // The program names far/ for its liba. near/ comes before x/ for libb, and has a liba, too.
    elf("/opt/p", X86_64, Optional.of("/ld"), "/opt/far", "libf.so.1", "liba.so.1", "libb.so.1")
        .library("/x/libf.so.1")
        .library("/x/libb.so.1")
        .library("/opt/far/liba.so.1")
        .library("/opt/n/liba.so.1")
        .library("/opt/n/libb.so.1");
    assertThat(path("/opt/p")).isEqualTo("$ORIGIN/far:$ORIGIN/n:$ORIGIN/../x");
  }

  @Test
  void entriesThatOnlyAnEarlierRoundHadAreNotKept() {
    elf("/usr/lib64/libe.so.1", X86_64, Optional.empty(), "", "libb.so.1", "liba.so.1")
        .library("/usr/lib64/libb.so.1")
        .library("/usr/lib64/private/liba.so.1")
        .link("/usr/lib64/private/libd.so -> ../libe.so.1")
        .link("/usr/lib/liba.so.1 -> ../lib64/libe.so.1")
        .link("/lib -> usr/lib");
    assertThat(path("/usr/lib64/libe.so.1"))
        .isEqualTo("$ORIGIN/../../lib:$ORIGIN:$ORIGIN/../lib64:$ORIGIN/..");
  }

  @Test
  void librariesOfOtherPythonPackagesComeLast() {
    library("/usr/lib64/python3/site-packages/numpy/core.so", "libq.so.1", "libr.so.1")
        .library("/usr/lib64/python3/site-packages/numpy.libs/libq.so.1")
        .library("/usr/lib64/python3/site-packages/aaa.libs/libq.so.1")
        .library("/usr/lib64/python3/site-packages/aaa/libq.so.1")
        .library("/usr/lib64/python3/site-packages/aaa/libr.so.1");
    assertThat(path("/usr/lib64/python3/site-packages/numpy/core.so"))
        .isEqualTo("$ORIGIN/../numpy.libs:$ORIGIN/../aaa");
  }

  @Test
  void whatAWheelCarriesIsSeenByItsOwnPackageAlone() {
    library("/usr/lib64/python3/site-packages/numpy/core.so", "libr.so.1")
        .library("/usr/lib64/libx.so.1", "libr.so.1")
        .library("/usr/lib64/python3/site-packages/aaa/core.so", "libr.so.1")
        .library("/usr/lib64/python3/site-packages/aaa.libs/libr.so.1");
    elf(
        "/usr/lib64/python3/site-packages/friend/core.so",
        X86_64,
        Optional.empty(),
        "$ORIGIN/../aaa.libs",
        "libr.so.1");
    assertThat(path("/usr/lib64/python3/site-packages/aaa/core.so"))
        .isEqualTo("$ORIGIN/../aaa.libs");
    assertThat(path("/usr/lib64/python3/site-packages/friend/core.so"))
        .isEqualTo("$ORIGIN/../aaa.libs");
    assertThat(plan().missing())
        .extracting(missing -> missing.path().toString())
        .containsExactly("/usr/lib64/libx.so.1", "/usr/lib64/python3/site-packages/numpy/core.so");
  }

  @Test
  void architecturesAreKeptApart() {
    library("/usr/lib64/libz.so.1");
    elf("/usr/lib/libz.so.1", I386, Optional.empty(), "");
    elf("/usr/bin/x32", I386, Optional.of("/lib/ld-linux.so.2"), "", "libz.so.1");
    assertThat(path("/usr/bin/x32")).isEqualTo("$ORIGIN/../lib");
  }

  @Test
  void ownDirectoriesForLoadingAtRunTimeAreKept() {
    library("/usr/lib64/plug/p.so").library("/usr/lib64/liba.so.1");
    elf(
        "/usr/bin/x",
        X86_64,
        Optional.of("/ld"),
        "/builddir/src:$ORIGIN/../lib64/plug::/usr/lib64:/usr/share:relative",
        "liba.so.1");
    assertThat(path("/usr/bin/x")).isEqualTo("$ORIGIN/../lib64:$ORIGIN/../lib64/plug");
  }

  @Test
  void variantsForNewProcessorsAreTheLoadersBusiness() {
    program("/usr/bin/x", "liba.so.1")
        .library("/usr/lib64/glibc-hwcaps/x86-64-v3/liba.so.1", "libb.so.1")
        .library("/usr/lib64/liba.so.1", "libb.so.1")
        .library("/usr/lib64/libb.so.1");
    assertThat(path("/usr/bin/x")).isEqualTo("$ORIGIN/../lib64");
    assertThat(path("/usr/lib64/glibc-hwcaps/x86-64-v3/liba.so.1")).isEqualTo("$ORIGIN/../..");
  }

  @Test
  void whatNobodyGivesIsMissing() {
    spec = new RelocationSpec("1", List.of(), List.of("libknown*"), List.of(), List.of("libGL.*"));
    program("/usr/bin/x", "libgone.so.1", "libknown.so.3", "libGL.so.1", "libnsl.so.1");
    assertThat(plan().missing().stream().map(m -> m.library() + " " + m.known() + " " + m.owner()))
        .containsExactly("libgone.so.1 false pkg-1-1.x86_64", "libknown.so.3 true pkg-1-1.x86_64");
  }

  @Test
  void glibcWithinReachIsNamed() {
    program("/usr/bin/x", "liba.so.1", "libc.so.6")
        .library("/usr/lib64/liba.so.1")
        .library("/usr/lib64/libc.so.6")
        .library("/opt/cross/libc.so.6");
    assertThat(plan().glibc()).containsExactly(BundlePath.parse("/usr/lib64/libc.so.6"));
  }

  @Test
  void librariesTheHostMayLackAreTakenFromTheTree() {
    program("/usr/bin/x", "libnsl.so.1").library("/usr/lib64/libnsl.so.1");
    assertThat(path("/usr/bin/x")).isEqualTo("$ORIGIN/../lib64");
  }

  /** Many small random trees: stable, independent of the order of input, everything found. */
  @Test
  void randomTreesAreStableAndComplete() {
    List<String> directories =
        List.of("/usr/lib64", "/usr/lib64/p", "/opt/a", "/opt/a/b", "/usr/lib", "/x");
    for (int seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      RpathPlanTest tree = new RpathPlanTest();
      Map<String, String> made = new LinkedHashMap<>();
      for (int i = 0; i < 14; i++) {
        String name = "lib" + (char) ('a' + random.nextInt(7)) + ".so.1";
        String directory = directories.get(random.nextInt(directories.size()));
        List<String> needed = new ArrayList<>();
        for (int n = random.nextInt(4); n > 0; n--) {
          needed.add("lib" + (char) ('a' + random.nextInt(7)) + ".so.1");
        }
        String path = directory + "/" + name;
        if (made.containsKey(path)) {
          continue;
        }
        if (random.nextInt(5) == 0 && !made.isEmpty()) {
          List<String> targets = new ArrayList<>(made.keySet());
          Collections.shuffle(targets, random);
          made.put(path, targets.get(0));
          tree.link(path + " -> " + targets.get(0));
        } else {
          made.put(path, "");
          String own = random.nextInt(3) == 0 ? directories.get(random.nextInt(6)) : "";
          tree.elf(
              path,
              X86_64,
              Optional.empty(),
              own,
              needed.stream().distinct().toArray(String[]::new));
        }
      }
      tree.plan();
    }
  }
}
