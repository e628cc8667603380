package org.diracgrid.diracos.verify;

import java.util.List;
import java.util.function.Consumer;
import org.diracgrid.diracos.exec.ProcessRunner;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.progress.Stage;
import org.diracgrid.diracos.progress.Unit;

/** Runs all inspections over a subject. */
public final class Verifier {

  private final List<Inspection> inspections;
  private final Progress progress;

  /** A verifier with all inspections; of what the bundle holds, only its Python is run. */
  public Verifier(Progress progress) {
    this(
        List.of(
            new LinkInspection(),
            new FileInspection(),
            new InterpreterInspection(),
            new PackageInspection(),
            new PythonInspection(new ProcessRunner()),
            new LoaderInspection(),
            new SearchPathInspection(),
            new ArchitectureInspection(),
            new GlibcInspection()),
        progress);
  }

  Verifier(List<Inspection> inspections, Progress progress) {
    this.inspections = List.copyOf(inspections);
    this.progress = progress;
  }

  /** What holds of {@code subject}. */
  public VerifyReport verify(Subject subject, Contract contract) {
    return verify(subject, contract, findings -> {});
  }

  /**
   * What holds of {@code subject}.
   *
   * @param more is told last where its findings go
   */
  public VerifyReport verify(Subject subject, Contract contract, Consumer<Findings> more) {
    Findings findings = new Findings(contract.severities());
    try (Stage stage = progress.stage("verify", inspections.size(), Unit.ITEMS)) {
      for (Inspection inspection : inspections) {
        inspection.inspect(subject, contract, findings);
        stage.advance(1);
      }
    }
    more.accept(findings);
    return findings.report(subject.name());
  }
}
