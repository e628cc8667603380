package org.diracgrid.diracos.relocate;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Collects the absolute paths that a text names while its bytes go by, in pieces of any length; the
 * same ones however the pieces are cut.
 *
 * <p>What has a NUL among its first bytes is no text, and shows none. Words of more than {@value
 * #LONGEST} bytes, as in data that is encoded as text, are not looked at; of a file that names more
 * than {@value #MOST} paths, that many are kept.
 */
final class HostPathLook implements HostPathScan.Visitor {

  private static final int HEAD = 4096;
  private static final int LONGEST = 4096;
  private static final int MOST = 512;

  private final SortedSet<String> paths = new TreeSet<>();
  private long seen;
  private boolean binary;

  /** The beginning of a word that a piece ended in. */
  private byte[] word = {};

  /** Whether the bytes that go by are in a word that is too long. */
  private boolean skipping;

  private byte[] scanned = {};
  private int scannedFrom;
  private int scannedTo;

  /** The next bytes. */
  void piece(byte[] buffer, int offset, int length) {
    if (binary || length == 0) {
      return;
    }
    int end = offset + length;
    int head = (int) Math.max(0, Math.min(length, HEAD - seen));
    if (HostPathScan.holdsNul(buffer, offset, offset + head)) {
      binary = true;
      paths.clear();
      return;
    }
    seen += length;
    int from = offset;
    if (word.length > 0 || skipping) {
      while (from < end && !breaks(buffer[from])) {
        from++;
      }
      carry(buffer, offset, from);
      if (from == end) {
        return;
      }
      finishWord();
    }
    int last = end;
    while (last > from && !breaks(buffer[last - 1])) {
      last--;
    }
    scan(buffer, from, last);
    carry(buffer, last, end);
  }

  /** The paths, once all bytes went by. */
  SortedSet<String> paths() {
    finishWord();
    return paths;
  }

  private void carry(byte[] buffer, int from, int to) {
    if (word.length + (to - from) > LONGEST) {
      skipping = true;
      word = new byte[0];
    } else if (!skipping && to > from) {
      int length = word.length;
      word = Arrays.copyOf(word, length + to - from);
      System.arraycopy(buffer, from, word, length, to - from);
    }
  }

  private void finishWord() {
    if (word.length > 0) {
      scan(word, 0, word.length);
      word = new byte[0];
    }
    skipping = false;
  }

  private void scan(byte[] bytes, int from, int to) {
    scanned = bytes;
    scannedFrom = from;
    scannedTo = to;
    HostPathScan.find(bytes, from, to, this);
    scanned = new byte[0];
  }

  @Override
  public void path(int start, int end) {
    if (paths.size() >= MOST) {
      return;
    }
    String path = new String(scanned, start, end - start, StandardCharsets.ISO_8859_1);
    if (!HostPlaces.isOnEveryHost(path) && inShortWord(start, end)) {
      paths.add(path);
    }
  }

  private boolean inShortWord(int start, int end) {
    int first = start;
    while (first > scannedFrom && start - first <= LONGEST && !breaks(scanned[first - 1])) {
      first--;
    }
    int last = end;
    while (last < scannedTo && last - first <= LONGEST && !breaks(scanned[last])) {
      last++;
    }
    return last - first <= LONGEST;
  }

  private static boolean breaks(byte b) {
    return (b >= 0 && b <= ' ') || b == '"' || b == '\'';
  }
}
