package org.diracgrid.diracos.build.mock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diracgrid.diracos.build.MockSettings;
import org.diracgrid.diracos.build.SourceJob;
import org.diracgrid.diracos.exec.ProcessRunner;
import org.diracgrid.diracos.problem.DiracosException;
import org.junit.jupiter.api.Test;

/** mock itself, its configuration, and the source packages it makes. */
class MockProgramTest extends MockBuilds {

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
