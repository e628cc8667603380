package org.diracgrid.diracos.repodata;

import java.time.Instant;
import java.util.HexFormat;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.repo.Repomd;
import org.jspecify.annotations.Nullable;

/** repomd.xml as it grows, as createrepo_c writes it. */
final class RepomdXml {

  private final XmlBytes xml = new XmlBytes(1 << 12);

  RepomdXml(String revision) {
    raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    raw("<repomd xmlns=\"http://linux.duke.edu/metadata/repo\"");
    raw(" xmlns:rpm=\"http://linux.duke.edu/metadata/rpm\">\n");
    element("  <revision>", revision, "</revision>\n");
  }

  private void raw(String ascii) {
    xml.raw(XmlBytes.ascii(ascii));
  }

  private void element(String open, String text, String close) {
    xml.element(XmlBytes.ascii(open), text, XmlBytes.ascii(close));
  }

  /** Lists a document of ours. */
  void add(
      Metadata metadata,
      RepodataCompression compression,
      WrittenDocument document,
      Instant timestamp) {
    HexFormat hex = HexFormat.of();
    begin(metadata.type());
    checksum("checksum", "sha256", hex.formatHex(document.sha256()));
    checksum("open-checksum", "sha256", hex.formatHex(document.openSha256()));
    location("", RepodataDirectory.href(metadata, compression, document.sha256()));
    end(Long.toString(timestamp.getEpochSecond()), document.size(), document.openSize());
  }

  /** Lists again what another list has. */
  void add(Repomd.Entry entry) {
    begin(entry.type());
    checksum("checksum", entry.checksum());
    checksum("open-checksum", entry.openChecksum());
    location(entry.base(), entry.location());
    end(entry.timestamp(), entry.size(), entry.openSize());
  }

  private void begin(String type) {
    raw("  <data type=\"");
    xml.value(type);
    raw("\">\n");
  }

  private void checksum(String element, @Nullable Checksum checksum) {
    if (checksum != null) {
      checksum(element, checksum.algorithm().label(), checksum.hex());
    }
  }

  private void checksum(String element, String type, String hex) {
    raw("    <" + element + " type=\"" + type + "\">" + hex + "</" + element + ">\n");
  }

  private void location(String base, String href) {
    raw("    <location href=\"");
    xml.value(href);
    if (!base.isEmpty()) {
      raw("\" xml:base=\"");
      xml.value(base);
    }
    raw("\"/>\n");
  }

  private void end(String timestamp, long size, long openSize) {
    if (!timestamp.isEmpty()) {
      element("    <timestamp>", timestamp, "</timestamp>\n");
    }
    number("size", size);
    number("open-size", openSize);
    raw("  </data>\n");
  }

  private void number(String element, long value) {
    if (value >= 0) {
      raw("    <" + element + ">" + value + "</" + element + ">\n");
    }
  }

  /** The whole. */
  byte[] toBytes() {
    raw("</repomd>\n");
    return xml.toArray();
  }
}
