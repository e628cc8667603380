package org.diracgrid.diracos.schedule;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.nevra.Dependency;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.rpm.RpmFileInfo;
import org.diracgrid.diracos.rpm.RpmHeader;

/**
 * A binary package that a source made, or makes by all that is known.
 *
 * @param nevra what it is
 * @param provides what it provides: capabilities, and files that others may require, each as a
 *     capability named by its path
 * @param requires what it needs to be installed; weak requirements and {@code rpmlib(…)} left out
 */
public record MadePackage(Nevra nevra, List<Capability> provides, List<Dependency> requires) {

  /** Copies. */
  public MadePackage {
    provides = List.copyOf(provides);
    requires = List.copyOf(requires);
  }

  /** The package of a file, as its header describes it. */
  public static MadePackage of(RpmHeader header) {
    List<Capability> provides = new ArrayList<>(header.provides());
    for (RpmFileInfo file : header.files()) {
      if (isListed(file.path())) {
        provides.add(Capability.of(file.path()));
      }
    }
    LinkedHashSet<Dependency> requires = new LinkedHashSet<>();
    for (Capability relation : header.requires()) {
      if (!relation.name().startsWith("rpmlib(")) {
        requires.add(Dependency.of(relation));
      }
    }
    return new MadePackage(header.nevra(), provides, List.copyOf(requires));
  }

  /** As primary metadata: these are the files that packages require by path. */
  private static boolean isListed(String path) {
    return path.contains("bin/") || path.startsWith("/etc/") || path.equals("/usr/lib/sendmail");
  }
}
