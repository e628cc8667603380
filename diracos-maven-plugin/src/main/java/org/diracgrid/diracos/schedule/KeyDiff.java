package org.diracgrid.diracos.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Why a build is done again: what one key says otherwise than another.
 *
 * <pre>
 * patch zlib.patch changed
 * macro dist .el9 -&gt; .el9.dos
 * buildroot: zlib-devel.x86_64 1.2.13-1 -&gt; 1.2.13-2
 * buildroot: expat-devel.x86_64 2.5-1 (other content)
 * </pre>
 */
public final class KeyDiff {

  /** The parts in the order in which they are told: what the user did comes first. */
  private static final List<String> ORDER =
      List.of(
          "source",
          "patch ",
          "routine ",
          "configuration",
          "macro ",
          "with ",
          "without ",
          "target",
          "epoch",
          "host",
          "builder",
          "mock ",
          BuildKey.BUILDROOT);

  private KeyDiff() {}

  /**
   * The reasons, one a line, in a fixed order; none if the keys are equal.
   *
   * @param old key of the last build; empty if there is none
   */
  public static List<String> reasons(Optional<BuildKey> old, BuildKey key) {
    if (old.isEmpty()) {
      return List.of("never built");
    }
    TreeSet<String> names = new TreeSet<>(old.get().parts().keySet());
    names.addAll(key.parts().keySet());
    List<String> reasons = new ArrayList<>();
    for (String kind : ORDER) {
      for (String name : names) {
        if (kind.equals(kindOf(name))) {
          add(name, old.get(), key, reasons);
        }
      }
    }
    for (String name : names) {
      if (kindOf(name).isEmpty()) {
        add(name, old.get(), key, reasons);
      }
    }
    return reasons;
  }

  private static String kindOf(String name) {
    return ORDER.stream()
        .filter(kind -> kind.endsWith(" ") ? name.startsWith(kind) : name.equals(kind))
        .findFirst()
        .orElse("");
  }

  private static void add(String name, BuildKey old, BuildKey key, List<String> reasons) {
    Optional<String> before = Optional.ofNullable(old.parts().get(name));
    Optional<String> after = Optional.ofNullable(key.parts().get(name));
    if (before.equals(after)) {
      return;
    }
    String text = text(name);
    if (before.isEmpty() || after.isEmpty()) {
      String value = shown(before.or(() -> after).orElse(""));
      boolean plain = value.isEmpty() || name.startsWith("with ") || name.startsWith("without ");
      reasons.add(text + (plain ? "" : " " + value) + (before.isEmpty() ? " added" : " removed"));
      return;
    }
    String one = shown(before.get());
    String other = shown(after.get());
    if (!one.equals(other)) {
      reasons.add(text + " " + one + " -> " + other);
    } else if (name.startsWith(BuildKey.BUILDROOT)) {
      reasons.add(text + " " + one + " (other content)");
    } else {
      reasons.add(text + (one.isEmpty() ? "" : " " + one) + " changed");
    }
  }

  private static String text(String name) {
    return name.startsWith(BuildKey.BUILDROOT)
        ? "buildroot: " + name.substring(BuildKey.BUILDROOT.length())
        : name;
  }

  /** A value without the digests in it, which tell nobody anything. */
  private static String shown(String value) {
    return value.replaceAll(" ?\\b[a-z0-9]+:[0-9a-f]{32,}\\b", "");
  }
}
