package org.diracgrid.diracos.build.chroot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.diracgrid.diracos.build.BuildJob;
import org.diracgrid.diracos.build.BuildOutcome;
import org.diracgrid.diracos.build.BuildOutcome.Status;
import org.diracgrid.diracos.build.BuildSettings;
import org.diracgrid.diracos.build.BuildrootPackage;
import org.diracgrid.diracos.build.RoutineFiles;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.exec.ProcessRunner;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.rpm.DecoderMemory;
import org.diracgrid.diracos.rpm.Payload;
import org.diracgrid.diracos.rpm.RpmFile;
import org.diracgrid.diracos.rpm.RpmTag;
import org.diracgrid.diracos.testing.Oracles;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real builds by the fixture distribution's rpmbuild, in its own root directory. */
@Timeout(300)
class ChrootBuilderOracleTest {

  /** The kept buildroots are shared by the tests. */
  @TempDir static Path work;

  @TempDir Path directory;

  private static FixtureBuildroot fixture;
  private static List<BuildrootPackage> plain;

  private ChrootBuilder builder;

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

  private static ChrootBuilder builder(List<Entrance> entrances) {
    return new ChrootBuilder(
        new ProcessRunner(), (routine, phase, job, root) -> Optional.empty(), 2, entrances);
  }

