package org.diracgrid.diracos.build.executor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;

/**
 * What is particular of a batch system: how its jobs are submitted, asked about and cancelled. All
 * jobs are those of the user who runs us. Safe for use by several threads.
 *
 * <p>Every method throws {@link BatchUnavailableException} if the system does not answer, and
 * {@link org.diracgrid.diracos.problem.DiracosException} for what will not pass by itself.
 */
public interface BatchSystem {

  /**
   * A job to submit.
   *
   * @param name by which it is found again; letters, digits and {@code ._+-}
   * @param directory where it runs
   * @param output file that gets what it prints, appended
   * @param command the program and its arguments
   * @param cores how many it may use
   * @param memory bytes that it may use; empty: as the system has it
   * @param limit how long it may run
   */
  record Request(
      String name,
      Path directory,
      Path output,
      List<String> command,
      int cores,
      OptionalLong memory,
      Duration limit) {

    /** Copies. */
    public Request {
      command = List.copyOf(command);
    }
  }

  /** How a job is. */
  enum State {
    /** In the queue. */
    WAITING,
    /** On a node, or about to begin or to end there. */
    RUNNING,
    /** Its program ended with 0. */
    COMPLETED,
    /** Its program ended with another status. */
    FAILED,
    /** Somebody cancelled it. */
    CANCELLED,
    /** Ended without a fault of its own: its node died, a job of more weight took its place. */
    LOST,
    /** It ran longer than it might. */
    TIME,
    /** It used more memory than it might. */
    MEMORY;

    boolean isLive() {
      return this == WAITING || this == RUNNING;
    }
  }

  /**
   * How a job is, in full.
   *
   * @param detail in the system's own words
   * @param stuck whether it waits for what will not come by itself
   */
  record Status(State state, String detail, boolean stuck) {}

  /**
   * A job that the system knows.
   *
   * @param id by which the system knows it
   * @param name as submitted
   */
  record Listed(String id, String name, Status status) {}

  /** Its name, for people. */
  String name();

  /**
   * Submits a job.
   *
   * @return its id; empty if the system takes no more jobs of this user for now
   */
  Optional<String> submit(Request request) throws BatchUnavailableException;

  /** How jobs are; those that the system does not know any more are left out. */
  Map<String, Status> states(SortedSet<String> ids) throws BatchUnavailableException;

  /** The jobs whose name begins with that; ended ones only as long as the system remembers them. */
  List<Listed> find(String prefix) throws BatchUnavailableException;

  /** Cancels jobs; those that have ended are none of its business. */
  void cancel(SortedSet<String> ids) throws BatchUnavailableException;
}
