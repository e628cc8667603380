package org.diracgrid.diracos.build.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.diracgrid.diracos.build.BuildJob;
import org.diracgrid.diracos.build.BuildOutcome;
import org.diracgrid.diracos.build.Executor;
import org.diracgrid.diracos.exec.ProcessRunner;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.progress.Stage;
import org.diracgrid.diracos.progress.Unit;
import org.diracgrid.diracos.testing.Oracles;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real Slurm of one node, real jobs, real workers; only what they build is a shell script. */
@Tag("oracle")
@Timeout(300)
class SlurmOracleTest {

  private static final Path SCRIPTS = Path.of("../it/slurm").toAbsolutePath().normalize();
  private static final Path SLURM = Path.of("target/slurm").toAbsolutePath();

  @TempDir Path directory;
  private Jobs jobs;
  private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());
  private final List<String> told = Collections.synchronizedList(new ArrayList<>());

  @BeforeAll
  static void start() throws IOException {
    Oracles.require("sbatch", "squeue", "scancel", "scontrol", "python3");
    for (String daemon : List.of("munged", "slurmctld", "slurmd")) {
      // Where the scripts look, too: the search path of a user may lack it.
      if (!Files.isExecutable(Path.of("/usr/sbin", daemon))) {
        Oracles.require(daemon);
      }
    }
    if (Files.exists(SLURM.resolve("slurmctld.pid"))) {
      Oracles.bash(SCRIPTS, "./stop.sh \"$1\"", SLURM.toString());
    }
    Oracles.bash(SCRIPTS, "rm -rf \"$1\"; ./start.sh \"$1\" 2 >&2", SLURM.toString());
  }

  @AfterAll
  static void stop() {
    if (Files.exists(SLURM.resolve("slurmctld.pid"))) {
      Oracles.bash(SCRIPTS, "./stop.sh \"$1\"", SLURM.toString());
    }
  }

  @BeforeEach
  void jobs() {
    jobs = new Jobs(directory.resolve("work"));
    if (!Files.exists(SLURM.resolve("slurmd.pid"))) {
      // Of a test that failed while its node was dead.
      node("start");
    }
  }

  private static void node(String verb) {
    Oracles.bash(SCRIPTS, "./node.sh \"$1\" \"$2\" >&2", verb, SLURM.toString());
  }

  private static Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>(System.getenv());
    environment.put("SLURM_CONF", SLURM.resolve("slurm.conf").toString());
    return environment;
  }

  /** Every job that the queue knows, as {@code state|name}. */
  private static List<String> queue() {
    String script = "SLURM_CONF=\"$1\" squeue --states=all --noheader --format='%T|%j'";
    String conf = SLURM.resolve("slurm.conf").toString();
    return new String(Oracles.bash(SCRIPTS, script, conf)).lines().toList();
  }

  private static List<String> live() {
    return queue().stream().filter(line -> line.matches("(RUNNING|PENDING|COMPL.*ING).*")).toList();
  }

  private final class Told implements Progress {
    @Override
    public Stage stage(String name, long total, Unit unit) {
      return Progress.silent().stage(name, total, unit);
    }

    @Override
    public void info(String line) {
      told.add(line);
    }

    @Override
    public void warn(String line) {
      warnings.add(line);
    }
  }

  private BatchExecutor executor() {
    return executor(directory.resolve("work"), new Told());
  }

  static BatchExecutor executor(Path work, Progress progress) {
    Map<String, String> environment = environment();
    SlurmSettings settings =
        new SlurmSettings(
            Optional.of("main"), Optional.empty(), Optional.empty(), List.of("--nice=0"));
    String user = System.getProperty("user.name");
    return BatchExecutor.of(
        new Slurm(new ProcessRunner(), settings, user, work, environment),
        new Slurm(ProcessRunner.atShutdown(), settings, user, work, environment),
        new WorkerCommand(
            Path.of(System.getProperty("java.home"), "bin", "java"),
            WorkerCommand.options(64 << 20),
            Arrays.stream(System.getProperty("java.class.path").split(":")).map(Path::of).toList(),
            ShellWorker.class.getName()),
        new BatchSettings(
            4,
            3,
            Duration.ofMinutes(1),
            64 << 20,
            new BatchSettings.Span(Duration.ofMillis(50), Duration.ofMillis(200)),
            new BatchSettings.Span(Duration.ofMillis(300), Duration.ofSeconds(1)),
            Duration.ofSeconds(1),
            Duration.ofMinutes(1),
            Duration.ofSeconds(30)),
        work,
        progress);
  }

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    for (long end = System.nanoTime() + 120_000_000_000L; System.nanoTime() < end; ) {
      if (condition.getAsBoolean()) {
        return;
      }
      Thread.sleep(50);
    }
    throw new AssertionError("not within two minutes: " + what);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, BuildOutcome> outcomes(Executor executor, int count) {
    Map<String, BuildOutcome> outcomes = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      Executor.Finished finished = executor.next();
      outcomes.put(finished.job().name(), finished.outcome());
    }
    return outcomes;
  }

  @Test
  void jobsAreBuiltOrFailAndAreToldApart() {
    BuildJob good = jobs.withMemory(64 << 20).job("good", "echo hello; echo rpm >result/good.rpm");
    BuildJob bad = jobs.job("bad it's", "echo oops; exit 3");
    try (BatchExecutor executor = executor()) {
      executor.submit(good);
      executor.submit(bad);
      Map<String, BuildOutcome> outcomes = outcomes(executor, 2);
      assertThat(outcomes.get("good").packages())
          .containsExactly(good.results().resolve("good.rpm"));
      assertThat(outcomes.get("bad it's").failure().orElseThrow().ending()).isEqualTo("status 3");
    }
    assertThat(read(good.log())).isEqualTo("hello\n");
    assertThat(read(bad.log())).isEqualTo("oops\n");
    assertThat(read(good.directory().resolve("slurm.log"))).contains("good: BUILT");
    assertThat(warnings).isEmpty();
  }

  @Test
  void closingCancelsWhatRunsAndWhatItStarted() throws Exception {
    BuildJob job = jobs.job("endless", "echo $$ >pid; sleep 1000 & wait");
    Path pid = job.directory().resolve("pid");
    try (BatchExecutor executor = executor()) {
      executor.submit(job);
      await("the job runs", () -> Files.exists(pid) && !read(pid).isBlank());
    }
    assertThat(live()).isEmpty();
    long process = Long.parseLong(read(pid).strip());
    await("no process is left", () -> ProcessHandle.of(process).isEmpty());
    assertThat(job.outcome()).doesNotExist();
  }

  @Test
  void aNodeThatDiesLosesNothingThatIsFinished() throws Exception {
    BuildJob first = jobs.job("first", "echo x >>../first.runs; echo rpm >result/first.rpm");
    BuildJob second =
        jobs.job(
            "second",
            "echo x >>../second.runs; [ -e ../go ] || sleep 1000; echo rpm >result/second.rpm");
    Path runs = directory.resolve("work/jobs/second.runs");
    try (BatchExecutor executor = executor()) {
      executor.submit(first);
      assertThat(outcomes(executor, 1)).containsOnlyKeys("first");
      executor.submit(second);
      await("the second runs", () -> Files.exists(runs));
      node("die");
      Files.writeString(directory.resolve("work/jobs/go"), "");
      await(
          "Slurm misses the node",
          () -> queue().stream().anyMatch(job -> job.matches("NODE_FAIL.*second-a1")));
      node("start");
      assertThat(outcomes(executor, 1).get("second").status()).isEqualTo(BuildOutcome.Status.BUILT);
    }
    assertThat(runs).hasContent("x\nx");
    assertThat(directory.resolve("work/jobs/first.runs")).hasContent("x");
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("second: job ", "was lost and is submitted again (1 of 3): NODE_FAIL");
  }

  @Test
  void aSlurmdThatCrashesAloneLosesNotEvenWhatRuns() throws Exception {
    BuildJob job =
        jobs.job("job", "echo x >>../runs; until [ -e ../go ]; do sleep 0.1; done; echo >result/r");
    Path runs = directory.resolve("work/jobs/runs");
    try (BatchExecutor executor = executor()) {
      executor.submit(job);
      await("it runs", () -> Files.exists(runs));
      node("kill");
      node("start");
      Files.writeString(directory.resolve("work/jobs/go"), "");
      assertThat(outcomes(executor, 1).get("job").status()).isEqualTo(BuildOutcome.Status.BUILT);
    }
    assertThat(runs).hasContent("x");
  }

  @Test
  void whatSlurmRefusesIsToldInItsWords() {
    try (BatchExecutor executor = executor()) {
      executor.submit(jobs.job("greedy", "true"));
      assertThat(outcomes(executor, 1)).containsOnlyKeys("greedy");
      BuildJob huge = jobs.withMemory(1L << 50).job("huge", "true");
      assertThatThrownBy(() -> executor.submit(huge))
          .hasMessageContaining("DOS-SLURM-01")
          .hasMessageContaining("Memory specification can not be satisfied");
    }
  }

  /** The run that is killed: a JVM of its own. */
  static final class Run {
    private Run() {}

    /** Submits the jobs of the test, and writes the name of each that ends. */
    public static void main(String[] arguments) throws IOException {
      Path work = Path.of(arguments[0]);
      try (BatchExecutor executor = executor(work, Progress.silent())) {
        for (BuildJob job : chain(new Jobs(work))) {
          executor.submit(job);
        }
        for (int i = 0; i < 3; i++) {
          String name = executor.next().job().name();
          Files.writeString(work.resolve("ended-" + name), "");
        }
      }
    }
  }

  /** One that is quick, one that goes on, one that is changed between the runs. */
  private static List<BuildJob> chain(Jobs jobs) {
    String wait = "until [ -e ../go ]; do sleep 0.1; done; ";
    return Stream.of("quick", "slow", "changed")
        .map(
            name ->
                jobs.job(
                    name,
                    "echo x >>../%s.runs; %s echo rpm >result/%s.rpm"
                        .formatted(name, name.equals("quick") ? "" : wait, name)))
        .toList();
  }

  private Process run() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Run.class.getName(),
            directory.resolve("work").toString());
    builder.environment().putAll(environment());
    return builder.redirectErrorStream(true).redirectOutput(out().toFile()).start();
  }

  private Path out() {
    return directory.resolve("run.out");
  }

  @Test
  void aRunThatIsKilledIsGoneOnWith() throws Exception {
    Path work = directory.resolve("work");
    Process run = run();
    await("the quick one ended", () -> Files.exists(work.resolve("jobs/quick/outcome.json")));
    await("the slow one runs", () -> Files.exists(work.resolve("jobs/slow.runs")));
    run.destroyForcibly().waitFor();
    await("jobs outlive a run that is killed", () -> live().size() == 2);
    List<String> before = queue();
    Files.writeString(work.resolve("changed.src.rpm"), "another source");
    try (BatchExecutor executor = executor()) {
      chain(jobs).forEach(executor::submit);
      Files.writeString(work.resolve("jobs/go"), "");
      Map<String, BuildOutcome> outcomes = outcomes(executor, 3);
      assertThat(outcomes.values()).allMatch(o -> o.status() == BuildOutcome.Status.BUILT);
    }
    assertThat(told).singleElement().asString().startsWith("slow: job ").contains("taken over");
    assertThat(work.resolve("jobs/quick.runs")).hasContent("x");
    assertThat(work.resolve("jobs/slow.runs")).hasContent("x");
    // The first attempt was cancelled, if it ever began to run; only the second ended.
    assertThat(queue()).hasSize(before.size() + 1);
    String mark = read(work.resolve("batch-run")).lines().findFirst().orElseThrow();
    assertThat(queue()).contains("CANCELLED|diracos-" + mark + "-changed-a1");
    assertThat(live()).isEmpty();
    assertThat(warnings).isEmpty();
  }

  @Test
  void aRunThatIsToldToEndCancelsItsJobs() throws Exception {
    Path work = directory.resolve("work");
    Process run = run();
    await("the quick one ended", () -> Files.exists(work.resolve("jobs/quick/outcome.json")));
    await("the slow one runs", () -> Files.exists(work.resolve("jobs/slow.runs")));
    run.destroy();
    assertThat(run.waitFor()).as(read(out())).isEqualTo(143);
    assertThat(live()).isEmpty();
    assertThat(work.resolve("jobs/slow/outcome.json")).doesNotExist();
    assertThat(work.resolve("jobs/quick/outcome.json")).exists();
  }
}
