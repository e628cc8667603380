package org.diracgrid.diracos.pipeline;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.nevra.Operator;
import org.diracgrid.diracos.repo.LoadedRepository;
import org.diracgrid.diracos.repo.PackageRecord;
import org.diracgrid.diracos.repo.RelationKind;
import org.diracgrid.diracos.repo.RepoIndex;
import org.diracgrid.diracos.rpm.RpmFileInfo;
import org.diracgrid.diracos.rpm.RpmHeader;
import org.diracgrid.diracos.rpm.RpmTag;

/**
 * The packages of the base, and beside them packages of ours, and one that stands for the build
 * itself: it requires what the build requires, so that a buildroot is the closure of one root.
 */
final class OwnIndex {

  /** Repository id of packages that were built here. */
  static final String OWN = "diracos";

  /** Repository id of the package that stands for the build. */
  static final String BUILD = "build";

  private static final Checksum NO_FILE =
      new Checksum(Algorithm.SHA256, "0".repeat(2 * Algorithm.SHA256.bytes()));

  private final RepoIndex.Builder builder = new RepoIndex.Builder();

  /** The packages of {@code base}, in that order. */
  OwnIndex(Collection<LoadedRepository> base) {
    base.forEach(repository -> repository.readPrimary(builder));
  }

  /** Adds a package of ours. */
  OwnIndex with(BuiltPackage built) {
    RpmHeader header = built.header();
    Nevra nevra = built.nevra();
    builder.begin(
        new PackageRecord(
            OWN,
            nevra.name(),
            nevra.arch(),
            nevra.evr(),
            built.file().toString(),
            0,
            0,
            built.checksum(),
            header.text(RpmTag.SOURCE_RPM),
            header.text(RpmTag.LICENSE)));
    relations(RelationKind.PROVIDES, header.provides());
    relations(RelationKind.REQUIRES, header.requires());
    relations(RelationKind.CONFLICTS, header.conflicts());
    relations(RelationKind.OBSOLETES, header.obsoletes());
    header.files().stream()
        .map(RpmFileInfo::path)
        .filter(path -> path.startsWith("/"))
        .forEach(builder::file);
    return this;
  }

  /** Adds the package that stands for a build, with what it requires. */
  OwnIndex forBuild(Nevra nevra, Collection<Capability> requires) {
    builder.begin(
        new PackageRecord(
            BUILD, nevra.name(), nevra.arch(), nevra.evr(), "build", 0, 0, NO_FILE, "", ""));
    relations(
        RelationKind.PROVIDES, List.of(new Capability(nevra.name(), Operator.EQ, nevra.evr())));
    relations(RelationKind.REQUIRES, requires);
    return this;
  }

  /**
   * All of it; packages of the base have the numbers that they have in an index of the base alone.
   *
   * @param hidden by number, what hides it
   */
  RepoIndex build(Map<Integer, String> hidden) {
    return builder.build().hiding(hidden);
  }

  private void relations(RelationKind kind, Collection<Capability> relations) {
    for (Capability one : relations) {
      if (!(kind == RelationKind.REQUIRES && one.name().startsWith("rpmlib("))) {
        builder.relation(kind, one.name(), one.operator(), one.evr());
      }
    }
  }
}
