package org.diracgrid.diracos.relocate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.problem.Problem;

/** Turns what a plan could not solve into findings, one per cause rather than one per file. */
final class RelocationFindings {

  private static final int SHOWN = 5;

  private RelocationFindings() {}

  static List<Problem> of(RelocationPlan plan) {
    List<Problem> findings = new ArrayList<>();
    missing(plan.rpaths(), findings);
    for (BundlePath library : plan.rpaths().glibc()) {
      findings.add(
          Problem.of(
              "DOS-RELOC-04",
              "a library of glibc is in the bundle, where programs would find it",
              library.toString(),
              "keep its package out by \"boundary\", or add its folder to \"removedFolders\":"
                  + " the host's loader works with the host's glibc only"));
    }
    for (LinkPlan.Broken link : plan.links().broken()) {
      if (!link.known()) {
        findings.add(
            new Problem(
                "DOS-RELOC-05",
                "a link leads nowhere and was removed: " + link.path() + " -> " + link.target(),
                link.owner(),
                "",
                "add the package that has the target, or the link to \"knownBrokenLinks\""));
      }
    }
    for (ShebangPlan.Other script : plan.shebangs().unsolved()) {
      findings.add(
          Problem.of(
              "DOS-RELOC-06",
              "a script asks for an interpreter of the host though the bundle has one: "
                  + script.line(),
              script.path().toString(),
              "call it through the interpreter, or let it ask for /usr/bin/env"));
    }
    findings.addAll(TextFindings.of(plan.texts()));
    return findings;
  }

  private static void missing(RpathPlan rpaths, List<Problem> findings) {
    Map<String, List<RpathPlan.Missing>> byLibrary = new TreeMap<>();
    for (RpathPlan.Missing missing : rpaths.missing()) {
      if (!missing.known()) {
        byLibrary.computeIfAbsent(missing.library(), key -> new ArrayList<>()).add(missing);
      }
    }
    byLibrary.forEach(
        (library, users) ->
            findings.add(
                Problem.of(
                    "DOS-RELOC-03",
                    library + " is neither in the bundle nor among the libraries of the host",
                    listed(
                        users.stream()
                            .map(
                                user ->
                                    "needed by "
                                        + user.path()
                                        + (user.owner().isEmpty() ? "" : " (" + user.owner() + ")"))
                            .toList()),
                    "add the package that has it to \"manualDependencies\", or its name to"
                        + " \"knownMissing\" or \"platform\": \"hostLibraries\"")));
  }

  static Problem refused(RpathPlan.Change change, String reason) {
    return new Problem(
        "DOS-RELOC-02",
        "cannot give the file the search path " + change.after(),
        change.path().toString(),
        reason,
        "rebuild its package with room for a search path, or remove the file");
  }

  static List<Problem> tainted(List<BundlePath> files, String staging) {
    return files.isEmpty()
        ? List.of()
        : List.of(
            Problem.of(
                "DOS-RELOC-07",
                "the path of the staged tree, " + staging + ", is in " + files.size() + " files",
                listed(files.stream().map(BundlePath::toString).toList()),
                "remove them by \"removedFolders\", or build what makes them relocatable"));
  }

  private static String listed(List<String> lines) {
    List<String> shown = new ArrayList<>(lines.subList(0, Math.min(SHOWN, lines.size())));
    if (lines.size() > SHOWN) {
      shown.add("and " + (lines.size() - SHOWN) + " more");
    }
    return String.join("\n", shown);
  }
}
