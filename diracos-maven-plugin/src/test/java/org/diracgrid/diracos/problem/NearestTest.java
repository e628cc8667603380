package org.diracgrid.diracos.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {

  private static final List<String> KNOWN =
      List.of("boundary", "bundle", "packages", "platform", "python3-numpy", "repositories");

  @Test
  void findsSwappedMissingAndSurplusLetters() {
    assertThat(Nearest.to("pacakges", KNOWN, 3)).containsExactly("packages");
    assertThat(Nearest.to("repositorys", KNOWN, 3)).containsExactly("repositories");
    assertThat(Nearest.to("bundel", KNOWN, 3)).containsExactly("bundle");
  }

  @Test
  void findsAWordThatHoldsIt() {
    assertThat(Nearest.to("numpy", KNOWN, 3)).containsExactly("python3-numpy");
  }

  @Test
  void saysNothingWhereNothingIsNear() {
    assertThat(Nearest.to("zzzzzz", KNOWN, 3)).isEmpty();
  }
}
