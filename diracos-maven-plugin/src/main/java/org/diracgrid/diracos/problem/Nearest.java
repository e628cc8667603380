package org.diracgrid.diracos.problem;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds what somebody probably meant, by optimal string alignment distance. */
public final class Nearest {

  private Nearest() {}

  /**
   * The known words nearest to {@code word}, best first, ties in alphabetical order.
   *
   * @param limit how many at most
   * @return words within a distance of a third of the length (at least 1, at most 4), or that hold
   *     {@code word} as a part; possibly none
   */
  public static List<String> to(String word, Collection<String> known, int limit) {
    String wanted = word.toLowerCase(Locale.ROOT);
    int bound = Math.max(1, Math.min(4, word.length() / 3));
    record Candidate(String name, int distance) {}
    return known.stream()
        .distinct()
        .map(name -> new Candidate(name, score(wanted, name.toLowerCase(Locale.ROOT), bound)))
        .filter(candidate -> candidate.distance <= bound)
        .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
        .limit(limit)
        .map(Candidate::name)
        .toList();
  }

  private static int score(String wanted, String name, int bound) {
    boolean part = wanted.length() >= 3 && name.contains(wanted);
    if (Math.abs(wanted.length() - name.length()) > bound) {
      return part ? bound : bound + 1;
    }
    int distance = distance(wanted, name);
    return part ? Math.min(distance, bound) : distance;
  }

  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      d[i][0] = i;
    }
    for (int j = 0; j <= b.length(); j++) {
      d[0][j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + cost);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
