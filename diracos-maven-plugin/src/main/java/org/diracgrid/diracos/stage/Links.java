package org.diracgrid.diracos.stage;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.diracgrid.diracos.path.BundlePath;
import org.jspecify.annotations.Nullable;

/**
 * Walks paths through symbolic links as the kernel would if the tree were its root, without a tree
 * on disk. Immutable but for its caches; for one thread.
 */
final class Links {

  /** As many as Linux follows in one walk ({@code MAXSYMLINKS}). */
  private static final int MOST_LINKS = 40;

  /** Target by the canonical path of the link: no link in its parents. */
  private final Map<BundlePath, String> targets;

  private final Map<BundlePath, Walk> directories = new HashMap<>();
  private final Set<BundlePath> used = new HashSet<>();

  /**
   * How a walk went.
   *
   * @param end where it ended; the link that closes the circle, if {@code loops}
   * @param climbs whether a {@code ..} stood at the root, where the kernel stays and a bundle that
   *     lies anywhere would be left
   * @param loops whether it ran in a circle
   * @param culprit the last link to be followed, or null if there was none
   */
  record Walk(BundlePath end, boolean climbs, boolean loops, @Nullable BundlePath culprit) {}

  Links(Map<BundlePath, String> targets) {
    this.targets = Map.copyOf(targets);
  }

  Map<BundlePath, String> targets() {
    return targets;
  }

  /** The links that {@link #directory} went through. */
  Set<BundlePath> used() {
    return used;
  }

  /** Where a directory of this name lies, all links in it followed, the last one too. */
  Walk directory(BundlePath path) {
    Walk known = directories.get(path);
    if (known != null) {
      return known;
    }
    Walk walk;
    if (path.isRoot()) {
      walk = new Walk(path, false, false, null);
    } else {
      Walk parent = directory(path.parent());
      Walker walker = new Walker(parent, used);
      walker.step(parent.end(), path.fileName(), path);
      walk = walker.result();
    }
    directories.put(path, walk);
    return walk;
  }

  /** Where {@code target} leads from directory {@code canonical}; does not count as use. */
  Walk follow(BundlePath canonical, String target) {
    return follow(canonical, target, new HashSet<>());
  }

  /**
   * Whether following {@code target} from the directory of {@code link} comes by the link again.
   */
  boolean returns(BundlePath link, String target) {
    Set<BundlePath> followed = new HashSet<>();
    follow(link.parent(), target, followed);
    return followed.contains(link);
  }

  private Walk follow(BundlePath canonical, String target, Set<BundlePath> followed) {
    Walker walker = new Walker(new Walk(canonical, false, false, null), followed);
    walker.end = walker.walk(canonical, target);
    return walker.result();
  }

  /** One walk under way. */
  private final class Walker {

    private final Set<BundlePath> followed;
    private BundlePath end;
    private boolean climbs;
    private boolean loops;
    private @Nullable BundlePath culprit;
    private int budget = MOST_LINKS;

    Walker(Walk start, Set<BundlePath> followed) {
      this.followed = followed;
      this.end = start.end();
      this.climbs = start.climbs();
      this.loops = start.loops();
      this.culprit = start.culprit();
    }

    Walk result() {
      return new Walk(end, climbs, loops, culprit);
    }

    /** Goes from {@code directory} to {@code name} in it; {@code known} spares making the path. */
    void step(BundlePath directory, String name, BundlePath known) {
      boolean same = known.isDirectlyIn(directory);
      end = enter(directory, same ? known : directory.resolve(name));
    }

    private BundlePath enter(BundlePath directory, BundlePath candidate) {
      String target = targets.get(candidate);
      if (target == null) {
        return candidate;
      }
      if (budget == 0) {
        loops = true;
        return candidate;
      }
      budget--;
      culprit = candidate;
      followed.add(candidate);
      return walk(directory, target);
    }

    BundlePath walk(BundlePath directory, String target) {
      BundlePath at = target.startsWith("/") ? BundlePath.ROOT : directory;
      for (String segment : target.split("/", -1)) {
        if (loops) {
          return at;
        }
        if (segment.equals("..")) {
          climbs |= at.isRoot();
          at = at.parent();
        } else if (!segment.isEmpty() && !segment.equals(".")) {
          at = enter(at, at.resolve(segment));
        }
      }
      return at;
    }
  }
}
