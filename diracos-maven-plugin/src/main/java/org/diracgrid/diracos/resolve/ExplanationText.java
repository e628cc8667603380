package org.diracgrid.diracos.resolve;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.diracgrid.diracos.progress.Amounts;
import org.diracgrid.diracos.resolve.ReasonGraph.Node;

/**
 * An explanation for people:
 *
 * <pre>
 * zlib-1.2-1.x86_64, 93.1 KiB, 199.0 KiB installed, repository base
 *   needed by 1 root
 *   "packages": curl
 *     curl-7-1.x86_64
 *     zlib-1.2-1.x86_64, for libz.so.1()(64bit)
 *   with it would go 1 package, 93.1 KiB, 199.0 KiB installed
 * </pre>
 */
public final class ExplanationText {

  private static final int MOST_GONE = 20;

  private ExplanationText() {}

  /** The lines. */
  public static List<String> lines(Explanation explanation) {
    List<String> lines = new ArrayList<>();
    if (!explanation.ships()) {
      lines.add(explanation.asked() + " does not ship");
      explanation.notes().forEach(note -> lines.add("  " + note));
    }
    explanation.packages().forEach(why -> add(why, lines));
    return lines;
  }

  private static void add(Why why, List<String> lines) {
    Node node = why.node();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s, %s, repository %s",
            node.nevra(),
            weight(node.size(), node.installedSize()),
            node.repository()));
    lines.add("  needed by " + count(why.chains().size(), "root"));
    for (Why.Chain chain : why.chains()) {
      lines.add("  " + chain.root());
      for (int i = 0; i < chain.steps().size(); i++) {
        Why.Step step = chain.steps().get(i);
        lines.add("    " + step.nevra() + (i == 0 ? "" : ", for " + step.requirement()));
      }
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "  with it would go %s, %s",
            count(why.only().size(), "package"),
            weight(why.size(), why.installedSize())));
    why.only().stream()
        .filter(gone -> !gone.equals(node))
        .limit(MOST_GONE)
        .forEach(
            gone ->
                lines.add(
                    "    " + gone.nevra() + ", " + weight(gone.size(), gone.installedSize())));
    if (why.only().size() - 1 > MOST_GONE) {
      lines.add("    and " + (why.only().size() - 1 - MOST_GONE) + " more");
    }
  }

  private static String weight(long size, long installedSize) {
    return Amounts.bytes(size) + ", " + Amounts.bytes(installedSize) + " installed";
  }

  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
