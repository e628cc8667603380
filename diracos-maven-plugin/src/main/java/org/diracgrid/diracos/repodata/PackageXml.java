package org.diracgrid.diracos.repodata;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.rpm.RpmFile;
import org.diracgrid.diracos.rpm.RpmFileInfo;
import org.diracgrid.diracos.rpm.RpmHeader;
import org.diracgrid.diracos.rpm.RpmTag;

/** What each document says of a package, in the bytes that createrepo_c writes. */
final class PackageXml {

  private static final byte[] END = XmlBytes.ascii("\"/>\n");
  private static final byte[] VERSION = XmlBytes.ascii("  <version epoch=\"");
  private static final byte[] VER = XmlBytes.ascii("\" ver=\"");
  private static final byte[] REL = XmlBytes.ascii("\" rel=\"");
  private static final byte[] ENTRY = XmlBytes.ascii("      <rpm:entry name=\"");
  private static final byte[] FLAGS = XmlBytes.ascii("\" flags=\"");
  private static final byte[] EPOCH = XmlBytes.ascii("\" epoch=\"");
  private static final byte[] PRE = XmlBytes.ascii("\" pre=\"1");
  private static final byte[] FILE = XmlBytes.ascii("<file>");
  private static final byte[] GHOST = XmlBytes.ascii("<file type=\"ghost\">");
  private static final byte[] DIR = XmlBytes.ascii("<file type=\"dir\">");
  private static final byte[] FILE_END = XmlBytes.ascii("</file>\n");
  private static final byte[] TWO = XmlBytes.ascii("  ");
  private static final byte[] FOUR = XmlBytes.ascii("    ");
  private static final byte[] PACKAGE_END = XmlBytes.ascii("</package>\n");
  private static final int CHANGES = 10;

  private final Path file;
  private final RpmFile rpm;
  private final RpmHeader header;
  private final List<RpmFileInfo> files;
  private final Checksum checksum;

  PackageXml(Path file, RpmFile rpm, Checksum checksum) {
    this.file = file;
    this.rpm = rpm;
    this.header = rpm.header();
    this.files = rpm.payload().files();
    this.checksum = checksum;
    for (RpmFileInfo info : files) {
      check(info.path(), "path");
    }
  }

  /** Whether primary lists a file. */
  static boolean isPrimary(String path) {
    return path.contains("bin/") || path.startsWith("/etc/") || path.equals("/usr/lib/sendmail");
  }

  private void check(String text, String what) {
    if (XmlBytes.losesText(text)) {
      throw RepodataProblems.unwritable(file, what, text);
    }
  }

  /** The element in primary up to where the location comes. */
  byte[] primaryHead(long size, long fileTime) {
    XmlBytes xml = new XmlBytes(1 << 10);
    xml.raw(XmlBytes.ascii("<package type=\"rpm\">\n"));
    element(xml, "  <name>", header.name(), "</name>\n");
    element(xml, "  <arch>", header.arch(), "</arch>\n");
    version(xml);
    element(
        xml,
        "  <checksum type=\"" + checksum.algorithm().label() + "\" pkgid=\"YES\">",
        checksum.hex(),
        "</checksum>\n");
    element(xml, "  <summary>", header.text(RpmTag.SUMMARY), "</summary>\n");
    element(xml, "  <description>", header.text(RpmTag.DESCRIPTION), "</description>\n");
    element(xml, "  <packager>", header.text(RpmTag.PACKAGER), "</packager>\n");
    element(xml, "  <url>", header.text(RpmTag.URL), "</url>\n");
    xml.raw(XmlBytes.ascii("  <time file=\"")).number(fileTime);
    xml.raw(XmlBytes.ascii("\" build=\"")).number(number(RpmTag.BUILD_TIME)).raw(END);
    xml.raw(XmlBytes.ascii("  <size package=\"")).number(size);
    RpmTag installed = header.has(RpmTag.LONG_SIZE) ? RpmTag.LONG_SIZE : RpmTag.SIZE;
    xml.raw(XmlBytes.ascii("\" installed=\"")).number(number(installed));
    xml.raw(XmlBytes.ascii("\" archive=\"")).number(rpm.archiveSize()).raw(END);
    return xml.raw(XmlBytes.ascii("  <location href=\"")).toArray();
  }