  private static ChrootBuilder by(Class<? extends Entrance> kind, boolean ownProcesses) {
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

  private Path source(String name) {
    return builder.makeSourcePackage(
        ChrootMain.source(directory.resolve(name), name + ".spec", work, plain));
  }

  private BuildJob job(Path srpm, BuildSettings settings, List<BuildrootPackage> buildroot) {
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

  private BuildOutcome build(Path srpm) throws IOException {
    return build(srpm, ChrootMain.settings());
  }

  private BuildOutcome build(Path srpm, BuildSettings settings) throws IOException {
    BuildOutcome outcome = builder.build(job(srpm, settings, plain));
    nothingIsLeft();
    return outcome;
  }

  private static void nothingIsLeft() throws IOException {
    for (String name : List.of("work", "leases")) {
      try (Stream<Path> left = Files.list(work.resolve("buildroots").resolve(name))) {
        assertThat(left).as("what is left in " + name).isEmpty();
      }
    }
  }

  private String log() throws IOException {
    return Files.readString(directory.resolve("job/build.log"));
  }

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

  /** The built package that is no source package. */
  private static RpmFile binary(BuildOutcome outcome) {
    assertThat(outcome.status()).isEqualTo(Status.BUILT);
    assertThat(outcome.packages()).hasSize(2);
    return outcome.packages().stream()
        .map(RpmFile::read)
        .filter(rpm -> !rpm.header().isSource())
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, String> contents(RpmFile rpm) throws IOException {
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

  private static final String LOOK =
      """
      id -un > out/user; id -u > out/uid; echo $HOME > out/home; pwd > out/pwd
      umask > out/umask; echo $TZ > out/zone; uname -n > out/host
      (touch /usr/bin/mine || touch /etc/mine || touch /mine) 2> /dev/null && echo yes > out/root || :
      touch /tmp/mine /var/tmp/mine ~/mine /dev/shm/mine && echo yes > out/own
      cat /proc/net/dev | sed -n 's/^ *\\([a-z0-9]*\\):.*/\\1/p' > out/net
      (exec 3<> /dev/tcp/127.0.0.1/9) 2>&1 | grep -o 'Connection refused' | sort -u > out/loopback || :
      echo $SOURCE_DATE_EPOCH > out/epoch
      echo %{_smp_mflags} %{?dist} %{_target_cpu} > out/macros
      ls -l /proc/self/fd > /dev/null && echo yes > out/proc
      test -s /etc/ld.so.cache && echo yes > out/cache
      getent passwd root builder | cut -d: -f1,3 > out/users
      """;

  private static final Map<String, String> SEEN =
      Map.ofEntries(
          Map.entry("user", "builder\n"),
          Map.entry("uid", "1000\n"),
          Map.entry("home", "/builddir\n"),
          Map.entry("pwd", "/builddir/build/BUILD/look-1.0\n"),
          Map.entry("umask", "0022\n"),
          Map.entry("zone", "UTC\n"),
          Map.entry("host", "build.example.org\n"),
          Map.entry("own", "yes\n"),
          Map.entry("net", "lo\n"),
          Map.entry("loopback", "Connection refused\n"),
          Map.entry("epoch", "1583193600\n"),
          Map.entry("macros", "-j2 .t1 x86_64\n"),
          Map.entry("proc", "yes\n"),
          Map.entry("cache", "yes\n"),
          Map.entry("users", "root:0\nbuilder:1000\n"));

  private void seesWhatItShould(BuildOutcome outcome) throws IOException {
    Map<String, String> seen = contents(binary(outcome));
    assertThat(seen).containsExactlyInAnyOrderEntriesOf(SEEN);
  }

  @Test
  void aBuildSeesItsOwnRootAndNoNetwork() throws IOException {
    Specs.write(directory.resolve("look"), "look", "", LOOK, "");
    BuildOutcome outcome = build(source("look"));
    seesWhatItShould(outcome);
    assertThat(outcome.phases())
        .containsOnlyKeys("buildroot", "clone", "rpmbuild", "collect", "clean");
    RpmFile rpm = binary(outcome);
    assertThat(rpm.path().getFileName()).hasToString("look-1.0-1.t1.x86_64.rpm");
    assertThat(rpm.header().numbers(RpmTag.BUILD_TIME)).containsExactly(1583193600);
    assertThat(rpm.header().files())
        .allSatisfy(file -> assertThat(file.user() + ":" + file.group()).isEqualTo("root:root"));
  }

  @Test
  void everyEntranceShowsTheSameAndGivesTheSameBytes() throws IOException {
    Specs.write(directory.resolve("look"), "look", "", LOOK, "");
    Path srpm = source("look");
    Set<Checksum> made = new HashSet<>();
    for (ChrootBuilder each :
        List.of(
            by(BubblewrapEntrance.class, true),
            by(BubblewrapEntrance.class, false),
            by(UnshareEntrance.class, true),
            by(UnshareEntrance.class, false))) {
      builder = each;
      BuildOutcome outcome = build(srpm);
      seesWhatItShould(outcome);
      made.add(FixtureBuildroot.of(binary(outcome)).checksum());
    }
    assertThat(made).hasSize(1);
  }

  @Test
  void oddOwnersBuildAsAnyOther() throws IOException {
    Specs.write(
        directory.resolve("owned"),
        "owned",
        "",
        "echo a > out/a; echo b > out/b",
        "%attr(2750,root,mail) /usr/share/owned/a\n%attr(4755,nosuchuser,nosuchgroup)"
            + " /usr/share/owned/b\n%ghost %attr(0600,mail,mail) /var/ghost");
    RpmFile rpm = binary(build(source("owned")));
    assertThat(rpm.header().files().stream().map(file -> file.user() + ":" + file.group()))
        .contains("root:mail", "nosuchuser:nosuchgroup", "mail:mail");
  }

  @Test
  void featuresAreSwitched() throws IOException {
    Specs.write(
        directory.resolve("featured"),
        "featured",
        "%bcond_with rare\n%bcond_without usual",
        "echo %{with rare} %{with usual} %{mine} > out/features",
        "");
    BuildSettings usual = ChrootMain.settings();
    BuildSettings settings =
        new BuildSettings(
            "x86_64",
            new TreeMap<>(Map.of("mine", "a  b", "dist", ".x")),
            List.of("rare"),
            List.of("usual"),
            OptionalLong.of(1_500_000_000),
            usual.buildHost(),
            1,
            OptionalLong.empty(),
            usual.limit());
    RpmFile rpm = binary(build(source("featured"), settings));
    assertThat(contents(rpm)).containsEntry("features", "1 0 a b\n");
    assertThat(rpm.header().numbers(RpmTag.BUILD_TIME)).containsExactly(1_500_000_000);
  }

  /** The packages of this buildroot are for x86_64, and what the kernel says is for i686. */
  @Test
  void anotherArchitectureOfTheMachineIsToldToConfigureScripts() throws IOException {
    assumeTrue("amd64".equals(System.getProperty("os.arch")), "i686 runs on x86_64 only");
    Specs.write(directory.resolve("small"), "small", "", "uname -m > out/machine", "");
    BuildSettings usual = ChrootMain.settings();
    BuildSettings settings =
        new BuildSettings(
            "i686",
            usual.macros(),
            List.of(),
            List.of(),
            OptionalLong.empty(),
            usual.buildHost(),
            1,
            OptionalLong.empty(),
            usual.limit());
    RpmFile rpm = binary(build(source("small"), settings));
    assertThat(rpm.header().arch()).isEqualTo("i686");
    assertThat(contents(rpm)).containsEntry("machine", "i686\n");
  }

  @Test
  void aRequirementThatIsMissingFailsAndIsInTheLog() throws IOException {
    Specs.write(
        directory.resolve("lacking"), "lacking", "BuildRequires: no-such-devel >= 2", "", "");
    BuildOutcome outcome = build(source("lacking"));
    assertThat(outcome.status()).isEqualTo(Status.FAILED);
    BuildOutcome.Failure failure = outcome.failure().orElseThrow();
    assertThat(failure.step()).isEqualTo("rpmbuild");
    assertThat(failure.ending()).isEqualTo("status 11");
    assertThat(failure.command()).startsWith("rpmbuild", "-ba");
    assertThat(log())
        .contains("Failed build dependencies", "no-such-devel >= 2 is needed by lacking")
        .contains("rpmbuild: status 11");
  }

  @Test
  void whatTheSourceAsksForWhileItIsBuiltIsWanted() throws IOException {
    Specs.write(
        directory.resolve("dynamic"),
        "dynamic",
        "BuildRequires: bash",
        "",
        "%generate_buildrequires\necho 'no-such-devel >= 2'\necho coreutils");
    BuildOutcome outcome = build(source("dynamic"));
    assertThat(outcome.status()).isEqualTo(Status.WANTS);
    assertThat(outcome.wanted()).contains("no-such-devel >= 2", "coreutils");
    assertThat(outcome.packages()).isEmpty();
  }

  @Test
  void whatIsAskedForAndThereIsEnough() throws IOException {
    Specs.write(
        directory.resolve("served"),
        "served",
        "",
        "echo x > out/x",
        "%generate_buildrequires\necho coreutils");
    assertThat(build(source("served")).packages())
        .extracting(path -> path.getFileName().toString())
        .containsExactly("served-1.0-1.t1.src.rpm", "served-1.0-1.t1.x86_64.rpm");
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

  @Test
  void sourcesAreTheSamePackageWhateverTheirTimes() throws IOException {
    Path first = directory.resolve("sourced");
    Specs.write(first, "sourced", "Source0: a.txt\nSource1: run.sh", "cp %{S:0} out", "");
    Files.writeString(first.resolve("a.txt"), "content");
    Files.writeString(first.resolve("run.sh"), "exit");
    byte[] once = Files.readAllBytes(source("sourced"));
    for (String name : List.of("a.txt", "run.sh", "sourced.spec")) {
      Path file = first.resolve(name);
      Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
      Files.setAttribute(file, "unix:mode", 0600);
    }
    assertThat(Files.readAllBytes(source("sourced"))).isEqualTo(once);
    nothingIsLeft();
  }

  @Test
  void aSourceThatIsMissingIsTold() throws IOException {
    Specs.write(directory.resolve("bare"), "bare", "Source0: absent.tar.gz", "", "");
    assertThatThrownBy(() -> source("bare"))
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining("DOS-CHROOT-06 no source package can be made of bare.spec")
        .hasMessageContaining("absent.tar.gz");
    nothingIsLeft();
  }

  @Test
  void aBuildrootWithoutRpmbuildIsTold() throws IOException {
    List<BuildrootPackage> few =
        plain.stream().filter(each -> !each.nevra().name().equals("rpm-build")).toList();
    Specs.write(directory.resolve("x"), "x", "", "", "");
    Path srpm = source("x");
    assertThatThrownBy(() -> builder.build(job(srpm, ChrootMain.settings(), few)))
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining("DOS-CHROOT-02 the buildroot has no rpmbuild");
    nothingIsLeft();
  }

  /** Somebody else than root, if we are; the host's files, and rpm's database, are no matter. */
  @Test
  void anOrdinaryUserGetsTheSameBytes() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root can become another user");
    Specs.write(directory.resolve("look"), "look", "", LOOK, "");
    BuildOutcome mine = build(source("look"));
    Path theirs = Files.createDirectory(directory.resolve("theirs"));
    Oracles.bash(
        directory,
        "chown 65534:65534 \"$1\"; p=$1; while [ \"$p\" != / ]; do chmod a+rx \"$p\";"
            + " p=$(dirname \"$p\"); done",
        theirs.toString());
    for (Class<? extends Entrance> kind :
        List.of(BubblewrapEntrance.class, UnshareEntrance.class)) {
      Process jvm =
          main(
                  "look",
                  theirs,
                  kind,
                  List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"))
              .start();
      assertThat(jvm.waitFor()).isZero();
      Path results = theirs.resolve("job0/result");
      for (Path file : mine.packages()) {
        assertThat(results.resolve(file.getFileName().toString())).hasSameBinaryContentAs(file);
      }
    }
  }

  /** A JVM that builds, with class path and packages where everybody can read them. */
  private ProcessBuilder main(
      String name, Path at, Class<? extends Entrance> kind, List<String> prefix)
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

  private static Path copy(Path file, Path directory) throws IOException {
    Path copy = directory.resolve(file.getFileName().toString());
    if (!Files.exists(copy)) {
      Files.copy(file, copy);
    }
    return copy;
  }

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
