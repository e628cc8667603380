package org.diracgrid.diracos.schedule;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How long builds take: recorded, or guessed. A build that was never recorded is taken to last as
 * long as the middle one of those that were; if there are none, {@link #DEFAULT}.
 *
 * @param recorded by a build's id, or by its name
 */
public record Durations(SortedMap<String, Duration> recorded) {

  /** How long a build is taken to last where nothing is known. */
  public static final Duration DEFAULT = Duration.ofMinutes(2);

  /** Copies. */
  public Durations {
    recorded = Collections.unmodifiableSortedMap(new TreeMap<>(recorded));
    recorded.forEach(
        (name, duration) -> {
          if (duration.isNegative()) {
            throw new IllegalArgumentException(name + " took " + duration);
          }
        });
  }

  /** Durations by a build's id, or by its name. */
  public static Durations of(Map<String, Duration> recorded) {
    return new Durations(new TreeMap<>(recorded));
  }

  /** Whether the build, or one of its name, was recorded. */
  public boolean knows(Task task) {
    return recorded.containsKey(task.id()) || recorded.containsKey(task.name());
  }

  /** How long the build takes. */
  public Duration of(Task task) {
    Duration byName = recorded.getOrDefault(task.name(), guess());
    return recorded.getOrDefault(task.id(), byName);
  }

  /** How long a build takes of which nothing was recorded. */
  public Duration guess() {
    List<Duration> sorted = recorded.values().stream().sorted().toList();
    return sorted.isEmpty() ? DEFAULT : sorted.get((sorted.size() - 1) / 2);
  }
}
