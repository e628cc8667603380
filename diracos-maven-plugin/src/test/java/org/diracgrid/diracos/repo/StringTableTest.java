package org.diracgrid.diracos.repo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import org.diracgrid.diracos.problem.DiracosException;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class StringTableTest {

  private static final int NAMES = 200_000;

  @Test
  void namesThatWereMadeToCollideAreRefusedAtOnce() {
    StringBuilder xml = new StringBuilder("<metadata>");
    for (int i = 0; i < NAMES; i++) {
      String name = colliding(i);
      assertThat(name.hashCode()).isEqualTo(colliding(0).hashCode());
      xml.append("<package><name>").append(name).append("</name><arch>noarch</arch>");
      xml.append("<version ver='1'/><checksum type='md5'>d41d8cd98f00b204e9800998ecf8427e");
      xml.append("</checksum><location href='a'/></package>\n");
    }
    byte[] document = xml.append("</metadata>").toString().getBytes(UTF_8);
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () ->
            assertThatThrownBy(
                    () -> PrimaryReader.scan(new ByteArrayInputStream(document), "primary"))
                .isInstanceOf(DiracosException.class)
                .hasMessageContaining("DOS-REPO-21")
                .hasMessageContaining(colliding(StringTable.MOST_PROBES).substring(0, 20)));
  }

  @Test
  void asManyNamesOfAnotherKindAreNumberedInOrder() {
    StringTable table = new StringTable();
    for (int i = 0; i < NAMES; i++) {
      assertThat(table.of("lib" + i + ".so.1()(64bit)")).isEqualTo(i);
    }
    for (int i = 0; i < StringTable.MOST_PROBES / 2; i++) {
      assertThat(table.of(colliding(i))).isEqualTo(NAMES + i);
      assertThat(table.text(NAMES + i)).isEqualTo(colliding(i));
    }
    assertThat(table.of("lib7.so.1()(64bit)")).isEqualTo(7);
    assertThat(table.size()).isEqualTo(NAMES + StringTable.MOST_PROBES / 2);
  }

  /** Of {@code Aa} and {@code BB}, which hash alike, one for each bit of the number. */
  private static String colliding(int number) {
    StringBuilder name = new StringBuilder();
    for (int bit = 17; bit >= 0; bit--) {
      name.append((number >> bit & 1) == 0 ? "Aa" : "BB");
    }
    return name.toString();
  }
}
