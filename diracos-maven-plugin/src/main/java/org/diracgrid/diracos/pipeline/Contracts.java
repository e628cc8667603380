package org.diracgrid.diracos.pipeline;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.diracgrid.diracos.config.DiracosSpec;
import org.diracgrid.diracos.verify.Check;
import org.diracgrid.diracos.verify.Contract;
import org.diracgrid.diracos.verify.Severity;

/** Makes a contract out of a configuration. */
final class Contracts {

  private Contracts() {}

  static Contract of(DiracosSpec spec) {
    Map<Check, Severity> severities = new EnumMap<>(Check.class);
    for (Check check : Check.values()) {
      Optional.ofNullable(spec.verify().severities().get(check.word()))
          .map(Severity::parse)
          .ifPresent(severity -> severities.put(check, severity));
    }
    return new Contract(
        Optional.of(spec.platform().arch()),
        spec.platform().glibc(),
        spec.platform().hostLibraries(),
        spec.verify().hostInterpreters(),
        spec.knownMissing(),
        spec.knownBrokenLinks(),
        severities);
  }
}
