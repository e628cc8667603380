package org.diracgrid.diracos.python.requirements;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Versions are ordered as PEP 440 has it. */
class Pep440VersionTest {

  /** Each is newer than the one before. */
  private static final List<String> ASCENDING =
      List.of(
          "0",
          "0.0.1",
          "1.dev0",
          "1.0.dev456",
          "1.0a1",
          "1.0a2.dev456",
          "1.0a12.dev456",
          "1.0a12",
          "1.0b1.dev456",
          "1.0b2",
          "1.0b2.post345.dev456",
          "1.0b2.post345",
          "1.0rc1.dev456",
          "1.0rc1",
          "1.0",
          "1.0+abc.5",
          "1.0+abc.7",
          "1.0+5",
          "1.0+5.1",
          "1.0.post456.dev34",
          "1.0.post456",
          "1.0.15",
          "1.1.dev1",
          "1.9",
          "1.10",
          "99999999999999999999999",
          "1!0.1");

  static Pep440Version version(String text) {
    return Pep440Version.parse(text).orElseThrow(() -> new AssertionError(text));
  }

  @Test
  void theOrderHoldsBothWaysAndAgreesWithEqualityAndHash() {
    for (int i = 0; i < ASCENDING.size(); i++) {
      for (int j = 0; j < ASCENDING.size(); j++) {
        Pep440Version left = version(ASCENDING.get(i));
        Pep440Version right = version(ASCENDING.get(j));
        assertThat(Integer.signum(left.compareTo(right)))
            .as(left + " and " + right)
            .isEqualTo(Integer.compare(i, j));
        assertThat(left.equals(right)).isEqualTo(i == j);
      }
    }
  }

  @Test
  void shufflingChangesNothing() {
    List<Pep440Version> sorted = ASCENDING.stream().map(Pep440VersionTest::version).toList();
    for (int seed = 0; seed < 20; seed++) {
      List<Pep440Version> shuffled = new ArrayList<>(sorted);
      Collections.shuffle(shuffled, new Random(seed));
      Collections.sort(shuffled);
      assertThat(shuffled.toString()).isEqualTo(sorted.toString());
    }
  }

  @Test
  void otherSpellingsAreTheSameVersion() {
    for (String spelling :
        List.of("1.0RC1", "v1.0-rc.1", "1.0c1", "1.0_preview_1", "1.0.pre1", " 1.0rc01 ", "1rc1")) {
      assertThat(version(spelling))
          .isEqualTo(version("1.0rc1"))
          .hasSameHashCodeAs(version("1.0rc1"));
    }
    assertThat(version("1.0-1")).hasToString("1.0.post1");
    assertThat(version("1.0.R2")).hasToString("1.0.post2");
    assertThat(version("1.00.0a")).hasToString("1.0.0a0");
    assertThat(version("0!1.0+Ubuntu_01")).hasToString("1.0+ubuntu.1");
  }

  @Test
  void whatIsNoVersionIsNone() {
    for (String text : List.of("", "1.", "a", "1.0-", "1.0+", "1.0+a..b", "1 0", "1.x", "latest")) {
      assertThat(Pep440Version.parse(text)).as(text).isEmpty();
    }
  }

  @Test
  void theCanonicalFormIsAFixedPoint() {
    for (String text : ASCENDING) {
      Pep440Version read = version(text);
      assertThat(version(read.toString())).isEqualTo(read).hasToString(read.toString());
    }
  }
}
