package org.diracgrid.diracos.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.diracgrid.diracos.config.DiracosSpec;
import org.diracgrid.diracos.config.SmokeTestSpec;
import org.diracgrid.diracos.config.VerifySpec;
import org.diracgrid.diracos.exec.ProcessRunner;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.verify.Check;
import org.diracgrid.diracos.verify.Findings;
import org.diracgrid.diracos.verify.SmokeResults;
import org.diracgrid.diracos.verify.SmokeRun;
import org.diracgrid.diracos.verify.SmokeSettings;
import org.diracgrid.diracos.verify.SmokeSource;
import org.diracgrid.diracos.verify.SmokeTest;

/** Runs the smoke tests of a configuration, if it asks for that. */
final class SmokeTests {

  private final DiracosSpec spec;
  private final Request request;
  private final Engine.Environment environment;

  SmokeTests(DiracosSpec spec, Request request, Engine.Environment environment) {
    this.spec = spec;
    this.request = request;
    this.environment = environment;
  }

  /** Runs them and tells what fails; or tells why they were not run. */
  void run(Supplier<SmokeSource> source, Findings findings) {
    if (!findings.wants(Check.SMOKE)) {
      return;
    }
    if (!spec.verify().run()) {
      findings.skip(Check.SMOKE, "-Ddiracos.verify.run=true runs them");
      return;
    }
    List<SmokeTest> tests = spec.smokeTests().stream().flatMap(one -> of(one).stream()).toList();
    if (tests.isEmpty()) {
      findings.skip(Check.SMOKE, "there are none: list them under \"smokeTests\"");
      return;
    }
    SmokeSettings settings =
        new SmokeSettings(
            environment.threads(),
            sandbox(spec.verify().sandbox()),
            request.work().resolve("smoke"),
            spec.platform().hostLibraries());
    SmokeResults results =
        new SmokeRun(new ProcessRunner(), environment.progress())
            .run(source.get(), tests, settings);
    results.tell(findings);
    Path table = request.work().resolve("verify").resolve("smoke.txt");
    AtomicFile.write(table, (String.join("\n", results.table()) + "\n").getBytes(UTF_8));
    results.table().forEach(environment.progress()::info);
  }

  private static SmokeSettings.Sandbox sandbox(VerifySpec.Sandbox wanted) {
    return switch (wanted) {
      case AUTO -> SmokeSettings.Sandbox.AUTO;
      case REQUIRED -> SmokeSettings.Sandbox.REQUIRED;
      case NEVER -> SmokeSettings.Sandbox.NEVER;
    };
  }

  /** The tests of one entry. */
  static List<SmokeTest> of(SmokeTestSpec spec) {
    Duration limit = Duration.ofSeconds(spec.timeout());
    List<SmokeTest> tests = new ArrayList<>(SmokeTest.imports(spec.imports()));
    tests.addAll(SmokeTest.help(spec.help()));
    tests.replaceAll(test -> test.withLimit(limit));
    spec.command()
        .ifPresent(
            command -> {
              SmokeTest test = SmokeTest.shell(command).withStatus(spec.status()).withLimit(limit);
              tests.add(
                  spec.output().map(text -> test.withOutput(Pattern.compile(text))).orElse(test));
            });
    if (!spec.name().isEmpty()) {
      tests.replaceAll(
          test ->
              test.named(
                  spec.command().isPresent() ? spec.name() : spec.name() + ": " + test.name()));
    }
    return tests;
  }
}
