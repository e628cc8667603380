package org.diracgrid.diracos.relocate;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diracgrid.diracos.path.BundlePath;

/**
 * What a text shows by itself, whatever the tree holds.
 *
 * @param kind what it is; of a file that is no text, no matter
 * @param named the absolute paths outside of comments that could be the tree's
 * @param content its bytes, where its kind has a rule that needs them
 */
record TextLook(TextKind kind, List<TextPlan.Use> named, Optional<byte[]> content) {

  TextLook {
    named = List.copyOf(named);
  }

  /** Looks at a file that may be a text. */
  static TextLook of(BundlePath path, byte[] content) {
    if (isBinary(content)) {
      return new TextLook(TextKind.OTHER, List.of(), Optional.empty());
    }
    TextKind kind = TextKind.of(path, content);
    return new TextLook(
        kind, named(kind, content), kind.hasRule() ? Optional.of(content) : Optional.empty());
  }

  private static List<TextPlan.Use> named(TextKind kind, byte[] content) {
    String text = new String(content, StandardCharsets.ISO_8859_1);
    TextCode code = TextCode.of(kind, text);
    List<TextPlan.Use> named = new ArrayList<>();
    int[] counted = {0, 1};
    HostPathScan.find(
        content,
        0,
        content.length,
        (start, end) -> {
          for (; counted[0] < start; counted[0]++) {
            counted[1] += content[counted[0]] == '\n' ? 1 : 0;
          }
          String path = text.substring(start, end);
          boolean host = kind.hasRule() ? HostPlaces.isFile(path) : HostPlaces.isOnEveryHost(path);
          if (!host && !code.comment().get(start)) {
            named.add(new TextPlan.Use(counted[1], path));
          }
        });
    return named;
  }

  private static boolean isBinary(byte[] content) {
    for (byte b : content) {
      if (b == 0) {
        return true;
      }
    }
    return false;
  }
}
