package org.diracgrid.diracos.build.executor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.diracgrid.diracos.build.BuildJob;
import org.diracgrid.diracos.build.BuildOutcome;
import org.diracgrid.diracos.build.Executor;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.progress.Progress;

/**
 * Has jobs done by a batch system, each as one of its jobs, in directories that its nodes see.
 *
 * <p>The outcome file decides; the batch system is only asked why one does not come. A job that was
 * lost is submitted again. When the run ends, is interrupted or told to end, all its jobs are
 * cancelled and waited for. Where it was killed, they go on, and the next run in the same working
 * directory uses what they finished, takes over those that do what is wanted, and cancels the rest.
 */
public final class BatchExecutor implements Executor {

  private final BatchSystem system;
  private final BatchSystem atShutdown;
  private final BatchSettings settings;
  private final Pause pause;
  private final Progress progress;
  private final BatchRun run;
  private final BatchRequests requests;
  private final BatchVerdict verdict;
  private final Patience patience;
  private final Pacing look;
  private final Pacing ask;
  private final Thread hook = new Thread(this::end, "diracos-cancel");
  private final Object submission = new Object();

  private final Deque<BatchEntry> waiting = new ArrayDeque<>();
  private final List<BatchEntry> running = new ArrayList<>();
  private final Deque<Finished> ready = new ArrayDeque<>();

  /** Jobs of earlier runs; empty before the system was asked for them. */
  private Optional<List<BatchSystem.Listed>> earlier = Optional.empty();

  private boolean full;
  private volatile boolean stopping;

