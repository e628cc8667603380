package org.diracgrid.diracos.verify;

import java.util.List;
import java.util.stream.Stream;

/**
 * What was checked and what was found.
 *
 * @param subject what was looked at, as the user calls it
 * @param results of all checks but the ignored ones, in the order of {@link Check}
 * @param floor the oldest hosts that the bundle runs on, in words; empty if nothing needs a glibc
 */
public record VerifyReport(String subject, List<Result> results, String floor) {

  /**
   * What became of one check.
   *
   * @param findings in the order of their paths
   * @param remark what it looked at; may be empty
   * @param skipped why it was not done; empty if it was
   */
  public record Result(Check check, List<Finding> findings, String remark, String skipped) {

    /** Copies. */
    public Result {
      findings = List.copyOf(findings);
    }

    /** How many findings are of that severity. */
    public long count(Severity severity) {
      return findings.stream().filter(finding -> finding.severity() == severity).count();
    }
  }

  /** Copies. */
  public VerifyReport {
    results = List.copyOf(results);
  }

  /** All findings of that severity, in the order of the checks. */
  public List<Finding> findings(Severity severity) {
    return all().filter(finding -> finding.severity() == severity).toList();
  }

  private Stream<Finding> all() {
    return results.stream().flatMap(result -> result.findings().stream());
  }

  /** Whether there is no error. */
  public boolean passed() {
    return all().noneMatch(finding -> finding.severity() == Severity.ERROR);
  }
}
