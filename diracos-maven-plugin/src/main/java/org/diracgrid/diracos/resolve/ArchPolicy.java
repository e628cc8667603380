package org.diracgrid.diracos.resolve;

import java.util.List;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/** Which package architectures a bundle of an architecture can hold; multilib is off. */
public final class ArchPolicy {

  private final List<String> ranked;

  private ArchPolicy(List<String> ranked) {
    this.ranked = ranked;
  }

  /**
   * The policy for a bundle of {@code arch}.
   *
   * @throws DiracosException if the architecture is not known
   */
  public static ArchPolicy of(String arch) {
    return new ArchPolicy(
        switch (arch) {
          case "x86_64", "amd64" -> List.of("x86_64", "amd64", "noarch");
          case "i686", "i586", "i486", "i386" -> List.of("i686", "i586", "i486", "i386", "noarch");
          case "aarch64" -> List.of("aarch64", "noarch");
          case "ppc64le" -> List.of("ppc64le", "noarch");
          case "s390x" -> List.of("s390x", "noarch");
          case "riscv64" -> List.of("riscv64", "noarch");
          default ->
              throw DiracosException.of(
                  Problem.of(
                      "DOS-RESOLVE-06",
                      "unknown architecture '" + arch + "'",
                      "\"platform\": {\"arch\"} or -Ddiracos.arch",
                      "use one of x86_64, aarch64, ppc64le, i686, s390x, riscv64"));
        });
  }

  /** Whether a bundle can be for that architecture. */
  static boolean isKnown(String arch) {
    return List.of("x86_64", "aarch64", "ppc64le", "i686", "s390x", "riscv64").contains(arch);
  }

  /** Whether a package of that architecture can be in the bundle. */
  public boolean accepts(Nevra nevra) {
    return accepts(nevra.arch());
  }

  /** Whether a package of {@code arch} can be in the bundle. */
  public boolean accepts(String arch) {
    return ranked.contains(arch);
  }

  /** Lower is better; noarch and the best machine architecture rank the same, as in libsolv. */
  public int rank(Nevra nevra) {
    return rank(nevra.arch());
  }

  /** As {@link #rank(Nevra)}, of an architecture. */
  int rank(String arch) {
    int rank = ranked.indexOf(arch);
    return rank < 0 ? Integer.MAX_VALUE : any(arch) ? 0 : rank;
  }

  /** Whether packages of that architecture are for any machine. */
  static boolean any(String arch) {
    return arch.equals("noarch");
  }
}
