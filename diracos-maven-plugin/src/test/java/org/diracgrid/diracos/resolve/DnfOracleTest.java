package org.diracgrid.diracos.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.testing.Oracles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real dnf, with {@code best} on, asked the same of repositories made by chance. What is tied is
 * tied alike, see {@link GeneratedCase}, so each answer is compared package by package, with the
 * repository of each. {@code -Ddiracos.cases=5000} asks more.
 */
class DnfOracleTest {

  private static final int CASES = Integer.getInteger("diracos.cases", 400);

  @TempDir Path directory;

  @Test
  void resolvesAsDnfDoes() throws IOException, URISyntaxException {
    Oracles.require("dnf");
    Path cases = directory.resolve("cases");
    for (int seed = 0; seed < CASES; seed++) {
      GeneratedCase.write(seed, cases.resolve(String.format("%05d", seed)));
    }
    JsonNode answers = dnf(cases);
    int solved = 0;
    for (int seed = 0; seed < CASES; seed++) {
      String name = String.format("%05d", seed);
      RepositoryCase generated = RepositoryCase.read(cases.resolve(name));
      JsonNode theirs = answers.get(name);
      Optional<Closure> closure = resolve(generated);
      assertThat(closure.isPresent())
          .as("case %d has a solution, as dnf says: %s", seed, generated.asked())
          .isEqualTo(theirs.isArray());
      if (closure.isPresent()) {
        solved++;
        assertThat(generated.faults(closure.get())).as("case " + seed).isEmpty();
        assertThat(RepositoryCase.shipped(closure.get()))
            .as("case %d: %s", seed, generated.asked())
            .isEqualTo(
                new TreeSet<>(
                    StreamSupport.stream(theirs.spliterator(), false)
                        .map(JsonNode::asText)
                        .toList()));
      }
    }
    assertThat(solved).as("how many cases have a solution").isBetween(CASES / 4, CASES * 3 / 4);
  }

  private static Optional<Closure> resolve(RepositoryCase generated) {
    try {
      return Optional.of(generated.resolve());
    } catch (DiracosException e) {
      assertThat(e.problems()).isNotEmpty();
      return Optional.empty();
    }
  }

  private JsonNode dnf(Path cases) throws IOException, URISyntaxException {
    Path script = Path.of(DnfOracleTest.class.getResource("dnf-answers.py").toURI());
    byte[] output =
        Oracles.bash(
            directory,
            "/usr/bin/python3 \"$1\" \"$2\" \"$3\"",
            script.toString(),
            cases.toString(),
            directory.resolve("dnf").toString());
    return new ObjectMapper().readTree(output);
  }
}
