package org.diracgrid.diracos.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.junit.jupiter.api.Test;

class PlanPropertyTest {

  private static final Pattern ADVICE =
      Pattern.compile("\"bootstrap\": true (for|from) ([^:@]+)(@bootstrap)?:");

  @Test
  void orderAgreesWithEdgesAndAncestorsAreClosed() {
    for (long seed = 0; seed < 60; seed++) {
      BuildPlan plan = Sources.parse(RandomSources.sound(seed, 40)).plan();
      assertThat(plan.tasks()).as("seed %d", seed).hasSize(40);
      for (Task task : plan.tasks()) {
        Set<Task> closure = new HashSet<>();
        for (int before : plan.predecessors(task.index())) {
          assertThat(before).as("seed %d", seed).isLessThan(task.index());
          Task maker = plan.tasks().get(before);
          closure.add(maker);
          closure.addAll(plan.ancestors(maker));
          assertThat(maker.stage()).isLessThan(task.stage());
        }
        plan.edges(task).forEach(edge -> assertThat(plan.isAncestor(edge.maker(), task)).isTrue());
        assertThat(new HashSet<>(plan.ancestors(task))).isEqualTo(closure);
        for (Task other : plan.tasks()) {
          if (other.bootstrap() && !task.bootstrap()) {
            assertThat(plan.isAncestor(other, task)).isTrue();
          }
          assertThat(plan.descendants(other).contains(task))
              .isEqualTo(plan.ancestors(task).contains(other));
        }
      }
    }
  }

  /** Against the definition: with every runtime need followed package by package. */
  @Test
  void whatIsNeededAtRunTimeIsAnAncestorUnlessItYields() {
    for (long seed = 100; seed < 140; seed++) {
      Sources sources = Sources.parse(RandomSources.sound(seed, 30));
      BuildPlan plan = sources.plan();
      Set<String> noted = new HashSet<>();
      plan.notes().forEach(note -> noted.add(note.task()));
      for (Task task : plan.tasks()) {
        Set<String> wanted = new TreeSet<>();
        for (Edge edge : plan.edges(task)) {
          if (edge.kind() == Edge.Kind.BUILD
              && edge.requirements().stream().anyMatch(r -> !r.startsWith("("))) {
            follow(edge.maker().name(), sources, wanted);
          }
        }
        for (String name : wanted) {
          Optional<Task> maker = plan.task(name).or(() -> plan.task(name + "@bootstrap"));
          boolean before =
              maker.isPresent() && (maker.get().equals(task) || plan.isAncestor(maker.get(), task));
          boolean may = task.bootstrap() && !maker.orElseThrow().bootstrap();
          assertThat(before || may || noted.contains(task.id()))
              .as("seed %d: %s waits for %s", seed, task, name)
              .isTrue();
        }
      }
    }
  }

  private static void follow(String name, Sources sources, Set<String> found) {
    if (!found.add(name)) {
      return;
    }
    sources.all().stream()
        .filter(source -> source.name().equals(name))
        .flatMap(source -> source.made().stream())
        .flatMap(made -> made.requires().stream())
        .map(requirement -> requirement.toString().replace("-devel", ""))
        .forEach(next -> follow(next, sources, found));
  }

  @Test
  void anyOrderOfTheInputGivesTheSamePlan() {
    for (long seed = 0; seed < 30; seed++) {
      Sources sources = Sources.parse(RandomSources.sound(seed, 40));
      String expected = text(sources.plan());
      List<PlannedSource> shuffled = new ArrayList<>(sources.all());
      Collections.shuffle(shuffled, new Random(seed));
      assertThat(text(BuildPlan.of(shuffled, sources))).isEqualTo(expected);
    }
  }

  private static String text(BuildPlan plan) {
    StringBuilder text = new StringBuilder();
    for (Task task : plan.tasks()) {
      text.append(task.stage()).append(' ').append(task).append('\n');
      plan.edges(task).forEach(edge -> text.append("  ").append(edge).append('\n'));
    }
    return text.append(plan.notes()).toString();
  }

