package org.diracgrid.diracos.build.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.diracgrid.diracos.build.source.AcquiredSource.Prebuilt;
import org.diracgrid.diracos.build.source.AcquiredSource.SourceDirectory;
import org.diracgrid.diracos.build.source.AcquiredSource.SourcePackageFile;
import org.diracgrid.diracos.config.PackageBuild;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.repo.Access;
import org.diracgrid.diracos.repo.FetchSettings;
import org.diracgrid.diracos.repo.Fetcher;
import org.diracgrid.diracos.testing.RpmBuilder;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceAcquirerTest {

  @TempDir private Path dir;
  private Path srpm;
  private byte[] bytes;

  @BeforeEach
  void makeSourcePackage() throws IOException {
    Path place = Files.createDirectory(dir.resolve("srpms"));
    srpm =
        RpmBuilder.of("zlib", "1-1", "src")
            .file("zlib.spec", 0644, "Name: zlib\n")
            .file("zlib-1.tar.gz", 0644, "archive")
            .writeTo(place);
    bytes = Files.readAllBytes(srpm);
  }

  private Fetcher fetcher(boolean offline) {
    return new Fetcher(
        new FetchSettings(
            dir.resolve("cache"),
            offline,
            Access.direct(),
            Duration.ofSeconds(50),
            Duration.ofSeconds(50),
            2,
            Duration.ofMillis(1),
            Clock.systemUTC()));
  }

  private AcquiredSource acquire(boolean offline, String... options) {
    try (Fetcher fetcher = fetcher(offline)) {
      return new SourceAcquirer(fetcher).acquire(Builds.of(dir, "zlib", options));
    }
  }

  private static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(Algorithm.SHA256.newDigest().digest(bytes));
  }

  @ParameterizedTest
  @CsvSource({"relative", "absolute", "file"})
  void sourcePackageOfThisMachineIsUsedInPlace(String form) {
    String src =
        switch (form) {
          case "relative" -> "srpms/zlib-1-1.src.rpm";
          case "absolute" -> srpm.toString();
          default -> srpm.toUri().toString();
        };
    AcquiredSource source = acquire(true, "src", src, "checksum", sha256(bytes));
    assertThat(source).isInstanceOf(SourcePackageFile.class);
    assertThat(((SourcePackageFile) source).path()).isEqualTo(srpm);
    assertThat(((SourcePackageFile) source).sha256().hex()).isEqualTo(sha256(bytes));
  }

  @Test
  void addressIsAskedAgainOnlyWhetherItChanged() throws IOException {
    try (SourceServer server = new SourceServer()) {
      server.serve("/zlib.src.rpm", bytes);
      String src = server.address("/zlib.src.rpm");
      AcquiredSource first = acquire(false, "src", src);
      assertThat(acquire(false, "src", src)).isEqualTo(first);
      assertThat(server.log).containsExactly("/zlib.src.rpm 200", "/zlib.src.rpm 304");
      assertThat(acquire(true, "src", src)).isEqualTo(first);
      assertThat(server.log).hasSize(2);

      Path other = RpmBuilder.of("zlib", "2-1", "src").writeTo(dir);
      server.serve("/zlib.src.rpm", Files.readAllBytes(other));
      AcquiredSource second = acquire(false, "src", src);
      assertThat(((SourcePackageFile) second).sha256().hex())
          .isEqualTo(sha256(Files.readAllBytes(other)));
    }
  }

  @Test
  void addressWithChecksumIsFetchedOnce() throws IOException {
    try (SourceServer server = new SourceServer()) {
      server.serve("/zlib.src.rpm", bytes);
      String src = server.address("/zlib.src.rpm");
      String checksum = "sha256:" + sha256(bytes);
      acquire(false, "src", src, "checksum", checksum);
      acquire(false, "src", src, "checksum", checksum);
      assertThat(server.log).containsExactly("/zlib.src.rpm 200");
    }
  }

  @Test
  void otherBytesThanTheChecksumSaysAreRefused() {
    assertThatThrownBy(() -> acquire(true, "src", srpm.toString(), "checksum", "0".repeat(64)))
        .hasMessageStartingWith("DOS-SOURCE-07 the source of zlib cannot be had")
        .hasMessageContaining("where     diracos.json:7 zlib");
  }

  @Test
  void binaryPackagesArePrebuilt() throws IOException {
    Path place = Files.createDirectory(dir.resolve("built"));
    Path one = RpmBuilder.of("a", "1-1", "x86_64").writeTo(place);
    Path two = RpmBuilder.of("b", "1-1", "noarch").writeTo(place);
    assertThat(acquire(true, "src", one.toString())).isEqualTo(new Prebuilt(List.of(one)));
    assertThat(acquire(true, "src", "built")).isEqualTo(new Prebuilt(List.of(one, two)));
  }

  @Test
  void directoryNeedsOneSpec() throws IOException {
    Path place = Files.createDirectory(dir.resolve("zlib"));
    assertThatThrownBy(() -> acquire(true, "src", "zlib")).hasMessageStartingWith("DOS-SOURCE-06 ");
    Files.writeString(place.resolve("zlib.spec"), "Name: zlib\n");
    assertThat(acquire(true, "src", "zlib"))
        .isEqualTo(new SourceDirectory(place, "zlib.spec", place.toString()));
    Files.writeString(place.resolve("other.spec"), "");
    assertThatThrownBy(() -> acquire(true, "src", "zlib"))
        .hasMessageContaining("there are other.spec, zlib.spec");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | DOS-SOURCE-03",
        "python | DOS-SOURCE-04",
        "gone/zlib.src.rpm | DOS-SOURCE-05",
        "zlib.src.rpm | DOS-SOURCE-05",
        "ftp://example.org/zlib.src.rpm | DOS-SOURCE-13",
        "https://example.org/zlib.tar.gz | DOS-SOURCE-13",
        "'https://exa mple/zlib.src.rpm' | DOS-SOURCE-13",
        "https://example.org/zlib.src.rpm | DOS-FETCH-05",
      })
  void whatCannotBeHadIsSaidWithItsPlace(String src, String code) {
    assertThatThrownBy(() -> acquire(true, "src", src))
        .isInstanceOf(DiracosException.class)
        .hasMessageStartingWith(code + " the source of zlib cannot be had: ")
        .hasMessageContaining("where     diracos.json:7 zlib");
  }

  @Test
  void everySourceThatCannotBeHadIsListed() {
    List<PackageBuild> builds = new ArrayList<>();
    for (int i = 0; i < 122; i++) {
      String name = "p" + i;
      builds.add(
          i % 10 == 3
              ? Builds.of(dir, name, "src", srpm.toString())
              : Builds.of(dir, name, "src", "http://127.0.0.1:1/" + name + ".src.rpm"));
    }
    try (Fetcher fetcher = fetcher(false)) {
      Acquisition all = new SourceAcquirer(fetcher).acquire(builds, 8, Progress.silent());
      assertThat(all.sources().stream().filter(java.util.Optional::isPresent)).hasSize(12);
      assertThat(all.problems()).hasSize(110);
      assertThat(all.problems().get(0))
          .returns("DOS-FETCH-01", Problem::code)
          .returns("diracos.json:7 p0", Problem::where);
      assertThat(all.problems().get(109).what()).contains("the source of p121 cannot be had");
      assertThatThrownBy(all::orThrow).isInstanceOf(DiracosException.class);
    }
  }

  private RevCommit commit(Git git, Path work, String sources) throws Exception {
    Files.writeString(work.resolve("zlib.spec"), "Name: zlib\n");
    Files.writeString(work.resolve("sources"), sources);
    Files.createDirectories(work.resolve("tests"));
    Files.writeString(work.resolve("tests/run"), "#!/bin/sh\n");
    work.resolve("tests/run").toFile().setExecutable(true);
    git.add().addFilepattern(".").call();
    PersonIdent who = new PersonIdent("a", "a@example.org");
    return git.commit().setMessage("x").setAuthor(who).setCommitter(who).setSign(false).call();
  }

  @ParameterizedTest
  @CsvSource({"SHA512", "MD5", "old"})
  void distGitPackageIsTakenWithItsLookasideFiles(String form) throws Exception {
    Path work = dir.resolve("git/zlib.git");
    byte[] archive = "archive of zlib".getBytes(StandardCharsets.UTF_8);
    Algorithm algorithm = form.equals("SHA512") ? Algorithm.SHA512 : Algorithm.MD5;
    String hex = HexFormat.of().formatHex(algorithm.newDigest().digest(archive));
    String line =
        form.equals("old")
            ? hex + "  zlib-1 a.tar.gz\n"
            : form + " (zlib-1 a.tar.gz) = " + hex + "\n";
    try (Git git = Git.init().setDirectory(work.toFile()).setInitialBranch("f40").call();
        SourceServer server = new SourceServer()) {
      commit(git, work, "");
      String commit = commit(git, work, line).name();
      String label = algorithm.label();
      server.serve(
          "/l/zlib/zlib-1%20a.tar.gz/" + label + "/" + hex + "/zlib-1%20a.tar.gz", archive);
      String[] options = {
        "src",
        "zlib",
        "branch",
        "f40",
        "distGitUrl",
        dir.toUri() + "git/$name.git",
        "lookasideUrl",
        server.address("/l/$name/$file/$hashtype/$hash/$file")
      };
      SourceDirectory source = (SourceDirectory) acquire(false, options);
      assertThat(source.spec()).isEqualTo("zlib.spec");
      assertThat(source.origin()).endsWith(" branch f40 commit " + commit);
      assertThat(source.directory().resolve("zlib-1 a.tar.gz")).hasBinaryContent(archive);
      assertThat(source.directory().resolve("tests/run")).isExecutable();
      assertThat(acquire(false, options)).isEqualTo(source);
      assertThat(server.log).hasSize(1);

      commit(git, work, "");
      SourceDirectory moved = (SourceDirectory) acquire(false, options);
      assertThat(moved.origin()).isNotEqualTo(source.origin());
      assertThat(moved.directory().resolve("zlib-1 a.tar.gz")).doesNotExist();
    }
  }

  @Test
  void branchThatIsNotThereIsSaidWithThoseThatAre() throws Exception {
    Path work = dir.resolve("git/zlib.git");
    String url = dir.toUri() + "git/$name.git";
    try (Git git = Git.init().setDirectory(work.toFile()).setInitialBranch("f40").call()) {
      commit(git, work, "");
      assertThatThrownBy(() -> acquire(false, "src", "zlib", "branch", "f41", "distGitUrl", url))
          .hasMessageStartingWith("DOS-SOURCE-09 the source of zlib cannot be had: there is no")
          .hasMessageContaining("branches are f40");
    }
    assertThatThrownBy(() -> acquire(false, "src", "gone", "branch", "f40", "distGitUrl", url))
        .hasMessageStartingWith("DOS-SOURCE-08 ");
    String dead = "http://127.0.0.1:1/$name.git";
    assertThatThrownBy(() -> acquire(false, "src", "zlib", "branch", "f40", "distGitUrl", dead))
        .hasMessageStartingWith("DOS-SOURCE-08 ")
        .hasMessageContaining("refused");
    assertThatThrownBy(() -> acquire(true, "src", "zlib", "branch", "f40", "distGitUrl", dead))
        .hasMessageStartingWith("DOS-SOURCE-09 ")
        .hasMessageContaining("we are offline");
  }

  @Test
  void lookasideFileThatIsAnotherIsRefusedAndNothingIsKept() throws Exception {
    Path work = dir.resolve("git/zlib.git");
    try (Git git = Git.init().setDirectory(work.toFile()).setInitialBranch("f40").call();
        SourceServer server = new SourceServer()) {
      commit(git, work, "SHA512 (a.tgz) = " + "0".repeat(128) + "\n");
      server.serve("/a.tgz", new byte[] {1});
      assertThatThrownBy(
              () ->
                  acquire(
                      false,
                      "src",
                      "zlib",
                      "branch",
                      "f40",
                      "distGitUrl",
                      dir.toUri() + "git/$name.git",
                      "lookasideUrl",
                      server.address("/$file")))
          .hasMessageStartingWith("DOS-FETCH-03 ");
      try (var left = Files.walk(dir.resolve("cache/dist-git"))) {
        assertThat(left.filter(Files::isRegularFile).map(p -> p.getFileName().toString()))
            .containsExactly("head");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"'SHA512 (../a) = 00'", "nonsense", "'SHA512 (a) = 00'", "'FOO (a) = 00'"})
  void badSourcesFileIsNamed(String line) {
    assertThatThrownBy(() -> LookasideFile.parse("\n" + line + "\n", "zlib.git"))
        .hasMessageStartingWith("DOS-SOURCE-10 ")
        .hasMessageContaining("zlib.git sources:2");
  }
}
