package org.diracgrid.diracos.verify;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.diracgrid.diracos.exec.CommandResult;

/**
 * What became of smoke tests.
 *
 * @param places where they ran, in their order
 * @param outcomes by test, then by place, in their orders
 * @param remarks what is worth a line, such as why there was no sandbox
 */
public record SmokeResults(List<String> places, List<Outcome> outcomes, List<String> remarks) {

  private static final int SHOWN = 20;

  /**
   * One test in one place.
   *
   * @param place one of the places
   * @param failure what is wrong, such as {@code status 127 instead of 0}; empty if it passed
   */
  public record Outcome(SmokeTest test, String place, CommandResult result, String failure) {

    /** Whether it did what it has to. */
    public boolean passed() {
      return failure.isEmpty();
    }

    static Outcome of(SmokeTest test, String place, CommandResult result) {
      return new Outcome(test, place, result, failure(test, result));
    }

    private static String failure(SmokeTest test, CommandResult result) {
      if (result.timedOut()) {
        return result.ending();
      }
      if (!test.statuses().contains(result.status())) {
        return result.ending()
            + " instead of "
            + test.statuses().stream().map(String::valueOf).collect(Collectors.joining(", "));
      }
      return test.output()
          .filter(pattern -> !pattern.matcher(result.said()).find())
          .map(pattern -> "the output does not hold what it has to: " + pattern)
          .orElse("");
    }
  }

  /** Copies. */
  public SmokeResults {
    places = List.copyOf(places);
    outcomes = List.copyOf(outcomes);
    remarks = List.copyOf(remarks);
  }

  /** Whether every test passed everywhere. */
  public boolean passed() {
    return outcomes.stream().allMatch(Outcome::passed);
  }

  /** Adds a finding for each test that failed, and what was run as the remark. */
  public void tell(Findings findings) {
    for (List<Outcome> test : byTest()) {
      test.stream()
          .filter(outcome -> !outcome.passed())
          .findFirst()
          .ifPresent(first -> tell(test, first, findings));
    }
    String count =
        Listed.count(byTest().size(), "test", "tests")
            + " in "
            + Listed.count(places.size(), "place", "places");
    findings.remark(
        Check.SMOKE, remarks.isEmpty() ? count : count + "; " + String.join("; ", remarks));
  }

  private static void tell(List<Outcome> test, Outcome first, Findings findings) {
    String where =
        test.stream()
            .map(outcome -> outcome.place + ": " + (outcome.passed() ? "passes" : outcome.failure))
            .collect(Collectors.joining("\n"));
    List<String> said = first.result.said().strip().lines().toList();
    List<String> because = new ArrayList<>();
    because.add("in the folder of diracosrc: " + SmokeScript.pasted(first.test));
    said.subList(Math.max(0, said.size() - SHOWN), said.size())
        .forEach(line -> because.add("| " + line));
    findings.add(
        Check.SMOKE,
        "the smoke test \"" + first.test.name() + "\" fails: " + first.failure,
        where,
        String.join("\n", because),
        "run the command in the unpacked bundle; what fails in the sandbox alone takes something"
            + " from the host that is on no list");
  }

  private List<List<Outcome>> byTest() {
    List<List<Outcome>> tests = new ArrayList<>();
    for (int i = 0; i < outcomes.size(); i += places.size()) {
      tests.add(outcomes.subList(i, i + places.size()));
    }
    return tests;
  }

  /** How long each test took in each place, as lines of a table; empty without tests. */
  public List<String> table() {
    if (outcomes.isEmpty()) {
      return List.of();
    }
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("seconds"));
    head.addAll(places);
    rows.add(head);
    for (List<Outcome> test : byTest()) {
      List<String> row = new ArrayList<>(List.of(test.get(0).test.name().replace('\n', ' ')));
      test.forEach(
          outcome -> row.add(seconds(outcome.result.took()) + (outcome.passed() ? "" : " failed")));
      rows.add(row);
    }
    return aligned(rows);
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.2f", duration.toMillis() / 1000.0);
  }

  private static List<String> aligned(List<List<String>> rows) {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String cell = row.get(i);
        line.append(i == 0 ? "" : "  ").append(cell).append(" ".repeat(widths[i] - cell.length()));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
