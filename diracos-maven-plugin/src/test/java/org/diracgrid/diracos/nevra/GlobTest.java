package org.diracgrid.diracos.nevra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

  @ParameterizedTest
  @CsvSource({
    "python3, python3",
    "python3*, python3-libs",
    "*, anything",
    "**x, x",
    "*-devel, a-devel",
    "lib?, liba",
    "lib[a-c], libb",
    "lib[!a-c], libd",
    "lib[^a-c], libd",
    "lib[]x], lib]",
    "lib[!]x], liba",
    "a[.b, a[.b",
    "a[z-a], a[z-a]",
    "a\\*, a*",
    "c++*, c++filt",
    "a*b, a/b",
    "a[&&b], a&",
    "a[\\w], aw",
  })
  void matches(String glob, String name) {
    assertThat(Glob.of(glob).matches(name)).isTrue();
    assertThat(new Globs(List.of("other", glob)).matches(name)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "python3, python3-libs",
    "python3?, python3",
    "lib[a-c], libd",
    "lib[!a-c], liba",
    "lib[!]x], lib]",
    "a.c, abc",
    "a\\*, ab",
    "A*, ab",
    "a[&&b], ac",
    "a[\\w], ab",
  })
  void doesNotMatch(String glob, String name) {
    assertThat(Glob.of(glob).matches(name)).isFalse();
    assertThat(new Globs(List.of("other", glob)).matches(name)).isFalse();
  }

  @Test
  void aPlainNameIsLiteral() {
    assertThat(Glob.of("libstdc++-devel.x86_64").isLiteral()).isTrue();
    assertThat(Glob.of("lib*").isLiteral()).isFalse();
    assertThat(Glob.of("*").isLiteral()).isFalse();
  }

  @Test
  void everyTextIsAPattern() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(9); length > 0; length--) {
        text.append("ab*?[]!^-\\&$(){}.|+".charAt(random.nextInt(19)));
      }
      assertThat(Glob.of(text.toString()).matches("\n never this")).isIn(true, false);
    }
  }
}
