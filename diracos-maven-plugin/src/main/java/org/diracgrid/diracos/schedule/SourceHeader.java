package org.diracgrid.diracos.schedule;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.nevra.Dependency;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.rpm.RpmFile;
import org.diracgrid.diracos.rpm.RpmHeader;
import org.diracgrid.diracos.rpm.RpmTag;

/**
 * What a source package says of itself.
 *
 * @param nevra its name, version and release; the architecture is {@code src}
 * @param buildRequires what its build requires, in the header's order and each once; {@code
 *     rpmlib(…)}, which is about rpm itself, left out
 * @param provides the packages that its build makes, as {@code name = evr}: rpm writes them since
 *     4.16; empty in older source packages
 * @param exclusiveArch the only architectures that it is for; empty: any
 * @param excludeArch architectures that it is not for
 * @param dynamicBuildRequires whether a script of the source tells more requirements, which are not
 *     in the header
 */
public record SourceHeader(
    Nevra nevra,
    List<Dependency> buildRequires,
    List<Capability> provides,
    List<String> exclusiveArch,
    List<String> excludeArch,
    boolean dynamicBuildRequires) {

  private static final String RPMLIB = "rpmlib(";
  private static final String DYNAMIC = "rpmlib(DynamicBuildRequires)";

  /** Holds its own lists. */
  public SourceHeader {
    buildRequires = List.copyOf(buildRequires);
    provides = List.copyOf(provides);
    exclusiveArch = List.copyOf(exclusiveArch);
    excludeArch = List.copyOf(excludeArch);
  }

  /**
   * Reads the header of a source package.
   *
   * @throws DiracosException with a code {@code DOS-RPM-NN} if it is no sound package, {@code
   *     DOS-SOURCE-01} if it is a binary one, {@code DOS-SOURCE-02} if it requires what is no
   *     dependency
   */
  public static SourceHeader read(Path srpm) {
    return of(RpmFile.read(srpm));
  }

  /**
   * Takes what concerns a build out of the header of a source package.
   *
   * @throws DiracosException as {@link #read} does
   */
  public static SourceHeader of(RpmFile srpm) {
    RpmHeader header = srpm.header();
    if (!header.isSource()) {
      throw DiracosException.of(
          Problem.of(
              "DOS-SOURCE-01",
              header.nevra() + " is no source package",
              srpm.path().toString(),
              "give its .src.rpm; a package that is built already needs no build"));
    }
    LinkedHashSet<Dependency> requires = new LinkedHashSet<>();
    boolean dynamic = false;
    for (Capability relation : header.requires()) {
      dynamic |= relation.name().equals(DYNAMIC);
      if (!relation.name().startsWith(RPMLIB)) {
        requires.add(dependency(srpm, relation));
      }
    }
    return new SourceHeader(
        header.nevra(),
        new ArrayList<>(requires),
        header.provides(),
        header.texts(RpmTag.EXCLUSIVE_ARCH),
        header.texts(RpmTag.EXCLUDE_ARCH),
        dynamic);
  }

  private static Dependency dependency(RpmFile srpm, Capability relation) {
    try {
      return Dependency.of(relation);
    } catch (IllegalArgumentException e) {
      throw DiracosException.of(
          new Problem(
              "DOS-SOURCE-02",
              srpm.header().nevra() + " requires what is no dependency: " + relation,
              srpm.path().toString(),
              String.valueOf(e.getMessage()),
              "correct this BuildRequires in the spec, by a patch if the source is not yours"),
          e);
    }
  }
}
