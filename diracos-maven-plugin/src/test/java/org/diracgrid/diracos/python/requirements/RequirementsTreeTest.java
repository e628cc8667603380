package org.diracgrid.diracos.python.requirements;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.diracgrid.diracos.config.Location;
import org.diracgrid.diracos.problem.DiracosException;
import org.junit.jupiter.api.Test;

/** Files that a file takes in are found beside it. */
class RequirementsTreeTest {

  private static RequirementsTree read(String first, Map<String, String> files) {
    return RequirementsTree.read(
        Location.parse(first, Path.of("/p")),
        (location, namedBy) ->
            Objects.requireNonNull(files.get(location.uri().toString()), location + "")
                .getBytes(UTF_8),
        Map.of());
  }

  @Test
  void namesAreRelativeToTheFileThatHasThem() {
    RequirementsTree tree =
        read(
            "r/all.txt",
            Map.of(
                "file:///p/r/all.txt", "-r ../more.txt\n-c https://example.org/v1/c.txt\nx\n",
                "file:///p/more.txt", "y\n",
                "https://example.org/v1/c.txt", "-r ../d.txt\nz<2\n",
                "https://example.org/d.txt", "w"));
    assertThat(tree.files())
        .extracting(member -> member.location().uri() + " " + member.constraint())
        .containsExactly(
            "file:///p/r/all.txt false",
            "file:///p/more.txt false",
            "https://example.org/v1/c.txt true",
            "https://example.org/d.txt true");
  }

  @Test
  void aCircleIsRefusedWithItsFiles() {
    assertThatExceptionOfType(DiracosException.class)
        .isThrownBy(() -> read("a", Map.of("file:///p/a", "\n-r b", "file:///p/b", "-c a")))
        .withMessageContaining("DOS-PYTHON-24")
        .withMessageContaining("/p/b:1");
  }

  @Test
  void aFileThatTwoTakeInIsReadOnce() {
    RequirementsTree tree =
        read("a", Map.of("file:///p/a", "-r b\n-r c", "file:///p/b", "-r c", "file:///p/c", "x"));
    assertThat(tree.files()).hasSize(3);
  }

  @Test
  void whatIsNoFileIsRefused() {
    assertThatExceptionOfType(DiracosException.class)
        .isThrownBy(() -> read("a", Map.of("file:///p/a", "-r s3://x/y")))
        .withMessageContaining("DOS-PYTHON-25")
        .withMessageContaining("/p/a:1");
  }
}
