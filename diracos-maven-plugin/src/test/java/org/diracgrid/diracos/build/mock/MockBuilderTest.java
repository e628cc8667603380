package org.diracgrid.diracos.build.mock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.diracgrid.diracos.build.BuildJob;
import org.diracgrid.diracos.build.BuildOutcome;
import org.diracgrid.diracos.build.BuildOutcome.Failure;
import org.diracgrid.diracos.build.BuildOutcome.Status;
import org.diracgrid.diracos.build.BuildSettings;
import org.diracgrid.diracos.build.BuilderKind;
import org.diracgrid.diracos.build.BuildrootPackage;
import org.diracgrid.diracos.build.MockSettings;
import org.diracgrid.diracos.build.RoutineFiles;
import org.diracgrid.diracos.build.RoutineRunner;
import org.diracgrid.diracos.build.SourceJob;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.exec.ProcessRunner;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.problem.DiracosException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class MockBuilderTest {

  @TempDir private Path directory;
  private FakeMock mock;
  private Path config;
  private final List<String> ran = new ArrayList<>();
  private Optional<Failure> routineFails = Optional.empty();

  private final RoutineRunner routines =
      (routine, phase, job, buildroot) -> {
        ran.add(phase + " " + routine.getFileName());
        return routineFails;
      };

  @BeforeEach
  void install() throws IOException {
    mock = new FakeMock(directory.resolve("mock"));
    mock.leaves("zlib-1.3-1.src.rpm");
    mock.leaves("zlib-1.3-1.x86_64.rpm");
    config = Files.writeString(directory.resolve("epel-6.cfg"), "config_opts['root'] = 'epel-6'\n");
  }

  private MockBuilder builder() {
    return new MockBuilder(new ProcessRunner(), routines, MockBuilder.PROGRAM, mock.host());
  }

  private static BuildSettings settings(Duration limit) {
    return new BuildSettings(
        "x86_64",
        new TreeMap<>(Map.of("dist", ".el6")),
        List.of("ssl"),
        List.of("docs", "x11"),
        OptionalLong.of(1),
        "builder",
        2,
        OptionalLong.empty(),
        limit);
  }

  private BuildJob job() {
    return job(Duration.ofMinutes(1), true, RoutineFiles.NONE, "{}", List.of());
  }

  private BuildJob job(
      Duration limit,
      boolean clean,
      RoutineFiles routineFiles,
      String configuration,
      List<BuildrootPackage> buildroot) {
    return new BuildJob(
        "zlib-1",
        "zlib",
        directory.resolve("job"),
        BuilderKind.MOCK,
        directory.resolve("zlib-1.3-1.src.rpm"),
        buildroot,
        directory.resolve("buildroots"),
        settings(limit),
        routineFiles,
        configuration,
        Optional.of(
            new MockSettings(
                config.toString(),
                Optional.of(directory.resolve("lib/epel-6")),
                Optional.of(directory.resolve("repo")),
                clean)));
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aBuildHasAConfigurationABuildrootAndAResultDirectoryOfItsOwn() throws IOException {
    BuildJob job = job();
    BuildOutcome outcome = builder().build(job);

    assertThat(outcome.status()).isEqualTo(Status.BUILT);
    assertThat(outcome.packages())
        .containsExactly(
            job.results().resolve("zlib-1.3-1.src.rpm"),
            job.results().resolve("zlib-1.3-1.x86_64.rpm"));
    String given = job.directory().resolve("mock/epel-6.cfg").toString();
    assertThat(mock.calls())
        .containsExactly(
            List.of(
                ("-r "
                        + given
                        + " --uniqueext zlib-1 --cleanup-after --with ssl --without docs"
                        + " --without x11 --target x86_64 --resultdir "
                        + job.results()
                        + " --rebuild "
                        + job.sourcePackage())
                    .split(" ")));
    assertThat(mock.config())
        .startsWith("config_opts['root'] = 'epel-6'\n")
        .contains("config_opts['root'] = 'epel-6'")
        .contains("config_opts['macros']['%dist'] = '.el6'")
        .contains("config_opts['environment']['SOURCE_DATE_EPOCH'] = '1'");
  }

  @Test
  void ofTheSurroundingsMockSeesOnlyWhatItNeeds() throws IOException {
    Map<String, String> host = new TreeMap<>(mock.host());
    host.put("SUDO_UID", "1000");
    host.put("SECRET_TOKEN", "x");
    host.put("https_proxy", "http://proxy:3128");
    new MockBuilder(new ProcessRunner(), routines, MockBuilder.PROGRAM, host).build(job());
    assertThat(mock.variables())
        .containsExactlyInAnyOrder("HOME", "LC_ALL", "PATH", "SUDO_UID", "https_proxy");
  }

  @Test
  void theLogHoldsAllThatWasSaidAndTheResultsArePackagesOnly() throws IOException {
    mock.says("WARNING: something\n");
    BuildJob job = job();
    Files.createDirectories(job.directory());
    Files.writeString(job.log(), "before\n");
    BuildOutcome outcome = builder().build(job);

    assertThat(Files.readString(job.log()))
        .startsWith("before\n=== " + mock.program() + " -r ")
        .containsSubsequence(
            "WARNING: something",
            "=== mock's state.log\n",
            "=== mock's root.log\nwhat dnf said\n",
            "=== mock's build.log\nwhat rpmbuild said\n");
    assertThat(names(job.results())).containsExactly("zlib-1.3-1.src.rpm", "zlib-1.3-1.x86_64.rpm");
    assertThat(outcome.phases().get("rpmbuild")).isEqualTo(Duration.ofMillis(250));
    assertThat(outcome.phases()).containsKey("buildroot");
  }

  @Test
  void whatAnEarlierTryLeftIsNoResult() throws IOException {
    BuildJob job = job();
    Files.createDirectories(job.results());
    Files.writeString(job.results().resolve("old-1-1.x86_64.rpm"), "");
    assertThat(builder().build(job).packages()).hasSize(2);
  }

  @Test
  void requirementsThatTheSourceToldAreNoResult() throws IOException {
    mock.leaves("zlib-1.3-1.buildreqs.nosrc.rpm");
    assertThat(builder().build(job()).packages()).hasSize(2);
  }

  @Test
  void aFailureNamesStepCommandAndStatus() throws IOException {
    Map<String, String> steps =
        Map.of("10", "rpmbuild", "30", "buildroot", "20", "buildroot", "3", "mock", "1", "mock");
    for (Map.Entry<String, String> step : steps.entrySet()) {
      mock.statuses(step.getKey());
      BuildJob job = job();
      BuildOutcome outcome = builder().build(job);
      assertThat(outcome.status()).isEqualTo(Status.FAILED);
      Failure failure = outcome.failure().orElseThrow();
      assertThat(failure.step()).as(step.getKey()).isEqualTo(step.getValue());
      assertThat(failure.ending()).isEqualTo("status " + step.getKey());
      assertThat(failure.command()).startsWith(mock.program().toString(), "-r").contains("zlib-1");
      assertThat(names(job.results())).isEmpty();
      assertThat(job.log()).content().contains("what rpmbuild said");
    }
  }

  @Test
  void aBuildThatLeavesNothingFails() throws IOException {
    Files.delete(directory.resolve("mock/rpms/zlib-1.3-1.src.rpm"));
    Files.move(
        directory.resolve("mock/rpms/zlib-1.3-1.x86_64.rpm"),
        directory.resolve("mock/rpms/x.buildreqs.nosrc.rpm"));
    BuildOutcome outcome = builder().build(job());
    assertThat(outcome.failure().orElseThrow().ending()).startsWith("no package in");
  }

  @Test
  void aBuildThatTakesTooLongIsEndedWithAllThatItStarted() throws IOException {
    mock.statuses("sleep");
    BuildOutcome outcome =
        builder().build(job(Duration.ofSeconds(2), true, RoutineFiles.NONE, "{}", List.of()));
    assertThat(outcome.failure().orElseThrow().ending()).isEqualTo("no end in 2 s");
    assertThat(mock.sleeps()).isFalse();
    assertThat(mock.calls()).hasSize(3);
    assertThat(mock.calls().get(1)).endsWith("--uniqueext", "zlib-1", "--orphanskill");
    assertThat(mock.calls().get(2)).endsWith("--uniqueext", "zlib-1", "--clean");
  }

  @Test
  void anInterruptedBuildIsEndedAndTidiedUp() throws Exception {
    mock.statuses("sleep");
    List<BuildOutcome> outcomes = new ArrayList<>();
    List<Boolean> flags = new ArrayList<>();
    Thread thread =
        new Thread(
            () -> {
              outcomes.add(builder().build(job()));
              flags.add(Thread.currentThread().isInterrupted());
            });
    thread.start();
    while (!mock.sleeps()) {
      Thread.sleep(20);
    }
    thread.interrupt();
    thread.join();
    assertThat(outcomes)
        .singleElement()
        .extracting(BuildOutcome::status)
        .isEqualTo(Status.CANCELLED);
    assertThat(flags).containsExactly(true);
    assertThat(mock.sleeps()).isFalse();
    assertThat(mock.calls()).hasSize(3);
    assertThat(mock.calls().get(1)).contains("--orphanskill");
  }

  @Test
  void withoutCleaningABuildWaitsForItsTurnInTheOneBuildroot() throws IOException {
    mock.statuses("60", "0");
    BuildOutcome outcome =
        builder().build(job(Duration.ofMinutes(1), false, RoutineFiles.NONE, "{}", List.of()));
    assertThat(outcome.status()).isEqualTo(Status.BUILT);
    assertThat(mock.calls()).hasSize(2);
    assertThat(mock.calls().get(0)).isEqualTo(mock.calls().get(1));
    assertThat(mock.calls().get(0))
        .containsSequence("--uniqueext", "kept", "--no-clean", "--no-cleanup-after");
  }

  @Test
  void afterAPartOfTheBootstrapKeptBuildrootsAreDropped() throws IOException {
    String bootstrap = "{\"name\": \"gdb\", \"bootstrap\": true}";
    BuildJob job = job(Duration.ofMinutes(1), true, RoutineFiles.NONE, bootstrap, List.of());
    builder().build(job);
    assertThat(mock.calls()).hasSize(2);
    assertThat(mock.calls().get(1))
        .containsExactly(
            "-r",
            job.directory().resolve("mock/epel-6.cfg").toString(),
            "--scrub=root-cache",
            "--scrub=dnf-cache");

    mock.statuses("10");
    builder().build(job);
    assertThat(mock.calls()).hasSize(3);
  }

  @Test
  void packagesThatAreExcludedAreHiddenInOtherRepositories() {
    String excluded = "{\"excludePackages\": [\"python*\", \"gdb\"]}";
    builder().build(job(Duration.ofMinutes(1), true, RoutineFiles.NONE, excluded, List.of()));
    assertThat(mock.config()).contains("_diracos_excluded = 'python* gdb'");
  }

  @Test
  void routinesRunBeforeAndAfterOrInsteadOfTheBuild() throws IOException {
    Path pre = Path.of("/r/pre-zlib.sh");
    Path post = Path.of("/r/post-zlib.sh");
    RoutineFiles around = new RoutineFiles(List.of(pre), List.of(), List.of(post));
    builder().build(job(Duration.ofMinutes(1), true, around, "{}", List.of()));
    assertThat(ran).containsExactly("pre pre-zlib.sh", "post post-zlib.sh");
    assertThat(mock.calls()).hasSize(1);

    ran.clear();
    RoutineFiles instead =
        new RoutineFiles(List.of(pre), List.of(Path.of("/r/zlib.sh")), List.of(post));
    BuildOutcome outcome =
        builder().build(job(Duration.ofMinutes(1), true, instead, "{}", List.of()));
    assertThat(ran).containsExactly("pre pre-zlib.sh", "instead zlib.sh", "post post-zlib.sh");
    assertThat(mock.calls()).hasSize(1);
    assertThat(outcome.status()).isEqualTo(Status.FAILED);
  }

  @Test
  void aRoutineThatFailsEndsTheBuild() {
    Failure failure = new Failure("routine pre-zlib.sh", List.of("/r/pre-zlib.sh"), "status 7");
    routineFails = Optional.of(failure);
    RoutineFiles files = new RoutineFiles(List.of(Path.of("/r/pre-zlib.sh")), List.of(), List.of());
    BuildOutcome outcome =
        builder().build(job(Duration.ofMinutes(1), true, files, "{}", List.of()));
    assertThat(outcome.failure()).contains(failure);
    assertThat(mock.calls()).isEmpty();
  }

  @Test
  void aBuildrootThatIsNotThePlannedOneIsNoted() throws IOException {
    mock.installed(
        "glibc-2.36-1.x86_64 1700000000 100 installed",
        "shadow-2:4.13-1.x86_64 1700000000 100 installed",
        "bash-0:5.2-1.x86_64 1700000000 100 installed",
        "gpg-pubkey-1-2 1700000000 0 installed");
    BuildJob job =
        job(
            Duration.ofMinutes(1),
            true,
            RoutineFiles.NONE,
            "{}",
            List.of(
                installed("glibc", "2.36-1"),
                installed("bash", "5.2-1"),
                installed("shadow", "2:4.12-1")));
    builder().build(job);
    assertThat(job.log())
        .content()
        .endsWith(
            "=== the buildroot is not the one that was planned\n"
                + "expected, not found: shadow-2:4.12-1.x86_64\n"
                + "found, not expected: shadow-2:4.13-1.x86_64\n");
  }

  private static BuildrootPackage installed(String name, String evr) {
    return new BuildrootPackage(
        new Nevra(name, Evr.parse(evr), "x86_64"),
        Path.of("/x.rpm"),
        Checksum.parse("sha256:" + "0".repeat(64)));
  }

  @Test
  void mockThatIsNotThereIsSaidWithWhatToDo() {
    MockBuilder builder =
        new MockBuilder(new ProcessRunner(), routines, "mock", Map.of("PATH", "/nowhere"));
    assertThatThrownBy(() -> builder.build(job()))
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining("DOS-MOCK-01")
        .hasMessageContaining("dnf install mock")
        .hasMessageContaining("\"builder\": \"chroot\"");
    assertThat(MockBuilder.find("mock", Map.of("PATH", "/nowhere"))).isEmpty();
    assertThat(MockBuilder.find("mock", mock.host())).contains(mock.program());
    assertThat(MockBuilder.find(mock.program().toString(), Map.of())).contains(mock.program());
  }

  @Test
  void theVersionIsAskedForOnceAndChecked() throws IOException {
    MockBuilder builder = builder();
    assertThat(builder.version()).isEqualTo("5.6");
    mock.version("1.0", 0);
    assertThat(builder.version()).isEqualTo("5.6");

    for (String old : List.of("1.0", "1.3.4", "0.9", "mock 1.1")) {
      mock.version(old, 0);
      assertThatThrownBy(() -> builder().version())
          .hasMessageContaining("DOS-MOCK-03")
          .hasMessageContaining("too old");
    }
    for (String good : List.of("1.4.21", "2.17", "10.0", "mock 3.5")) {
      mock.version(good, 0);
      assertThat(builder().version()).isEqualTo(good.replace("mock ", ""));
    }
    mock.version("no number", 0);
    assertThatThrownBy(() -> builder().version()).hasMessageContaining("does not tell its version");
    mock.version("5.6", 1);
    assertThatThrownBy(() -> builder().version()).hasMessageContaining("status 1");
  }

  @Test
  void whatMockRefusesForEveryPackageIsNoFaultOfThePackage() throws IOException {
    Map<String, String> refusals =
        Map.of(
            "RuntimeError: mock will not run from the root account (needs an unprivileged uid"
                + " so it can drop privs)",
            "SUDO_UID",
            "RuntimeError: Must be member of 'mock' group to run mock! (users)",
            "usermod -a -G mock",
            "KeyError: \"getgrnam(): name not found: 'mock'\"",
            "usermod -a -G mock",
            "ERROR: Namespace unshare failed.",
            "--cap-add SYS_ADMIN");
    for (Map.Entry<String, String> refusal : refusals.entrySet()) {
      mock.says(refusal.getKey() + "\n");
      mock.statuses("1");
      assertThatThrownBy(() -> builder().build(job()))
          .isInstanceOf(DiracosException.class)
          .hasMessageContaining("DOS-MOCK-02")
          .hasMessageContaining(refusal.getValue());
    }
    mock.version("RuntimeError: mock will not run from the root account", 1);
    assertThatThrownBy(() -> builder().version()).hasMessageContaining("DOS-MOCK-02");
  }

  @Test
  void aConfigurationIsFoundByPathOrByName() throws IOException {
    Files.createDirectories(directory.resolve("mock/.config/mock"));
    Files.writeString(directory.resolve("mock/.config/mock/mine.cfg"), "# mine\n");
    config = Path.of("mine");
    builder().build(job());
    assertThat(mock.config()).startsWith("# mine\n");

    config = directory.resolve("absent.cfg");
    assertThatThrownBy(() -> builder().build(job()))
        .hasMessageContaining("DOS-MOCK-06")
        .hasMessageContaining("absent.cfg");
    config = Path.of("no-such-distribution-1");
    assertThatThrownBy(() -> builder().build(job()))
        .hasMessageContaining("DOS-MOCK-06")
        .hasMessageContaining("/etc/mock/no-such-distribution-1.cfg");
  }

  private SourceJob source() throws IOException {
    Path sources = Files.createDirectories(directory.resolve("zlib"));
    return new SourceJob(
        "zlib",
        sources,
        "zlib.spec",
        List.of(),
        directory.resolve("buildroots"),
        settings(Duration.ofMinutes(1)),
        directory.resolve("srpms"),
        directory.resolve("source.log"),
        Optional.of(new MockSettings(config.toString(), Optional.empty(), Optional.empty(), true)));
  }

  @Test
  void aSourcePackageIsMadeOfADirectory() throws IOException {
    Files.delete(directory.resolve("mock/rpms/zlib-1.3-1.x86_64.rpm"));
    SourceJob job = source();
    Path made = builder().makeSourcePackage(job);
    assertThat(made).isEqualTo(job.output().resolve("zlib-1.3-1.src.rpm")).exists();
    assertThat(names(job.output())).containsExactly("zlib-1.3-1.src.rpm");
    List<String> call = mock.calls().get(0);
    assertThat(call)
        .containsSubsequence("--with", "ssl", "--without", "docs", "--buildsrpm", "--spec");
    // Copies, which the user that mock becomes can read.
    String place = job.output() + "/[.]mock-[0-9]+/";
    assertThat(call.get(call.indexOf("--spec") + 1)).matches(place + "SPECS/zlib[.]spec");
    assertThat(call.get(call.indexOf("--sources") + 1)).matches(place + "SOURCES");
    assertThat(call.get(call.indexOf("--uniqueext") + 1)).matches("source-mock-[0-9]+");
    assertThat(job.log()).content().contains("what rpmbuild said");
  }

  @Test
  void aSourcePackageThatCannotBeMadeIsAnErrorAndLeavesNothing() throws IOException {
    mock.statuses("10");
    SourceJob job = source();
    assertThatThrownBy(() -> builder().makeSourcePackage(job))
        .hasMessageContaining("DOS-MOCK-04")
        .hasMessageContaining("zlib.spec")
        .hasMessageContaining("status 10")
        .hasMessageContaining("source.log");
    assertThat(names(job.output())).isEmpty();
  }
}
