package org.diracgrid.diracos.python;

import java.util.Optional;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.nevra.Nevra;

/**
 * What a package of a Python distribution is called: {@code wheel(requests)-2.31.0-1.noarch}. No
 * package of a repository has such a name.
 */
public final class WheelName {

  private static final String BEGIN = "wheel(";
  private static final String RELEASE = "1";

  private WheelName() {}

  /**
   * The name of a distribution's package.
   *
   * @param name as indexes have it
   */
  public static Nevra of(String name, String version, String arch) {
    return new Nevra(BEGIN + name + ")", new Evr(0, version, RELEASE), arch);
  }

  /** Whether a package, by its name or NEVRA, is one of a distribution. */
  public static boolean isWheel(String owner) {
    return owner.startsWith(BEGIN);
  }

  /** The distribution, as {@code requests==2.31.0}, if it is the package of one. */
  public static Optional<String> pinned(Nevra nevra) {
    String name = nevra.name();
    return isWheel(name)
        ? Optional.of(
            name.substring(BEGIN.length(), name.length() - 1) + "==" + nevra.evr().version())
        : Optional.empty();
  }
}
