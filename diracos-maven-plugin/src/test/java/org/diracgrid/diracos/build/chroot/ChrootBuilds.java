package org.diracgrid.diracos.build.chroot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.diracgrid.diracos.build.BuildJob;
import org.diracgrid.diracos.build.BuildOutcome;
import org.diracgrid.diracos.build.BuildOutcome.Status;
import org.diracgrid.diracos.build.BuildSettings;
import org.diracgrid.diracos.build.BuildrootPackage;
import org.diracgrid.diracos.exec.ProcessRunner;
import org.diracgrid.diracos.rpm.DecoderMemory;
import org.diracgrid.diracos.rpm.Payload;
import org.diracgrid.diracos.rpm.RpmFile;
import org.diracgrid.diracos.testing.Oracles;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Builds by the fixture distribution's rpmbuild, in its own root directory. */
@Timeout(300)
abstract class ChrootBuilds {

  /** The kept buildroots are shared by the tests. */
  @TempDir static Path work;

  @TempDir Path directory;

  static FixtureBuildroot fixture;
  static List<BuildrootPackage> plain;

  ChrootBuilder builder;

  @BeforeAll
  static void read() {
    Oracles.require("bwrap", "unshare", "setpriv");
    fixture = new FixtureBuildroot(Oracles.buildRepository());
    plain = fixture.with();
  }

  @BeforeEach
  void start() throws IOException {
    work = work.toRealPath();
    directory = directory.toRealPath();
    builder = builder(Entrances.ofHost());
  }

  static ChrootBuilder builder(List<Entrance> entrances) {
    return new ChrootBuilder(
        new ProcessRunner(), (routine, phase, job, root) -> Optional.empty(), 2, entrances);
  }

  static ChrootBuilder by(Class<? extends Entrance> kind, boolean ownProcesses) {
    return builder(
        Entrances.ofHost().stream()
            .filter(kind::isInstance)
            .filter(
                entrance ->
                    entrance instanceof BubblewrapEntrance bubblewrap
                        ? bubblewrap.ownProcesses() == ownProcesses
                        : ((UnshareEntrance) entrance).ownProcesses() == ownProcesses)
            .toList());
  }

  Path source(String name) {
    return builder.makeSourcePackage(
        ChrootMain.source(directory.resolve(name), name + ".spec", work, plain));
  }

  BuildJob job(Path srpm, BuildSettings settings, List<BuildrootPackage> buildroot) {
    BuildJob job = ChrootMain.job(srpm, work, "job", buildroot, settings);
    return new BuildJob(
        job.id(),
        job.name(),
        directory.resolve("job"),
        job.builder(),
        job.sourcePackage(),
        job.buildroot(),
        job.buildroots(),
        job.settings(),
        job.routines(),
        job.configuration(),
        job.mock());
  }

  BuildOutcome build(Path srpm) throws IOException {
    return build(srpm, ChrootMain.settings());
  }

  BuildOutcome build(Path srpm, BuildSettings settings) throws IOException {
    BuildOutcome outcome = builder.build(job(srpm, settings, plain));
    nothingIsLeft();
    return outcome;
  }

  static void nothingIsLeft() throws IOException {
    for (String name : List.of("work", "leases")) {
      try (Stream<Path> left = Files.list(work.resolve("buildroots").resolve(name))) {
        assertThat(left).as("what is left in " + name).isEmpty();
      }
    }
  }

  String log() throws IOException {
    return Files.readString(directory.resolve("job/build.log"));
  }

  /** The built package that is no source package. */
  static RpmFile binary(BuildOutcome outcome) {
    assertThat(outcome.status()).isEqualTo(Status.BUILT);
    assertThat(outcome.packages()).hasSize(2);
    return outcome.packages().stream()
        .map(RpmFile::read)
        .filter(rpm -> !rpm.header().isSource())
        .findFirst()
        .orElseThrow();
  }

  static Map<String, String> contents(RpmFile rpm) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Payload payload = rpm.payload().open(DecoderMemory.quarterOfHeap())) {
      while (payload.next()) {
        if (payload.hasContent()) {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          payload.content((buffer, offset, length) -> bytes.write(buffer, offset, length));
          String path = payload.file().path();
          contents.put(
              path.substring(path.lastIndexOf('/') + 1), bytes.toString(StandardCharsets.UTF_8));
        }
      }
    }
    return contents;
  }

  /** A JVM that builds, with class path and packages where everybody can read them. */
  ProcessBuilder main(String name, Path at, Class<? extends Entrance> kind, List<String> prefix)
      throws IOException {
    Path open = Files.createDirectories(work.resolve("open"));
    Path packages = Files.createDirectories(open.resolve("packages"));
    for (BuildrootPackage each : plain) {
      copy(each.file(), packages);
    }
    StringBuilder classes = new StringBuilder();
    for (String entry :
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
            .split(":")) {
      if (Files.isRegularFile(Path.of(entry))) {
        classes.append(copy(Path.of(entry), Files.createDirectories(open.resolve("jars"))));
      } else {
        Path copied = open.resolve(entry.replace('/', '_'));
        if (Files.isDirectory(Path.of(entry)) && !Files.exists(copied)) {
          Trees.copy(Path.of(entry), copied);
        }
        classes.append(copied);
      }
      classes.append(':');
    }
    Oracles.bash(work, "chmod -R a+rX \"$1\"; chmod a+rx \"$2\"", open.toString(), work.toString());
    Oracles.bash(directory, "chmod -R a+rX \"$1\"; chmod a+rx .", name);
    List<String> words = new ArrayList<>(prefix);
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-Xmx512m", "-cp", classes.toString(), ChrootMain.class.getName()));
    words.addAll(List.of(packages.toString(), directory.resolve(name).toString()));
    words.addAll(List.of(name + ".spec", at.toString(), "1", kind.getSimpleName()));
    return new ProcessBuilder(words)
        .directory(new File("/"))
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve(name + ".out").toFile());
  }

  static Path copy(Path file, Path directory) throws IOException {
    Path copy = directory.resolve(file.getFileName().toString());
    if (!Files.exists(copy)) {
      Files.copy(file, copy);
    }
    return copy;
  }
}
