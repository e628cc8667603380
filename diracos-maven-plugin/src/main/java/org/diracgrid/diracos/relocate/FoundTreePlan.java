package org.diracgrid.diracos.relocate;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.stage.FoundTree;
import org.diracgrid.diracos.stage.StagedEntry;

/**
 * What is done to a tree that somebody else made.
 *
 * @param relocation what is done; it removes and adds nothing
 * @param linksKept links that find nothing in the tree, and stay
 * @param scriptsKept scripts of several names in several directories, which no one way to an
 *     interpreter serves
 */
record FoundTreePlan(
    RelocationPlan relocation, List<LinkPlan.Broken> linksKept, List<BundlePath> scriptsKept) {

  /** Copies the lists. */
  FoundTreePlan {
    linksKept = List.copyOf(linksKept);
    scriptsKept = List.copyOf(scriptsKept);
  }

  static FoundTreePlan of(FoundTree found, TreeScan scan, List<String> loaderDirectories) {
    String root = found.tree().root().toString();
    LinkPlan all = LinkPlan.of(found.tree().entries(), root, List.of());
    LinkPlan links =
        new LinkPlan(
            all.changed().stream().filter(change -> change.before().startsWith("/")).toList(),
            List.of(),
            List.of());
    NavigableMap<BundlePath, StagedEntry> entries = links.apply(found.tree().entries());
    RpathPlan rpaths =
        RpathPlan.of(
            entries,
            root,
            scan.elfs(),
            loaderDirectories,
            RelocationSpec.of(""),
            found.hardLinks());
    List<BundlePath> scriptsKept = new ArrayList<>();
    ShebangPlan shebangs = ShebangPlan.of(entries, root, scan.scripts());
    List<ShebangPlan.Change> scripts = new ArrayList<>();
    for (ShebangPlan.Change script : shebangs.changes()) {
      if (servesAllNames(found, script)) {
        scripts.add(script);
      } else {
        scriptsKept.add(script.path());
      }
    }
    return new FoundTreePlan(
        new RelocationPlan(
            new RemovalPlan(new TreeSet<>()),
            links,
            withWaysOut(rpaths, new TreeView(entries, root)),
            new ShebangPlan(scripts, shebangs.unsolved(), shebangs.host()),
            TextPlan.NONE),
        all.broken(),
        scriptsKept);
  }

  /** The same for some of the files; what is planned for all others is left out. */
  FoundTreePlan only(Set<BundlePath> some) {
    RelocationPlan all = relocation;
    return new FoundTreePlan(
        new RelocationPlan(
            all.removal(),
            new LinkPlan(
                all.links().changed().stream().filter(c -> some.contains(c.path())).toList(),
                List.of(),
                List.of()),
            new RpathPlan(
                all.rpaths().changes().stream().filter(c -> some.contains(c.path())).toList(),
                all.rpaths().missing().stream().filter(m -> some.contains(m.path())).toList(),
                List.of()),
            new ShebangPlan(
                all.shebangs().changes().stream().filter(c -> some.contains(c.path())).toList(),
                all.shebangs().unsolved().stream().filter(c -> some.contains(c.path())).toList(),
                List.of()),
            all.texts()),
        linksKept.stream().filter(link -> some.contains(link.path())).toList(),
        scriptsKept.stream().filter(some::contains).toList());
  }

  private static boolean servesAllNames(FoundTree found, ShebangPlan.Change script) {
    boolean anywhere =
        script.form() == ShebangPlan.Form.SH || script.form() == ShebangPlan.Form.ENV;
    return anywhere
        || found.names(script.path()).stream().map(BundlePath::parent).distinct().count() == 1;
  }

  /** Keeps what leads out of the tree for files that need something from there. */
  private static RpathPlan withWaysOut(RpathPlan rpaths, TreeView view) {
    Set<BundlePath> needy =
        rpaths.missing().stream().map(RpathPlan.Missing::path).collect(Collectors.toSet());
    List<RpathPlan.Change> changes = new ArrayList<>();
    for (RpathPlan.Change change : rpaths.changes()) {
      List<String> texts = new ArrayList<>(List.of(change.after().split(":", -1)));
      if (needy.contains(change.path())) {
        for (String entry : change.before().split(":", -1)) {
          if (entry.startsWith("/")
              && !texts.contains(entry)
              && view.resolve(BundlePath.ROOT, entry).found().isEmpty()) {
            texts.add(entry);
          }
        }
      }
      changes.add(new RpathPlan.Change(change.path(), change.before(), String.join(":", texts)));
    }
    return new RpathPlan(changes, rpaths.missing(), rpaths.glibc());
  }
}
