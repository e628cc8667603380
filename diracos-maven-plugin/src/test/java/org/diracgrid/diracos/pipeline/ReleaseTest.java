package org.diracgrid.diracos.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.diracgrid.diracos.publish.RemoteTargets;
import org.diracgrid.diracos.testing.PlainRepository;
import org.diracgrid.diracos.testing.RpmBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a release holds, held against the rules of the client that installs it. */
class ReleaseTest {

  private static final RemoteTargets NONE =
      (address, server) -> {
        throw new AssertionError(address + " is not on this machine");
      };

  private static final Function<String, Path> UNKNOWN =
      coordinates -> {
        throw new AssertionError(coordinates + " is not asked for");
      };

  @TempDir Path directory;
  private Path releases;
  private Project project;

  @BeforeEach
  void makeProject() throws IOException {
    releases = directory.resolve("releases");
    Path repository = directory.resolve("repository");
    PlainRepository.write(
        repository,
        List.of(
            RpmBuilder.of("greet", "1.0-1", "noarch")
                .directory("/usr/bin")
                .file("/usr/bin/greet", 0755, "#!/bin/sh\necho greetings\n")));
    project =
        new Project(
            directory.resolve("project"),
            directory.resolve("cache"),
            repository.toUri().toString());
    project.config.put("packages", "[\"greet\"]");
    project.config.put("release", "{\"directory\": \"" + releases + "\"}");
  }

  private ReleaseResult release() {
    return project.engine(new Recording()).release(project.request(), UNKNOWN, NONE);
  }

  private String address() {
    return "file://" + releases;
  }

  private Client client(String name) {
    return new Client(address(), directory.resolve(name));
  }

