package org.diracgrid.diracos.resolve;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.diracgrid.diracos.progress.Amounts;
import org.diracgrid.diracos.resolve.Lock.LockedPackage;
import org.diracgrid.diracos.resolve.LockDiff.Change;
import org.diracgrid.diracos.resolve.LockDiff.Kind;

/**
 * A difference of locks as release notes, to read on a terminal and to paste into Markdown:
 *
 * <pre>
 * ## Packages: 3 -&gt; 4, 1.0 MiB -&gt; 1.5 MiB (+0.5 MiB)
 *
 * ### Upgraded (1, +1.0 KiB)
 *
 * - `zlib` 1.2-1 -&gt; 1.3-1 (x86_64), 50.0 KiB -&gt; 51.0 KiB
 * </pre>
 */
public final class LockDiffMarkdown {

  private LockDiffMarkdown() {}

  /** The lines; a headline alone if nothing changed. */
  public static List<String> lines(LockDiff diff) {
    List<String> lines = new ArrayList<>();
    LockDiff.Total before = diff.before();
    LockDiff.Total after = diff.after();
    lines.add(
        String.format(
            Locale.ROOT,
            "## Packages: %d -> %d, %s -> %s (%s)",
            before.packages(),
            after.packages(),
            Amounts.bytes(before.size()),
            Amounts.bytes(after.size()),
            signed(after.size() - before.size())));
    for (Kind kind : Kind.values()) {
      List<Change> changes = diff.of(kind);
      if (!changes.isEmpty()) {
        long growth = changes.stream().mapToLong(Change::growth).sum();
        lines.add("");
        lines.add(
            String.format(
                Locale.ROOT, "### %s (%d, %s)", title(kind), changes.size(), signed(growth)));
        lines.add("");
        changes.forEach(change -> lines.add("- " + line(change)));
      }
    }
    return lines;
  }

  private static String title(Kind kind) {
    return kind == Kind.CHANGED
        ? "Other content, same version"
        : kind.name().charAt(0) + kind.name().substring(1).toLowerCase(Locale.ROOT);
  }

  private static String line(Change change) {
    LockedPackage before = change.before();
    LockedPackage after = change.after();
    if (before == null || after == null) {
      LockedPackage only = change.either();
      return String.format(
          Locale.ROOT,
          "`%s` %s (%s), %s",
          only.nevra().name(),
          only.nevra().evr(),
          only.nevra().arch(),
          Amounts.bytes(only.size()));
    }
    return String.format(
        Locale.ROOT,
        "`%s` %s (%s), %s",
        after.nevra().name(),
        arrow(before.nevra().evr().toString(), after.nevra().evr().toString()),
        arrow(before.nevra().arch(), after.nevra().arch()),
        Amounts.bytes(before.size()) + " -> " + Amounts.bytes(after.size()));
  }

  private static String arrow(String before, String after) {
    return before.equals(after) ? before : before + " -> " + after;
  }

  private static String signed(long bytes) {
    return bytes < 0 ? "-" + Amounts.bytes(-bytes) : "+" + Amounts.bytes(bytes);
  }
}
