package org.diracgrid.diracos.build.chroot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.diracgrid.diracos.build.BuildOutcome;
import org.diracgrid.diracos.build.BuildOutcome.Status;
import org.diracgrid.diracos.build.BuildSettings;
import org.junit.jupiter.api.Test;

/** Builds in a root directory that fail, take too much or are stopped. */
class ChrootBuildEndOracleTest extends ChrootBuilds {

  private static BuildSettings limited(Duration limit, OptionalLong memory) {
    BuildSettings usual = ChrootMain.settings();
    return new BuildSettings(
        usual.targetArch(),
        usual.macros(),
        List.of(),
        List.of(),
        usual.sourceDateEpoch(),
        usual.buildHost(),
        1,
        memory,
        limit);
  }

  @Test
  void aFailureNamesItsCommandAndLeavesNothing() throws IOException {
    Specs.write(
        directory.resolve("broken"),
        "broken",
        "",
        "mkdir -p deep/er; touch deep/er/x; chmod 000 deep/er; chmod 100 deep; echo said; exit 3",
        "");
    BuildOutcome outcome = build(source("broken"));
    assertThat(outcome.failure().orElseThrow().ending()).isEqualTo("status 1");
    assertThat(log()).contains("said", "Bad exit status from", "(%build)");
  }

  @Test
  void itEndsWhenItsTimeIsOver() throws IOException {
    Specs.write(directory.resolve("slow"), "slow", "", "setsid sleep 4711 & sleep 4711", "");
    BuildOutcome outcome =
        build(source("slow"), limited(Duration.ofSeconds(4), OptionalLong.empty()));
    assertThat(outcome.failure().orElseThrow().ending()).startsWith("no end in ");
    assertThat(sleepers("4711")).isEmpty();
  }

  @Test
  void itEndsWhenItTakesTooMuchMemory() throws IOException {
    Specs.write(
        directory.resolve("hungry"),
        "hungry",
        "",
        "x=$(head -c 90000000 /dev/zero | tr '\\0' x); sleep 60",
        "");
    BuildOutcome outcome =
        build(source("hungry"), limited(Duration.ofMinutes(3), OptionalLong.of(60_000_000)));
    assertThat(outcome.failure().orElseThrow().ending()).startsWith("out of memory: ");
    assertThat(log()).contains("rpmbuild: out of memory");
  }

  @Test
  void whoInterruptsItGetsItCancelled() throws Exception {
    Specs.write(directory.resolve("long"), "long", "", "echo begun; sleep 4712", "");
    Path srpm = source("long");
    CompletableFuture<BuildOutcome> outcome = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                outcome.complete(builder.build(job(srpm, ChrootMain.settings(), plain)));
              } catch (RuntimeException e) {
                outcome.completeExceptionally(e);
              }
            });
    thread.start();
    for (int i = 0; i < 600 && sleepers("4712").isEmpty(); i++) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    assertThat(sleepers("4712")).isNotEmpty();
    thread.interrupt();
    assertThat(outcome.get(30, TimeUnit.SECONDS).status()).isEqualTo(Status.CANCELLED);
    assertThat(sleepers("4712")).isEmpty();
    nothingIsLeft();
  }

  /** As the JVM of a build that is killed by whoever needs the memory. */
  @Test
  void nothingOutlivesAJvmThatIsKilled() throws Exception {
    Specs.write(directory.resolve("orphan"), "orphan", "", "echo begun; sleep 4713", "");
    source("orphan");
    for (Class<? extends Entrance> kind :
        List.of(BubblewrapEntrance.class, UnshareEntrance.class)) {
      Process jvm = main("orphan", work, kind, List.of()).start();
      try {
        for (int i = 0; i < 600 && sleepers("4713").isEmpty(); i++) {
          TimeUnit.MILLISECONDS.sleep(100);
        }
        assertThat(sleepers("4713")).isNotEmpty();
      } finally {
        jvm.destroyForcibly().waitFor();
      }
      for (int i = 0; i < 100 && !sleepers("4713").isEmpty(); i++) {
        TimeUnit.MILLISECONDS.sleep(100);
      }
      assertThat(sleepers("4713")).as("what outlives a JVM, " + kind).isEmpty();
    }
    Specs.write(directory.resolve("next"), "next", "", "", "");
    build(source("next"));
  }

  private static List<ProcessHandle> sleepers(String seconds) {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().commandLine().orElse("").endsWith("sleep " + seconds))
        .filter(ProcessHandle::isAlive)
        .toList();
  }
}
