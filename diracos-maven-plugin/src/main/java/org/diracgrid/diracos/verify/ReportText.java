package org.diracgrid.diracos.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A report for people. */
public final class ReportText {

  private ReportText() {}

  /**
   * All of it: each check with its result, then the findings in full.
   *
   * <pre>
   * checks of target/diracos/tree
   *   ok       needed          every needed library is … (217 ELF files)
   *   2 errors dangling-link   no link leads nowhere
   *   skipped  conflict        … (packages are not known)
   * </pre>
   */
  public static List<String> lines(VerifyReport report) {
    List<String> lines = new ArrayList<>(summary(report));
    for (Severity severity : List.of(Severity.ERROR, Severity.WARNING, Severity.INFO)) {
      for (Finding finding : report.findings(severity)) {
        lines.add("");
        lines.add(severity.word() + ":");
        finding.problem().toString().lines().forEach(lines::add);
      }
    }
    return lines;
  }

  /** A line for each check, and the floor. */
  public static List<String> summary(VerifyReport report) {
    List<String> lines = new ArrayList<>();
    lines.add("checks of " + report.subject());
    for (VerifyReport.Result result : report.results()) {
      String note = result.skipped().isEmpty() ? result.remark() : result.skipped();
      lines.add(
          String.format(
              Locale.ROOT,
              "  %-11s %-15s %s%s",
              outcome(result),
              result.check().word(),
              result.check().promise(),
              note.isEmpty() ? "" : " (" + note + ")"));
    }
    if (!report.floor().isEmpty()) {
      lines.add(report.floor());
    }
    return lines;
  }

  private static String outcome(VerifyReport.Result result) {
    for (Severity severity : List.of(Severity.ERROR, Severity.WARNING, Severity.INFO)) {
      long count = result.count(severity);
      if (count > 0) {
        return count + " " + severity.word() + (count == 1 || severity == Severity.INFO ? "" : "s");
      }
    }
    return result.skipped().isEmpty() ? "ok" : "skipped";
  }
}
