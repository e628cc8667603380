package org.diracgrid.diracos.relocate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.diracgrid.diracos.path.BundlePath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentLookTest {

  private static final BundlePath PATH = BundlePath.parse("/f");
  private static final List<ByteSearch> TEXTS = List.of(search("/stage"), search("ab"));

  @TempDir Path dir;

  private static ByteSearch search(String text) {
    return new ByteSearch(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void findsATextHoweverThePiecesAreCut() {
    Random random = new Random(3);
    int found = 0;
    for (int round = 0; round < 3000; round++) {
      byte[] content = new byte[random.nextInt(40)];
      for (int i = 0; i < content.length; i++) {
        content[i] = (byte) "/stageb".charAt(random.nextInt(7));
      }
      if (content.length > 10 && random.nextInt(3) == 0) {
        byte[] text = "/stage".getBytes(StandardCharsets.UTF_8);
        System.arraycopy(text, 0, content, random.nextInt(content.length - 6), 6);
      }
      String whole = new String(content, StandardCharsets.UTF_8);
      boolean there = whole.contains("/stage") || whole.contains("ab");
      assertThat(inPieces(content, random).tainted()).as(whole).isEqualTo(there);
      found += there ? 1 : 0;
    }
    assertThat(found).isBetween(500, 2500);
  }

  @Test
  void readsAnInterpreterLineThatComesByteByByte() {
    byte[] script = "#!/usr/bin/python3 -s\nprint()\n".getBytes(StandardCharsets.UTF_8);
    ContentLook look = new ContentLook(List.of());
    for (int i = 0; i < script.length; i++) {
      look.piece(script, i, 1);
    }

    assertThat(look.seen(PATH, dir).script()).isEqualTo(new Shebang("/usr/bin/python3", "-s", 1));
  }

  @Test
  void saysWhatIsWrongWithWhatLooksLikeElf() throws Exception {
    byte[] broken = "\u007fELF and no more".getBytes(StandardCharsets.UTF_8);
    Path file = Files.write(dir.resolve("f"), broken);
    ContentLook look = new ContentLook(TEXTS);
    look.piece(broken, 0, broken.length);

    ContentLook.Seen seen = look.seen(PATH, file);

    assertThat(seen.elf()).isNull();
    assertThat(seen.broken()).isNotNull();
  }

  @Test
  void anEmptyFileShowsNothing() {
    assertThat(new ContentLook(TEXTS).seen(PATH, dir))
        .isEqualTo(new ContentLook.Seen(null, null, false, null, List.of()));
  }

  private ContentLook.Seen inPieces(byte[] content, Random random) {
    ContentLook look = new ContentLook(TEXTS);
    for (int at = 0; at < content.length; ) {
      int length = Math.min(content.length - at, 1 + random.nextInt(9));
      look.piece(content, at, length);
      at += length;
    }
    return look.seen(PATH, dir);
  }
}