  @Test
  void whatIsAdvisedBreaksTheCycleAndNothingSmallerDoes() {
    int cycles = 0;
    int smallest = 0;
    for (long seed = 0; seed < 150; seed++) {
      Sources sources = Sources.parse(RandomSources.tangled(seed, 9));
      Optional<DiracosException> failure = failure(sources.all(), sources);
      if (failure.isEmpty()) {
        continue;
      }
      Problem problem = failure.get().problems().get(0);
      Set<String> advised = advised(problem);
      cycles++;
      if (advised.isEmpty()) {
        assertThat(problem.fix()).as("seed %d", seed).startsWith("no set");
      } else {
        assertThat(breaks(sources, advised, problem)).as("seed %d %s", seed, advised).isTrue();
      }
      boolean complete = !problem.fix().contains("does not provide") && !advised.isEmpty();
      if (complete) {
        smallest++;
        for (Set<String> smaller : subsets(members(problem), advised.size() - 1)) {
          boolean sound = served(sources, smaller, problem);
          assertThat(sound && breaks(sources, smaller, problem))
              .as("seed %d: %s in place of %s", seed, smaller, advised)
              .isFalse();
        }
      }
    }
    assertThat(cycles).isGreaterThan(50);
    assertThat(smallest).isGreaterThan(20);
  }

  private static Optional<DiracosException> failure(
      List<PlannedSource> sources, BaseProvides base) {
    try {
      BuildPlan.of(sources, base);
      return Optional.empty();
    } catch (DiracosException e) {
      return Optional.of(e);
    }
  }

  private static Set<String> advised(Problem problem) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = ADVICE.matcher(problem.fix());
    while (matcher.find()) {
      names.add(matcher.group(2));
    }
    return names;
  }

  private static Set<String> members(Problem problem) {
    String list = problem.what().substring(problem.what().indexOf(": ") + 2);
    return new TreeSet<>(List.of(list.replace("@bootstrap", "").split(", ")));
  }

  /** Whether no cycle is left among the sources that had one, nor a new one made. */
  private static boolean breaks(Sources sources, Set<String> names, Problem problem) {
    List<PlannedSource> changed =
        sources.all().stream()
            .map(s -> names.contains(s.name()) ? s.bootstrap(!s.bootstrap()) : s)
            .toList();
    Set<Set<String>> before = sets(failure(sources.all(), sources));
    before.remove(members(problem));
    return before.containsAll(sets(failure(changed, sources)));
  }

  private static Set<Set<String>> sets(Optional<DiracosException> failure) {
    Set<Set<String>> sets = new HashSet<>();
    failure.ifPresent(f -> f.problems().forEach(problem -> sets.add(members(problem))));
    return sets;
  }

  /** Whether the base has all that each of these needs alone, or the others need of it. */
  private static boolean served(Sources sources, Set<String> names, Problem problem) {
    boolean leaves = problem.code().equals("DOS-PLAN-02");
    for (PlannedSource source : sources.all()) {
      for (var need : source.header().buildRequires()) {
        String maker = need.toString();
        PlannedSource made =
            sources.all().stream().filter(s -> s.name().equals(maker)).findFirst().orElse(source);
        boolean moved =
            leaves
                ? names.contains(maker) && source.bootstrap() && made != source
                : names.contains(source.name()) && !made.bootstrap() && made != source;
        if (moved && !sources.meets(need, "x86_64")) {
          return false;
        }
      }
    }
    return true;
  }

  private static List<Set<String>> subsets(Set<String> of, int size) {
    List<Set<String>> all = new ArrayList<>();
    List<String> names = List.copyOf(of);
    for (int bits = 1; bits < 1 << names.size(); bits++) {
      if (Integer.bitCount(bits) <= size) {
        Set<String> set = new TreeSet<>();
        for (int i = 0; i < names.size(); i++) {
          if ((bits & 1 << i) != 0) {
            set.add(names.get(i));
          }
        }
        all.add(set);
      }
    }
    return all;
  }

  @Test
  void fiveThousandSourcesArePlannedInASecond() {
    Sources sources = Sources.parse(RandomSources.sound(1, 5000));
    sources.plan();
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    BuildPlan plan = sources.plan();
    long millis = (threads.getCurrentThreadCpuTime() - start) / 1_000_000;
    System.out.println("a plan of 5,000 sources: " + millis + " ms of CPU time");
    assertThat(plan.tasks()).hasSize(5000);
    assertThat(millis).isLessThan(1500);
  }
}
