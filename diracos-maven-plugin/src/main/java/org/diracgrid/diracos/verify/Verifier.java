package org.diracgrid.diracos.verify;

import java.util.List;
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
            new LinkingInspection(),
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
    Findings findings = new Findings(contract.severities());
    try (Stage stage = progress.stage("verify", inspections.size(), Unit.ITEMS)) {
      for (Inspection inspection : inspections) {
        inspection.inspect(subject, contract, findings);
        stage.advance(1);
      }
    }
    return findings.report(subject.name());
  }
}
