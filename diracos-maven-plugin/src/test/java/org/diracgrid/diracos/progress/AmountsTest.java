package org.diracgrid.diracos.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountsTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1023, 1023 B",
    "1024, 1.0 KiB",
    "1536, 1.5 KiB",
    "1048575, 1.0 MiB",
    "1048576, 1.0 MiB",
    "406847488, 388.0 MiB",
    "5368709120, 5.0 GiB",
    "9223372036854775807, 8388608.0 TiB"
  })
  void bytesHaveBinaryPrefixes(long bytes, String text) {
    assertThat(Amounts.bytes(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.0 s",
    "449000000, 0.4 s",
    "59940000000, 59.9 s",
    "59960000000, 1 min 00 s",
    "125000000000, 2 min 05 s",
    "3599600000000, 1 h 00 min",
    "3720000000000, 1 h 02 min"
  })
  void durationsGetCoarserAsTheyGrow(long nanos, String text) {
    assertThat(Amounts.duration(nanos)).isEqualTo(text);
  }

  @Test
  void localeChangesNothing() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(Amounts.bytes(1536)).isEqualTo("1.5 KiB");
    } finally {
      Locale.setDefault(before);
    }
  }
}
