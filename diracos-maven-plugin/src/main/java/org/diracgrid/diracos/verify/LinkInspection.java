package org.diracgrid.diracos.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.relocate.Glob;
import org.diracgrid.diracos.relocate.TreeView;
import org.diracgrid.diracos.stage.StagedEntry;

/**
 * Where symbolic links lead. Each link is under one check: an absolute one leads to the host
 * wherever its target is, one that climbs leaves the bundle whether or not something is there.
 */
final class LinkInspection implements Inspection {

  @Override
  public void inspect(Subject subject, Contract contract, Findings findings) {
    TreeView view = new TreeView(subject.tree().entries(), subject.tree().root().toString());
    List<Glob> known = Glob.parseAll(contract.knownBrokenLinks());
    Set<BundlePath> broken = new TreeSet<>(subject.brokenLinks());
    List<String> absolute = new ArrayList<>();
    List<String> climbing = new ArrayList<>();
    List<String> dangling = new ArrayList<>();
    List<StagedEntry> links = subject.tree().of(StagedEntry.Kind.SYMLINK);
    for (StagedEntry link : links) {
      TreeView.Resolution target = view.resolve(link.path().parent(), link.target());
      boolean isAbsolute = link.target().startsWith("/");
      if (target.found().isEmpty() || target.climbs()) {
        broken.add(link.path());
        if (isKnown(known, link.path())) {
          continue;
        }
      }
      if (isAbsolute) {
        absolute.add(line(link));
      } else if (target.climbs()) {
        climbing.add(line(link));
      } else if (target.found().isEmpty()) {
        dangling.add(line(link));
      }
    }
    tell(absolute, climbing, dangling, findings);
    for (Check check : List.of(Check.ABSOLUTE_LINK, Check.DANGLING_LINK, Check.ESCAPING_LINK)) {
      findings.remark(check, Listed.count(links.size(), "link", "links"));
    }
    tellStale(subject, contract, broken, findings);
  }

  private static void tell(
      List<String> absolute, List<String> climbing, List<String> dangling, Findings findings) {
    if (!absolute.isEmpty()) {
      findings.add(
          Check.ABSOLUTE_LINK,
          Listed.count(absolute.size(), "link is absolute", "links are absolute"),
          Listed.lines(absolute),
          "an absolute link leads to the host's file, wherever the bundle is unpacked",
          "relocate the tree: mvn diracos:relocate -Ddiracos.tree=DIR");
    }
    if (!dangling.isEmpty()) {
      findings.add(
          Check.DANGLING_LINK,
          Listed.count(dangling.size(), "link leads nowhere", "links lead nowhere"),
          Listed.lines(dangling),
          "",
          "add the package that has the target to \"manualDependencies\", or the link to"
              + " \"knownBrokenLinks\"");
    }
    if (!climbing.isEmpty()) {
      findings.add(
          Check.ESCAPING_LINK,
          Listed.count(
              climbing.size(), "link leads out of the bundle", "links lead out of the bundle"),
          Listed.lines(climbing),
          "the target has more \"..\" than there are directories above the link",
          "relocate the tree: mvn diracos:relocate -Ddiracos.tree=DIR; or mend the link in its"
              + " package");
    }
  }

  /**
   * A bundle does not list the known links that relocation took, so only a staged tree can tell.
   */
  private static void tellStale(
      Subject subject, Contract contract, Set<BundlePath> broken, Findings findings) {
    if (contract.knownBrokenLinks().isEmpty()) {
      return;
    }
    if (subject.packages().isEmpty()) {
      findings.skip(
          Check.KNOWN,
          "which links relocation removed is known of the build's own tree only, so"
              + " \"knownBrokenLinks\" is not compared");
      return;
    }
    List<String> stale =
        contract.knownBrokenLinks().stream()
            .filter(text -> fitsNone(Glob.parse(text), broken))
            .distinct()
            .sorted()
            .toList();
    if (!stale.isEmpty()) {
      findings.add(
          Check.KNOWN,
          Listed.count(
              stale.size(),
              "entry of \"knownBrokenLinks\" fits no broken link",
              "entries of \"knownBrokenLinks\" fit no broken link"),
          Listed.lines(stale),
          "",
          "take what is listed out of \"knownBrokenLinks\"");
    }
  }

  private static boolean fitsNone(Glob glob, Set<BundlePath> broken) {
    return broken.stream().noneMatch(path -> isKnown(List.of(glob), path));
  }

  /** DIRACOS v1 writes them with {@code DIRACOS} in front, as in its {@code brokenLinks.txt}. */
  private static boolean isKnown(List<Glob> known, BundlePath path) {
    return Glob.any(known, path.toString()) || Glob.any(known, "DIRACOS" + path);
  }

  private static String line(StagedEntry link) {
    String owner = link.owner().isEmpty() ? "" : " (" + link.owner() + ")";
    return link.path() + " -> " + link.target() + owner;
  }
}
