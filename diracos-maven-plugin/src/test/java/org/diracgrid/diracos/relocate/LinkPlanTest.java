package org.diracgrid.diracos.relocate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.NavigableMap;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.stage.StagedEntry;
import org.junit.jupiter.api.Test;

class LinkPlanTest {

  private static List<String> after(String... lines) {
    NavigableMap<BundlePath, StagedEntry> entries = Trees.entries(lines);
    NavigableMap<BundlePath, StagedEntry> result =
        LinkPlan.of(entries, "/staging/tree", List.of()).apply(entries);
    assertThat(LinkPlan.of(result, "/staging/tree", List.of()))
        .as("a second run finds nothing to do")
        .isEqualTo(new LinkPlan(List.of(), List.of(), List.of()));
    return result.values().stream()
        .filter(entry -> entry.kind() == StagedEntry.Kind.SYMLINK)
        .map(entry -> entry.path() + " -> " + entry.target())
        .toList();
  }

  @Test
  void absoluteLinksBecomeRelative() {
    assertThat(after("/usr/lib64/libz.so.1.3", "/usr/lib64/libz.so -> /usr/lib64/libz.so.1.3"))
        .containsExactly("/usr/lib64/libz.so -> libz.so.1.3");
  }

  @Test
  void absoluteLinksGoThroughDirectoryLinks() {
    assertThat(after("/lib64 -> usr/lib64", "/usr/lib64/a", "/etc/a -> /lib64/a"))
        .containsExactly("/etc/a -> ../lib64/a", "/lib64 -> usr/lib64");
  }

  @Test
  void dotsBehindADirectoryLinkAreMeantPhysically() {
    assertThat(
            after(
                "/opt/v1/bin/", "/opt/v1/lib/x", "/cur -> /opt/v1/bin", "/etc/x -> /cur/../lib/x"))
        .containsExactly("/cur -> opt/v1/bin", "/etc/x -> ../opt/v1/lib/x");
  }

  @Test
  void linksThatClimbAboveTheRootAreMeantFromTheRoot() {
    assertThat(after("/usr/share/zone", "/etc/zone -> ../../../../usr/share/zone"))
        .containsExactly("/etc/zone -> ../usr/share/zone");
  }

  @Test
  void linksThatPipMadeIntoTheStagingPathComeBack() {
    assertThat(after("/usr/bin/x", "/usr/bin/y -> /staging/tree/usr/bin/x"))
        .containsExactly("/usr/bin/y -> x");
  }

  @Test
  void goodLinksStayAsTheyAre() {
    assertThat(after("/usr/bin/x", "/bin -> ./usr/bin/", "/x -> bin/../bin/x"))
        .containsExactly("/bin -> ./usr/bin/", "/x -> bin/../bin/x");
  }

  @Test
  void brokenLinksAreRemovedAndListed() {
    NavigableMap<BundlePath, StagedEntry> entries =
        Trees.entries(
            "/a/dangling -> nowhere",
            "/a/host -> /etc/machine-id",
            "/a/loop -> pool",
            "/a/pool -> loop",
            "/a/self -> self",
            "/a/through -> dangling",
            "/a/file",
            "/a/notdir -> file/x",
            "/proc -> /proc/self",
            "/known -> /gone");
    LinkPlan plan = LinkPlan.of(entries, "/staging/tree", List.of("DIRACOS/kn*", "/a/se?f"));
    assertThat(plan.broken().stream().map(link -> link.path() + " " + link.known()))
        .containsExactly(
            "/a/dangling false",
            "/a/host false",
            "/a/loop false",
            "/a/notdir false",
            "/a/pool false",
            "/a/self true",
            "/a/through false",
            "/known true",
            "/proc false");
    assertThat(plan.apply(entries).values())
        .noneMatch(entry -> entry.kind() == StagedEntry.Kind.SYMLINK);
  }

  @Test
  void pythonIsThereWherePython3Is() {
    assertThat(after("/usr/bin/python3")).containsExactly("/usr/bin/python -> python3");
    assertThat(after("/usr/bin/python3.9", "/usr/bin/python3.11"))
        .containsExactly("/usr/bin/python -> python3", "/usr/bin/python3 -> python3.11");
    assertThat(after("/usr/bin/python3", "/usr/bin/python")).isEmpty();
  }
}
