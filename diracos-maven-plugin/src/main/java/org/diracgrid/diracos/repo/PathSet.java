package org.diracgrid.diracos.repo;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Strings that are looked for among byte ranges, without making a string of each range. */
final class PathSet {

  private final @Nullable String[] texts;
  private final byte[][] bytes;

  private PathSet(int slots) {
    texts = new String[slots];
    bytes = new byte[slots][];
  }

  static PathSet of(Collection<String> paths) {
    PathSet set = new PathSet(Integer.highestOneBit(Math.max(8, paths.size() * 4)));
    for (String path : paths) {
      byte[] utf8 = path.getBytes(StandardCharsets.UTF_8);
      int at = set.slot(utf8, 0, utf8.length);
      set.texts[at] = path;
      set.bytes[at] = utf8;
    }
    return set;
  }

  /** The string of the set that these bytes spell; empty if there is none. */
  String find(byte[] buffer, int from, int to) {
    String found = texts[slot(buffer, from, to)];
    return found == null ? "" : found;
  }

  private int slot(byte[] buffer, int from, int to) {
    // The ends of paths tell them apart; their beginnings are all alike.
    int hash = to - from;
    for (int i = Math.max(from, to - 12); i < to; i++) {
      hash = hash * 31 + buffer[i];
    }
    int mask = texts.length - 1;
    int at = (hash ^ (hash >>> 13)) & mask;
    while (texts[at] != null && !Arrays.equals(bytes[at], 0, bytes[at].length, buffer, from, to)) {
      at = (at + 1) & mask;
    }
    return at;
  }
}
