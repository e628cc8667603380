package org.diracgrid.diracos.relocate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.diracgrid.diracos.path.BundlePath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What every plan of search paths holds to, on trees made by chance, each judged by a loader that
 * knows nothing of the planner. {@code -Ddiracos.trees=50000} asks of more trees.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RpathPlanPropertyTest {

  private static final int TREES = Integer.getInteger("diracos.trees", 400);
  private static final int KEPT = 1000;
  private static final String ROOT = "/staging/tree";

  /** The first trees, planned for and with what the loader found so far, for all properties. */
  private final Map<Long, Trial> trials = new HashMap<>();

  /** A tree, its plan, and the files that a loader reads. */
  private record Trial(
      ElfTree tree, ElfTree.Placed placed, RpathPlan plan, List<PlannedFile> files) {

    static Trial of(ElfTree tree) {
      ElfTree.Placed placed = tree.at(ROOT);
      RpathPlan plan = placed.plan();
      return new Trial(tree, placed, plan, PlannedFile.all(placed, plan.byPath()));
    }
  }

  /** What a property says of a tree that does not hold to it. */
  private interface Property {
    List<String> faults(Trial trial);
  }

  private void holds(Property property) {
    for (long seed = 0; seed < TREES; seed++) {
      Trial trial =
          seed < KEPT
              ? trials.computeIfAbsent(seed, key -> Trial.of(RandomElfTree.of(key)))
              : Trial.of(RandomElfTree.of(seed));
      if (!property.faults(trial).isEmpty()) {
        ElfTree small = trial.tree.smallest(tree -> !property.faults(Trial.of(tree)).isEmpty());
        assertThat(property.faults(Trial.of(small)))
            .as("seed %d: %s%nin%n%s", seed, small.at(ROOT).plan().byPath(), small)
            .isEmpty();
      }
    }
  }

  @Test
  void everyNeedThatTheTreeMeetsIsFoundFromEveryDirectoryTheFileIsOpenedThrough() {
    holds(
        trial -> {
          List<String> faults = new ArrayList<>();
          for (PlannedFile user : trial.files) {
            for (String library : user.wants()) {
              Set<String> providers = user.loader().providers(user.architecture(), library);
              for (String origin : user.origins()) {
                Optional<String> found = user.finds(origin, user.planned(), library);
                if (found.filter(providers::contains).isEmpty()) {
                  faults.add(user.fault(library + " from '" + origin + "': " + found));
                }
              }
            }
          }
          return faults;
        });
  }

  /** Unless what one directory wants of the order is what another one does not. */
  @Test
  void whatIsFoundIsTheSameFromEveryDirectory() {
    holds(
        trial -> {
          List<String> faults = new ArrayList<>();
          for (PlannedFile user : trial.files) {
            Map<String, String> atHome = new LinkedHashMap<>();
            Set<String> differ = new TreeSet<>();
            for (String library : user.wants()) {
              Optional<String> found = user.finds(user.home(), user.planned(), library);
              found.ifPresent(file -> atHome.put(library, file));
              for (String origin : user.origins()) {
                if (!user.finds(origin, user.planned(), library).equals(found)) {
                  differ.add(library);
                }
              }
            }
            if (!differ.isEmpty() && user.isPossible(atHome, false)) {
              faults.add(user.fault(differ + " of " + atHome));
            }
          }
          return faults;
        });
  }

  /**
   * Each entry is the first to give something, to a file opened through one of its directories. But
   * for those that mean, to a file in its own directory, a directory with libraries that its old
   * path named: it may load from there at run time. And a file that led out of the tree, and needs
   * nothing in it, has its own directory for a path.
   */
  @Test
  void noEntryIsThereForNothing() {
    holds(
        trial -> {
          List<String> faults = new ArrayList<>();
          Set<BundlePath> changed = trial.plan.byPath().keySet();
          for (PlannedFile user : trial.files) {
            if (!changed.contains(user.path())
                || (user.planned().equals(List.of("$ORIGIN")) && user.wants().isEmpty())) {
              continue;
            }
            for (int i = 0; i < user.planned().size(); i++) {
              boolean named =
                  user.directory(user.planned().get(i)).filter(user.named()::contains).isPresent();
              if (user.firstUse(i) == Integer.MAX_VALUE && !named) {
                faults.add(user.fault(user.planned().get(i) + " of " + user.planned()));
              }
            }
            if (new LinkedHashSet<>(user.planned()).size() < user.planned().size()) {
              faults.add(user.fault("something twice in " + user.planned()));
            }
          }
          return faults;
        });
  }

  /**
   * Entries come in the order of the needs that they are the first to give, unless the other order
   * would give another file; then, in their old order, those that give nothing.
   */
  @Test
  void entriesComeInTheOrderOfTheNeeds() {
    holds(
        trial -> {
          List<String> faults = new ArrayList<>();
          for (PlannedFile user : trial.files) {
            if (user.planned().equals(user.before()) || user.isOpenedElsewhere()) {
              continue;
            }
            for (int i = 0; i + 1 < user.planned().size(); i++) {
              List<String> swapped = new ArrayList<>(user.planned());
              Collections.swap(swapped, i, i + 1);
              boolean must = !user.finds(swapped).equals(user.finds(user.planned()));
              int first = user.firstUse(i);
              int second = user.firstUse(i + 1);
              boolean kept = first == Integer.MAX_VALUE && second == first;
              boolean inOrder =
                  kept
                      ? user.named().indexOf(user.directory(user.planned().get(i)).orElse(""))
                          < user.named()
                              .indexOf(user.directory(user.planned().get(i + 1)).orElse(""))
                      : first <= second;
              if (!must && !inOrder) {
                faults.add(user.fault("entry " + i + " of " + user.planned()));
              }
            }
          }
          return faults;
        });
  }

  @Test
  void directoriesThatTheOldPathNamedAreKept() {
    holds(
        trial -> {
          List<String> faults = new ArrayList<>();
          for (PlannedFile user : trial.files) {
            List<String> meant =
                user.planned().stream().flatMap(entry -> user.directory(entry).stream()).toList();
            if (!meant.containsAll(user.named())) {
              faults.add(user.fault(meant + " without all of " + user.named()));
            }
          }
          return faults;
        });
  }

  /** Or the other tests would say little. */
  @Test
  void treesAreOfManyKinds() {
    Map<String, Integer> kinds = new TreeMap<>();
    holds(
        trial -> {
          for (PlannedFile user : trial.files) {
            kinds.merge("file", 1, Integer::sum);
            count(kinds, "planned", trial.plan.byPath().containsKey(user.path()));
            count(kinds, "opened elsewhere", user.isOpenedElsewhere() && !user.wants().isEmpty());
            count(kinds, "path kept", !user.named().isEmpty());
            count(kinds, "several entries", user.planned().size() > 2);
            for (String library : user.wants()) {
              Set<String> providers = user.loader().providers(user.architecture(), library);
              count(kinds, "two of a name", providers.size() > 1);
              count(kinds, "found before", user.foundBefore(library).isPresent());
            }
          }
          return List.of();
        });
    assertThat(kinds.keySet()).hasSize(7);
    assertThat(kinds.values()).as("how many of each: %s", kinds).allMatch(n -> n > TREES / 10);
  }

  private static void count(Map<String, Integer> kinds, String kind, boolean is) {
    kinds.merge(kind, is ? 1 : 0, Integer::sum);
  }

  @Test
  void onlyWhatIsLoadedGetsAPath() {
    holds(
        trial ->
            trial.plan.byPath().keySet().stream()
                .filter(path -> trial.files.stream().noneMatch(file -> file.path().equals(path)))
                .map(BundlePath::toString)
                .toList());
  }

  @Test
  void aSecondPlanChangesNothing() {
    holds(
        trial -> {
          RpathPlan plan = trial.plan;
          RpathPlan again = trial.placed.with(plan).plan();
          return plan.byPath().equals(again.byPath()) && plan.missing().equals(again.missing())
              ? List.of()
              : List.of(plan + " and then " + again);
        });
  }

  /**
   * No entry leads out of the tree from the directory of its file, but for those that another
   * directory needs, which the file is opened through.
   */
  @Test
  void noEntryLeadsOutOfTheTree() {
    holds(
        trial -> {
          List<String> faults = new ArrayList<>();
          for (PlannedFile user : trial.files) {
            for (int i = 0; i < user.planned().size(); i++) {
              String entry = user.planned().get(i);
              boolean relative = entry.matches("\\$(ORIGIN|\\{ORIGIN\\})(/.*)?");
              boolean forOthers = user.isOpenedElsewhere() && user.firstUse(i) < Integer.MAX_VALUE;
              if (!relative || (PlannedFile.climbs(user.home(), entry) && !forOthers)) {
                faults.add(user.fault("'" + entry + "' of " + user.planned()));
              }
            }
          }
          return faults;
        });
  }

  /** Unless no search path does that from all directories. */
  @Test
  void whatTheTreeGivesIsNotSearchedOutsideFirst() {
    holds(
        trial -> {
          List<String> faults = new ArrayList<>();
          for (PlannedFile user : trial.files) {
            Set<String> outside = new TreeSet<>();
            Map<String, String> files = new LinkedHashMap<>();
            for (String library : user.wants()) {
              user.finds(user.home(), user.planned(), library)
                  .ifPresent(file -> files.put(library, file));
              for (String origin : user.origins()) {
                int at = Math.max(0, user.foundAt(origin, library));
                if (user.planned().subList(0, at).stream()
                    .anyMatch(entry -> PlannedFile.climbs(user.physical(origin), entry))) {
                  outside.add(library);
                }
              }
            }
            if (!outside.isEmpty() && user.isPossible(files, true)) {
              faults.add(user.fault(outside + " with " + user.planned()));
            }
          }
          return faults;
        });
  }

  @Test
  void plansDependNeitherOnTheOrderOfTheFilesNorOnWhereTheTreeLies() {
    holds(
        trial -> {
          RpathPlan plan = trial.plan;
          RpathPlan other = trial.tree.shuffled("/srv/other place", 7).plan();
          return plan.byPath().equals(other.byPath())
                  && plan.missing().equals(other.missing())
                  && plan.glibc().equals(other.glibc())
              ? List.of()
              : List.of(plan + " or " + other);
        });
  }

  /** See {@link PlannedFile#foundBefore}; unless no search path does that from all directories. */
  @Test
  void whatWasFoundBeforeIsFoundStill() {
    holds(
        trial -> {
          List<String> faults = new ArrayList<>();
          for (PlannedFile user : trial.files) {
            List<String> lost = new ArrayList<>();
            Map<String, String> files = new LinkedHashMap<>();
            for (String library : user.wants()) {
              Optional<String> was = user.foundBefore(library);
              Optional<String> found = user.finds(user.home(), user.planned(), library);
              was.or(() -> found).ifPresent(file -> files.put(library, file));
              if (was.isPresent() && !was.equals(found)) {
                lost.add(library + " was " + was + ", is " + found);
              }
            }
            if (!lost.isEmpty() && user.isPossible(files, false)) {
              faults.add(user.fault(lost.toString()));
            }
          }
          return faults;
        });
  }

  @Test
  void whatNobodyGivesIsToldAndNothingElse() {
    holds(
        trial -> {
          Set<String> expected = new TreeSet<>();
          for (PlannedFile user : trial.files) {
            for (String library : user.elf().needed()) {
              if (user.loader().providers(user.architecture(), library).isEmpty()
                  && (library.startsWith("libgone")
                      || library.startsWith("libknown")
                      || (RandomElfTree.NAMES.contains(library) && !library.startsWith("libf")))) {
                expected.add(user.path() + " " + library + " " + library.startsWith("libknown"));
              }
            }
          }
          Set<String> told = new TreeSet<>();
          trial
              .plan
              .missing()
              .forEach(m -> told.add(m.path() + " " + m.library() + " " + m.known()));
          return told.equals(expected) ? List.of() : List.of(told + " instead of " + expected);
        });
  }
}
