package org.diracgrid.diracos.build.executor;

import java.time.Duration;
import java.util.Optional;
import org.diracgrid.diracos.build.BuildJob;
import org.diracgrid.diracos.digest.Checksum;

/** A job that an executor was given, and how far it is. Used by one thread. */
final class BatchEntry {

  final BuildJob job;
  final JobDirectory directory;
  final Checksum inputs;

  /** How often it was submitted by this run, or taken over. */
  int tries;

  /** Number of the attempt that counts; 0 before the first. */
  int attempt;

  /** By which the batch system knows it; empty while it is not submitted. */
  Optional<String> id = Optional.empty();

  /** Whether it may have been submitted without our hearing of it. */
  boolean uncertain;

  /** How the batch system said that it ended, and when we heard so. */
  Optional<Ended> ended = Optional.empty();

  /** What keeps it waiting, as the user was told. */
  String told = "";

  /** Why an outcome that is there cannot be used. */
  String trouble = "";

  /**
   * An end that the batch system tells of.
   *
   * @param status LOST if the system knows the job no more
   */
  record Ended(BatchSystem.Status status, Duration since) {}

  BatchEntry(BuildJob job, Checksum inputs) {
    this.job = job;
    this.directory = new JobDirectory(job);
    this.inputs = inputs;
  }

  /** It runs under that id. */
  void submitted(String newId, int newAttempt) {
    id = Optional.of(newId);
    attempt = newAttempt;
    tries++;
    uncertain = false;
    ended = Optional.empty();
    trouble = "";
  }

  /** It is to be submitted anew. */
  void lost() {
    id = Optional.empty();
    ended = Optional.empty();
  }
}
