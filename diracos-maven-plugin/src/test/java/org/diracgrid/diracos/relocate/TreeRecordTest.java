package org.diracgrid.diracos.relocate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.diracgrid.diracos.elf.ElfArchitecture;
import org.diracgrid.diracos.elf.ElfFile;
import org.diracgrid.diracos.elf.VersionNeed;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.stage.FileOrigin;
import org.junit.jupiter.api.Test;

class TreeRecordTest {

  private static final FileTime WRITTEN = FileTime.fromMillis(1000);
  private static final FileTime LATER = FileTime.fromMillis(1001);

  private static final ElfFile ELF =
      new ElfFile(
          new ElfArchitecture(62, true, true),
          3,
          Optional.of("/lib64/ld.so"),
          true,
          false,
          true,
          List.of("libz.so.1", "libc.so.6"),
          Optional.of("libx.so.1"),
          Optional.empty(),
          Optional.of("$ORIGIN:/usr/lib64"),
          List.of(
              new VersionNeed(
                  "libc.so.6", List.of("GLIBC_2.17", "GLIBC_2.28"), List.of("GLIBC_2.28"))),
          List.of("X_1", "libx.so.1"));

  private static final TextLook LOOK =
      new TextLook(
          TextKind.PERL,
          List.of(new TextPlan.Use(3, "/usr/share/x"), new TextPlan.Use(70_000, "/etc/y")),
          Optional.empty());

  private static SortedMap<BundlePath, TreeRecord.FileRecord> files() {
    SortedMap<BundlePath, TreeRecord.FileRecord> files = new TreeMap<>();
    files.put(
        BundlePath.parse("/usr/lib64/libx.so.1"),
        new TreeRecord.FileRecord(
            new FileOrigin("sha256:1", 3),
            100,
            new ContentLook.Seen(ELF, null, true, null, List.of()),
            Optional.empty(),
            new AppliedRpath("$ORIGIN", "PADDING", "", 120),
            Optional.empty()));
    files.put(
        BundlePath.parse("/usr/bin/\u4e16 \udc80"),
        new TreeRecord.FileRecord(
            new FileOrigin("sha256:1", 4),
            5,
            new ContentLook.Seen(
                null,
                new Shebang("/usr/bin/p\u00e9rl", "-w", 1),
                false,
                null,
                List.of("/usr/share/x", "/etc/y")),
            Optional.of(LOOK),
            null,
            Optional.of(new byte[] {1, 2, 3})));
    files.put(
        BundlePath.parse("/usr/lib/broken"),
        new TreeRecord.FileRecord(
            new FileOrigin("sha256:2", 0),
            0,
            new ContentLook.Seen(
                null,
                null,
                false,
                new Problem("DOS-ELF-01", "what", "where", "because", "fix"),
                List.of()),
            Optional.empty(),
            null,
            Optional.empty()));
    return files;
  }

  @Test
  void whatIsReadIsWhatWasWritten() {
    byte[] bytes = new TreeRecord("/some/place", files(), WRITTEN).bytes();
    TreeRecord read = TreeRecordReader.read(bytes, WRITTEN).orElseThrow();
    assertThat(read.bytes()).isEqualTo(bytes);
    TreeRecord.Matching all = read.matching(origins());
    TreeScanner scanner = new TreeScanner(List.of());
    RelocationMemory memory = all.recall(files().keySet(), scanner, paths -> {});
    files().forEach((path, file) -> assertThat(memory.look(path)).isEqualTo(file.text()));
    files().forEach((path, file) -> assertThat(scanner.seen(path)).isEqualTo(file.seen()));
  }

  private static Map<BundlePath, FileOrigin> origins() {
    Map<BundlePath, FileOrigin> origins = new TreeMap<>();
    files().forEach((path, file) -> origins.put(path, file.origin()));
    return origins;
  }

  @Test
  void aFileIsKeptIfOriginSizeAndTimeSaySo() {
    BundlePath library = BundlePath.parse("/usr/lib64/libx.so.1");
    TreeRecord record = new TreeRecord("/some/place", files(), WRITTEN);
    TreeRecord.Matching same = record.matching(origins());
    assertThat(same.keeps(library, 100, WRITTEN)).isTrue();
    assertThat(same.keeps(library, 101, WRITTEN)).isFalse();
    assertThat(same.keeps(library, 100, LATER)).isFalse();
    assertThat(same.keeps(BundlePath.parse("/none"), 100, WRITTEN)).isFalse();
    BundlePath script = BundlePath.parse("/usr/bin/\u4e16 \udc80");
    assertThat(same.keeps(script, 5, WRITTEN)).isFalse();
    assertThat(same.original(script)).get().isEqualTo(new byte[] {1, 2, 3});
    TreeRecord.Matching other = record.matching(Map.of(library, new FileOrigin("sha256:9", 3)));
    assertThat(other.keeps(library, 100, WRITTEN)).isFalse();
    assertThat(other.original(script)).isEmpty();
  }

  @Test
  void whatIsDamagedOrTornIsNoRecord() {
    byte[] bytes = new TreeRecord("/some/place", files(), WRITTEN).bytes();
    for (int i = 0; i < bytes.length; i++) {
      assertThat(TreeRecordReader.read(Arrays.copyOf(bytes, i), WRITTEN)).isEmpty();
      byte[] damaged = bytes.clone();
      damaged[i] ^= 1;
      assertThat(TreeRecordReader.read(damaged, WRITTEN)).isEmpty();
    }
  }

  @Test
  void onlyWhatIsStillPlannedStaysPatched() {
    BundlePath path = BundlePath.parse("/usr/lib64/libx.so.1");
    AppliedRpath done = new AppliedRpath("$ORIGIN", "PADDING", "", 120);
    RpathPlan.Change same = new RpathPlan.Change(path, "", "$ORIGIN");
    RpathPlan.Change other = new RpathPlan.Change(path, "", "$ORIGIN/..");
    for (RpathPlan.Change change : List.of(same, other)) {
      List<Set<BundlePath>> renewed = new java.util.ArrayList<>();
      RelocationMemory memory = new RelocationMemory(Map.of(path, done), Map.of(), renewed::add);
      memory.renew(new RpathPlan(List.of(change), List.of(), List.of()));
      assertThat(renewed).containsExactly(change == same ? Set.of() : Set.of(path));
      assertThat(memory.done(change))
          .isEqualTo(change == same ? Optional.of(done) : Optional.empty());
    }
  }
}