  /**
   * An executor.
   *
   * @param system the batch system
   * @param atShutdown the same, for use while the JVM ends: by {@link
   *     org.diracgrid.diracos.exec.ProcessRunner#atShutdown}
   * @param worker what does a job on a node
   * @param directory the working directory: one run at a time has its jobs done from it
   * @throws DiracosException DOS-EXECUTOR-05 if another run does
   */
  BatchExecutor(
      BatchSystem system,
      BatchSystem atShutdown,
      WorkerCommand worker,
      BatchSettings settings,
      Path directory,
      Pause pause,
      Progress progress) {
    this.system = system;
    this.atShutdown = atShutdown;
    this.settings = settings;
    this.pause = pause;
    this.progress = progress;
    this.run = BatchRun.open(directory);
    this.requests = new BatchRequests(system.name(), run, worker, settings);
    this.verdict = new BatchVerdict(system.name());
    Duration now = pause.now();
    this.patience = new Patience(system.name(), settings, progress, now);
    this.look = new Pacing(settings.look().least(), settings.look().most(), now);
    this.ask = new Pacing(settings.ask().least(), settings.ask().most(), now);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** An executor in real time; see the constructor. */
  public static BatchExecutor of(
      BatchSystem system,
      BatchSystem atShutdown,
      WorkerCommand worker,
      BatchSettings settings,
      Path directory,
      Progress progress) {
    return new BatchExecutor(
        system, atShutdown, worker, settings, directory, Pause.real(), progress);
  }

  @Override
  public int slots() {
    return settings.maxJobs();
  }

  @Override
  public void submit(BuildJob job) {
    waiting.addLast(new BatchEntry(job, JobInputs.of(job)));
    flush();
  }

  @Override
  public Finished next() {
    try {
      while (true) {
        flush();
        look();
        Finished finished = ready.pollFirst();
        if (finished != null) {
          return finished;
        }
        if (waiting.isEmpty() && running.isEmpty()) {
          throw new IllegalStateException("no job is under way");
        }
        if (ask.isDue(pause.now()) && patience.mayAsk(pause.now())) {
          ask();
        }
        conclude();
        if (ready.isEmpty()) {
          pause.sleep(rest());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Interruption.of(e);
    }
  }

  /** Time until there is something to do. */
  private Duration rest() {
    Duration now = pause.now();
    Duration mayAsk = patience.due(now);
    Duration asks = ask.due().compareTo(mayAsk) > 0 ? ask.due() : mayAsk;
    Duration due = look.due().compareTo(asks) < 0 ? look.due() : asks;
    Duration rest = due.minus(now);
    return rest.compareTo(settings.look().least()) < 0 ? settings.look().least() : rest;
  }

  /** Submits what there is room for. */
  private void flush() {
    while (!waiting.isEmpty()
        && running.size() < settings.maxJobs()
        && !full
        && patience.mayAsk(pause.now())) {
      BatchEntry entry = waiting.getFirst();
      try {
        Optional<BuildOutcome> finished = entry.directory.finishedBefore(entry.inputs);
        if (finished.isPresent()) {
          waiting.removeFirst();
          ready.addLast(new Finished(entry.job, finished.get()));
          continue;
        }
        if (!place(entry)) {
          return;
        }
        waiting.removeFirst();
        running.add(entry);
        Duration now = pause.now();
        patience.answered(now);
        look.news(now);
        ask.news(now);
      } catch (BatchUnavailableException e) {
        patience.away(e, pause.now());
        return;
      }
    }
  }

  /** Takes over the entry's job from an earlier run, or submits it; false if it has to wait. */
  private boolean place(BatchEntry entry) throws BatchUnavailableException {
    if (earlier.isEmpty() || entry.uncertain || entry.tries > 0) {
      earlier = Optional.of(system.find(run.prefix()));
    }
    SortedSet<String> stale = new TreeSet<>();
    for (BatchSystem.Listed listed : earlier.get()) {
      if (!listed.name().startsWith(run.prefix(entry.job))) {
        continue;
      }
      int attempt = entry.directory.attempt();
      boolean same =
          listed.name().equals(run.name(entry.job, attempt)) && entry.directory.isOf(entry.inputs);
      if (same && (listed.status().state().isLive() || entry.uncertain)) {
        progress.info(
            entry.job.name() + ": job " + listed.id() + " of " + system.name() + " is taken over");
        entry.submitted(listed.id(), attempt);
        return true;
      }
      if (listed.status().state().isLive()) {
        stale.add(listed.id());
      }
    }
    if (!stale.isEmpty()) {
      system.cancel(stale);
      earlier = Optional.empty();
      return false;
    }
    return submit(entry);
  }

  private boolean submit(BatchEntry entry) throws BatchUnavailableException {
    int attempt = entry.directory.begin(entry.inputs);
    BatchSystem.Request request = requests.of(entry.job, attempt);
    Optional<String> id;
    synchronized (submission) {
      if (stopping) {
        throw Interruption.of(new InterruptedException("the JVM is ending"));
      }
      entry.uncertain = true;
      id = system.submit(request);
      entry.uncertain = false;
    }
    if (id.isEmpty()) {
      if (running.isEmpty()) {
        progress.warn(system.name() + " takes no more jobs of this user for now; waiting");
      }
      full = true;
      return false;
    }
    entry.submitted(id.get(), attempt);
    return true;
  }

  /** Looks for outcomes, when it is time to. */
  private void look() {
    Duration now = pause.now();
    if (!look.isDue(now)) {
      return;
    }
    boolean news = false;
    for (BatchEntry entry : List.copyOf(running)) {
      news |= look(entry);
    }
    look.asked(now);
    if (news) {
      look.news(now);
      ask.news(now);
    }
  }

  private boolean look(BatchEntry entry) {
    try {
      Optional<BuildOutcome> outcome = entry.directory.outcome();
      outcome.ifPresent(value -> finish(entry, value));
      return outcome.isPresent();
    } catch (DiracosException e) {
      // Shared file systems show files late; if it stays so, it is told when the job has ended.
      entry.trouble = e.problems().get(0).toString();
      return false;
    }
  }

  private void finish(BatchEntry entry, BuildOutcome outcome) {
    running.remove(entry);
    full = false;
    ready.addLast(new Finished(entry.job, outcome));
  }

  /** Asks the batch system how the jobs are that have no outcome. */
  private void ask() {
    Duration now = pause.now();
    full = false;
    ask.asked(now);
    SortedSet<String> ids =
        running.stream()
            .flatMap(entry -> entry.id.stream())
            .collect(Collectors.toCollection(TreeSet::new));
    if (ids.isEmpty()) {
      return;
    }
    try {
      Map<String, BatchSystem.Status> states = system.states(ids);
      patience.answered(pause.now());
      for (BatchEntry entry : running) {
        hear(entry, Optional.ofNullable(states.get(entry.id.orElse(""))), now);
      }
    } catch (BatchUnavailableException e) {
      patience.away(e, pause.now());
    }
  }

  private void hear(BatchEntry entry, Optional<BatchSystem.Status> heard, Duration now) {
    BatchSystem.Status status =
        heard.orElse(
            new BatchSystem.Status(
                BatchSystem.State.LOST, system.name() + " knows it no more", false));
    if (status.state().isLive()) {
      entry.ended = Optional.empty();
    } else if (entry.ended.isEmpty()) {
      entry.ended = Optional.of(new BatchEntry.Ended(status, now));
      look.news(now);
    }
    if (status.stuck() && !entry.told.equals(status.detail())) {
      entry.told = status.detail();
      progress.warn(
          entry.job.name()
              + ": job "
              + entry.id.orElse("")
              + " of "
              + system.name()
              + " may never start: "
              + status.detail());
    }
  }

  /** Decides on jobs that ended and whose outcome was waited for long enough. */
  private void conclude() {
    Duration now = pause.now();
    for (BatchEntry entry : List.copyOf(running)) {
      if (entry.ended.isEmpty()) {
        continue;
      }
      BatchEntry.Ended ended = entry.ended.get();
      List<Problem> problems = entry.directory.problems();
      if (!problems.isEmpty()) {
        running.remove(entry);
        throw DiracosException.of(problems);
      }
      if (now.minus(ended.since()).compareTo(settings.settle()) < 0) {
        look.news(now);
      } else if (!look(entry)) {
        // Listed once more: the last look may have been just before the end.
        conclude(entry, ended.status());
      }
    }
  }

  private void conclude(BatchEntry entry, BatchSystem.Status status) {
    BatchSystem.Request asked = requests.of(entry.job, entry.attempt);
    String detail = status.detail() + (entry.trouble.isEmpty() ? "" : "\n" + entry.trouble);
    switch (status.state()) {
      case TIME -> finish(entry, verdict.outOfTime(asked.limit(), detail));
      case MEMORY -> finish(entry, verdict.outOfMemory(asked.memory(), detail));
      case FAILED -> finish(entry, verdict.brokenDown(detail, asked.output()));
      case CANCELLED -> {
        progress.warn(
            entry.job.name() + ": somebody cancelled job " + entry.id.orElse("") + ": " + detail);
        finish(entry, BuildOutcome.cancelled(new TreeMap<>()));
      }
      default -> again(entry, detail);
    }
  }

  private void again(BatchEntry entry, String detail) {
    if (entry.tries > settings.retries()) {
      finish(entry, verdict.lost(entry.tries, detail));
      return;
    }
    progress.warn(
        entry.job.name()
            + ": job "
            + entry.id.orElse("")
            + " was lost and is submitted again ("
            + entry.tries
            + " of "
            + settings.retries()
            + "): "
            + detail);
    running.remove(entry);
    entry.lost();
    waiting.addFirst(entry);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending, and the hook does what is to be done.
      return;
    }
    boolean begun = !stopping;
    stopping = true;
    boolean left =
        earlier.stream().flatMap(List::stream).anyMatch(listed -> listed.status().state().isLive());
    boolean unsure = waiting.stream().anyMatch(entry -> entry.uncertain);
    if (begun && (left || unsure || !running.isEmpty())) {
      new Farewell(system, pause, settings.farewell(), progress).cancelAll(run.prefix());
    }
    run.close();
  }

  /** What is done when the JVM is told to end. */
  void end() {
    stopping = true;
    synchronized (submission) {
      // A submission that is under way ends first, or its job would be missed.
      new Farewell(atShutdown, pause, settings.farewell(), progress).cancelAll(run.prefix());
    }
  }
}
