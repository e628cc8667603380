package org.diracgrid.diracos.resolve;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A world made by chance, the same for the same seed: a few names in up to three versions that
 * provide, require, conflict with and obsolete each other, richly too, and a glibc.
 */
final class RandomWorld {

  private static final List<String> OPERATORS = List.of("<", "<=", "=", ">=", ">");

  private final Random random;
  private final int names;
  private final Set<String> blocks = new LinkedHashSet<>();

  private RandomWorld(long seed, int packages) {
    random = new Random(seed);
    names = Math.max(3, packages / 2);
    Set<String> seen = new LinkedHashSet<>();
    while (seen.size() < packages - 1) {
      String name = name();
      String nevr = name + "-" + version() + "-1";
      if (seen.add(nevr)) {
        blocks.add(nevr + "." + arch() + "\n" + relations(name));
      }
    }
    blocks.add("glibc-2-1.x86_64\n  provides libc\n  file /sbin/ldconfig\n  requires nothing\n");
  }

  /** The text of a world of so many packages, glibc among them. */
  static String text(long seed, int packages) {
    return String.join("", new RandomWorld(seed, packages).blocks);
  }

  /** One to three names of the world to ask for. */
  static String[] roots(long seed, String text) {
    Random random = new Random(-seed);
    List<String> names =
        new ArrayList<>(
            text.lines()
                .filter(line -> line.endsWith(".x86_64") && !line.startsWith("glibc"))
                .map(line -> line.substring(0, line.indexOf('-')))
                .distinct()
                .toList());
    java.util.Collections.shuffle(names, random);
    return names.stream().limit(1 + random.nextInt(3)).toArray(String[]::new);
  }

  private String name() {
    return "p" + random.nextInt(names);
  }

  private int version() {
    return 1 + random.nextInt(3);
  }

  private String arch() {
    int dice = random.nextInt(10);
    return dice == 0 ? "i686" : dice < 3 ? "noarch" : "x86_64";
  }

  private String relations(String self) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(3); i > 0; i--) {
      text.append("  provides cap" + random.nextInt(4));
      text.append(random.nextBoolean() ? " = " + version() + "\n" : "\n");
    }
    if (random.nextInt(4) == 0) {
      text.append("  file /bin/f" + random.nextInt(3) + "\n");
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      text.append("  requires " + requirement() + "\n");
    }
    if (random.nextInt(4) == 0) {
      text.append("  conflicts " + leaf() + "\n");
    }
    if (random.nextInt(12) == 0) {
      List<String> others = new ArrayList<>();
      for (int i = 0; i < names; i++) {
        others.add("p" + i);
      }
      others.remove(self);
      java.util.Collections.shuffle(others, random);
      text.append("  conflicts (" + others.get(0) + " and " + others.get(1) + ")\n");
    }
    if (random.nextInt(8) == 0) {
      text.append("  obsoletes " + name() + " < " + version() + "\n");
    }
    return text.toString();
  }

  private String requirement() {
    return switch (random.nextInt(12)) {
      case 0 -> "libc";
      case 1 -> "/bin/f" + random.nextInt(3);
      case 2 -> "/sbin/ldconfig";
      case 3 -> "(" + leaf() + " or " + leaf() + ")";
      case 4 -> "(" + leaf() + " if " + leaf() + ")";
      case 5 -> "(" + leaf() + " if " + leaf() + " else " + leaf() + ")";
      case 6 -> "(" + leaf() + (random.nextBoolean() ? " with " : " without ") + leaf() + ")";
      case 7 -> "(" + leaf() + " and (" + leaf() + " or " + leaf() + "))";
      case 8 -> "(" + leaf() + " unless " + leaf() + ")";
      default -> leaf();
    };
  }

  private String leaf() {
    String what = random.nextInt(3) == 0 ? "cap" + random.nextInt(4) : name();
    return random.nextInt(3) == 0
        ? what + " " + OPERATORS.get(random.nextInt(OPERATORS.size())) + " " + version()
        : what;
  }
}
