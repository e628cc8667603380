package org.diracgrid.diracos.build.executor;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * A batch system in memory, with its own time: what is to happen is put into {@link #at}, and the
 * executor's waiting makes it happen.
 */
final class FakeBatch implements BatchSystem, Pause {

  private record Event(Duration time, int order, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = time.compareTo(other.time);
      return byTime != 0 ? byTime : Integer.compare(order, other.order);
    }
  }

  final Map<String, Listed> jobs = new TreeMap<>();
  final List<Request> requests = new ArrayList<>();
  final List<String> cancelled = new ArrayList<>();
  final Deque<Optional<String>> answers = new ArrayDeque<>();
  private final Queue<Event> events = new PriorityQueue<>();
  private Duration now = Duration.ZERO;
  private int last = 100;
  boolean away;

  /** Whether the next submission is taken, and its answer lost. */
  boolean mute;

  int questions;

  /** How a job is when it was submitted, and when it was cancelled. */
  State first = State.RUNNING;

  State ended = State.CANCELLED;

  @Override
  public Duration now() {
    return now;
  }

  /** Waits as long as something is to come: a test that waits for ever fails. */
  @Override
  public void sleep(Duration time) {
    Duration until = now.plus(time);
    while (!events.isEmpty() && events.peek().time().compareTo(until) <= 0) {
      Event event = events.remove();
      now = event.time();
      event.action().run();
    }
    now = until;
    if (now.toDays() > 2) {
      throw new AssertionError("waits for ever");
    }
  }

  void at(int seconds, Runnable action) {
    events.add(new Event(Duration.ofSeconds(seconds), events.size(), action));
  }

  void put(String id, String name, State state, String detail) {
    jobs.put(id, new Listed(id, name, new Status(state, detail, false)));
  }

  void put(String id, State state) {
    put(id, jobs.get(id).name(), state, state.toString());
  }

  private void answer() throws BatchUnavailableException {
    questions++;
    if (away) {
      throw new BatchUnavailableException("connect failure");
    }
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public Optional<String> submit(Request request) throws BatchUnavailableException {
    answer();
    if (!answers.isEmpty() && answers.remove().isEmpty()) {
      return Optional.empty();
    }
    requests.add(request);
    String id = Integer.toString(++last);
    put(id, request.name(), first, first.toString());
    if (mute) {
      mute = false;
      throw new BatchUnavailableException("timed out");
    }
    return Optional.of(id);
  }

  @Override
  public Map<String, Status> states(SortedSet<String> ids) throws BatchUnavailableException {
    answer();
    Map<String, Status> states = new TreeMap<>();
    ids.forEach(id -> Optional.ofNullable(jobs.get(id)).ifPresent(j -> states.put(id, j.status())));
    return states;
  }

  @Override
  public List<Listed> find(String prefix) throws BatchUnavailableException {
    answer();
    return jobs.values().stream().filter(job -> job.name().startsWith(prefix)).toList();
  }

  @Override
  public void cancel(SortedSet<String> ids) throws BatchUnavailableException {
    answer();
    ids.forEach(
        id -> {
          cancelled.add(id);
          put(id, ended);
        });
  }
}
