package org.diracgrid.diracos.resolve;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.resolve.Lock.LockedPackage;
import org.jspecify.annotations.Nullable;

/**
 * What one lock ships that another does not. Packages are compared by NEVRA and checksum; where
 * they come from does not count.
 *
 * @param changes sorted by kind, then name, EVR, architecture
 * @param before what the old lock weighs
 * @param after what the new lock weighs
 */
public record LockDiff(List<Change> changes, Total before, Total after) {

  /** What became of a package. */
  public enum Kind {
    /** Only the new lock has it. */
    ADDED,
    /** Only the old lock has it. */
    REMOVED,
    /** The new lock has a higher EVR. */
    UPGRADED,
    /** The new lock has a lower EVR. */
    DOWNGRADED,
    /** The same EVR with other bytes, or for another architecture. */
    CHANGED
  }

  /**
   * A package that is not in both locks as it is.
   *
   * @param before null exactly if it was added
   * @param after null exactly if it was removed
   */
  public record Change(Kind kind, @Nullable LockedPackage before, @Nullable LockedPackage after) {

    /** Validates that the sides fit the kind. */
    public Change {
      if ((before == null) != (kind == Kind.ADDED) || (after == null) != (kind == Kind.REMOVED)) {
        throw new IllegalArgumentException(kind + " from " + before + " to " + after);
      }
    }

    /** Bytes of package files that the change adds; negative if it saves some. */
    public long growth() {
      return size(after) - size(before);
    }

    private static long size(@Nullable LockedPackage side) {
      return side == null ? 0 : side.size();
    }

    /** The side that is there, the new one first. */
    LockedPackage either() {
      LockedPackage side = after == null ? before : after;
      if (side == null) {
        throw new IllegalStateException("a change of nothing");
      }
      return side;
    }
  }

  /**
   * What a lock weighs.
   *
   * @param packages how many
   * @param size bytes of all package files
   */
  public record Total(int packages, long size) {

    private static Total of(Lock lock) {
      return new Total(
          lock.packages().size(), lock.packages().stream().mapToLong(LockedPackage::size).sum());
    }
  }

  /** Copies the list. */
  public LockDiff {
    changes = List.copyOf(changes);
  }

  /** Whether both locks ship the same. */
  public boolean isEmpty() {
    return changes.isEmpty();
  }

  /** The changes of one kind. */
  public List<Change> of(Kind kind) {
    return changes.stream().filter(change -> change.kind() == kind).toList();
  }

  /** What {@code after} ships otherwise than {@code before}. */
  public static LockDiff between(Lock before, Lock after) {
    Map<String, List<LockedPackage>> old = byName(before);
    Map<String, List<LockedPackage>> renewed = byName(after);
    List<Change> changes = new ArrayList<>();
    old.forEach((name, packages) -> compare(packages, renewed.remove(name), changes));
    renewed.values().forEach(packages -> compare(List.of(), packages, changes));
    changes.sort(
        Comparator.comparing(Change::kind).thenComparing(change -> change.either().nevra()));
    return new LockDiff(changes, Total.of(before), Total.of(after));
  }

  private static Map<String, List<LockedPackage>> byName(Lock lock) {
    Map<String, List<LockedPackage>> result = new TreeMap<>();
    lock.packages().stream()
        .sorted(Comparator.comparing(LockedPackage::nevra))
        .forEach(
            locked ->
                result
                    .computeIfAbsent(locked.nevra().name(), name -> new ArrayList<>())
                    .add(locked));
    return result;
  }

  /** Of one name; where a lock has several of it, the lowest stands against the lowest. */
  private static void compare(
      List<LockedPackage> before, @Nullable List<LockedPackage> after, List<Change> changes) {
    List<LockedPackage> old = new ArrayList<>(before);
    List<LockedPackage> renewed = new ArrayList<>(after == null ? List.of() : after);
    for (LockedPackage mine : before) {
      renewed.stream()
          .filter(theirs -> same(mine, theirs))
          .findFirst()
          .ifPresent(
              theirs -> {
                old.remove(mine);
                renewed.remove(theirs);
              });
    }
    for (int i = 0; i < Math.max(old.size(), renewed.size()); i++) {
      changes.add(
          change(i < old.size() ? old.get(i) : null, i < renewed.size() ? renewed.get(i) : null));
    }
  }

  private static boolean same(LockedPackage mine, LockedPackage theirs) {
    return mine.nevra().equals(theirs.nevra()) && mine.checksum().equals(theirs.checksum());
  }

  private static Change change(@Nullable LockedPackage before, @Nullable LockedPackage after) {
    if (before == null || after == null) {
      return new Change(before == null ? Kind.ADDED : Kind.REMOVED, before, after);
    }
    Evr old = before.nevra().evr();
    int order = old.compareTo(after.nevra().evr());
    Kind kind = order < 0 ? Kind.UPGRADED : order > 0 ? Kind.DOWNGRADED : Kind.CHANGED;
    return new Change(kind, before, after);
  }
}
