package org.diracgrid.diracos.relocate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteSearchTest {

  @Test
  void agreesWithStringSearch() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      String text = word(random, random.nextInt(40));
      String pattern = word(random, 1 + random.nextInt(5));
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      ByteSearch search = new ByteSearch(pattern.getBytes(StandardCharsets.US_ASCII));
      assertThat(search.isIn(bytes, 0, bytes.length))
          .as("%s in %s", pattern, text)
          .isEqualTo(text.contains(pattern));
    }
  }

  private static String word(Random random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) ('a' + random.nextInt(3)));
    }
    return text.toString();
  }
}
