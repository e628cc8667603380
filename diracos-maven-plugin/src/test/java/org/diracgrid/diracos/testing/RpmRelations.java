package org.diracgrid.diracos.testing;

import java.util.List;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.nevra.Operator;

/** How relations are written in a header. */
final class RpmRelations {

  private RpmRelations() {}

  /** Reads {@code name} or {@code name op evr}; a rich dependency is a name. */
  static Capability parse(String text) {
    String[] parts = text.split(" ");
    if (text.startsWith("(") || parts.length != 3) {
      return Capability.of(text);
    }
    for (Operator operator : Operator.values()) {
      if (operator.sign().equals(parts[1])) {
        return new Capability(parts[0], operator, Evr.parse(parts[2]));
      }
    }
    throw new IllegalArgumentException(text);
  }

  static void write(HeaderBytes header, int names, int flags, int versions, List<Capability> all) {
    if (all.isEmpty()) {
      return;
    }
    header
        .strings(names, all.stream().map(Capability::name).toList())
        .int32(flags, all.stream().mapToLong(RpmRelations::sense).toArray())
        .strings(
            versions, all.stream().map(c -> c.evr() == null ? "" : c.evr().toString()).toList());
  }

  private static long sense(Capability capability) {
    Operator operator = capability.operator();
    if (operator == null) {
      return 0;
    }
    return (operator.less() ? 2 : 0) | (operator.greater() ? 4 : 0) | (operator.equal() ? 8 : 0);
  }
}
