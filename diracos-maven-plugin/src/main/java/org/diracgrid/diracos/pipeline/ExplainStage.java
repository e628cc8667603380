package org.diracgrid.diracos.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Nearest;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.repo.RepoIndex;
import org.diracgrid.diracos.resolve.Explainer;
import org.diracgrid.diracos.resolve.Explanation;
import org.diracgrid.diracos.resolve.ExplanationJson;
import org.diracgrid.diracos.resolve.ExplanationText;
import org.diracgrid.diracos.resolve.ReasonGraph;
import org.diracgrid.diracos.resolve.ReasonTree;

/** From the closure to answers: why something ships, and what brings in what. */
final class ExplainStage {

  private final Run run;
  private final ResolveStage resolving;
  private final ResolveStage.Result resolved;
  private final ReasonGraph graph;

  ExplainStage(Run run) {
    this.run = run;
    this.resolving = new ResolveStage(run);
    this.resolved = resolving.lock();
    run.settle();
    this.graph = resolving.reasons(resolved);
  }

  /** Tells why a package, file or capability ships, and writes {@code why.json}. */
  Explanation why(String asked) {
    if (asked.isBlank()) {
      throw DiracosException.of(
          Problem.of(
              "DOS-WHY-01",
              "there is nothing to explain: no package is named",
              "-Dpackage",
              "say -Dpackage= with a name, NEVRA, glob, path, soname or other capability, such as"
                  + " 'libfoo >= 1.2'"));
    }
    Explainer explainer = new Explainer(graph, run.spec().platform().arch(), this::packages);
    Explanation explanation = explainer.explain(asked.strip());
    ExplanationText.lines(explanation).forEach(run.progress()::info);
    AtomicFile.write(run.work("why.json"), ExplanationJson.write(explanation));
    return explanation;
  }

  private Explainer.Packages packages() {
    RepoIndex index = resolving.index(resolved.repositories());
    return new Explainer.Packages(index, new Filelists(index, resolved.repositories().values()));
  }

  /** Shows what ships as a tree, and writes it to {@code tree.txt}. */
  List<String> tree(int depth, String from) {
    List<String> lines = ReasonTree.lines(graph, depth, from.strip());
    if (lines.isEmpty()) {
      throw DiracosException.of(
          Problem.of(
              "DOS-WHY-02",
              "'" + from + "' is no root, and no package that ships",
              "-Dpackage",
              near(from)));
    }
    lines.forEach(run.progress()::info);
    AtomicFile.write(run.work("tree.txt"), (String.join("\n", lines) + "\n").getBytes(UTF_8));
    return lines;
  }

  private String near(String from) {
    List<String> near =
        Nearest.to(from, graph.packages().stream().map(ReasonGraph.Node::name).toList(), 5);
    return near.isEmpty()
        ? "name a root as diracos.json has it, or leave -Dpackage out to see all"
        : "did you mean " + String.join(", ", near) + "?";
  }
}
