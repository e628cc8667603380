package org.diracgrid.diracos.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.repo.RepoIndex;
import org.diracgrid.diracos.resolve.Lock;
import org.diracgrid.diracos.resolve.Lock.LockedPackage;
import org.diracgrid.diracos.resolve.LockDiff;
import org.diracgrid.diracos.resolve.LockDiffMarkdown;

/** A lock that is taken as it is, or not at all. */
final class FrozenLock {

  private static final int MOST_PACKAGES = 20;

  private final Lock lock;
  private final String name;

  FrozenLock(Lock lock, String name) {
    this.lock = lock;
    this.name = name;
  }

  /**
   * Checks that the lock answers this configuration and that each package is still offered.
   *
   * @param anew what would be locked today; asked only if the lock does not hold
   * @throws DiracosException DOS-LOCK-03 with what would change
   */
  void check(Checksum configuration, RepoIndex index, Supplier<Lock> anew) {
    List<String> faults = new ArrayList<>();
    if (!lock.configuration().equals(configuration)) {
      faults.add("the configuration is not the one that it answers");
    }
    List<String> gone =
        lock.packages().stream().flatMap(locked -> fault(locked, index).stream()).toList();
    gone.stream().limit(MOST_PACKAGES).forEach(faults::add);
    if (gone.size() > MOST_PACKAGES) {
      faults.add("and " + (gone.size() - MOST_PACKAGES) + " more packages");
    }
    if (!faults.isEmpty()) {
      throw stale(faults, anew);
    }
  }

  /** What is wrong with a package: nothing, or one line. */
  private static List<String> fault(LockedPackage locked, RepoIndex index) {
    int[] there =
        IntStream.of(index.named(locked.nevra().name()))
            .filter(p -> index.repository(p).equals(locked.repository()))
            .filter(p -> index.nevra(p).equals(locked.nevra()))
            .toArray();
    String what = locked.nevra() + " of repository " + locked.repository();
    if (there.length == 0) {
      return List.of(what + " is no longer offered");
    }
    boolean same =
        IntStream.of(there).anyMatch(p -> index.record(p).checksum().equals(locked.checksum()));
    return same ? List.of() : List.of(what + " has other content now");
  }

  private DiracosException stale(List<String> faults, Supplier<Lock> anew) {
    List<Problem> problems = new ArrayList<>();
    List<String> because = new ArrayList<>(faults);
    try {
      LockDiff diff = LockDiff.between(lock, anew.get());
      because.add(diff.isEmpty() ? "a new lock would name the same packages" : "a new lock gives");
      if (!diff.isEmpty()) {
        LockDiffMarkdown.lines(diff).stream().filter(line -> !line.isEmpty()).forEach(because::add);
      }
    } catch (DiracosException e) {
      because.add("and there is no new lock:");
      problems.addAll(e.problems());
    }
    problems.add(
        0,
        new Problem(
            "DOS-LOCK-03",
            "the frozen lock does not hold",
            name,
            String.join("\n", because),
            "run diracos:resolve -Ddiracos.lock=update and look at the change, or take back what"
                + " changed in the configuration"));
    return DiracosException.of(problems);
  }
}
