package org.diracgrid.diracos.pipeline;

import java.util.List;
import java.util.stream.IntStream;
import org.diracgrid.diracos.repo.PackageRecord;
import org.diracgrid.diracos.repo.RepoIndex;
import org.diracgrid.diracos.resolve.Root;

/**
 * What ships when no package is named: as in DIRACOS v1, every package of the own repository, save
 * debug packages, packages named {@code -doc-}, and what was only built to build others.
 */
final class OwnRepository {

  private OwnRepository() {}

  static List<Root> roots(RepoIndex index, String id, String where) {
    return IntStream.of(index.packagesOf(id))
        .filter(index::isVisible)
        .mapToObj(index::record)
        .filter(OwnRepository::ships)
        .map(PackageRecord::name)
        .distinct()
        .sorted()
        .map(name -> new Root(name, "repository " + id, where))
        .toList();
  }

  private static boolean ships(PackageRecord record) {
    String file = record.location().substring(record.location().lastIndexOf('/') + 1);
    return !record.name().endsWith("-debuginfo")
        && !record.name().endsWith("-debugsource")
        && !file.contains("-doc-")
        && !file.contains("debuginfo")
        && !record.location().startsWith("buildOnly/")
        && !record.location().startsWith("bootstrap/");
  }
}
