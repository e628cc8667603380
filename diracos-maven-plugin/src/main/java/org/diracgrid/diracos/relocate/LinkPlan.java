package org.diracgrid.diracos.relocate;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.stage.StagedEntry;

/**
 * What becomes of symbolic links: none is absolute, climbs above the root, or leads nowhere.
 *
 * <p>Links are followed with the tree as the root directory, as on an installed system, never on
 * the machine that builds. One that finds its target is kept, as a relative link; the target is in
 * the bundle, so no copy is needed. One that finds nothing, or goes in circles, is broken, and is
 * removed.
 *
 * @param changed links that get another target
 * @param broken links that are removed
 * @param added links that no package has: {@code python} and {@code python3} beside the Python that
 *     is there, since dirac-install asks for {@code python} and alternatives links exist only once
 *     a package is installed
 */
public record LinkPlan(List<Change> changed, List<Broken> broken, List<Change> added) {

  /**
   * A link and its target.
   *
   * @param before the target as the package has it; empty for an added link
   * @param target the target as it shall be
   */
  public record Change(BundlePath path, String before, String target) {}

  /**
   * A link that leads nowhere.
   *
   * @param owner the package that it comes from
   * @param known true if the configuration expects it
   */
  public record Broken(BundlePath path, String target, String owner, boolean known) {}

  /** Copies the lists. */
  public LinkPlan {
    changed = List.copyOf(changed);
    broken = List.copyOf(broken);
    added = List.copyOf(added);
  }

  static LinkPlan of(
      NavigableMap<BundlePath, StagedEntry> entries,
      String stagingRoot,
      List<String> knownBrokenLinks) {
    TreeView view = new TreeView(entries, stagingRoot);
    List<Glob> known = Glob.parseAll(knownBrokenLinks);
    List<Change> changed = new ArrayList<>();
    List<Broken> broken = new ArrayList<>();
    for (StagedEntry entry : entries.values()) {
      if (entry.kind() != StagedEntry.Kind.SYMLINK) {
        continue;
      }
      BundlePath path = entry.path();
      TreeView.Resolution resolution = view.resolve(path.parent(), entry.target());
      if (resolution.found().isEmpty()) {
        boolean expected = Glob.any(known, path.toString()) || Glob.any(known, "DIRACOS" + path);
        broken.add(new Broken(path, entry.target(), entry.owner(), expected));
        continue;
      }
      String target =
          relative(path.parent(), entry.target(), resolution, resolution.found().get(), view);
      if (!target.equals(entry.target())) {
        changed.add(new Change(path, entry.target(), target));
      }
    }
    return new LinkPlan(changed, broken, pythons(view));
  }

  private static String relative(
      BundlePath directory,
      String target,
      TreeView.Resolution resolution,
      BundlePath found,
      TreeView view) {
    if (!target.startsWith("/")) {
      return resolution.climbs() ? found.relativeTo(directory) : target;
    }
    String inside = view.withoutStaging(target);
    boolean plain = !("/" + inside + "/").contains("/../");
    return (plain ? BundlePath.parse(inside) : found).relativeTo(directory);
  }

  private static List<Change> pythons(TreeView view) {
    BundlePath bin = BundlePath.parse("/usr/bin");
    BundlePath python3 = bin.resolve("python3");
    List<Change> added = new ArrayList<>();
    Optional<String> newest = Optional.empty();
    if (view.real(python3).isPresent()) {
      newest = Optional.of("python3");
    } else {
      for (int minor = 99; minor > 0 && newest.isEmpty(); minor--) {
        if (view.real(bin.resolve("python3." + minor)).isPresent()) {
          newest = Optional.of("python3." + minor);
        }
      }
      newest.ifPresent(name -> added.add(new Change(python3, "", name)));
    }
    BundlePath python = bin.resolve("python");
    if (newest.isPresent() && view.real(python).isEmpty()) {
      added.add(new Change(python, "", "python3"));
    }
    return added;
  }

  /** The entries after the change. */
  NavigableMap<BundlePath, StagedEntry> apply(NavigableMap<BundlePath, StagedEntry> entries) {
    NavigableMap<BundlePath, StagedEntry> result = new TreeMap<>(entries);
    broken.forEach(link -> result.remove(link.path()));
    for (Change change : changed) {
      StagedEntry old = entries.get(change.path());
      String owner = old == null ? "" : old.owner();
      result.put(change.path(), link(change, owner));
    }
    added.forEach(change -> result.put(change.path(), link(change, "")));
    return result;
  }

  private static StagedEntry link(Change change, String owner) {
    return new StagedEntry(
        change.path(), StagedEntry.Kind.SYMLINK, 0777, 0, change.target(), owner, null);
  }
}
