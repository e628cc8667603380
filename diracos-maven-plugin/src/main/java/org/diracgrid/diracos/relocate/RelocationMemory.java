package org.diracgrid.diracos.relocate;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.diracgrid.diracos.path.BundlePath;

/**
 * Carries from one relocation to the next what files were before they were changed, so that no file
 * is ever changed twice: one whose change is still the one planned stays as it is, any other starts
 * from its package's bytes again.
 */
public final class RelocationMemory {

  /** What was done to files that stand in the tree as an earlier run changed them. */
  private final Map<BundlePath, AppliedRpath> earlier = new ConcurrentHashMap<>();

  /** What is now done to ELF files, or was and still holds. */
  private final Map<BundlePath, AppliedRpath> applied = new ConcurrentHashMap<>();

  /** The bytes before, of files other than ELF that are now rewritten. */
  private final Map<BundlePath, byte[]> originals = new ConcurrentHashMap<>();

  /** Looks at texts that no rule is for, those of an earlier run at first. */
  private final Map<BundlePath, TextLook> looks = new ConcurrentHashMap<>();

  private final Consumer<Set<BundlePath>> renewal;

  /** For a tree that was just extracted, all of it. */
  public RelocationMemory() {
    this(Map.of(), Map.of(), paths -> {});
  }

  /**
   * For a tree of which some files stand as they were relocated earlier.
   *
   * @param looks at those of them that were looked at as texts
   * @param renewal gives files at these paths the bytes of their packages again
   */
  RelocationMemory(
      Map<BundlePath, AppliedRpath> earlier,
      Map<BundlePath, TextLook> looks,
      Consumer<Set<BundlePath>> renewal) {
    this.earlier.putAll(earlier);
    this.looks.putAll(looks);
    this.renewal = renewal;
  }

  /** Brings back the original bytes of every patched file for which another path is planned. */
  void renew(RpathPlan plan) {
    Map<BundlePath, String> planned = plan.byPath();
    Set<BundlePath> stale = new TreeSet<>();
    earlier.forEach(
        (path, done) -> {
          if (done.isPatched() && !done.after().equals(planned.get(path))) {
            stale.add(path);
          }
        });
    renewal.accept(stale);
    earlier.keySet().removeAll(stale);
  }

  /** What an earlier run did to a file, if that is what is planned now. */
  Optional<AppliedRpath> done(RpathPlan.Change change) {
    return Optional.ofNullable(earlier.get(change.path()))
        .filter(done -> done.after().equals(change.after()));
  }

  void applied(BundlePath path, AppliedRpath done) {
    applied.put(path, done);
  }

  /** Notes the bytes of a file that is about to be rewritten, for the first time in this run. */
  void original(BundlePath path, byte[] bytes) {
    originals.putIfAbsent(path, bytes);
  }

  /** How a text looked that stands as it was then. */
  Optional<TextLook> look(BundlePath path) {
    return Optional.ofNullable(looks.get(path));
  }

  /** Notes a look, unless it has all of the text's bytes in it. */
  void looked(BundlePath path, TextLook look) {
    if (look.content().isEmpty()) {
      looks.put(path, look);
    }
  }

  Optional<AppliedRpath> applied(BundlePath path) {
    return Optional.ofNullable(applied.get(path));
  }

  Optional<byte[]> original(BundlePath path) {
    return Optional.ofNullable(originals.get(path));
  }
}
