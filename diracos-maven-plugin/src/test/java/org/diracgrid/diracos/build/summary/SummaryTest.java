package org.diracgrid.diracos.build.summary;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.diracgrid.diracos.build.BuildOutcome;
import org.diracgrid.diracos.build.failure.Diagnosis;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.testing.BuildJobs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts and JSON are compared with files; {@code -Ddiracos.golden=write} writes these anew. */
class SummaryTest {

  @TempDir Path directory;

  private void golden(String name, byte[] content) throws IOException {
    String text = new String(content, UTF_8).replace(directory.toString(), "DIRECTORY");
    if ("write".equals(System.getProperty("diracos.golden"))) {
      Files.writeString(
          Path.of("src/test/resources/org/diracgrid/diracos/build/summary", name), text);
      return;
    }
    try (InputStream in =
        Objects.requireNonNull(SummaryTest.class.getResourceAsStream(name), name)) {
      assertThat(text).isEqualTo(new String(in.readAllBytes(), UTF_8));
    }
  }

  private Diagnosis diagnosis(String log, String step, String ending) throws IOException {
    Path file = Files.writeString(directory.resolve("build.log"), log);
    BuildOutcome outcome =
        BuildOutcome.failed(
            new BuildOutcome.Failure(step, List.of("rpmbuild", "-ba", "x.src.rpm"), ending),
            new TreeMap<>());
    return Diagnosis.of(
        BuildJobs.job(directory, "expat"),
        outcome,
        file,
        capability ->
            capability.equals("/usr/include/docbook.h")
                ? List.of("docbook-devel-1-2.noarch (base)")
                : List.of());
  }

  private RebuildSummary summary() throws IOException {
    PackageLogs logs =
        PackageLogs.of(
            directory.resolve("logs"),
            List.of("zlib", "bzip2", "expat", "python", "gdb", "extra", "late"));
    Diagnosis compiler =
        diagnosis(
            "Executing(%build): /bin/sh -e /var/tmp/rpm-tmp.a\n+ ./configure\n+ make -j2\n"
                + "gcc -c a.c\na.c:1:10: fatal error: docbook.h: No such file or directory\n"
                + "compilation terminated.\nmake: *** [Makefile:2: all] Error 1\n"
                + "error: Bad exit status from /var/tmp/rpm-tmp.a (%build)\n",
            "rpmbuild", "status 1");
    Diagnosis routine = diagnosis("", "routine pre-gdb.sh", "status 3");
    return new RebuildSummary(
        List.of(
            RebuildSummary.Build.built(1, "zlib", Duration.ofMillis(42_500), logs.file(1)),
            RebuildSummary.Build.cached(2, "bzip2"),
            RebuildSummary.Build.failed(3, "expat", Duration.ofSeconds(75), logs.file(3), compiler),
            RebuildSummary.Build.skipped(4, "python", List.of("expat")),
            RebuildSummary.Build.failed(5, "gdb", Duration.ofMillis(300), logs.file(5), routine),
            RebuildSummary.Build.excluded(6, "extra", "-Ddiracos.package=gdb"),
            RebuildSummary.Build.cancelled(7, "late")),
        Duration.ofSeconds(130),
        "mvn diracos:rebuild");
  }

  @Test
  void eachBuildHasALineAndEachFailureASection() throws IOException {
    golden("rebuild.txt", summary().text().getBytes(UTF_8));
    golden("rebuild.json", summary().json());
    assertThat(summary().text()).isEqualTo(summary().text());
    assertThat(summary().complete()).isFalse();
  }

  @Test
  void aRunWithoutFailuresSaysNothingOfGoingOn() {
    RebuildSummary good =
        new RebuildSummary(
            List.of(
                RebuildSummary.Build.cached(1, "zlib"),
                RebuildSummary.Build.excluded(2, "extra", "not asked for")),
            Duration.ofMillis(400),
            "mvn diracos:rebuild");

    assertThat(good.text())
        .isEqualTo(
            "Rebuild: 1 cached, 1 excluded; 0.4 s\n\n"
                + "    1  zlib   cached\n"
                + "    2  extra  excluded    not asked for\n");
    assertThat(good.complete()).isTrue();
    assertThat(new RebuildSummary(List.of(), Duration.ZERO, "x").text())
        .isEqualTo("Rebuild: nothing to build; 0.0 s\n\n");
  }

