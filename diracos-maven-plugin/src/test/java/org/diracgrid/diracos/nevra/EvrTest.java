package org.diracgrid.diracos.nevra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class EvrTest {

  /** From oldest to newest. */
  private static final List<String> ASCENDING =
      List.of(
          "0:1.0~~",
          "1.0~rc1",
          "1.0",
          "1.0^",
          "1.0^git1",
          "1.0^git2",
          "1.0a",
          "1.0.1",
          "1.1",
          "1.10",
          "2",
          "10",
          "1:0.1",
          "2:0~");

  @Test
  void ordersBothWays() {
    for (int i = 0; i < ASCENDING.size(); i++) {
      for (int j = 0; j < ASCENDING.size(); j++) {
        Evr a = Evr.parse(ASCENDING.get(i));
        Evr b = Evr.parse(ASCENDING.get(j));
        assertThat(Integer.signum(a.compareTo(b)))
            .as("%s against %s", a, b)
            .isEqualTo(Integer.compare(i, j));
        assertThat(a.equals(b)).isEqualTo(i == j);
      }
    }
  }

  @Test
  void equalityAndHashAgreeWithOrder() {
    List<String> same = List.of("1.0", "1.00", "1..0", "1_0", "01.0", "0:1.0", "1.0.");
    for (String a : same) {
      for (String b : same) {
        assertThat(Evr.parse(a)).isEqualTo(Evr.parse(b)).hasSameHashCodeAs(Evr.parse(b));
      }
    }
  }

  @Test
  void ignoresAReleaseThatOneSideLacksWhenMatching() {
    assertThat(Evr.parse("1.0").compareForMatch(Evr.parse("1.0-5"))).isZero();
    assertThat(Evr.parse("1.0")).isNotEqualTo(Evr.parse("1.0-5"));
  }

  @Test
  void refusesAnEpochThatRpmCannotHold() {
    assertThatThrownBy(() -> Evr.of("4294967296", "1", "1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unsigned 32 bit");
    assertThatThrownBy(() -> Evr.of("x", "1", "1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'x' is not a number");
  }

  /** 20,000 pairs with the verdicts of rpm and of libsolv, which agree on all of them. */
  @Test
  void agreesWithRpmOnRecordedPairs() throws IOException {
    int pairs = 0;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(EvrTest.class.getResourceAsStream("evrcmp.tsv.gz")),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("#")) {
          continue;
        }
        String[] fields = line.split("\t", -1);
        Evr a = Evr.parse(fields[0]);
        Evr b = Evr.parse(fields[1]);
        int expected = Integer.parseInt(fields[2]);
        assertThat(Integer.signum(a.compareTo(b))).as(line).isEqualTo(expected);
        assertThat(Integer.signum(b.compareTo(a))).as(line).isEqualTo(-expected);
        assertThat(a.equals(b)).as(line).isEqualTo(expected == 0);
        if (expected == 0) {
          assertThat(a).as(line).hasSameHashCodeAs(b);
        }
        pairs++;
      }
    }
    assertThat(pairs).isGreaterThan(19_000);
  }
}
