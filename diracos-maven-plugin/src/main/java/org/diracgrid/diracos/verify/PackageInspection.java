package org.diracgrid.diracos.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.relocate.TreeView;
import org.diracgrid.diracos.stage.PathConflict;
import org.diracgrid.diracos.stage.StagedEntry;

/** What packages fight over, and their licences. */
final class PackageInspection implements Inspection {

  private static final String UNKNOWN = "which packages it was made of is not known";

  @Override
  public void inspect(Subject subject, Contract contract, Findings findings) {
    subject
        .conflicts()
        .ifPresentOrElse(
            conflicts -> conflicts(conflicts, findings),
            () -> findings.skip(Check.CONFLICT, UNKNOWN));
    subject
        .packages()
        .ifPresentOrElse(
            packages -> licences(subject, packages, findings),
            () -> findings.skip(Check.LICENCE, UNKNOWN));
  }

  /** One finding for each set of packages: what helps is to leave one of them out. */
  private static void conflicts(List<PathConflict> conflicts, Findings findings) {
    NavigableMap<String, List<PathConflict>> byPackages = new TreeMap<>();
    for (PathConflict conflict : conflicts) {
      byPackages.computeIfAbsent(owners(conflict), key -> new ArrayList<>()).add(conflict);
    }
    byPackages.forEach(
        (packages, paths) ->
            findings.add(
                Check.CONFLICT,
                packages
                    + " differ in what they have at "
                    + Listed.count(paths.size(), "path", "paths"),
                Listed.lines(paths.stream().map(PathConflict::toString).toList()),
                "",
                "leave one of the packages out by \"ignoredPackages\"; or ship them so, by"
                    + " \"verify\": {\"severity\": {\"conflict\": \"warning\"}}"));
  }

  private static String owners(PathConflict conflict) {
    List<String> owners =
        conflict.claims().stream()
            .map(claim -> claim.owner().isEmpty() ? "other packages" : claim.owner())
            .distinct()
            .sorted()
            .toList();
    return owners.size() == 1
        ? owners.get(0) + " and other packages"
        : String.join(" and ", owners);
  }

  private static void licences(Subject subject, List<PackageFacts> packages, Findings findings) {
    TreeView view = new TreeView(subject.tree().entries(), subject.tree().root().toString());
    List<String> unnamed = new ArrayList<>();
    List<String> lost = new ArrayList<>();
    int silent = 0;
    for (PackageFacts facts : packages) {
      if (facts.licence().isBlank()) {
        unnamed.add(facts.owner());
      }
      if (facts.licenceFiles().isEmpty()) {
        silent++;
      } else if (facts.licenceFiles().stream().noneMatch(path -> isShipped(subject, view, path))) {
        lost.add(facts.owner() + ": " + facts.licenceFiles().get(0));
      }
    }
    if (!unnamed.isEmpty()) {
      findings.add(
          Check.LICENCE,
          Listed.count(unnamed.size(), "package names no licence", "packages name no licence"),
          Listed.lines(unnamed),
          "",
          "give its spec file a License tag, or leave the package out");
    }
    if (!lost.isEmpty()) {
      findings.add(
          Check.LICENCE,
          Listed.count(
              lost.size(),
              "package comes without the text of its licence",
              "packages come without the text of their licence"),
          Listed.lines(lost),
          "the package marks the file as a licence, and the bundle does not have it;"
              + " \"removedFolders\" is the usual cause",
          "keep the folder of licences: take it out of \"removedFolders\"");
    }
    findings.remark(
        Check.LICENCE,
        Listed.count(packages.size(), "package", "packages")
            + (silent == 0 ? "" : ", " + silent + " of which mark no file as a licence"));
  }

  private static boolean isShipped(Subject subject, TreeView view, BundlePath path) {
    Optional<BundlePath> real = view.real(path);
    if (real.isEmpty() || !view.isDirectory(real.get())) {
      return real.isPresent();
    }
    NavigableMap<BundlePath, StagedEntry> entries = subject.tree().entries();
    BundlePath next = entries.higherKey(real.get());
    return next != null && next.startsWith(real.get());
  }
}
