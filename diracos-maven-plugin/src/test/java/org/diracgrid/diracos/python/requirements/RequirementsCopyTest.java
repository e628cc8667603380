package org.diracgrid.diracos.python.requirements;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.diracgrid.diracos.config.Location;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What pip reads means what stands in the user's files. */
class RequirementsCopyTest {

  private static final Map<String, String> ENVIRONMENT = Map.of("TOKEN", "s3cret");

  @TempDir Path directory;
  private Path here;
  private Path copies;

  @BeforeEach
  void place() throws IOException {
    here = Files.createDirectories(directory.resolve("a project"));
    copies = directory.resolve("copies");
  }

  private RequirementsCopy copy(String first, Map<String, String> web) throws IOException {
    RequirementsTree tree =
        RequirementsTree.read(
            Location.parse(first, here),
            (location, namedBy) -> {
              try {
                return location.isFile()
                    ? Files.readAllBytes(location.path())
                    : web.getOrDefault(location.uri().toString(), "").getBytes(UTF_8);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            },
            ENVIRONMENT);
    return RequirementsCopy.write(tree, copies, here, ENVIRONMENT);
  }

  @Test
  void filesOfTheWebTakeInOthersOfTheWeb() throws IOException {
    RequirementsCopy copy =
        copy(
            "http://h/x/first.txt",
            Map.of(
                "http://h/x/first.txt", "-r more/r.txt\n-c c.txt # why\nalpha\n",
                "http://h/x/more/r.txt", "beta\n",
                "http://h/x/c.txt", "beta<2\n"));
    assertThat(copy.file())
        .hasContent(
            "-r " + copies.resolve("2-r.txt") + "\n-c " + copies.resolve("3-c.txt") + "\nalpha\n");
    assertThat(copies.resolve("2-r.txt")).hasContent("beta\n");
    assertThat(copy.needed()).containsOnlyKeys("http://h/x/first.txt:3", "http://h/x/more/r.txt:1");
    assertThat(copy.located("x (from -r " + copies.resolve("2-r.txt") + " (line 1))"))
        .isEqualTo("x (from http://h/x/more/r.txt:1)");
  }

  @Test
  void placesAreAbsoluteAndLinesKeepTheirNumbers() throws IOException {
    Files.createDirectories(here.resolve("sub/wheels"));
    Files.writeString(here.resolve("sub/in.txt"), "alpha\n");
    Files.writeString(
        here.resolve("sub/r.txt"),
        "--find-links wheels \\\n   --pre\n-r \\\n in.txt\n./x-1.0.whl[e]  # ours\nbeta>=1 \\\n  --hash=sha256:"
            + "0".repeat(64)
            + "\n");
    assertThat(copy("sub/r.txt", Map.of()).file())
        .hasContent(
            "--find-links \""
                + here.resolve("sub/wheels")
                + "\" --pre\n\n-r "
                + copies.resolve("2-in.txt")
                + "\n\n"
                + here.resolve("x-1.0.whl[e]")
                + "  # ours\nbeta>=1 \\\n  --hash=sha256:"
                + "0".repeat(64)
                + "\n");
  }

  @Test
  void variablesAreReplacedAndNotSaidAloud() throws IOException {
    Files.writeString(here.resolve("r.txt"), "--extra-index-url http://u:${TOKEN}@h/\nalpha\n");
    RequirementsCopy copy = copy("r.txt", Map.of());
    assertThat(copy.file()).hasContent("--extra-index-url http://u:s3cret@h/\nalpha\n");
    assertThat(copy.located("cannot reach http://u:s3cret@h/"))
        .isEqualTo("cannot reach http://u:${TOKEN}@h/");
  }
}
