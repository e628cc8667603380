package org.diracgrid.diracos.build.summary;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.diracgrid.diracos.nevra.Nevra;

/**
 * What buildroots hold before and after the bootstrap: which packages of the distribution ours
 * replace, and who answers to {@code python}, {@code gdb} and the like. The same input, in any
 * order, gives the same text and JSON.
 *
 * @param replaced packages of the distribution that are excluded, since ours have their names;
 *     sorted by name
 * @param gone packages of the distribution that are excluded and have none of ours in their place,
 *     sorted
 * @param added packages of ours whose names the distribution does not have, sorted
 * @param answers who provides what, in the order given
 */
public record BootstrapReport(
    List<Replacement> replaced, List<Base> gone, List<Own> added, List<Answer> answers) {

  /**
   * A package of the distribution that buildroots no longer see.
   *
   * @param repository that has it
   * @param rule that excludes it, such as {@code its name is one of ours} or {@code exclude
   *     "python*"}
   */
  public record Base(Nevra nevra, String repository, String rule) {

    /** The package and its repository. */
    @Override
    public String toString() {
      return nevra + " (" + repository + ")";
    }
  }

  /**
   * A package of ours.
   *
   * @param build that made it
   */
  public record Own(Nevra nevra, String build) {

    /** The package and its build. */
    @Override
    public String toString() {
      return nevra + " (build " + build + ")";
    }
  }

  /** All packages of a name. */
  public record Replacement(String name, List<Base> before, List<Own> after) {

    /** Copies. */
    public Replacement {
      before = List.copyOf(before);
      after = List.copyOf(after);
    }
  }

  /**
   * Who provides something.
   *
   * @param what such as {@code /usr/bin/python}, {@code python(abi)}, {@code /usr/bin/gdb}
   * @param before packages of the distribution, as they are to be shown
   * @param after packages that buildroots see now
   */
  public record Answer(String what, List<String> before, List<String> after) {

    /** Copies. */
    public Answer {
      before = List.copyOf(before);
      after = List.copyOf(after);
    }
  }

  /** Copies. */
  public BootstrapReport {
    replaced = List.copyOf(replaced);
    gone = List.copyOf(gone);
    added = List.copyOf(added);
    answers = List.copyOf(answers);
  }

  /**
   * The report.
   *
   * @param excluded all packages of the distribution that buildroots no longer see, of any version
   * @param own all packages of ours that they see; source packages are left out
   * @param answers who provides what, before and after
   */
  public static BootstrapReport of(
      Collection<Base> excluded, Collection<Own> own, List<Answer> answers) {
    SortedMap<String, SortedSet<Base>> before = new TreeMap<>();
    for (Base base : excluded) {
      before
          .computeIfAbsent(
              base.nevra().name(),
              name ->
                  new TreeSet<>(Comparator.comparing(Base::nevra).thenComparing(Base::repository)))
          .add(base);
    }
    SortedMap<String, SortedSet<Own>> after = new TreeMap<>();
    for (Own mine : own) {
      if (!mine.nevra().arch().equals("src")) {
        after
            .computeIfAbsent(
                mine.nevra().name(),
                name -> new TreeSet<>(Comparator.comparing(Own::nevra).thenComparing(Own::build)))
            .add(mine);
      }
    }
    List<Replacement> replaced = new ArrayList<>();
    List<Base> gone = new ArrayList<>();
    before.forEach(
        (name, packages) -> {
          if (after.containsKey(name)) {
            replaced.add(
                new Replacement(name, List.copyOf(packages), List.copyOf(after.get(name))));
          } else {
            gone.addAll(packages);
          }
        });
    List<Own> added = new ArrayList<>();
    after.forEach(
        (name, packages) -> {
          if (!before.containsKey(name)) {
            added.addAll(packages);
          }
        });
    return new BootstrapReport(replaced, gone, added, answers);
  }

  /** For people. */
  public String text() {
    return BootstrapReportText.text(this);
  }

  /** For programs: UTF-8, a newline at the end. */
  public byte[] json() {
    return BootstrapReportText.json(this);
  }
}
