package org.diracgrid.diracos.relocate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HostPathLookTest {

  private static final int WHOLE = Integer.MAX_VALUE;

  private static Set<String> paths(String text) {
    return paths(text.getBytes(StandardCharsets.UTF_8), new Random(1), WHOLE);
  }

  /** What is seen when the bytes come in pieces of up to {@code longest}. */
  private static Set<String> paths(byte[] bytes, Random random, int longest) {
    HostPathLook look = new HostPathLook();
    for (int at = 0; at < bytes.length; ) {
      int length =
          longest == WHOLE
              ? bytes.length
              : Math.min(bytes.length - at, 1 + random.nextInt(longest));
      // The bytes around a piece belong to another file.
      byte[] buffer = "/usr/other".repeat(2).getBytes(StandardCharsets.UTF_8);
      byte[] all = new byte[buffer.length * 2 + length];
      System.arraycopy(buffer, 0, all, 0, buffer.length);
      System.arraycopy(bytes, at, all, buffer.length, length);
      System.arraycopy(buffer, 0, all, buffer.length + length, buffer.length);
      look.piece(all, buffer.length, length);
      at += length;
    }
    return look.paths();
  }

  @Test
  void findsPathsOfTheSystem() {
    assertThat(paths("prefix=/usr/lib64/x:/etc/y,'/lib/z' \"/sbin/w\"(/var/lib/v) /opt/u/."))
        .containsExactly("/etc/y", "/lib/z", "/opt/u", "/sbin/w", "/usr/lib64/x", "/var/lib/v");
    assertThat(paths("-I/usr/include/x -L/lib64/y file:///usr/share/z"))
        .containsExactly("/lib64/y", "/usr/include/x", "/usr/share/z");
  }

  @Test
  void leavesWhatOnlyLooksLikeOne() {
    assertThat(
            paths(
                "$root/usr/x ${root}/usr/x ../lib/x a/etc/x http://h/usr/x //usr/x \\/usr/x ~/lib/x"
                    + " x-I/usr/x /user/x /etcetera/x /library/x /libexec/x /lib32/x /binary /sbi"))
        .isEmpty();
  }

  @Test
  void leavesWhatEveryHostHas() {
    assertThat(paths("#!/bin/sh\nexec /usr/bin/env /usr/bin/sed /etc/passwd /usr/lib /bin/perl"))
        .containsExactly("/bin/perl");
  }

  @Test
  void doesNotLookIntoBinariesNorIntoLongWords() {
    assertThat(paths("\0 /usr/share/x")).isEmpty();
    assertThat(paths("x".repeat(4000) + "\0 /usr/share/x")).isEmpty();
    assertThat(paths("=".repeat(5000) + "/usr/share/x /usr/share/y"))
        .containsExactly("/usr/share/y");
    assertThat(paths("/usr/share/x" + "=".repeat(5000) + " /usr/share/y"))
        .containsExactly("/usr/share/y");
  }

  @Test
  void seesTheSameHoweverThePiecesAreCut() {
    Random random = new Random(5);
    List<String> parts =
        List.of(
            "/usr/", "/etc/a", "/lib64", "/var/b.c.", "$", "-I", " ", "\n", "x", "\"", "file://");
    int found = 0;
    for (int round = 0; round < 4000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(14); i > 0; i--) {
        text.append(parts.get(random.nextInt(parts.size())));
      }
      if (random.nextInt(20) == 0) {
        text.append("=".repeat(4080 + random.nextInt(30))).append("/usr/share/x ");
      }
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      Set<String> whole = paths(bytes, random, WHOLE);
      assertThat(paths(bytes, random, 5)).as("%s", text).isEqualTo(whole);
      assertThat(paths(bytes, random, 900)).as("%s", text).isEqualTo(whole);
      found += whole.isEmpty() ? 0 : 1;
    }
    assertThat(found).isBetween(1000, 3900);
  }
}
