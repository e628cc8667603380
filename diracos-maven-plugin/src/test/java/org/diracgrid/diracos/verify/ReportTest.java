package org.diracgrid.diracos.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** The three forms of a report tell the same. */
class ReportTest {

  private static VerifyReport report() {
    Findings findings =
        new Findings(Map.of(Check.LICENCE, Severity.IGNORE, Check.ELF, Severity.INFO));
    findings.remark(Check.NEEDED, "3 ELF files");
    findings.add(Check.NEEDED, "libx.so.1 is <nowhere>", "/usr/bin/a\n/usr/bin/b", "", "add it");
    findings.add(Check.SONAME, "liby.so.1 is there twice", "", "by \u0001 chance", "remove one");
    findings.add(Check.LICENCE, "none", "", "", "nothing");
    findings.add(Check.ELF, "odd", "/odd", "", "look");
    findings.skip(Check.CONFLICT, "packages are not known");
    findings.floor("runs on glibc 2.28 and newer");
    return findings.report("target/diracos/tree");
  }

  @Test
  void errorsFailAndIgnoredChecksAreNotTold() {
    VerifyReport report = report();
    assertThat(report.passed()).isFalse();
    assertThat(report.findings(Severity.ERROR)).hasSize(1);
    assertThat(report.findings(Severity.WARNING)).hasSize(1);
    assertThat(report.results().stream().map(VerifyReport.Result::check))
        .doesNotContain(Check.LICENCE)
        .hasSize(Check.values().length - 1);
  }

  @Test
  void textHasALineForEachCheckAndEachFindingInFull() {
    assertThat(ReportText.lines(report()))
        .startsWith("checks of target/diracos/tree")
        .contains(
            "  1 error     needed          every needed library is found in the bundle or on the"
                + " host list (3 ELF files)",
            "  1 warning   soname          no soname stands for two libraries",
            "  1 info      elf             every ELF file is sound",
            "  skipped     conflict        no two packages have other content at one path (packages"
                + " are not known)",
            "  ok          setuid          no setuid or setgid file",
            "runs on glibc 2.28 and newer",
            "error:",
            "DOS-VERIFY-01 libx.so.1 is <nowhere>",
            "  where     /usr/bin/a",
            "            /usr/bin/b");
  }

  @Test
  void jsonHasEverything() throws IOException {
    JsonNode json = new ObjectMapper().readTree(ReportJson.write(report()));
    assertThat(json.get("passed").asBoolean()).isFalse();
    assertThat(json.get("floor").asText()).isEqualTo("runs on glibc 2.28 and newer");
    JsonNode needed = json.get("checks").get(0);
    assertThat(needed.get("check").asText()).isEqualTo("needed");
    assertThat(needed.get("remark").asText()).isEqualTo("3 ELF files");
    assertThat(needed.get("findings").get(0).get("code").asText()).isEqualTo("DOS-VERIFY-01");
    assertThat(needed.get("findings").get(0).has("because")).isFalse();
  }

  @Test
  void junitHasACaseForEachCheck() throws Exception {
    Element suite = parse(ReportJunit.write(report())).getDocumentElement();
    assertThat(suite.getAttribute("tests")).isEqualTo("20");
    assertThat(suite.getAttribute("failures")).isEqualTo("1");
    assertThat(suite.getAttribute("skipped")).isEqualTo("1");
    assertThat(suite.getElementsByTagName("testcase").getLength()).isEqualTo(20);
    Element failure = (Element) suite.getElementsByTagName("failure").item(0);
    assertThat(failure.getAttribute("message")).isEqualTo("libx.so.1 is <nowhere>");
    assertThat(failure.getTextContent()).contains("/usr/bin/b");
    assertThat(suite.getElementsByTagName("system-out").item(0).getTextContent())
        .contains("by ? chance");
  }

  @Test
  void sameReportSameBytes() {
    assertThat(ReportJunit.write(report())).isEqualTo(ReportJunit.write(report()));
    assertThat(ReportJson.write(report())).isEqualTo(ReportJson.write(report()));
  }

  private static Document parse(byte[] xml)
      throws ParserConfigurationException, IOException, SAXException {
    return DocumentBuilderFactory.newDefaultInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(xml));
  }
}
