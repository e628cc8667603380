package org.diracgrid.diracos.build.chroot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diracgrid.diracos.build.BuildJob;
import org.diracgrid.diracos.build.BuildOutcome;
import org.diracgrid.diracos.build.BuildOutcome.Status;
import org.diracgrid.diracos.build.BuildrootPackage;
import org.diracgrid.diracos.build.RoutineFiles;
import org.diracgrid.diracos.exec.ProcessRunner;
import org.diracgrid.diracos.rpm.RpmFile;
import org.junit.jupiter.api.Test;

/** What runs in a root directory beside the build. */
class ChrootScriptsOracleTest extends ChrootBuilds {

  /** Packages with scripts of all kinds, made here, in a buildroot of another build. */
  @Test
  void scriptsOfTheBuildrootRunInTheirOrder() throws IOException {
    Specs.write(
        directory.resolve("scripted"),
        "scripted",
        "",
        "echo x > out/x",
        """
        %attr(0644,nosuchuser,nosuchgroup) /usr/share/scripted/x
        %pretrans -p <lua>
        local f = io.open("/etc/ran", "a") f:write("pretrans\\n") f:close()
        %pre
        echo pre $1 >> /etc/ran
        %post
        echo post $1 `id -u` `cat /usr/share/scripted/x` >> /etc/ran
        exit 1
        %posttrans
        echo posttrans >> /etc/ran
        %triggerin -- needing
        echo trigger $1 $2 >> /etc/ran
        %transfiletriggerin -- /usr/share/needing
        cat >> /etc/ran
        """);
    Specs.write(
        directory.resolve("needing"),
        "needing",
        "Requires(pre): scripted",
        "echo y > out/y",
        "%pre\necho pre needing >> /etc/ran\n");
    Specs.write(directory.resolve("refusing"), "refusing", "", "echo z > out/z", "%pre\nexit 1\n");
    List<BuildrootPackage> buildroot = new ArrayList<>(plain);
    for (String name : List.of("scripted", "needing", "refusing")) {
      Path built = binary(build(source(name))).path();
      buildroot.add(
          FixtureBuildroot.of(RpmFile.read(Files.move(built, directory.resolve(name + ".rpm")))));
    }
    Specs.write(
        directory.resolve("seeing"),
        "seeing",
        "BuildRequires: scripted needing refusing /usr/share/scripted/x",
        "cp /etc/ran out; rpm -qa | sort > out/all; stat -c %U /usr/share/scripted/x > out/owner",
        "");
    BuildOutcome outcome = builder.build(job(source("seeing"), ChrootMain.settings(), buildroot));
    assertThat(outcome.status()).as(log()).isEqualTo(Status.BUILT);
    Map<String, String> seen = contents(binary(outcome));
    assertThat(seen.get("ran").lines())
        .containsSubsequence("pretrans", "pre 1", "post 1 0 x", "pre needing", "posttrans")
        .contains("trigger 1 1", "/usr/share/needing/y");
    assertThat(seen.get("all").lines()).hasSize(buildroot.size());
    assertThat(seen).containsEntry("owner", "builder\n");
    assertThat(log())
        .contains(
            "%post(scripted-1.0-1.t1.x86_64) scriptlet failed",
            "%prein(refusing-1.0-1.t1.x86_64) scriptlet failed",
            "warning: not all scripts of the buildroot's packages ended well");
  }

  @Test
  void routinesGetACopyOfTheBuildroot() throws IOException {
    List<String> ran = new ArrayList<>();
    builder =
        new ChrootBuilder(
            new ProcessRunner(),
            (routine, phase, job, root) -> {
              ran.add(routine + " " + phase);
              Path mark = root.orElseThrow().resolve("etc/mark");
              try {
                if (phase.equals("pre")) {
                  Files.writeString(mark, "made before");
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
              return routine.toString().equals("/bad")
                  ? Optional.of(new BuildOutcome.Failure("bad", List.of("/bad"), "status 7"))
                  : Optional.empty();
            },
            2);
    Specs.write(directory.resolve("marked"), "marked", "", "cp /etc/mark out", "");
    Path srpm = source("marked");
    BuildOutcome outcome =
        builder.build(
            with(
                srpm, new RoutineFiles(List.of(Path.of("/a")), List.of(), List.of(Path.of("/b")))));
    assertThat(contents(binary(outcome))).containsEntry("mark", "made before");
    assertThat(ran).containsExactly("/a pre", "/b post");
    assertThat(outcome.phases()).containsKey("routines");
    assertThat(build(srpm).status()).as("the kept one is as it was").isEqualTo(Status.FAILED);

    ran.clear();
    BuildOutcome failed =
        builder.build(
            with(
                srpm,
                new RoutineFiles(List.of(), List.of(Path.of("/bad")), List.of(Path.of("/b")))));
    assertThat(ran).containsExactly("/bad instead");
    assertThat(failed.failure().orElseThrow().ending()).isEqualTo("status 7");
    nothingIsLeft();
  }

  private BuildJob with(Path srpm, RoutineFiles routines) {
    BuildJob job = job(srpm, ChrootMain.settings(), plain);
    return new BuildJob(
        job.id(),
        job.name(),
        job.directory(),
        job.builder(),
        job.sourcePackage(),
        job.buildroot(),
        job.buildroots(),
        job.settings(),
        routines,
        job.configuration(),
        job.mock());
  }
}
