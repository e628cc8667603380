package org.diracgrid.diracos.build.executor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.diracgrid.diracos.exec.Command;
import org.diracgrid.diracos.exec.CommandResult;
import org.diracgrid.diracos.exec.CommandRunner;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/**
 * Slurm, by its commands: {@code sbatch}, {@code squeue}, {@code scancel}; {@code sacct} for jobs
 * that the controller has forgotten, where a site keeps accounts ({@code scontrol show config}).
 *
 * <p>Slurm's own requeueing is switched off: an attempt is one job, and we submit the next.
 */
public final class Slurm implements BatchSystem {

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int BOUND = 16 << 20;

  private final CommandRunner runner;
  private final SlurmSettings settings;
  private final String user;
  private final Path directory;
  private final SortedMap<String, String> environment;
  private volatile Optional<Boolean> accounts = Optional.empty();

  /** Whether it has ever answered: what fails later will pass. */
  private volatile boolean answered;

  /**
   * Slurm.
   *
   * @param user whose jobs they are
   * @param directory where commands start
   * @param environment of the commands, and of jobs; what describes a job that we run in ourselves
   *     is left out
   */
  public Slurm(
      CommandRunner runner,
      SlurmSettings settings,
      String user,
      Path directory,
      Map<String, String> environment) {
    this.runner = runner;
    this.settings = settings;
    this.user = user;
    this.directory = directory;
    this.environment = new TreeMap<>(environment);
    this.environment
        .keySet()
        .removeIf(name -> name.startsWith("SLURM_") && !name.equals("SLURM_CONF"));
  }

  @Override
  public String name() {
    return "slurm";
  }

  @Override
  public Optional<String> submit(Request request) throws BatchUnavailableException {
    List<String> words = words(request);
    CommandResult result = run(words, SlurmText.script(request.command()));
    if (result.succeeded()) {
      answered = true;
      Optional<String> id = SlurmText.submitted(result.output());
      if (id.isEmpty()) {
        throw failed("DOS-SLURM-02", "sbatch did not say which job it submitted", words, result);
      }
      return id;
    }
    if (SlurmText.isFull(result.errors())) {
      answered = true;
      return Optional.empty();
    }
    if (result.timedOut() || SlurmText.isAway(result.errors())) {
      throw away(words, result);
    }
    throw DiracosException.of(
        new Problem(
            "DOS-SLURM-01",
            "Slurm does not take a build",
            request.directory().toString(),
            String.join(" ", words) + "\n" + result.said().strip(),
            "mend \"slurm\" in \"rpmBuild\": partition, account, qos, options; or the memory,"
                + " time limit or processes of the package"));
  }

  private List<String> words(Request request) {
    List<String> words = new ArrayList<>();
    words.add("sbatch");
    words.add("--parsable");
    words.add("--job-name=" + request.name());
    words.add("--chdir=" + request.directory());
    words.add("--output=" + SlurmText.pattern(request.output().toString()));
    words.add("--open-mode=append");
    words.add("--no-requeue");
    words.add("--nodes=1");
    words.add("--ntasks=1");
    words.add("--cpus-per-task=" + request.cores());
    request.memory().ifPresent(bytes -> words.add("--mem=" + SlurmText.memory(bytes)));
    words.add("--time=" + SlurmText.time(request.limit()));
    settings.partition().ifPresent(value -> words.add("--partition=" + value));
    settings.account().ifPresent(value -> words.add("--account=" + value));
    settings.qos().ifPresent(value -> words.add("--qos=" + value));
    words.addAll(settings.options());
    return words;
  }

  @Override
  public Map<String, Status> states(SortedSet<String> ids) throws BatchUnavailableException {
    Map<String, Status> states = new TreeMap<>();
    List<String> words = squeue("--jobs=" + String.join(",", ids));
    CommandResult result = run(words, "");
    // One that it has forgotten is an error if no other is asked for.
    if (!result.errors().contains("Invalid job id")) {
      for (Listed job : SlurmText.squeue(checked(words, result).output())) {
        if (ids.contains(job.id())) {
          states.put(job.id(), job.status());
        }
      }
    }
    SortedSet<String> forgotten = new TreeSet<>(ids);
    forgotten.removeAll(states.keySet());
    if (!forgotten.isEmpty() && keepsAccounts()) {
      SlurmText.sacct(
              checked(
                  List.of(
                      "sacct",
                      "--allocations",
                      "--noheader",
                      "--parsable2",
                      "--format=" + SlurmText.SACCT_FORMAT,
                      "--jobs=" + String.join(",", forgotten))))
          .forEach(
              (id, status) -> {
                if (forgotten.contains(id)) {
                  states.put(id, status);
                }
              });
    }
    return states;
  }

  private boolean keepsAccounts() throws BatchUnavailableException {
    if (accounts.isEmpty()) {
      accounts =
          Optional.of(SlurmText.keepsAccounts(checked(List.of("scontrol", "show", "config"))));
    }
    return accounts.get();
  }

  @Override
  public List<Listed> find(String prefix) throws BatchUnavailableException {
    return SlurmText.squeue(checked(squeue("--user=" + user))).stream()
        .filter(job -> job.name().startsWith(prefix))
        .toList();
  }

  private static List<String> squeue(String which) {
    return List.of(
        "squeue", which, "--states=all", "--noheader", "--format=" + SlurmText.SQUEUE_FORMAT);
  }

  @Override
  public void cancel(SortedSet<String> ids) throws BatchUnavailableException {
    List<String> words = new ArrayList<>(List.of("scancel"));
    words.addAll(ids);
    CommandResult result = run(words, "");
    // Jobs that ended meanwhile are an error to it and none to us.
    if (result.timedOut() || SlurmText.isAway(result.errors())) {
      throw away(words, result);
    }
  }

  private String checked(List<String> words) throws BatchUnavailableException {
    return checked(words, run(words, "")).output();
  }

  private CommandResult checked(List<String> words, CommandResult result)
      throws BatchUnavailableException {
    if (result.succeeded()) {
      answered = true;
      return result;
    }
    if (answered || result.timedOut() || SlurmText.isAway(result.errors())) {
      throw away(words, result);
    }
    throw failed("DOS-SLURM-03", "Slurm does not say how jobs are", words, result);
  }

  private CommandResult run(List<String> words, String input) {
    return runner.run(
        Command.of(words, directory, environment)
            .withInput(input)
            .withLimit(LIMIT)
            .withBound(BOUND));
  }

  private static BatchUnavailableException away(List<String> words, CommandResult result) {
    String said = result.said().strip();
    return new BatchUnavailableException(
        words.get(0) + ": " + (said.isEmpty() ? result.ending() : said));
  }

  private static DiracosException failed(
      String code, String what, List<String> words, CommandResult result) {
    return DiracosException.of(
        new Problem(
            code,
            what,
            String.join(" ", words),
            result.ending() + "\n" + result.said().strip(),
            "run that command by hand; SLURM_CONF, PATH and the rights of this user have to be those"
                + " of a user who submits jobs"));
  }
}
