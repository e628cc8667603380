package org.diracgrid.diracos.relocate;

import java.util.ArrayList;
import java.util.List;
import org.diracgrid.diracos.problem.Problem;

/** Turns texts that keep absolute paths into findings, one for each kind. */
final class TextFindings {

  private static final int SHOWN = 5;

  private TextFindings() {}

  static List<Problem> of(TextPlan plan) {
    List<Problem> findings = new ArrayList<>();
    plan.left().forEach((kind, texts) -> findings.add(of(kind, texts)));
    return findings;
  }

  private static Problem of(TextKind kind, List<TextPlan.Text> texts) {
    int paths = texts.stream().mapToInt(text -> text.paths().size()).sum();
    List<String> where = new ArrayList<>();
    for (TextPlan.Text text : texts.subList(0, Math.min(SHOWN, texts.size()))) {
      TextPlan.Use use = text.uses().get(0);
      where.add(text.path() + ":" + use.line() + ": " + use.path());
    }
    if (texts.size() > SHOWN) {
      where.add("and " + (texts.size() - SHOWN) + " more, see paths.json");
    }
    return new Problem(
        "DOS-RELOC-10",
        kind.plural() + " with absolute paths of what is in the bundle: " + texts.size(),
        String.join("\n", where),
        (paths == 1 ? "the path leads" : "the " + paths + " paths lead")
            + " to the host's files or nowhere once the bundle has moved",
        fix(kind));
  }

  private static String fix(TextKind kind) {
    return switch (kind) {
      case CMAKE ->
          "build against them with CMAKE_PREFIX_PATH, or remove them by \"removedFolders\"";
      case SHELL -> "patch those that are used to start from \"$DIRACOS\", which diracosrc sets";
      case PERL -> "patch those that are used to start from $ENV{DIRACOS}, which diracosrc sets";
      case PYTHON ->
          "patch those that are used to start from sys.prefix or os.environ[\"DIRACOS\"]";
      case CONFIGURATION ->
          "write what is used relative, or give the program its own file by its variable or option";
      default -> "look whether a program of the bundle reads them; remove the others";
    };
  }
}
