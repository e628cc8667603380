package org.diracgrid.diracos.relocate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.stage.StagedEntry;

/**
 * Follows paths within a tree as if its root were the root directory: absolute links start there,
 * and nothing climbs above it. The machine it runs on is never asked.
 */
public final class TreeView {

  /** As many links as Linux follows for one path. */
  private static final int MAX_LINKS = 40;

  private final Map<BundlePath, StagedEntry> entries;
  private final String stagingRoot;

  /**
   * A view of entries.
   *
   * @param stagingRoot where the tree lies on the machine: absolute links that start with it were
   *     made by programs that ran in the tree
   */
  public TreeView(Map<BundlePath, StagedEntry> entries, String stagingRoot) {
    this.entries = entries;
    this.stagingRoot = stagingRoot;
  }

  /**
   * Where a path leads.
   *
   * @param found the physical path of what is there; empty if nothing is, or the links go in
   *     circles
   * @param climbs true if the text itself, not a link on the way, climbs above the root
   */
  public record Resolution(Optional<BundlePath> found, boolean climbs) {}

  private record Step(String segment, boolean own) {}

  /** Follows {@code text} from the physical directory {@code start}. */
  public Resolution resolve(BundlePath start, String text) {
    Deque<Step> steps = new ArrayDeque<>();
    BundlePath current = enter(start, text, true, steps);
    boolean climbs = false;
    int links = 0;
    while (!steps.isEmpty()) {
      Step step = steps.removeFirst();
      if (step.segment.equals("..")) {
        climbs |= step.own && current.isRoot();
        current = current.parent();
        continue;
      }
      BundlePath child = current.resolve(step.segment);
      StagedEntry entry = entries.get(child);
      if (entry == null || (entry.kind() == StagedEntry.Kind.FILE && !steps.isEmpty())) {
        return new Resolution(Optional.empty(), climbs);
      }
      if (entry.kind() != StagedEntry.Kind.SYMLINK) {
        current = child;
      } else if (++links > MAX_LINKS) {
        return new Resolution(Optional.empty(), climbs);
      } else {
        current = enter(current, entry.target(), false, steps);
      }
    }
    return new Resolution(Optional.of(current), climbs);
  }

  /** The physical path of what stands at {@code path}, links followed. */
  public Optional<BundlePath> real(BundlePath path) {
    return resolve(BundlePath.ROOT, path.memberName()).found();
  }

  /** The physical path of {@code path} itself: links followed in its directories only. */
  public Optional<BundlePath> physical(BundlePath path) {
    return real(path.parent())
        .map(directory -> directory.resolve(path.fileName()))
        .filter(entries::containsKey);
  }

  /** True if something stands at that physical path. */
  public boolean contains(BundlePath path) {
    return entries.containsKey(path);
  }

  /** True if that physical path is a directory. */
  public boolean isDirectory(BundlePath path) {
    StagedEntry entry = entries.get(path);
    return path.isRoot() || (entry != null && entry.kind() == StagedEntry.Kind.DIRECTORY);
  }

  /** An absolute path without the staging root in front of it. */
  public String withoutStaging(String path) {
    if (path.startsWith(stagingRoot)
        && (path.length() == stagingRoot.length() || path.charAt(stagingRoot.length()) == '/')) {
      String inside = path.substring(stagingRoot.length());
      return inside.isEmpty() ? "/" : inside;
    }
    return path;
  }

  private BundlePath enter(BundlePath current, String text, boolean own, Deque<Step> steps) {
    boolean absolute = text.startsWith("/");
    String inside = absolute ? withoutStaging(text) : text;
    List<String> segments = new ArrayList<>();
    for (String segment : inside.split("/", -1)) {
      if (!segment.isEmpty() && !segment.equals(".")) {
        segments.add(segment);
      }
    }
    for (int i = segments.size() - 1; i >= 0; i--) {
      steps.addFirst(new Step(segments.get(i), own));
    }
    return absolute ? BundlePath.ROOT : current;
  }
}
