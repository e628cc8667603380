package org.diracgrid.diracos.verify;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.diracgrid.diracos.problem.Problem;

/**
 * Where inspections put what they find. Not safe for several threads: an inspection that works in
 * parallel collects by itself and tells at the end, in an order that does not depend on the
 * threads.
 */
public final class Findings {

  private final Map<Check, Severity> severities;
  private final Map<Check, List<Finding>> findings = new EnumMap<>(Check.class);
  private final Map<Check, String> remarks = new EnumMap<>(Check.class);
  private final Map<Check, String> skipped = new EnumMap<>(Check.class);
  private String floor = "";

  /** A place for findings of these severities; what is not named has its usual one. */
  public Findings(Map<Check, Severity> severities) {
    this.severities = Map.copyOf(severities);
  }

  /** Whether a check is wanted at all; no need to look otherwise. */
  public boolean wants(Check check) {
    return severity(check) != Severity.IGNORE;
  }

  /** The severity of a check's findings. */
  public Severity severity(Check check) {
    return severities.getOrDefault(check, check.usual());
  }

  /**
   * A finding whose code is the check's.
   *
   * @param what the fact in one line
   * @param where the path in the bundle, with its package; or several, one a line
   * @param because the chain of reasons; may be empty
   * @param fix what the user can do
   */
  public void add(Check check, String what, String where, String because, String fix) {
    Severity severity = severity(check);
    if (severity != Severity.IGNORE) {
      findings
          .computeIfAbsent(check, key -> new ArrayList<>())
          .add(new Finding(check, severity, new Problem(check.code(), what, where, because, fix)));
    }
  }

  /** What a check looked at, for the reports: {@code 412 ELF files}. */
  public void remark(Check check, String text) {
    remarks.put(check, text);
  }

  /** Says that a check could not be done, and why; its findings, if any, stay. */
  public void skip(Check check, String reason) {
    skipped.put(check, reason);
  }

  /** Tells the oldest hosts that the bundle runs on, in words. */
  public void floor(String text) {
    floor = text;
  }

  /** The report on {@code subject}. */
  VerifyReport report(String subject) {
    return new VerifyReport(subject, results(), floor);
  }

  /** What became of each check, in their order; ignored ones are left out. */
  private List<VerifyReport.Result> results() {
    List<VerifyReport.Result> results = new ArrayList<>();
    for (Check check : Check.values()) {
      if (wants(check)) {
        results.add(
            new VerifyReport.Result(
                check,
                findings.getOrDefault(check, List.of()),
                remarks.getOrDefault(check, ""),
                skipped.getOrDefault(check, "")));
      }
    }
    return results;
  }
}
