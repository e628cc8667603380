package org.diracgrid.diracos.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.repo.RepoIndex;
import org.diracgrid.diracos.resolve.Closure;
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
      because.addAll(lines(diff));
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

  /**
   * The closure of today, if it ships what the lock ships.
   *
   * @throws DiracosException DOS-WHY-03 with what it ships instead, or why there is none
   */
  Closure explained(Supplier<Closure> today) {
    Closure closure;
    try {
      closure = today.get();
    } catch (DiracosException e) {
      throw unexplained(
          List.of("they were not kept here, and cannot be found anew:"), e.problems());
    }
    Lock anew = Lock.of(lock.configuration(), lock.repositories(), closure);
    LockDiff diff = LockDiff.between(lock, anew);
    if (!diff.isEmpty()) {
      List<String> because = new ArrayList<>();
      because.add("they were not kept here, and today others would be chosen:");
      because.addAll(lines(diff));
      throw unexplained(because, List.of());
    }
    return closure;
  }

  private DiracosException unexplained(List<String> because, List<Problem> more) {
    List<Problem> problems = new ArrayList<>();
    problems.add(
        new Problem(
            "DOS-WHY-03",
            "the reasons for the packages of the frozen lock are not known",
            name,
            String.join("\n", because),
            "make the lock anew with diracos:resolve -Ddiracos.lock=update, or ask where it was"
                + " made and target/diracos still is"));
    problems.addAll(more);
    return DiracosException.of(problems);
  }

  private static List<String> lines(LockDiff diff) {
    return diff.isEmpty()
        ? List.of()
        : LockDiffMarkdown.lines(diff).stream().filter(line -> !line.isEmpty()).toList();
  }
}
