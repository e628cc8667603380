package org.diracgrid.diracos.build.chroot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.diracgrid.diracos.build.BuildOutcome;
import org.diracgrid.diracos.build.BuildOutcome.Status;
import org.diracgrid.diracos.build.BuildSettings;
import org.diracgrid.diracos.build.BuildrootPackage;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.rpm.RpmFile;
import org.diracgrid.diracos.rpm.RpmTag;
import org.diracgrid.diracos.testing.Oracles;
import org.junit.jupiter.api.Test;

/** What a build in a root directory sees, needs and gives. */
class ChrootBuilderOracleTest extends ChrootBuilds {

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
}
