package org.diracgrid.diracos.build.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.diracgrid.diracos.build.BuildOutcome;
import org.diracgrid.diracos.testing.BuildJobs;
import org.diracgrid.diracos.testing.Oracles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is told of builds by rpmbuild that fail. */
@Timeout(120)
abstract class Diagnoses {

  @TempDir Path directory;

  final Map<String, String> parts = new TreeMap<>();
  final List<String> options = new ArrayList<>(List.of("-bb"));

  @BeforeEach
  void needsRpmbuild() {
    Oracles.require("rpmbuild");
  }

  /** A script or a list of a spec; tags go under {@code tags}. */
  Diagnoses with(String part, String text) {
    parts.put(part, text);
    return this;
  }

  Diagnosis build() throws IOException, InterruptedException {
    return build(
        capability ->
            capability.contains("nosuch") ? List.of("provider-of(" + capability + ")") : List.of());
  }

  Diagnosis build(WhoProvides who) throws IOException, InterruptedException {
    StringBuilder spec =
        new StringBuilder("Name: a\nVersion: 1\nRelease: 1\nSummary: a\nLicense: MIT\n");
    spec.append(parts.getOrDefault("tags", "")).append("\n%description\na\n");
    for (String part : List.of("prep", "build", "install", "check", "files")) {
      spec.append('%').append(part).append('\n').append(parts.getOrDefault(part, "")).append('\n');
    }
    Path file = Files.writeString(directory.resolve("a.spec"), spec);
    Path log = directory.resolve("build.log");
    List<String> command = new ArrayList<>(List.of("rpmbuild"));
    command.addAll(options);
    command.addAll(
        List.of(
            "--define", "_topdir " + directory.resolve("top"), "--define", "debug_package %{nil}"));
    command.add(file.toString());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(() -> read(log)).isNotZero();
    BuildOutcome outcome =
        BuildOutcome.failed(
            new BuildOutcome.Failure("rpmbuild", command, "status " + process.exitValue()),
            new TreeMap<>());
    return Diagnosis.of(BuildJobs.job(directory, "a"), outcome, log, who);
  }

  static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  static void is(Diagnosis diagnosis, CauseKind kind, String what) {
    assertThat(diagnosis.causes()).as(diagnosis.toString()).isNotEmpty();
    Cause cause = diagnosis.causes().get(0);
    assertThat(cause.kind()).as(diagnosis.toString()).isEqualTo(kind);
    assertThat(cause.problem().what().replaceAll("[‘’]", "'")).isEqualTo(what);
    assertThat(cause.problem().code()).isEqualTo(kind.code());
  }

  static List<String> relevant(Diagnosis diagnosis) {
    return diagnosis.relevant().stream().map(LogLine::text).toList();
  }
}
