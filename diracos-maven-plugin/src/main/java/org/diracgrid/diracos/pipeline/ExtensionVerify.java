package org.diracgrid.diracos.pipeline;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.diracgrid.diracos.config.DiracosSpec;
import org.diracgrid.diracos.config.ExtensionSpec;
import org.diracgrid.diracos.verify.Contract;
import org.diracgrid.diracos.verify.VerifyReport;

/**
 * Checks an extension as a client has it: its tarball, unpacked over that of its base if it holds
 * only what is added. The base is verified by its digest, and what it promises holds for the whole.
 */
final class ExtensionVerify {

  private final Run run;

  ExtensionVerify(Run run) {
    this.run = run;
  }

  /**
   * Checks it; the tarball is made if it is not there.
   *
   * @param coordinates gives the file of Maven coordinates
   */
  VerifyReport verify(Function<String, Path> coordinates) {
    BaseStage.Base base = new BaseStage(run).base(coordinates);
    Run held = run.with(base.held(run.spec()));
    DiracosSpec spec = held.spec();
    Path tarball = new ExtensionStage(held).extend(base).tarball();
    run.settle();
    List<Path> tarballs =
        spec.extension().output() == ExtensionSpec.Output.FULL
            ? List.of(tarball)
            : List.of(base.file(), tarball);
    Contract contract = base.contract().isPresent() ? Contracts.of(spec) : Contracts.ofOther(spec);
    PythonStage python = new PythonStage(held, base, Optional.empty());
    return new VerifyStage(run.request(), run.environment())
        .verify(tarballs, contract, spec, root -> python.check(base.root(), root));
  }
}