  /** The element in primary from behind the location on. */
  byte[] primaryTail() {
    XmlBytes xml = new XmlBytes(1 << 12);
    xml.raw(END).raw(XmlBytes.ascii("  <format>\n"));
    for (RpmTag tag :
        List.of(
            RpmTag.LICENSE, RpmTag.VENDOR, RpmTag.GROUP, RpmTag.BUILD_HOST, RpmTag.SOURCE_RPM)) {
      String name = tag.name().toLowerCase(Locale.ROOT).replace("_", "");
      element(xml, "    <rpm:" + name + ">", header.text(tag), "</rpm:" + name + ">\n");
    }
    xml.raw(XmlBytes.ascii("    <rpm:header-range start=\"")).number(rpm.headerOffset());
    xml.raw(XmlBytes.ascii("\" end=\"")).number(rpm.payloadOffset()).raw(END);
    RelationList all = RelationList.of(header, files);
    relations(xml, "provides", all.provides);
    relations(xml, "requires", all.requires);
    relations(xml, "conflicts", all.conflicts);
    relations(xml, "obsoletes", all.obsoletes);
    relations(xml, "suggests", all.suggests);
    relations(xml, "enhances", all.enhances);
    relations(xml, "recommends", all.recommends);
    relations(xml, "supplements", all.supplements);
    for (RpmFileInfo info : files) {
      if (isPrimary(info.path())) {
        file(xml.raw(FOUR), info);
      }
    }
    return xml.raw(XmlBytes.ascii("  </format>\n")).raw(PACKAGE_END).toArray();
  }

  /** The element in filelists. */
  byte[] filelists() {
    XmlBytes xml = new XmlBytes(1 << 12);
    identity(xml);
    for (RpmFileInfo info : files) {
      file(xml.raw(TWO), info);
    }
    return xml.raw(PACKAGE_END).toArray();
  }

  /** The element in other. */
  byte[] other() {
    XmlBytes xml = new XmlBytes(1 << 9);
    identity(xml);
    long[] times = header.numbers(RpmTag.CHANGELOG_TIMES);
    List<String> names = header.texts(RpmTag.CHANGELOG_NAMES);
    List<String> texts = header.texts(RpmTag.CHANGELOG_TEXTS);
    int count = Math.min(Math.min(times.length, CHANGES), Math.min(names.size(), texts.size()));
    long[] dates = spread(times, count);
    for (int i = count - 1; i >= 0; i--) {
      xml.raw(XmlBytes.ascii("  <changelog author=\"")).value(author(names.get(i)));
      xml.raw(XmlBytes.ascii("\" date=\"")).number(dates[i]).raw(XmlBytes.ascii("\">"));
      xml.text(texts.get(i)).raw(XmlBytes.ascii("</changelog>\n"));
    }
    return xml.raw(PACKAGE_END).toArray();
  }

  /** Readers sort by date: of several changes of one day the newer ones get a later second. */
  static long[] spread(long[] times, int count) {
    long[] dates = new long[count];
    long last = 0;
    for (int i = 0; i < count; i++) {
      dates[i] = times[i];
      if (times[i] != last) {
        last = times[i];
        continue;
      }
      long taken = last;
      for (int newer = i - 1; newer >= 0 && dates[newer] == taken; newer--) {
        dates[newer]++;
        taken++;
      }
    }
    return dates;
  }

  private static String author(String name) {
    int end = name.length();
    while (end > 1 && name.charAt(end - 1) == ' ') {
      end--;
    }
    return name.substring(0, end);
  }

  private static void element(XmlBytes xml, String open, String text, String close) {
    xml.element(XmlBytes.ascii(open), text, XmlBytes.ascii(close));
  }

  private void version(XmlBytes xml) {
    xml.raw(VERSION).number(header.evr().epoch());
    xml.raw(VER).value(header.evr().version());
    xml.raw(REL).value(header.text(RpmTag.RELEASE)).raw(END);
  }

  private void identity(XmlBytes xml) {
    xml.raw(XmlBytes.ascii("<package pkgid=\"")).value(checksum.hex());
    xml.raw(XmlBytes.ascii("\" name=\"")).value(header.name());
    xml.raw(XmlBytes.ascii("\" arch=\"")).value(header.arch()).raw(XmlBytes.ascii("\">\n"));
    version(xml);
  }

  private long number(RpmTag tag) {
    long[] numbers = header.numbers(tag);
    return numbers.length == 0 ? 0 : numbers[0];
  }

  private void relations(XmlBytes xml, String kind, List<RelationList.Entry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    xml.raw(XmlBytes.ascii("    <rpm:" + kind + ">\n"));
    for (RelationList.Entry entry : entries) {
      check(entry.name(), kind);
      xml.raw(ENTRY).value(entry.name());
      if (!entry.flags().isEmpty()) {
        xml.raw(FLAGS).raw(XmlBytes.ascii(entry.flags()));
        attribute(xml, EPOCH, entry.epoch(), kind);
        attribute(xml, VER, entry.version(), kind);
        attribute(xml, REL, entry.release(), kind);
      }
      if (entry.before()) {
        xml.raw(PRE);
      }
      xml.raw(END);
    }
    xml.raw(XmlBytes.ascii("    </rpm:" + kind + ">\n"));
  }

  private void attribute(XmlBytes xml, byte[] name, String value, String kind) {
    if (!value.isEmpty()) {
      check(value, kind);
      xml.raw(name).value(value);
    }
  }

  private static void file(XmlBytes xml, RpmFileInfo info) {
    boolean directory = info.type() == RpmFileInfo.Type.DIRECTORY;
    xml.element(directory ? DIR : info.isGhost() ? GHOST : FILE, info.path(), FILE_END);
  }
}
