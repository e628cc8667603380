package org.diracgrid.diracos.relocate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.diracgrid.diracos.elf.RpathRefusal;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.stage.FoundTree;

/** Turns what a plan could not solve into findings, one per cause rather than one per file. */
final class RelocationFindings {

  private static final int SHOWN = 5;

  private RelocationFindings() {}

  static List<Problem> of(RelocationPlan plan) {
    List<Problem> findings = new ArrayList<>();
    missing(
        plan.rpaths(),
        findings,
        "add the package that has it to \"manualDependencies\", or its name to \"knownMissing\" or"
            + " \"platform\": \"hostLibraries\"");
    for (BundlePath library : plan.rpaths().glibc()) {
      findings.add(
          glibc(
              library,
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
    plan.shebangs().unsolved().forEach(script -> findings.add(unsolved(script)));
    findings.addAll(TextFindings.of(plan.texts()));
    return findings;
  }

  /** The findings about a tree that somebody else made: nobody's configuration is about it. */
  static List<Problem> ofFound(FoundTreePlan plan, FoundTree found) {
    List<Problem> findings = new ArrayList<>();
    missing(
        plan.relocation().rpaths(),
        findings,
        "put it into the tree, or see that every host has it where the loader looks");
    for (BundlePath library : plan.relocation().rpaths().glibc()) {
      findings.add(glibc(library, "remove it: the host's loader works with the host's glibc only"));
    }
    if (!plan.linksKept().isEmpty()) {
      findings.add(
          Problem.of(
              "DOS-RELOC-22",
              plan.linksKept().size() + " links lead out of the tree or nowhere and were left",
              listed(
                  plan.linksKept().stream()
                      .map(link -> link.path() + " -> " + link.target())
                      .toList()),
              "see that they are of use where the tree goes, or remove them"));
    }
    for (ShebangPlan.Other script : plan.relocation().shebangs().unsolved()) {
      findings.add(unsolved(script));
    }
    for (BundlePath script : plan.scriptsKept()) {
      findings.add(kept(script, "it has names in several directories, and one first line only"));
    }
    if (!found.leftAlone().isEmpty()) {
      findings.add(
          Problem.of(
              "DOS-RELOC-23",
              found.leftAlone().size() + " paths are no part of the tree and were left alone",
              listed(found.leftAlone().stream().map(BundlePath::toString).toList()),
              "nothing, if they are devices, sockets, pipes or other file systems that belong"
                  + " there"));
    }
    return findings;
  }

  /** A file that could be relocated, but not without a loss. */
  static Problem kept(BundlePath path, String why) {
    return new Problem(
        "DOS-RELOC-21",
        "a file was left as it is, since something of it would be lost",
        path.toString(),
        why,
        "run as the owner of the tree or as root, or make the file one of its own");
  }

  private static Problem glibc(BundlePath library, String fix) {
    return Problem.of(
        "DOS-RELOC-04",
        "a library of glibc is in the bundle, where programs would find it",
        library.toString(),
        fix);
  }

  private static Problem unsolved(ShebangPlan.Other script) {
    return Problem.of(
        "DOS-RELOC-06",
        "a script asks for an interpreter of the host though the bundle has one: " + script.line(),
        script.path().toString(),
        "call it through the interpreter, or let it ask for /usr/bin/env");
  }

  private static void missing(RpathPlan rpaths, List<Problem> findings, String fix) {
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
                    fix)));
  }

  static Problem refused(RpathPlan.Change change, RpathRefusal why) {
    return new Problem(
        "DOS-RELOC-02",
        "cannot give the file the search path " + change.after(),
        change.path().toString(),
        why.reason(),
        why.fix());
  }

  static List<Problem> tainted(List<BundlePath> files, String staging) {
    return files.isEmpty()
        ? List.of()
        : List.of(
            Problem.of(
                "DOS-RELOC-07",
                "the path of the tree, " + staging + ", is in " + files.size() + " files",
                listed(files.stream().map(BundlePath::toString).toList()),
                "remove them (\"removedFolders\"), or build what makes them relocatable"));
  }

  private static String listed(List<String> lines) {
    List<String> shown = new ArrayList<>(lines.subList(0, Math.min(SHOWN, lines.size())));
    if (lines.size() > SHOWN) {
      shown.add("and " + (lines.size() - SHOWN) + " more");
    }
    return String.join("\n", shown);
  }
}
