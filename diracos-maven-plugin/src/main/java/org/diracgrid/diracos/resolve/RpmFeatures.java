package org.diracgrid.diracos.resolve;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.nevra.Operator;

/**
 * The {@code rpmlib()} requirements that extracting can live with: the features of rpm 4.18 as
 * {@code rpm --showrc} lists them. A package that needs another one, or a later version of one, may
 * hold what would be extracted wrongly, so it cannot ship.
 */
final class RpmFeatures {

  private static final Map<String, Capability> KNOWN =
      Stream.of(
              "BuiltinLuaScripts 4.2.2-1",
              "CaretInVersions 4.15.0-1",
              "CompressedFileNames 3.0.4-1",
              "ConcurrentAccess 4.1-1",
              "DynamicBuildRequires 4.15.0-1",
              "ExplicitPackageProvide 4.0-1",
              "FileCaps 4.6.1-1",
              "FileDigests 4.6.0-1",
              "HeaderLoadSortsTags 4.0.1-1",
              "LargeFiles 4.12.0-1",
              "PartialHardlinkSets 4.0.4-1",
              "PayloadFilesHavePrefix 4.0-1",
              "PayloadIsBzip2 3.0.5-1",
              "PayloadIsLzma 4.4.2-1",
              "PayloadIsXz 5.2-1",
              "PayloadIsZstd 5.4.18-1",
              "RichDependencies 4.12.0-1",
              "ScriptletExpansion 4.9.0-1",
              "ScriptletInterpreterArgs 4.0.3-1",
              "TildeInVersions 4.10.0-1",
              "VersionedDependencies 3.0.3-1")
          .map(line -> List.of(line.split(" ")))
          .map(p -> new Capability("rpmlib(" + p.get(0) + ")", Operator.EQ, Evr.parse(p.get(1))))
          .collect(Collectors.toUnmodifiableMap(Capability::name, capability -> capability));

  private RpmFeatures() {}

  /** Whether a relation asks for a feature of rpm rather than for a package. */
  static boolean isFeature(Capability relation) {
    return relation.name().startsWith("rpmlib(");
  }

  /** Whether the feature is there. */
  static boolean has(Capability relation) {
    Capability known = KNOWN.get(relation.name());
    return known != null && known.satisfies(relation);
  }
}
