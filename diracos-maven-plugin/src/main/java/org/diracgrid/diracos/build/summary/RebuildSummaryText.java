package org.diracgrid.diracos.build.summary;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.diracgrid.diracos.build.failure.Cause;
import org.diracgrid.diracos.build.failure.Diagnosis;
import org.diracgrid.diracos.build.failure.LogLine;
import org.diracgrid.diracos.progress.Amounts;

/** A summary for people. */
final class RebuildSummaryText {

  private static final String INDENT = "            ";

  private RebuildSummaryText() {}

  static String of(RebuildSummary summary) {
    StringBuilder text = new StringBuilder(head(summary)).append("\n\n");
    table(summary, text);
    for (RebuildSummary.Build failure : summary.failures()) {
      failure.diagnosis().ifPresent(diagnosis -> section(failure, diagnosis, text));
    }
    if (!summary.complete()) {
      text.append("\nTo go on, mend that and run ").append(summary.resume());
      text.append("; what was built is kept.\n");
    }
    return text.toString();
  }

  private static String head(RebuildSummary summary) {
    List<String> counts = new ArrayList<>();
    for (RebuildSummary.State state : RebuildSummary.State.values()) {
      if (summary.count(state) > 0) {
        counts.add(summary.count(state) + " " + state);
      }
    }
    String all = counts.isEmpty() ? "nothing to build" : String.join(", ", counts);
    return "Rebuild: " + all + "; " + duration(summary.took());
  }

  private static void table(RebuildSummary summary, StringBuilder text) {
    int name = width(summary.builds().stream().map(RebuildSummary.Build::name));
    int state = width(summary.builds().stream().map(build -> build.state().toString()));
    int time = width(summary.builds().stream().map(RebuildSummaryText::time));
    for (RebuildSummary.Build build : summary.builds()) {
      String detail =
          build.because().isEmpty() ? build.log().map(Path::toString).orElse("") : build.because();
      String line =
          left(Integer.toString(build.number()), 5)
              + "  "
              + right(build.name(), name)
              + "  "
              + right(build.state().toString(), state)
              + "  "
              + left(time(build), time)
              + "  "
              + detail;
      text.append(line.stripTrailing()).append('\n');
    }
  }

  private static void section(RebuildSummary.Build build, Diagnosis diagnosis, StringBuilder text) {
    text.append('\n').append(build.number()).append(' ').append(build.name()).append(" failed");
    String part = diagnosis.section().isEmpty() ? diagnosis.failure().step() : diagnosis.section();
    text.append(" in ").append(part).append(": ");
    text.append(firstLine(diagnosis.failure().ending())).append('\n');
    field("command", Optional.of(diagnosis.command()).stream(), text);
    diagnosis.causes().stream().limit(1).forEach(cause -> cause(cause, "cause", text));
    diagnosis.causes().stream().skip(1).forEach(cause -> cause(cause, "or", text));
    field("lines", diagnosis.relevant().stream().map(RebuildSummaryText::line), text);
    field(
        "last",
        diagnosis.last().stream()
            .filter(line -> !diagnosis.relevant().contains(line))
            .map(RebuildSummaryText::line),
        text);
    field("log", build.log().map(Path::toString).stream(), text);
  }

  private static void cause(Cause cause, String label, StringBuilder text) {
    field(label, Stream.of(cause.problem().toString().split("\n")), text);
  }

  private static String line(LogLine line) {
    return line.number() == 0 ? line.text() : line.number() + ": " + line.text();
  }

  private static void field(String label, Stream<String> lines, StringBuilder text) {
    String start = "  " + right(label, INDENT.length() - 2);
    for (String line : lines.filter(line -> !line.isEmpty()).toList()) {
      text.append((start + line).stripTrailing()).append('\n');
      start = INDENT;
    }
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("no reason given");
  }

  private static String time(RebuildSummary.Build build) {
    return build.took().isZero() ? "" : duration(build.took());
  }

  private static String duration(Duration time) {
    return Amounts.duration(time.toNanos());
  }

  private static int width(Stream<String> texts) {
    return texts.mapToInt(String::length).max().orElse(0);
  }

  private static String left(String text, int width) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }

  private static String right(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
