package org.diracgrid.diracos.build.patch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * Copies a zip archive with some members changed. What is not changed keeps its compressed bytes; a
 * changed member is stored without compression, since what a deflater makes of it depends on the
 * machine; new members come last, with the latest time of the others.
 */
final class ZipCopy {

  private static final int PLAIN_MODE = 0100644;

  private ZipCopy() {}

  static void copy(Path from, Path to, Map<String, Content> changes, Map<String, Integer> last)
      throws IOException {
    Map<String, Content> open = new TreeMap<>(changes);
    try (ZipFile in = ZipFile.builder().setPath(from).get();
        ZipArchiveOutputStream out = new ZipArchiveOutputStream(to)) {
      long latest = 0;
      int at = 0;
      for (ZipArchiveEntry entry : Collections.list(in.getEntriesInPhysicalOrder())) {
        latest = Math.max(latest, entry.getTime());
        String name = ArchiveMember.plain(entry.getName());
        Content change = last.getOrDefault(name, -1) == at++ ? open.remove(name) : null;
        if (change == null) {
          try (InputStream raw = in.getRawInputStream(entry)) {
            out.addRawArchiveEntry(entry, raw);
          }
        } else if (!change.deleted()) {
          store(out, new ZipArchiveEntry(entry), change, change.bytes());
        }
      }
      for (Map.Entry<String, Content> fresh : open.entrySet()) {
        byte[] bytes = fresh.getValue().bytes();
        if (!fresh.getValue().deleted()) {
          ZipArchiveEntry entry = new ZipArchiveEntry(fresh.getKey());
          entry.setTime(latest);
          entry.setUnixMode(PLAIN_MODE);
          store(out, entry, fresh.getValue(), bytes);
        }
      }
    }
  }

  private static void store(
      ZipArchiveOutputStream out, ZipArchiveEntry entry, Content change, byte[] bytes)
      throws IOException {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    entry.setMethod(ZipArchiveEntry.STORED);
    entry.setSize(bytes.length);
    entry.setCompressedSize(bytes.length);
    entry.setCrc(crc.getValue());
    if (change.mode() >= 0) {
      entry.setUnixMode(0100000 | change.mode());
    }
    out.putArchiveEntry(entry);
    out.write(bytes);
    out.closeArchiveEntry();
  }
}
