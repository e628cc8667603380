package org.diracgrid.diracos.build.executor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Slurm's commands print, and what they read. Lines that are not as they should be are passed
 * over: sites put words of their own between them.
 */
final class SlurmText {

  /** {@code squeue --format}; the name is last, since it may hold the separator. */
  static final String SQUEUE_FORMAT = "%i|%T|%r|%j";

  /** {@code sacct --format}. */
  static final String SACCT_FORMAT = "JobIDRaw,State,ExitCode";

  private static final Pattern ID = Pattern.compile("[0-9]+");
  private static final Pattern SUBMITTED = Pattern.compile("([0-9]+)(?:;[^\\s;]+)?");
  private static final Pattern ACCOUNTING =
      Pattern.compile("(?m)^\\s*AccountingStorageType\\s*=\\s*(\\S+)");
  private static final int SQUEUE_FIELDS = 4;
  private static final int SACCT_FIELDS = 3;

  /** What Slurm says when it is its own state that keeps it from answering. */
  private static final Pattern AWAY =
      Pattern.compile(
          "(?i)unable to contact slurm controller|socket timed out|connection (?:refused|reset|"
              + "timed out)|zero bytes were transmitted|slurm backup controller in standby|"
              + "temporarily unable|communication connection failure|message (?:send|receive|"
              + "timeout)|unexpected message received|resource temporarily unavailable|"
              + "protocol authentication error|munge encode failed|controller not responding|"
              + "transport endpoint|no route to host|slurmctld.*(?:starting|not ready)|"
              + "database connection|slurm_persist_conn_open");

  /** What it says when a user has as many jobs as may be. */
  private static final Pattern FULL =
      Pattern.compile("(?i)maxsubmit|grpsubmit|maxjobcount|too many jobs|job limit reached");

  /** Reasons of waiting that do not pass without somebody's doing. */
  private static final Set<String> STUCK =
      Set.of(
          "PartitionConfig",
          "PartitionNodeLimit",
          "PartitionTimeLimit",
          "PartitionDown",
          "PartitionInactive",
          "BadConstraints",
          "JobHeldAdmin",
          "JobHeldUser",
          "JobHoldMaxRequeue",
          "DependencyNeverSatisfied",
          "AssocMaxCpuPerJobLimit",
          "AssocMaxMemPerJob",
          "AssocMaxWallDurationPerJobLimit",
          "QOSMaxCpuPerJobLimit",
          "QOSMaxMemoryPerJob",
          "QOSMaxWallDurationPerJobLimit",
          "QOSTimeLimit",
          "InvalidAccount",
          "InvalidQOS",
          "AccountNotAllowed",
          "QOSNotAllowed",
          "ReqNodeNotAvail");

  private SlurmText() {}

  /** The id that {@code sbatch --parsable} prints: {@code 123} or {@code 123;cluster}. */
  static Optional<String> submitted(String output) {
    Optional<String> id = Optional.empty();
    for (String line : output.lines().toList()) {
      Matcher matcher = SUBMITTED.matcher(line.strip());
      if (matcher.matches()) {
        id = Optional.of(matcher.group(1));
      }
    }
    return id;
  }

  /** The jobs that squeue prints in {@link #SQUEUE_FORMAT}. */
  static List<BatchSystem.Listed> squeue(String output) {
    List<BatchSystem.Listed> jobs = new ArrayList<>();
    for (String line : output.lines().toList()) {
      String[] fields = line.split("\\|", SQUEUE_FIELDS);
      if (fields.length == SQUEUE_FIELDS && ID.matcher(fields[0].strip()).matches()) {
        jobs.add(
            new BatchSystem.Listed(
                fields[0].strip(), fields[3].strip(), status(fields[1], fields[2])));
      }
    }
    return jobs;
  }

  /** The jobs that {@code sacct --parsable2} prints in {@link #SACCT_FORMAT}, by id. */
  static Map<String, BatchSystem.Status> sacct(String output) {
    Map<String, BatchSystem.Status> jobs = new TreeMap<>();
    for (String line : output.lines().toList()) {
      String[] fields = line.split("\\|", -1);
      if (fields.length == SACCT_FIELDS && ID.matcher(fields[0].strip()).matches()) {
        jobs.put(fields[0].strip(), status(fields[1], "exit code " + fields[2].strip()));
      }
    }
    return jobs;
  }

  /** Whether {@code scontrol show config} tells of a database that keeps ended jobs. */
  static boolean keepsAccounts(String output) {
    Matcher matcher = ACCOUNTING.matcher(output);
    return matcher.find() && matcher.group(1).endsWith("slurmdbd");
  }

  /** Whether Slurm does not answer and may later. */
  static boolean isAway(String errors) {
    return AWAY.matcher(errors).find();
  }

  /** Whether Slurm takes no more jobs of this user for now. */
  static boolean isFull(String errors) {
    return FULL.matcher(errors).find();
  }

  /**
   * How a job is.
   *
   * @param written its state as Slurm writes it: {@code RUNNING}, {@code CANCELLED by 1000}
   * @param reason why, as squeue writes it; {@code None} if for nothing
   */
  static BatchSystem.Status status(String written, String reason) {
    String stripped = written.strip();
    String name = stripped.split("[ +]", 2)[0].toUpperCase(Locale.ROOT);
    String why = reason.strip();
    boolean told = !why.isEmpty() && !why.equals("None") && !why.equals("(null)");
    BatchSystem.State state = state(name);
    if (state == BatchSystem.State.FAILED && why.equals("JobLaunchFailure")) {
      state = BatchSystem.State.LOST;
    }
    boolean stuck =
        state == BatchSystem.State.WAITING
            && (STUCK.contains(why.split(",", 2)[0].strip()) || why.contains("held"));
    return new BatchSystem.Status(state, told ? stripped + ", " + why : stripped, stuck);
  }

  /** A name that is new to us is taken for one of a job that is under way. */
  private static BatchSystem.State state(String name) {
    return switch (name) {
      case "PENDING", "REQUEUED", "REQUEUE_FED", "REQUEUE_HOLD", "RESV_DEL_HOLD", "SPECIAL_EXIT" ->
          BatchSystem.State.WAITING;
      case "COMPLETED" -> BatchSystem.State.COMPLETED;
      case "FAILED" -> BatchSystem.State.FAILED;
      case "CANCELLED" -> BatchSystem.State.CANCELLED;
      case "TIMEOUT", "DEADLINE" -> BatchSystem.State.TIME;
      case "OUT_OF_MEMORY" -> BatchSystem.State.MEMORY;
      case "NODE_FAIL", "BOOT_FAIL", "PREEMPTED", "REVOKED", "LAUNCH_FAILED", "RECONFIG_FAIL" ->
          BatchSystem.State.LOST;
      default -> BatchSystem.State.RUNNING;
    };
  }

  /** A script that becomes that command. */
  static String script(List<String> command) {
    StringBuilder script = new StringBuilder("#!/bin/sh\nexec");
    for (String word : command) {
      script.append(" '").append(word.replace("'", "'\\''")).append('\'');
    }
    return script.append('\n').toString();
  }

  /** Whole minutes, rounded up. */
  static String time(Duration limit) {
    return Long.toString(Math.max(1, limit.plusMinutes(1).minusNanos(1).toMinutes()));
  }

  /** Whole MiB, rounded up. */
  static String memory(long bytes) {
    return ((bytes >> 20) + ((bytes & 0xFFFFF) == 0 ? 0 : 1)) + "M";
  }

  /** A path in which sbatch replaces nothing. */
  static String pattern(String path) {
    return path.replace("%", "%%");
  }
}
