package org.diracgrid.diracos.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.diracgrid.diracos.bundle.BundleName;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.path.Directories;
import org.diracgrid.diracos.progress.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublisherTest {

  private static final List<String> ALL =
      List.of(
          "diracos-1.0.tar.gz",
          "diracos-1.0.sha256",
          "diracos-1.0.lock.json",
          "diracos-1.0.md5",
          "releases.cfg",
          "release-DIRAC-1.0.md5",
          "release-DIRAC-1.0.cfg",
          "dirac.cfg");

  @TempDir Path directory;

  private Path releases() {
    return directory.resolve("releases");
  }

  private Release release(String extension, String version, String content) throws IOException {
    Path build = Files.createDirectories(directory.resolve("build" + extension + version));
    BundleName name = BundleName.of(extension, version);
    Path tarball = build.resolve(name.name() + "-" + version + ".tar.gz");
    Files.writeString(tarball, content);
    Path md5 = build.resolve(name.md5());
    Files.writeString(md5, Checksum.of(Algorithm.MD5, tarball).hex());
    Path sha256 = build.resolve(name.sha256());
    Files.writeString(sha256, Checksum.of(Algorithm.SHA256, tarball).hex() + "  x\n");
    Path lock = build.resolve("diracos.lock.json");
    Files.writeString(lock, "{\"of\": \"" + content + "\"}");
    String project = extension.isEmpty() ? "DIRAC" : extension;
    return new Release(
        project,
        version,
        Optional.of(extension).filter(text -> !text.isEmpty()),
        name,
        new Release.Files(tarball, md5, sha256, lock),
        true,
        releases().toUri().toString().replaceAll("/$", ""),
        List.of(),
        List.of(),
        "releases.cfg",
        project.toLowerCase(Locale.ROOT) + ".cfg");
  }

  private List<String> publish(Release release) {
    return new Publisher(ReleaseDirectory.at(releases()), Progress.silent()).publish(release);
  }

  private Map<String, String> content() throws IOException {
    Map<String, String> content = new TreeMap<>();
    try (Stream<Path> files = Files.list(releases())) {
      for (Path file : files.toList()) {
        content.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    content.remove(".diracos-release.lock");
    return content;
  }

  @Test
  void everythingAppearsInTheOrderInWhichClientsNeedIt() throws IOException {
    assertThat(publish(release("", "1.0", "bytes"))).isEqualTo(ALL);
    Map<String, String> content = content();
    assertThat(content.keySet()).containsExactlyInAnyOrderElementsOf(ALL);
    assertThat(content.get("diracos-1.0.md5"))
        .isEqualTo(Checksum.of(Algorithm.MD5, releases().resolve("diracos-1.0.tar.gz")).hex());
    assertThat(ClientCfg.read(content.get("release-DIRAC-1.0.cfg")))
        .isEqualTo(Map.of("/Releases/1.0/DIRACOS", "1.0"));
    assertThat(ClientCfg.read(content.get("dirac.cfg")).get("/DIRACOS")).endsWith("/releases");
    assertThat(ClientCfg.read(content.get("dirac.cfg")).get("/Releases"))
        .endsWith("/releases/releases.cfg");
  }

  @Test
  void theSameBytesAgainAreNothingToDo() throws IOException {
    publish(release("", "1.0", "bytes"));
    Map<String, String> before = content();
    assertThat(publish(release("", "1.0", "bytes"))).isEmpty();
    assertThat(content()).isEqualTo(before);
  }

  @Test
  void otherBytesForAVersionAreRefusedAndNothingIsWritten() throws IOException {
    publish(release("", "1.0", "bytes"));
    Map<String, String> before = content();
    Release other = release("", "1.0", "other");
    assertThatThrownBy(() -> publish(other))
        .hasMessageContaining("DOS-PUBLISH-05 diracos 1.0 is published already, with other bytes")
        .hasMessageContaining("diracos-1.0.md5");
    assertThat(content()).isEqualTo(before);
  }

  @Test
  void baseExtensionAndOlderReleasesLieInOneDirectory() throws IOException {
    publish(release("", "1.0", "a"));
    publish(release("LHCb", "v3", "b"));
    publish(release("", "1.1", "c"));
    Map<String, String> content = content();
    assertThat(ClientCfg.read(content.get("releases.cfg")))
        .isEqualTo(
            Map.of(
                "/Releases/1.0/DIRACOS", "1.0",
                "/Releases/1.1/DIRACOS", "1.1",
                "/Releases/v3/DIRACOS", "LHCb:v3"));
    assertThat(ClientCfg.read(content.get("release-LHCb-v3.cfg")))
        .isEqualTo(Map.of("/Releases/v3/DIRACOS", "LHCb:v3"));
    assertThat(content).containsKeys("LHCbdiracos-v3.tar.gz", "LHCbdiracos-v3.md5", "lhcb.cfg");
  }

  @Test
  void whatAProjectHasInItsFilesStays() throws IOException {
    Files.createDirectories(releases());
    String there =
        "# ours, \u00e9crit \u00e0 la main\r\nDefaultModules = DIRAC\r\nSources\r\n{\r\n  DIRAC = x\r\n}\r\n"
            + "Releases\r\n{\r\n  v8\r\n  {\r\n    Modules = DIRAC:v8\r\n    Modules += Web:v5\r\n"
            + "  }\r\n}";
    Files.writeString(releases().resolve("releases.cfg"), there);
    Files.writeString(releases().resolve("dirac.cfg"), "BaseURL = http://a/\nDIRACOS = old\n");
    publish(release("", "1.0", "bytes"));
    Map<String, String> content = content();
    assertThat(content.get("releases.cfg"))
        .isEqualTo(
            there.substring(0, there.length() - 1)
                + "  1.0\r\n  {\r\n    DIRACOS = 1.0\r\n  }\r\n}\r\n");
    assertThat(content.get("release-DIRAC-1.0.cfg"))
        .isEqualTo(
            "DefaultModules = DIRAC\nSources\n{\n  DIRAC = x\n}\n"
                + "Releases\n{\n  1.0\n  {\n    DIRACOS = 1.0\n  }\n}\n");
    assertThat(ClientCfg.read(content.get("dirac.cfg")).get("/BaseURL")).isEqualTo("http://a/");
    assertThat(content.get("dirac.cfg")).doesNotContain("old");
  }

  @Test
  void anEntryThatIsThereIsCompletedOrRefused() throws IOException {
    Files.createDirectories(releases());
    Path cfg = releases().resolve("releases.cfg");
    Files.writeString(cfg, "Releases\n{\n  1.0\n  {\n    Modules = A\n  }\n}\n");
    publish(release("", "1.0", "bytes"));
    assertThat(ClientCfg.read(Files.readString(releases().resolve("release-DIRAC-1.0.cfg"))))
        .isEqualTo(Map.of("/Releases/1.0/Modules", "A", "/Releases/1.0/DIRACOS", "1.0"));
    Files.writeString(cfg, "Releases\n{\n  2.0\n  {\n    DIRACOS = 1.9\n  }\n}\n");
    Map<String, String> before = content();
    Release other = release("", "2.0", "x");
    assertThatThrownBy(() -> publish(other))
        .hasMessageContaining("DOS-PUBLISH-01 release 2.0 of DIRAC is there and is another")
        .hasMessageContaining("releases.cfg:5")
        .hasMessageContaining("DIRACOS is \"1.9\" there, \"2.0\" here");
    assertThat(content()).isEqualTo(before);
  }

  @Test
  void aMalformedFileIsToldBeforeAnythingIsWritten() throws IOException {
    Files.createDirectories(releases());
    for (String name : List.of("releases.cfg", "dirac.cfg")) {
      Path file = releases().resolve(name);
      Files.writeString(file, "Releases\n{\n  x\n");
      Release release = release("", "1.0", "bytes");
      assertThatThrownBy(() -> publish(release))
          .hasMessageContaining("DOS-CFG-01")
          .hasMessageContaining(file + ":3:3\n");
      assertThat(content()).hasSize(1);
      Files.delete(file);
    }
  }

  @Test
  void valuesThatClientsWouldGarbleAreRefused() throws IOException {
    Files.createDirectories(releases());
    Files.writeString(releases().resolve("releases.cfg"), "# \u00e9\nA = \u00e9\n", UTF_8);
    Release release = release("", "1.0", "bytes");
    assertThatThrownBy(() -> publish(release))
        .hasMessageContaining("DOS-PUBLISH-02")
        .hasMessageContaining("releases.cfg:2");
    assertThat(content()).hasSize(1);
  }

  /** The directory, which ends the process, so to say, before the given file. */
  private ReleaseTarget killedBefore(String victim) {
    ReleaseTarget real = ReleaseDirectory.at(releases());
    return new ReleaseTarget() {
      @Override
      public String where(String name) {
        return real.where(name);
      }

      @Override
      public Optional<byte[]> read(String name) {
        return real.read(name);
      }

      @Override
      public boolean holds(String name, Path content) {
        return real.holds(name, content);
      }

      @Override
      public void write(String name, Path content, LongConsumer sent) {
        die(name);
        real.write(name, content, sent);
      }

      @Override
      public void write(String name, byte[] content) {
        die(name);
        real.write(name, content);
      }

      private void die(String name) {
        if (name.equals(victim)) {
          try {
            Files.writeString(releases().resolve("." + name + ".diracos-unfinished"), "half");
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          throw new IllegalStateException("killed");
        }
      }

      @Override
      public <T> T exclusively(Supplier<T> work) {
        return real.exclusively(work);
      }

      @Override
      public void close() {
        real.close();
      }
    };
  }

  @Test
  void aRunThatWasKilledAnywhereIsCompletedByTheNext() throws IOException {
    for (String victim : ALL) {
      Release release = release("", "1.0", "bytes");
      ReleaseTarget target = killedBefore(victim);
      assertThatThrownBy(() -> new Publisher(target, Progress.silent()).publish(release))
          .hasMessage("killed");
      Map<String, String> half = content();
      assertThat(half.containsKey("release-DIRAC-1.0.cfg")).isEqualTo(victim.equals("dirac.cfg"));
      if (half.containsKey("diracos-1.0.md5")) {
        assertThat(half).containsEntry("diracos-1.0.tar.gz", "bytes");
      }
      int first = ALL.indexOf(victim);
      assertThat(publish(release)).isEqualTo(ALL.subList(first < 4 ? 0 : first, ALL.size()));
      assertThat(content().keySet()).containsAll(ALL).noneMatch(name -> name.startsWith("."));
      Directories.remove(releases());
    }
  }

  @Test
  void aTarballThatWasDamagedIsRepaired() throws IOException {
    publish(release("", "1.0", "bytes"));
    Files.writeString(releases().resolve("diracos-1.0.tar.gz"), "bytEs");
    assertThat(publish(release("", "1.0", "bytes"))).containsExactly("diracos-1.0.tar.gz");
    assertThat(content()).containsEntry("diracos-1.0.tar.gz", "bytes");
  }

  @Test
  void aTarballThatIsNotWhatWasBundledIsNotPublished() throws IOException {
    Release release = release("", "1.0", "bytes");
    Files.writeString(release.files().tarball(), "changed");
    assertThatThrownBy(() -> publish(release)).hasMessageContaining("DOS-PUBLISH-06");
    assertThat(releases()).doesNotExist();
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsOneClearError() throws IOException {
    Files.writeString(releases(), "a file");
    Release release = release("", "1.0", "bytes");
    assertThatThrownBy(() -> publish(release))
        .hasMessageContaining("DOS-PUBLISH-03 the release directory cannot be written")
        .hasMessageContaining(releases().toString())
        .hasMessageContaining("fix ");
    assertThat(releases()).hasContent("a file");
  }

  @Test
  void modulesOfOneBuildPublishAtTheSameTime() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<List<String>>> work = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Release release = release("Vo" + i, "1." + i, "content " + i);
        work.add(() -> publish(release));
      }
      for (Future<List<String>> one : threads.invokeAll(work)) {
        assertThat(one.get()).hasSize(8);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(ClientCfg.read(content().get("releases.cfg"))).hasSize(8);
  }

  @Test
  void passwordsOfAnAddressAreNotShown() {
    assertThat(ReleaseTarget.shown(URI.create("https://me:secret@example.org/d")))
        .isEqualTo("https://example.org/d");
    assertThat(ReleaseTarget.shown(URI.create("file:///a@b/c"))).isEqualTo("file:///a@b/c");
  }

  @Test
  void whoWaitsTooLongIsTold() throws IOException {
    Release release = release("", "1.0", "bytes");
    ReleaseTarget target = ReleaseDirectory.waiting(releases(), Duration.ofMillis(200));
    ReleaseDirectory.at(releases())
        .exclusively(
            () -> {
              assertThatThrownBy(() -> new Publisher(target, Progress.silent()).publish(release))
                  .hasMessageContaining("DOS-PUBLISH-04");
              return true;
            });
    assertThat(content()).isEmpty();
  }
}
