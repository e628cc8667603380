package org.diracgrid.diracos.verify;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A report in the form that CI systems read, after Surefire's {@code surefire-test-report.xsd}: a
 * test case for each check; one with errors failed, its warnings stand in {@code system-out}. It
 * holds no clock, so that two reports on one bundle are equal.
 */
public final class ReportJunit {

  private static final String SUITE = "diracos.verify";

  private ReportJunit() {}

  /** The bytes of {@code TEST-diracos.verify.xml}. */
  public static byte[] write(VerifyReport report) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeCharacters("\n");
      xml.writeStartElement("testsuite");
      xml.writeAttribute("name", SUITE);
      xml.writeAttribute("tests", Integer.toString(report.results().size()));
      xml.writeAttribute("failures", Long.toString(count(report, Severity.ERROR)));
      xml.writeAttribute("errors", "0");
      xml.writeAttribute(
          "skipped",
          Long.toString(report.results().stream().filter(ReportJunit::isSkipped).count()));
      for (VerifyReport.Result result : report.results()) {
        write(xml, result);
      }
      xml.writeCharacters("\n");
      xml.writeEndElement();
      xml.writeCharacters("\n");
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static boolean isSkipped(VerifyReport.Result result) {
    return !result.skipped().isEmpty() && result.count(Severity.ERROR) == 0;
  }

  /** How many checks have a finding of that severity. */
  private static long count(VerifyReport report, Severity severity) {
    return report.results().stream().filter(result -> result.count(severity) > 0).count();
  }

  private static void write(XMLStreamWriter xml, VerifyReport.Result result)
      throws XMLStreamException {
    xml.writeCharacters("\n  ");
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", SUITE);
    xml.writeAttribute("name", result.check().word() + ": " + result.check().promise());
    xml.writeAttribute("time", "0");
    List<Finding> errors = of(result, true);
    if (!errors.isEmpty()) {
      xml.writeStartElement("failure");
      xml.writeAttribute("type", result.check().code());
      xml.writeAttribute("message", clean(errors.get(0).problem().what()));
      xml.writeCharacters(text(errors));
      xml.writeEndElement();
    } else if (isSkipped(result)) {
      xml.writeStartElement("skipped");
      xml.writeAttribute("message", clean(result.skipped()));
      xml.writeEndElement();
    }
    List<Finding> others = of(result, false);
    if (!others.isEmpty()) {
      xml.writeStartElement("system-out");
      xml.writeCharacters(text(others));
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private static List<Finding> of(VerifyReport.Result result, boolean errors) {
    return result.findings().stream()
        .filter(finding -> errors == (finding.severity() == Severity.ERROR))
        .toList();
  }

  private static String text(List<Finding> findings) {
    return clean(
        findings.stream()
            .map(finding -> finding.problem().toString())
            .collect(Collectors.joining("\n\n")));
  }

  /** XML has no way to write most control characters, nor halves of surrogate pairs. */
  private static String clean(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .map(
            c ->
                c == '\n'
                        || c == '\t'
                        || (c >= ' ' && !(c >= 0xD800 && c <= 0xDFFF) && c < 0xFFFE)
                        || c > 0xFFFF
                    ? c
                    : '?')
        .forEach(out::appendCodePoint);
    return out.toString();
  }
}
