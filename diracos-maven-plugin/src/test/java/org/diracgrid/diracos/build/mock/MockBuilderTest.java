package org.diracgrid.diracos.build.mock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.diracgrid.diracos.build.BuildJob;
import org.diracgrid.diracos.build.BuildOutcome;
import org.diracgrid.diracos.build.BuildOutcome.Failure;
import org.diracgrid.diracos.build.BuildOutcome.Status;
import org.diracgrid.diracos.build.BuildrootPackage;
import org.diracgrid.diracos.build.RoutineFiles;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.exec.ProcessRunner;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.nevra.Nevra;
import org.junit.jupiter.api.Test;

/** What a build by mock is given, leaves and tells. */
class MockBuilderTest extends MockBuilds {

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
}
