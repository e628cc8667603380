package org.diracgrid.diracos.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.diracgrid.diracos.digest.Checksum;
import org.junit.jupiter.api.Test;

class StageKeyTest {

  private static StageKey key() {
    return new StageKey("stage", 1);
  }

  @Test
  void theSamePartsGiveTheSameKey() {
    assertThat(key().with("a").with("b").checksum())
        .isEqualTo(key().with("a").with("b").checksum());
  }

  @Test
  void noTwoListsOfPartsCollide() {
    List<Checksum> keys =
        Stream.of(
                key(),
                new StageKey("stage", 11),
                new StageKey("stage1", 1),
                key().with(""),
                key().with("").with(""),
                key().with("ab"),
                key().with("a").with("b"),
                key().with("b").with("a"),
                key().with("a1:b"),
                key().with(Map.of("a", "b", "c", "d")),
                key().with(Map.of("a", "d", "c", "b")))
            .map(StageKey::checksum)
            .toList();
    assertThat(keys).doesNotHaveDuplicates();
  }

  @Test
  void theOrderOfAMapDoesNotMatter() {
    Map<String, String> forwards = new LinkedHashMap<>();
    Map<String, String> backwards = new LinkedHashMap<>();
    for (int i = 0; i < 20; i++) {
      forwards.put("k" + i, "v" + i);
      backwards.put("k" + (19 - i), "v" + (19 - i));
    }
    assertThat(key().with(forwards).checksum()).isEqualTo(key().with(backwards).checksum());
  }
}