  @Test
  void aClientInstallsTheBaseByFileAddressAndByHttp() throws Exception {
    assertThat(release().written()).hasSize(8).endsWith("release-DIRAC-1.0.cfg", "dirac.cfg");
    Client near = client("near");
    near.install("DIRAC", "1.0");
    assertThat(directory.resolve("near")).isDirectoryContaining("glob:**/diracos");
    assertThat(near.run("greet; command -v greet"))
        .isEqualTo("greetings\n" + directory.resolve("near/diracos/usr/bin/greet") + "\n");

    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/d/",
        exchange -> {
          byte[] bytes =
              Files.readAllBytes(releases.resolve(exchange.getRequestURI().getPath().substring(3)));
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    try {
      String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/d";
      Client far = new Client(address, directory.resolve("far"));
      far.install("DIRAC", "1.0");
      assertThat(far.run("greet")).isEqualTo("greetings\n");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aClientInstallsAnExtensionBesideItsBase() throws Exception {
    release();
    project.config.put("extensionName", "\"LHCb\"");
    project.config.put("version", "\"v3\"");
    project.config.put(
        "release",
        "{\"directory\": \"%s\", \"name\": \"v10r0\", \"depends\": [\"DIRAC:1.0\"], \"url\":"
                .formatted(releases)
            + " \"https://example.org/releases/\"}");
    assertThat(release().address()).isEqualTo("https://example.org/releases");
    Client client = client("extension");
    client.install("LHCb", "v10r0");
    assertThat(client.run("greet")).isEqualTo("greetings\n");
    client("base").install("DIRAC", "1.0");
    assertThat(Files.readString(releases.resolve("release-LHCb-v10r0.cfg")))
        .isEqualTo(
            "Releases\n{\n  v10r0\n  {\n    Depends = DIRAC:1.0\n    DIRACOS = LHCb:v3\n  }\n}\n");
    assertThat(Files.readString(releases.resolve("lhcb.cfg")))
        .contains("\nDIRACOS = https://example.org/releases\n");
  }

  @Test
  void aClientRefusesAChangedByte() throws IOException {
    release();
    for (String name : List.of("diracos-1.0.tar.gz", "diracos-1.0.md5", "release-DIRAC-1.0.cfg")) {
      Path file = releases.resolve(name);
      byte[] whole = Files.readAllBytes(file);
      byte[] changed = whole.clone();
      changed[changed.length / 2] ^= 1;
      Files.write(file, changed);
      assertThatThrownBy(() -> client("changed").install("DIRAC", "1.0"))
          .isInstanceOf(Client.Refusal.class)
          .message()
          .containsAnyOf("md5 for package 1.0 failed", "Hash check failed");
      assertThat(directory.resolve("changed")).doesNotExist();
      Files.write(file, whole);
    }
    // The digest in another form is not what clients compare with.
    Path md5 = releases.resolve("diracos-1.0.md5");
    String bare = Files.readString(md5);
    for (String form : List.of(bare + "  diracos-1.0.tar.gz", bare.replaceAll("[a-f]", "F"))) {
      Files.writeString(md5, form);
      assertThatThrownBy(() -> client("changed").install("DIRAC", "1.0"))
          .isInstanceOf(Client.Refusal.class);
    }
    assertThatThrownBy(() -> client("changed").unpack("a:b:1.0"))
        .isInstanceOf(Client.Refusal.class);
  }

  @Test
  void aChangedBundleOfTheSameVersionIsRefused() throws IOException {
    release();
    assertThat(release().written()).isEmpty();
    byte[] before = Files.readAllBytes(releases.resolve("diracos-1.0.tar.gz"));
    project.time = project.time.plusSeconds(1000);
    assertThatThrownBy(this::release).hasMessageContaining("DOS-PUBLISH-05");
    assertThat(releases.resolve("diracos-1.0.tar.gz")).hasBinaryContent(before);
  }

  @Test
  void whatCannotBeReleasedIsToldBeforeItIsBuilt() {
    project.config.put("bundle", "{\"compression\": \"zst\"}");
    assertThatThrownBy(this::release)
        .hasMessageContaining("DOS-PUBLISH-08 clients unpack only .tar.gz")
        .hasMessageContaining("/bundle/compression");
    project.config.remove("bundle");
    project.config.put(
        "release", "{\"directory\": \"%s\", \"defaults\": \"releases.cfg\"}".formatted(releases));
    assertThatThrownBy(this::release).hasMessageContaining("DOS-PUBLISH-13");
    project.config.remove("release");
    assertThatThrownBy(this::release).hasMessageContaining("DOS-PUBLISH-07");
    assertThat(project.file("target")).doesNotExist();
    assertThat(releases).doesNotExist();
  }

  @Test
  void aDeltaIsPublishedButClientsAreNotToldOfIt() throws IOException {
    project.config.put("extensionName", "\"LHCb\"");
    project.config.put("output", "\"delta\"");
    Recording recording = new Recording();
    assertThat(project.engine(recording).release(project.request(), UNKNOWN, NONE).written())
        .containsExactly(
            "LHCbdiracos-1.0.tar.gz",
            "LHCbdiracos-1.0.sha256",
            "LHCbdiracos-1.0.lock.json",
            "LHCbdiracos-1.0.md5");
    assertThat(recording.warnings).anyMatch(line -> line.contains("clients unpack one tarball"));
    assertThat(Files.readAllBytes(releases.resolve("LHCbdiracos-1.0.lock.json")))
        .isEqualTo(project.text("diracos.lock.json").getBytes(UTF_8));
  }

  @Test
  void anExtensionOfAReleasedBaseIsReleasedWhole() throws Exception {
    release();
    project.config.put("extensionName", "\"LHCb\"");
    project.config.put("version", "\"v3\"");
    project.config.put("base", "\"" + releases.resolve("diracos-1.0.tar.gz") + "\"");
    project.config.put(
        "release", "{\"directory\": \"%s\", \"depends\": [\"DIRAC:1.0\"]}".formatted(releases));
    project.config.remove("packages");
    assertThat(release().written()).contains("LHCbdiracos-v3.tar.gz", "release-LHCb-v3.cfg");
    Client client = client("extension");
    client.install("LHCb", "v3");
    assertThat(client.run("greet")).isEqualTo("greetings\n");
  }

  @Test
  void aProjectThatClientsDoNotAskForABaseIsTold() {
    project.config.put(
        "release", "{\"directory\": \"%s\", \"project\": \"Vo\"}".formatted(releases));
    Recording recording = new Recording();
    project.engine(recording).release(project.request(), UNKNOWN, NONE);
    assertThat(recording.warnings)
        .anyMatch(line -> line.contains("defaults of project DIRAC"))
        .anyMatch(line -> line.contains("\"depends\": [\"DIRAC:<release>\"]"));
  }

  private List<String> warnings(String release) {
    project.config.put("release", "{\"directory\": \"%s\", %s}".formatted(releases, release));
    Recording recording = new Recording();
    project.engine(recording).release(project.request(), UNKNOWN, NONE);
    return recording.warnings;
  }

  @Test
  void aNameThatClientsTakeForAReleaseWithoutDiracosIsTold() throws Exception {
    for (String name : List.of("1", "10.1", "v6r22")) {
      assertThat(warnings("\"name\": \"%s\"".formatted(name)))
          .as(name)
          .anyMatch(line -> line.contains("DIRAC " + name) && line.contains("--dirac-os"));
      assertThatThrownBy(() -> client("refused").install("DIRAC", name))
          .isInstanceOf(Client.Refusal.class);
    }
    for (String name : List.of("1.0", "v8r0", "19")) {
      assertThat(warnings("\"name\": \"%s\"".formatted(name))).as(name).isEmpty();
      client("taken" + name).install("DIRAC", name);
    }
    project.config.put("extensionName", "\"Vo\"");
    assertThat(warnings("\"name\": \"a\", \"depends\": [\"DIRAC:10.1\"]"))
        .anyMatch(line -> line.contains("DIRAC 10.1"));
    // Without a version it is that of the release itself.
    assertThat(warnings("\"name\": \"19.1\", \"depends\": [\"DIRAC\"]")).isEmpty();
  }
}
