package org.diracgrid.diracos.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/** Texts of {@link Sources} made by chance, the same for the same seed. */
final class RandomSources {

  private RandomSources() {}

  /**
   * Sources without a cycle: each needs some of those before it, by name, capability, file or
   * richly; a tenth is of the bootstrap.
   */
  static String sound(long seed, int count) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    int bootstraps = count / 10;
    List<String> base = new ArrayList<>(List.of("gcc"));
    for (int i = 0; i < count; i++) {
      boolean bootstrap = i < bootstraps;
      text.append("s%d%s %ds\n".formatted(i, bootstrap ? " bootstrap" : "", time(random)));
      text.append("  needs gcc");
      for (int k = i == 0 ? 0 : random.nextInt(4); k > 0; k--) {
        // Mostly what is near, as in a real configuration.
        int to =
            random.nextInt(3) == 0 ? random.nextInt(i) : Math.max(0, i - 1 - random.nextInt(9));
        text.append(", ").append(requirement(random, to, random.nextInt(i)));
      }
      text.append("\n  makes s%d, s%d-devel\n".formatted(i, i));
      text.append(
          "  made s%d-devel: pkgconfig(s%d) = 1, /usr/bin/s%d <- s%d".formatted(i, i, i, i));
      if (i > 0 && random.nextInt(3) == 0) {
        text.append(", s%d-devel".formatted(random.nextInt(i)));
      }
      text.append('\n');
      base.add("s%d-devel, pkgconfig(s%d)".formatted(i, i));
    }
    return text + "base\n  has " + String.join(", ", base) + "\n";
  }

  private static String requirement(Random random, int to, int other) {
    return switch (random.nextInt(6)) {
      case 0 -> "pkgconfig(s%d) >= 0.5".formatted(to);
      case 1 -> "/usr/bin/s%d".formatted(to);
      case 2 -> "(s%d-devel or s%d-devel)".formatted(to, other);
      case 3 -> "(s%d-devel if gcc)".formatted(to);
      default -> "s%d-devel".formatted(to);
    };
  }

  private static long time(Random random) {
    return Math.max(5, Math.round(60 * Math.exp(random.nextGaussian())));
  }

  /** Sources that need each other in any way; the base lacks some of what they make. */
  static String tangled(long seed, int count) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    List<String> base = new ArrayList<>(List.of("gcc"));
    for (int i = 0; i < count; i++) {
      text.append("s%d%s\n".formatted(i, random.nextInt(8) == 0 ? " bootstrap" : ""));
      TreeSet<Integer> to = new TreeSet<>();
      for (int k = random.nextInt(4); k > 0; k--) {
        to.add(random.nextInt(count));
      }
      text.append("  needs gcc");
      to.forEach(other -> text.append(", s" + other));
      text.append('\n');
      if (random.nextInt(4) > 0) {
        base.add("s" + i);
      }
    }
    return text + "base\n  has " + String.join(", ", base) + "\n";
  }
}