  @Test
  void onlyAFailureHasADiagnosis() throws IOException {
    Diagnosis diagnosis = diagnosis("", "rpmbuild", "status 1");
    assertThatThrownBy(
            () ->
                new RebuildSummary.Build(
                    1,
                    "x",
                    RebuildSummary.State.BUILT,
                    Duration.ZERO,
                    Optional.empty(),
                    "",
                    Optional.of(diagnosis)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void eachPackageHasALogOfItsOwn() throws IOException {
    Path place = directory.resolve("logs");
    PackageLogs first = PackageLogs.of(place, List.of("zlib", "a/b c", "zlib"));
    assertThat(first.file(1)).isEqualTo(place.resolve("001-zlib.log"));
    assertThat(first.file(2)).isEqualTo(place.resolve("002-a_b_c.log"));
    assertThat(first.file(3)).isEqualTo(place.resolve("003-zlib.log"));
    assertThat(PackageLogs.of(place, Collections.nCopies(1000, "x")).file(1000))
        .isEqualTo(place.resolve("1000-x.log"));

    first.clean();
    Path log = Files.writeString(directory.resolve("build.log"), "said");
    assertThat(first.keep(1, log)).hasContent("said");
    Files.writeString(log, "said again");
    assertThat(first.keep(1, log)).hasContent("said again");
    first.keep(3, log);
    Files.writeString(place.resolve("notes.txt"), "mine");

    PackageLogs later = PackageLogs.of(place, List.of("zlib", "bzip2"));
    later.clean();
    assertThat(place.toFile().list()).containsExactlyInAnyOrder("001-zlib.log", "notes.txt");
    assertThat(later.keep(1, directory.resolve("none"))).doesNotExist();
  }

  private static Nevra nevra(String name, String evr, String arch) {
    return new Nevra(name, Evr.parse(evr), arch);
  }

  @Test
  void theBootstrapIsShownBeforeAndAfterWhateverTheOrder() throws IOException {
    String name = "its name is one of ours";
    List<BootstrapReport.Base> base =
        new ArrayList<>(
            List.of(
                new BootstrapReport.Base(nevra("python", "2.6.6-68.el6", "x86_64"), "base", name),
                new BootstrapReport.Base(nevra("python", "2.6.6-52.el6", "x86_64"), "base", name),
                new BootstrapReport.Base(
                    nevra("python-libs", "2.6.6-68.el6", "x86_64"), "base", name),
                new BootstrapReport.Base(nevra("gdb", "7.2-92.el6", "x86_64"), "updates", name),
                new BootstrapReport.Base(
                    nevra("python-docs", "2.6.6-2.el6", "noarch"), "base", "exclude \"python*\"")));
    List<BootstrapReport.Own> own =
        new ArrayList<>(
            List.of(
                new BootstrapReport.Own(nevra("python", "2.7.13-2", "x86_64"), "python"),
                new BootstrapReport.Own(nevra("python-libs", "2.7.13-2", "x86_64"), "python"),
                new BootstrapReport.Own(nevra("python-tools", "2.7.13-2", "x86_64"), "python"),
                new BootstrapReport.Own(nevra("python", "2.7.13-2", "src"), "python"),
                new BootstrapReport.Own(nevra("gdb", "1:7.2-93", "x86_64"), "gdb")));
    List<BootstrapReport.Answer> answers =
        List.of(
            new BootstrapReport.Answer(
                "/usr/bin/python",
                List.of("python-2.6.6-68.el6.x86_64 (base)"),
                List.of("python-2.7.13-2.x86_64 (diracos)")),
            new BootstrapReport.Answer(
                "libpython2.6.so.1.0()(64bit)",
                List.of("python-libs-2.6.6-68.el6.x86_64 (base)"),
                List.of()));

    BootstrapReport report = BootstrapReport.of(base, own, answers);
    golden("bootstrap.txt", report.text().getBytes(UTF_8));
    golden("bootstrap.json", report.json());
    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(base, new Random(seed));
      Collections.shuffle(own, new Random(seed));
      assertThat(BootstrapReport.of(base, own, answers)).isEqualTo(report);
    }
  }
}
