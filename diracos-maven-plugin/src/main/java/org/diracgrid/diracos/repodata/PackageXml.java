package org.diracgrid.diracos.repodata;

import java.nio.file.Path;
import java.util.List;
import org.diracgrid.diracos.rpm.RpmHead;
import org.diracgrid.diracos.rpm.RpmHeader;
import org.diracgrid.diracos.rpm.RpmTag;
import org.diracgrid.diracos.rpm.RpmTexts;

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
  private static final byte[] PACKAGE_END = XmlBytes.ascii("</package>\n");
  private static final int CHANGES = 10;
  private static final byte[] NAME = XmlBytes.ascii("  <name>");
  private static final byte[] NAME_END = XmlBytes.ascii("</name>\n");
  private static final byte[] ARCH = XmlBytes.ascii("  <arch>");
  private static final byte[] ARCH_END = XmlBytes.ascii("</arch>\n");
  private static final byte[] CHECKSUM =
      XmlBytes.ascii("  <checksum type=\"sha256\" pkgid=\"YES\">");
  private static final byte[] CHECKSUM_END = XmlBytes.ascii("</checksum>\n");
  private static final byte[] SUMMARY = XmlBytes.ascii("  <summary>");
  private static final byte[] SUMMARY_END = XmlBytes.ascii("</summary>\n");
  private static final byte[] DESCRIPTION = XmlBytes.ascii("  <description>");
  private static final byte[] DESCRIPTION_END = XmlBytes.ascii("</description>\n");
  private static final byte[] PACKAGER = XmlBytes.ascii("  <packager>");
  private static final byte[] PACKAGER_END = XmlBytes.ascii("</packager>\n");
  private static final byte[] URL = XmlBytes.ascii("  <url>");
  private static final byte[] URL_END = XmlBytes.ascii("</url>\n");
  private static final byte[] CHANGELOG = XmlBytes.ascii("  <changelog author=\"");
  private static final byte[] DATE = XmlBytes.ascii("\" date=\"");
  private static final byte[] TAG_END = XmlBytes.ascii("\">");
  private static final byte[] CHANGELOG_END = XmlBytes.ascii("</changelog>\n");
  private static final byte[] PACKAGE = XmlBytes.ascii("<package type=\"rpm\">\n");
  private static final byte[] TIME = XmlBytes.ascii("  <time file=\"");
  private static final byte[] BUILD = XmlBytes.ascii("\" build=\"");
  private static final byte[] SIZE = XmlBytes.ascii("  <size package=\"");
  private static final byte[] INSTALLED = XmlBytes.ascii("\" installed=\"");
  private static final byte[] ARCHIVE = XmlBytes.ascii("\" archive=\"");
  private static final byte[] LOCATION = XmlBytes.ascii("  <location href=\"");
  private static final byte[] FORMAT_BEGIN = XmlBytes.ascii("  <format>\n");
  private static final byte[] RANGE = XmlBytes.ascii("    <rpm:header-range start=\"");
  private static final byte[] RANGE_END = XmlBytes.ascii("\" end=\"");
  private static final byte[] FORMAT_END = XmlBytes.ascii("  </format>\n");
  private static final byte[] PACKAGE_ID = XmlBytes.ascii("<package pkgid=\"");
  private static final byte[] PACKAGE_NAME = XmlBytes.ascii("\" name=\"");
  private static final byte[] PACKAGE_ARCH = XmlBytes.ascii("\" arch=\"");
  private static final byte[] PACKAGE_BEGIN = XmlBytes.ascii("\">\n");

  /** An element of the format that holds a tag. */
  private record FormatElement(RpmTag tag, byte[] open, byte[] close) {

    static FormatElement of(RpmTag tag, String name) {
      return new FormatElement(
          tag, XmlBytes.ascii("    <rpm:" + name + ">"), XmlBytes.ascii("</rpm:" + name + ">\n"));
    }
  }

  private static final List<FormatElement> FORMAT =
      List.of(
          FormatElement.of(RpmTag.LICENSE, "license"),
          FormatElement.of(RpmTag.VENDOR, "vendor"),
          FormatElement.of(RpmTag.GROUP, "group"),
          FormatElement.of(RpmTag.BUILD_HOST, "buildhost"),
          FormatElement.of(RpmTag.SOURCE_RPM, "sourcerpm"));

  private final Path file;
  private final RpmHead rpm;
  private final RpmHeader header;
  private final FileElements files;
  private final byte[] sha256;
  private final XmlBytes xml;
  private final byte[] filelists;

  /**
   * What the documents are to say of a package.
   *
   * @param room to write in; what is in it does not matter
   */
  PackageXml(Path file, RpmHead rpm, byte[] sha256, XmlBytes room) {
    this.file = file;
    this.rpm = rpm;
    this.header = rpm.header();
    this.sha256 = sha256;
    this.xml = room.clear();
    identity();
    this.files = new FileElements(file, header.paths(), xml);
    this.filelists = xml.raw(PACKAGE_END).toArray();
  }

  private void check(String text, String what) {
    if (XmlBytes.losesText(text)) {
      throw RepodataProblems.unwritable(file, what, text);
    }
  }

  /** The element in primary up to where the location comes. */
  byte[] primaryHead(long size, long fileTime) {
    xml.clear();
    xml.raw(PACKAGE);
    xml.element(NAME, header.name(), NAME_END);
    xml.element(ARCH, header.arch(), ARCH_END);
    version();
    xml.raw(CHECKSUM).hex(sha256).raw(CHECKSUM_END);
    element(SUMMARY, RpmTag.SUMMARY, SUMMARY_END);
    element(DESCRIPTION, RpmTag.DESCRIPTION, DESCRIPTION_END);
    element(PACKAGER, RpmTag.PACKAGER, PACKAGER_END);
    element(URL, RpmTag.URL, URL_END);
    xml.raw(TIME).number(fileTime);
    xml.raw(BUILD).number(number(RpmTag.BUILD_TIME)).raw(END);
    xml.raw(SIZE).number(size);
    RpmTag installed = header.has(RpmTag.LONG_SIZE) ? RpmTag.LONG_SIZE : RpmTag.SIZE;
    xml.raw(INSTALLED).number(number(installed));
    xml.raw(ARCHIVE).number(rpm.archiveSize()).raw(END);
    return xml.raw(LOCATION).toArray();
  }

  /** The element in primary from behind the location on. */
  byte[] primaryTail() {
    xml.clear();
    xml.raw(END).raw(FORMAT_BEGIN);
    for (FormatElement element : FORMAT) {
      element(element.open, element.tag, element.close);
    }
    xml.raw(RANGE).number(rpm.headerOffset());
    xml.raw(RANGE_END).number(rpm.payloadOffset()).raw(END);
    RelationList all = RelationList.of(header, files);
    relations("provides", all.provides);
    relations("requires", all.requires);
    relations("conflicts", all.conflicts);
    relations("obsoletes", all.obsoletes);
    relations("suggests", all.suggests);
    relations("enhances", all.enhances);
    relations("recommends", all.recommends);
    relations("supplements", all.supplements);
    xml.raw(files.primary(), 0);
    return xml.raw(FORMAT_END).raw(PACKAGE_END).toArray();
  }

  /** The element in filelists. */
  byte[] filelists() {
    return filelists;
  }

  /** The element in other. */
  byte[] other() {
    xml.clear();
    identity();
    long[] times = header.numbers(RpmTag.CHANGELOG_TIMES);
    RpmTexts names = header.slices(RpmTag.CHANGELOG_NAMES);
    RpmTexts texts = header.slices(RpmTag.CHANGELOG_TEXTS);
    int count = Math.min(Math.min(times.length, CHANGES), Math.min(names.count(), texts.count()));
    long[] dates = spread(times, count);
    for (int i = count - 1; i >= 0; i--) {
      xml.raw(CHANGELOG).value(author(names.text(i))).raw(DATE).number(dates[i]).raw(TAG_END);
      xml.text(texts, i).raw(CHANGELOG_END);
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

  private void element(byte[] open, RpmTag tag, byte[] close) {
    xml.raw(open);
    RpmTexts texts = header.slices(tag);
    if (texts.count() > 0) {
      xml.text(texts, 0);
    }
    xml.raw(close);
  }

  private void version() {
    xml.raw(VERSION).number(header.evr().epoch());
    xml.raw(VER).value(header.evr().version());
    xml.raw(REL).value(header.text(RpmTag.RELEASE)).raw(END);
  }

  private void identity() {
    xml.raw(PACKAGE_ID).hex(sha256);
    xml.raw(PACKAGE_NAME).value(header.name());
    xml.raw(PACKAGE_ARCH).value(header.arch()).raw(PACKAGE_BEGIN);
    version();
  }

  private long number(RpmTag tag) {
    long[] numbers = header.numbers(tag);
    return numbers.length == 0 ? 0 : numbers[0];
  }

  private void relations(String kind, List<RelationList.Entry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    xml.raw(XmlBytes.ascii("    <rpm:" + kind + ">\n"));
    for (RelationList.Entry entry : entries) {
      xml.raw(ENTRY);
      value(entry.name(), kind);
      if (!entry.flags().isEmpty()) {
        xml.raw(FLAGS).raw(XmlBytes.ascii(entry.flags()));
        attribute(EPOCH, entry.epoch(), kind);
        attribute(VER, entry.version(), kind);
        attribute(REL, entry.release(), kind);
      }
      if (entry.before()) {
        xml.raw(PRE);
      }
      xml.raw(END);
    }
    xml.raw(XmlBytes.ascii("    </rpm:" + kind + ">\n"));
  }

  private void attribute(byte[] name, String value, String kind) {
    if (!value.isEmpty()) {
      xml.raw(name);
      value(value, kind);
    }
  }

  private void value(String value, String kind) {
    if (!xml.plainValue(value)) {
      check(value, kind);
      xml.value(value);
    }
  }
}
