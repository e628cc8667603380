package org.diracgrid.diracos.build.patch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Copies a tar archive with some members changed. What is not changed keeps its blocks byte for
 * byte; a changed member keeps its header but for size and permissions; new members come last, with
 * owner root and the latest time of the others.
 */
final class TarCopy {

  private static final int RECORD = 20 * TarInput.BLOCK;
  private static final int PLAIN_MODE = 0644;

  private final Map<String, Content> open;
  private final Map<String, Integer> last;
  private long latest;
  private long written;

  private TarCopy(Map<String, Content> changes, Map<String, Integer> last) {
    this.open = new TreeMap<>(changes);
    this.last = last;
  }

  /**
   * Copies.
   *
   * @param changes by the plain names of members
   * @param last the position of each changed member; of a name that comes twice, of the second
   */
  static void copy(
      Path from, Path to, ArchiveForm form, Map<String, Content> changes, Map<String, Integer> last)
      throws IOException {
    try (InputStream raw = Files.newInputStream(from);
        TarInput in = new TarInput(form.decode(raw));
        OutputStream out = form.encode(Files.newOutputStream(to))) {
      new TarCopy(changes, last).copy(in, out);
    }
  }

  private void copy(TarInput in, OutputStream out) throws IOException {
    for (int i = 0; in.next(); i++) {
      latest = Math.max(latest, in.modified());
      String name = in.member().name();
      Content change = last.getOrDefault(name, -1) == i ? open.remove(name) : null;
      if (change == null) {
        write(out, in.before());
        written += in.size() + (-in.size() & (TarInput.BLOCK - 1));
        in.copyTo(out);
      } else if (!change.deleted()) {
        changed(in, out, change, change.bytes());
      } else {
        write(out, in.globalBlocks());
      }
    }
    write(out, in.before());
    for (Map.Entry<String, Content> fresh : open.entrySet()) {
      byte[] bytes = fresh.getValue().bytes();
      if (!fresh.getValue().deleted()) {
        write(out, member(fresh.getKey(), fresh.getValue().mode(), bytes));
      }
    }
    long end = written + 2L * TarInput.BLOCK;
    write(out, new byte[(int) (2L * TarInput.BLOCK + Math.floorMod(-end, (long) RECORD))]);
  }

  private void changed(TarInput in, OutputStream out, Content change, byte[] bytes)
      throws IOException {
    byte[] before = in.before().clone();
    int at = in.header();
    octal(before, at + 124, 11, bytes.length);
    if (change.mode() >= 0) {
      octal(before, at + 100, 7, change.mode());
    }
    int sum = 0;
    for (int i = 0; i < TarInput.BLOCK; i++) {
      sum += i >= 148 && i < 156 ? ' ' : before[at + i] & 0xFF;
    }
    octal(before, at + 148, 6, sum);
    before[at + 154] = 0;
    before[at + 155] = ' ';
    write(out, before);
    padded(out, bytes);
  }

  private static void octal(byte[] block, int at, int digits, long number) {
    long rest = number;
    for (int i = digits - 1; i >= 0; i--) {
      block[at + i] = (byte) ('0' + (rest & 7));
      rest >>= 3;
    }
    block[at + digits] = 0;
  }

  private void padded(OutputStream out, byte[] bytes) throws IOException {
    write(out, bytes);
    write(out, new byte[-bytes.length & (TarInput.BLOCK - 1)]);
  }

  private void write(OutputStream out, byte[] bytes) throws IOException {
    out.write(bytes);
    written += bytes.length;
  }

  private byte[] member(String name, int mode, byte[] bytes) throws IOException {
    ByteArrayOutputStream buffer = new ByteArrayOutputStream();
    TarArchiveOutputStream tar =
        new TarArchiveOutputStream(buffer, TarInput.BLOCK, StandardCharsets.UTF_8.name());
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setAddPaxHeadersForNonAsciiNames(true);
    TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_NORMAL);
    entry.setSize(bytes.length);
    entry.setMode(0100000 | (mode < 0 ? PLAIN_MODE : mode));
    entry.setModTime(latest * 1000);
    entry.setIds(0, 0);
    entry.setNames("root", "root");
    tar.putArchiveEntry(entry);
    tar.write(bytes);
    tar.closeArchiveEntry();
    tar.flush();
    return buffer.toByteArray();
  }
}
