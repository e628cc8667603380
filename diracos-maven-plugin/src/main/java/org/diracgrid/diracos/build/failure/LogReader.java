package org.diracgrid.diracos.build.failure;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Reads logs of any size and encoding, line by line. Of a very long log only the end is decoded, of
 * a very long line only the start; bytes that are not UTF-8 are read as ISO 8859-1. Of a line that
 * was overwritten by carriage returns, as progress bars do, the last state is kept.
 */
final class LogReader {

  /** What is decoded at most; a log of this size is read in about a second. */
  static final long WINDOW = 64L << 20;

  /** What is kept of a line. */
  static final int LINE = 2_000;

  private static final int BUFFER = 1 << 16;

  private final Consumer<LogLine> lines;
  private final byte[] line = new byte[LINE];
  private int length;
  private long number = 1;
  private boolean any;
  private boolean returned;

  private LogReader(Consumer<LogLine> lines) {
    this.lines = lines;
  }

  /** Gives the lines of the last {@link #WINDOW} bytes. */
  static void read(Path log, Consumer<LogLine> lines) throws IOException {
    read(log, WINDOW, lines);
  }

  /** Gives the lines of the last {@code window} bytes, the first whole one first. */
  static void read(Path log, long window, Consumer<LogLine> lines) throws IOException {
    LogReader reader = new LogReader(lines);
    long skip = Math.max(0, Files.size(log) - window);
    try (InputStream in = Files.newInputStream(log)) {
      byte[] buffer = new byte[BUFFER];
      boolean begun = skip == 0;
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        int at = 0;
        while (at < n && !begun) {
          begun = buffer[at] == '\n' && skip <= 1;
          reader.number += buffer[at] == '\n' ? 1 : 0;
          skip--;
          at++;
        }
        reader.take(buffer, at, n);
      }
    }
    reader.end();
  }

  private void take(byte[] buffer, int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = buffer[i];
      if (b == '\n') {
        flush();
      } else if (b == '\r') {
        returned = true;
        any = true;
      } else {
        if (returned) {
          length = 0;
          returned = false;
        }
        any = true;
        if (length < LINE) {
          line[length++] = b;
        }
      }
    }
  }

  private void end() {
    if (any) {
      flush();
    }
  }

  private void flush() {
    lines.accept(new LogLine(number++, clean(decode())));
    length = 0;
    any = false;
    returned = false;
  }

  private String decode() {
    for (int i = 0; i < length; i++) {
      if (line[i] < 0) {
        return decodeUnicode();
      }
    }
    return new String(line, 0, length, ISO_8859_1);
  }

  private String decodeUnicode() {
    int end = length == LINE ? wholeCharacters() : length;
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(line, 0, end)).toString();
    } catch (CharacterCodingException e) {
      return new String(line, 0, length, ISO_8859_1);
    }
  }

  /** Where the last character of a line that was cut begins. */
  private int wholeCharacters() {
    int end = length - 1;
    while (end > length - 4 && (line[end] & 0xC0) == 0x80) {
      end--;
    }
    return end;
  }

  /** Without escape sequences of terminals and other control characters; a tab stays. */
  static String clean(String text) {
    int first = 0;
    while (first < text.length() && isPlain(text.charAt(first))) {
      first++;
    }
    if (first == text.length()) {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length()).append(text, 0, first);
    int at = first;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\u001b') {
        at = afterEscape(text, at);
      } else {
        if (isPlain(c)) {
          plain.append(c);
        }
        at++;
      }
    }
    return plain.toString();
  }

  private static boolean isPlain(char c) {
    return c == '\t' || !Character.isISOControl(c);
  }

  /** ESC [ parameters letter, or ESC and one character; see ECMA-48. */
  private static int afterEscape(String text, int escape) {
    int at = escape + 1;
    if (at < text.length() && text.charAt(at) == '[') {
      at++;
      while (at < text.length() && text.charAt(at) >= ' ' && text.charAt(at) < '@') {
        at++;
      }
    }
    return Math.min(at + 1, text.length());
  }
}
