package org.diracgrid.diracos.schedule;

import java.util.List;
import java.util.function.Predicate;
import org.diracgrid.diracos.nevra.Dependency;
import org.diracgrid.diracos.nevra.Nevra;

/**
 * A source package that is to be built.
 *
 * @param number its place in the configuration; of two builds of one name that are not of the
 *     bootstrap the higher one counts
 * @param name of the build, as configured
 * @param group name of its group; empty if it has none
 * @param header of its SRPM, patched already
 * @param bootstrap whether it is built first, against the base and other such builds only
 * @param where where it is configured, for messages
 * @param arch architecture that it is built for, by rpm's name
 * @param kept which of the packages that it makes are kept, and so seen by other builds
 * @param told requirements that an earlier build told while it ran ({@code
 *     %generate_buildrequires}); none if it is not known
 * @param made what an earlier build of it made; none if it is not known
 */
public record PlannedSource(
    int number,
    String name,
    String group,
    SourceHeader header,
    boolean bootstrap,
    String where,
    String arch,
    Predicate<Nevra> kept,
    List<Dependency> told,
    List<MadePackage> made) {

  /** Copies. */
  public PlannedSource {
    told = List.copyOf(told);
    made = List.copyOf(made);
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a build without a name");
    }
  }

  /** A source of which every package is kept and no earlier build is known. */
  public static PlannedSource of(
      int number, String name, String group, SourceHeader header, String where, String arch) {
    return new PlannedSource(
        number, name, group, header, false, where, arch, nevra -> true, List.of(), List.of());
  }

  /** The same, of the bootstrap or not. */
  public PlannedSource bootstrap(boolean value) {
    return new PlannedSource(number, name, group, header, value, where, arch, kept, told, made);
  }

  /** The same, with what an earlier build told and made. */
  public PlannedSource earlier(List<Dependency> requirements, List<MadePackage> packages) {
    return new PlannedSource(
        number, name, group, header, bootstrap, where, arch, kept, requirements, packages);
  }
}
