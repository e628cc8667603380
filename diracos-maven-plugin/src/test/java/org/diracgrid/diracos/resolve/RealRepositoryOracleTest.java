package org.diracgrid.diracos.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.diracgrid.diracos.testing.Oracles;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What ships of a real repository against {@code dnf install}, and against DIRACOS v1's walk done
 * with dnf's queries. The fixture is asked always; with {@code -Ddiracos.world=DIRECTORY} and
 * {@code -Ddiracos.world.roots=FILE} so is a repository as large as a distribution.
 */
class RealRepositoryOracleTest {

  private static final List<List<String>> ROOTS =
      List.of(
          List.of("bash"),
          List.of("python3", "git", "curl"),
          List.of("gfal2-util-scripts", "voms-clients"),
          List.of("python3-numpy", "openssl", "openssh-client", "ca-certificates", "sqlite3"),
          List.of("python3-requests", "python3-cryptography", "python3-yaml", "python3-psutil"));

  @TempDir Path directory;

  @Test
  void theFixtureResolvesAsWithDnf() throws IOException, URISyntaxException {
    Oracles.require("dnf");
    Path repository = Oracles.fixtureRepository();
    for (List<String> roots : ROOTS) {
      compareWithInstall(repository, roots, false);
      compareWithInstall(repository, roots, true);
      compareWithWalk(repository, roots);
    }
  }

  @Test
  void aDistributionResolvesAsWithDnf() throws IOException, URISyntaxException {
    String world = System.getProperty("diracos.world", "");
    Assumptions.assumeFalse(world.isEmpty(), "no -Ddiracos.world");
    Oracles.require("dnf");
    List<String> roots;
    try (Stream<String> lines =
        Files.lines(Path.of(System.getProperty("diracos.world.roots", "")))) {
      roots = lines.map(String::strip).filter(l -> !l.isEmpty() && !l.startsWith("#")).toList();
    }
    compareWithInstall(Path.of(world), roots, false);
    compareWithWalk(Path.of(world), roots);
  }

  private void compareWithInstall(Path repository, List<String> roots, boolean weak)
      throws IOException, URISyntaxException {
    Path cases = Files.createTempDirectory(directory, "cases");
    RepositoryCase real = write(cases.resolve("real"), repository, roots, weak);
    JsonNode theirs =
        python("dnf-answers.py", cases.toString(), directory.resolve("dnf").toString()).get("real");
    assertThat(theirs.isArray()).as("dnf can install %s: %s", roots, theirs).isTrue();
    assertThat(RepositoryCase.shipped(real.resolve()))
        .as("what ships for %s, weak dependencies %s", roots, weak)
        .isEqualTo(texts(theirs));
  }

  private void compareWithWalk(Path repository, List<String> roots)
      throws IOException, URISyntaxException {
    Path at = Files.createTempDirectory(directory, "walk");
    RepositoryCase real = write(at, repository, roots, false);
    ResolveRequest level =
        new ResolveRequest(
            real.request().roots(),
            new Boundary(Boundary.Policy.LEVEL, List.of("glibc")),
            List.of(),
            "x86_64",
            Map.of());
    List<String> arguments = new ArrayList<>();
    arguments.add(repository.toUri().toString());
    arguments.add(directory.resolve("dnf-walk").toString());
    arguments.addAll(roots);
    assertThat(new TreeSet<>(names(real.resolve(level))))
        .as("what the walk by levels ships for %s", roots)
        .isEqualTo(texts(python("level-walk.py", arguments.toArray(String[]::new))));
  }

  private static List<String> names(Closure closure) {
    return closure.packages().stream().map(chosen -> chosen.record().name()).toList();
  }

  private static RepositoryCase write(Path at, Path repository, List<String> roots, boolean weak)
      throws IOException {
    Files.createDirectories(at);
    Files.createSymbolicLink(at.resolve("base"), repository.toAbsolutePath());
    Map<String, Object> asked =
        Map.of("roots", roots, "weak", weak, "excludes", List.of(), "prio", Map.of());
    new ObjectMapper().writeValue(at.resolve("case.json").toFile(), asked);
    return RepositoryCase.read(at);
  }

  private static TreeSet<String> texts(JsonNode list) {
    TreeSet<String> result = new TreeSet<>();
    StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).forEach(result::add);
    return result;
  }

  private JsonNode python(String script, String... arguments)
      throws IOException, URISyntaxException {
    List<String> all = new ArrayList<>();
    all.add(Path.of(RealRepositoryOracleTest.class.getResource(script).toURI()).toString());
    all.addAll(List.of(arguments));
    byte[] output = Oracles.bash(directory, "/usr/bin/python3 \"$@\"", all.toArray(String[]::new));
    return new ObjectMapper().readTree(output);
  }
}
