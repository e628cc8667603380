package org.diracgrid.diracos.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.diracgrid.diracos.problem.DiracosException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Small repositories with the answers that dnf gave, with {@code best} on. */
class RecordedCasesTest {

  static List<Path> cases() throws IOException, URISyntaxException {
    Path root = Path.of(RecordedCasesTest.class.getResource("cases").toURI());
    try (Stream<Path> list = Files.list(root)) {
      return list.sorted().toList();
    }
  }

  @Test
  void noCaseIsLeftOut() throws IOException, URISyntaxException {
    assertThat(cases()).hasSize(78);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithDnf(Path directory) {
    RepositoryCase recorded = RepositoryCase.read(directory);
    if (recorded.asked().get("result").isTextual()) {
      assertThatThrownBy(recorded::resolve).isInstanceOf(DiracosException.class);
      return;
    }
    Closure closure = recorded.resolve();
    assertThat(recorded.faults(closure)).isEmpty();
    if (recorded.asked().get("choices").asInt() == 0) {
      assertThat(new TreeSet<>(World.nevras(closure)))
          .isEqualTo(new TreeSet<>(recorded.strings("result")));
    }
  }
}
