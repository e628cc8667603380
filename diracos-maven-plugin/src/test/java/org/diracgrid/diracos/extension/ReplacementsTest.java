package org.diracgrid.diracos.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.diracgrid.diracos.stage.StagedTree;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Python packages of another version than that of the base. */
class ReplacementsTest {

  private static final String SITE = "/usr/lib/python3.11/site-packages/";

  @TempDir Path directory;
  private HostTrees trees;

  @BeforeEach
  void makeBase() throws IOException {
    trees = new HostTrees(directory);
    write("base", SITE + "Some_Thing-1.0.dist-info/METADATA", "Name: Some_Thing");
    write(
        "base",
        SITE + "Some_Thing-1.0.dist-info/RECORD",
        "some/__init__.py,sha256=x,1\nsome/old/gone.py,,\n../../../bin/some,,\n"
            + "\"some/a, b.py\",,\nSome_Thing-1.0.dist-info/METADATA,,\n");
    write("base", SITE + "some/__init__.py", "1");
    write("base", SITE + "some/old/gone.py", "1");
    write("base", SITE + "some/a, b.py", "1");
    write("base", "/usr/bin/some", "1");
    write("base", SITE + "other/__init__.py", "1");
    write("delta", SITE + "some_thing-2.0.dist-info/METADATA", "Name: some-thing");
    write("delta", SITE + "some/__init__.py", "2");
  }

  private void write(String tree, String path, String text) throws IOException {
    trees.write(tree + path, text + "\n");
  }

  private StagedTree left(boolean full, String... overrides) {
    return Replacements.left(
        trees.tree("base"), trees.tree("delta"), List.of(overrides), full, "here");
  }

  @Test
  void versionOfTheBaseGoesWithAllThatItBrought() {
    StagedTree left =
        left(true, SITE + "some/*", SITE + "Some_Thing-1.0.dist-info/*", "/usr/bin/some");
    assertThat(left.entries().keySet().stream().map(Object::toString))
        .contains(SITE + "some/__init__.py", SITE + "other/__init__.py")
        .noneMatch(path -> path.contains("1.0.dist-info") || path.contains("/old"))
        .doesNotContain("/usr/bin/some", "/usr/bin", SITE + "some/a, b.py");
  }

  @Test
  void whatMayNotBeReplacedIsOneErrorThatSaysWhatToWrite() {
    assertThatThrownBy(() -> left(true, SITE + "some/*"))
        .hasMessageContaining("DOS-EXT-12 the extension brings some-thing 2.0")
        .hasMessageContaining("the base has 1.0")
        .hasMessageContaining(
            "\"overrides\": [\"/usr/bin/some\", \""
                + SITE
                + "Some_Thing-1.0.dist-info/*\", \""
                + SITE
                + "some/*\"]");
  }

  @Test
  void deltaCannotTakeAway() {
    assertThatThrownBy(() -> left(false, "/usr/*"))
        .hasMessageContaining("DOS-EXT-12")
        .hasMessageContaining("\"output\": \"full\"");
  }

  @Test
  void sameVersionIsNoReplacement() throws IOException {
    write("delta", SITE + "other-1.dist-info/METADATA", "Name: other");
    Files.move(
        directory.resolve("delta" + SITE + "some_thing-2.0.dist-info"),
        directory.resolve("delta" + SITE + "Some_Thing-1.0.dist-info"));
    StagedTree base = trees.tree("base");
    assertThat(Replacements.left(base, trees.tree("delta"), List.of(), false, "here"))
        .isSameAs(base);
  }
}
