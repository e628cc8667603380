package org.diracgrid.diracos.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BundlePathTest {

  @ParameterizedTest
  @CsvSource({
    "/usr/bin/x,/usr/bin/x",
    "./usr/bin/x,/usr/bin/x",
    "usr//bin/./x/,/usr/bin/x",
    "/usr/lib/../bin/x,/usr/bin/x",
    "/,/",
    "'',/"
  })
  void isAlwaysNormal(String given, String expected) {
    assertThat(BundlePath.parse(given)).hasToString(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "/..", "../etc/passwd", "/usr/../../etc", "a/../../b"})
  void cannotLeaveTheRoot(String path) {
    assertThatThrownBy(() -> BundlePath.parse(path))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("climbs above the root");
  }

  @Test
  void refusesNul() {
    assertThatThrownBy(() -> BundlePath.parse("/a\0b")).hasMessageContaining("NUL");
  }

  @ParameterizedTest
  @CsvSource({
    "/usr/lib64,/usr/bin,../lib64",
    "/usr/bin,/usr/bin,.",
    "/a,/,a",
    "/,/a/b,../..",
    "/usr/bin2,/usr/bin,../bin2"
  })
  void leadsFromADirectoryToAPath(String path, String directory, String expected) {
    BundlePath from = BundlePath.parse(directory);
    String relative = BundlePath.parse(path).relativeTo(from);
    assertThat(relative).isEqualTo(expected);
    assertThat(from.resolve(relative)).isEqualTo(BundlePath.parse(path));
  }

  @Test
  void aDirectoryComesBeforeItsContentAndItsContentBeforeItsNeighbours() {
    List<String> sorted =
        Stream.of("/a-b", "/a/z", "/a", "/a/b/c", "/a/b", "/ab")
            .map(BundlePath::parse)
            .sorted()
            .map(BundlePath::toString)
            .toList();
    assertThat(sorted).containsExactly("/a", "/a/b", "/a/b/c", "/a/z", "/a-b", "/ab");
  }

  @Test
  void staysBelowTheHostRootWhateverIsParsed() {
    Random random = new Random(5);
    Path root = Path.of("/stage");
    String[] segments = {"..", ".", "", "a", "b c", "...", "é"};
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(random.nextBoolean() ? "/" : "");
      for (int n = random.nextInt(7); n > 0; n--) {
        text.append(segments[random.nextInt(segments.length)]).append('/');
      }
      try {
        Path host = BundlePath.parse(text.toString()).under(root);
        assertThat(host.normalize()).isEqualTo(host);
        assertThat(host.startsWith(root)).isTrue();
      } catch (IllegalArgumentException expected) {
        assertThat(expected).hasMessageContaining("climbs");
      }
    }
  }

  @Test
  void ordersSegmentBySegmentAndKnowsItsDirectory() {
    Random random = new Random(4);
    for (int i = 0; i < 20_000; i++) {
      BundlePath a = random(random);
      BundlePath b = random(random);
      assertThat(Integer.signum(a.compareTo(b))).as("%s %s", a, b).isEqualTo(bySegments(a, b));
      assertThat(a.isDirectlyIn(b))
          .as("%s in %s", a, b)
          .isEqualTo(!a.isRoot() && a.parent().equals(b));
      assertThat(BundlePath.parse(a.toString())).isEqualTo(a);
    }
  }

  private static BundlePath random(Random random) {
    String[] names = {"a", "a-b", "a.b", ".a", "..a", "\u00e9", "\udc80", "b"};
    BundlePath path = BundlePath.ROOT;
    for (int depth = random.nextInt(4); depth > 0; depth--) {
      path = path.resolve(names[random.nextInt(names.length)]);
    }
    return path;
  }

  private static int bySegments(BundlePath a, BundlePath b) {
    List<String> as = a.segments();
    List<String> bs = b.segments();
    for (int i = 0; i < Math.min(as.size(), bs.size()); i++) {
      int order = as.get(i).compareTo(bs.get(i));
      if (order != 0) {
        return Integer.signum(order);
      }
    }
    return Integer.signum(Integer.compare(as.size(), bs.size()));
  }
}
