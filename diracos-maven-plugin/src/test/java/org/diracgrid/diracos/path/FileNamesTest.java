package org.diracgrid.diracos.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** File names are bytes: none is lost, none becomes another. */
class FileNamesTest {

  @Test
  void anyBytesSurvive() {
    Random random = new Random(7);
    Map<String, String> hosts = new HashMap<>();
    for (int run = 0; run < 5000; run++) {
      byte[] bytes = new byte[1 + random.nextInt(6)];
      for (int i = 0; i < bytes.length; i++) {
        int[] likely = {'a', '%', 'C', '5', 0xC5, 0x91, 0xED, 0xB2, 0x80, 0xF0, 0x9F, 0xFF};
        bytes[i] = (byte) likely[random.nextInt(likely.length)];
      }
      String text = FileNames.decode(bytes, 0, bytes.length);
      assertThat(FileNames.encode(text)).isEqualTo(bytes);
      String before = hosts.put(FileNames.onHost(text), text);
      assertThat(before == null || before.equals(text)).isTrue();
    }
  }

  @Test
  void unicodeIsItself() {
    byte[] bytes = "Főtanúsítvány/😀".getBytes(StandardCharsets.UTF_8);
    String text = FileNames.decode(bytes, 0, bytes.length);
    assertThat(text).isEqualTo("Főtanúsítvány/😀");
    assertThat(FileNames.isUnicode(text)).isTrue();
    assertThat(FileNames.isUnicode("\udce9")).isFalse();
  }

  @Test
  void onTheHostNamesAreAscii() {
    Path root = Path.of("/tmp/x");
    assertThat(BundlePath.parse("/usr/ő 1%").under(root)).hasToString("/tmp/x/usr/%C5%91 1%25");
    assertThat(BundlePath.parse("/usr/lib64/libstdc++.so.6").under(root))
        .hasToString("/tmp/x/usr/lib64/libstdc++.so.6");
  }
}
