package org.diracgrid.diracos.build.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.diracgrid.diracos.repo.Access;
import org.diracgrid.diracos.repo.FetchSettings;
import org.diracgrid.diracos.repo.Fetcher;
import org.diracgrid.diracos.testing.Oracles;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.PersonIdent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dist-git package as a forge gives it: over http, by git's own server. */
class DistGitHttpOracleTest {

  @TempDir private Path dir;

  /** Answers by {@code git http-backend}, as its CGI interface says. */
  private void answer(HttpExchange exchange) throws IOException {
    ProcessBuilder backend = new ProcessBuilder("git", "http-backend");
    Map<String, String> environment = backend.environment();
    environment.put("GIT_PROJECT_ROOT", dir.toString());
    environment.put("GIT_HTTP_EXPORT_ALL", "1");
    environment.put("PATH_INFO", exchange.getRequestURI().getPath());
    environment.put(
        "QUERY_STRING", Objects.requireNonNullElse(exchange.getRequestURI().getQuery(), ""));
    environment.put("REQUEST_METHOD", exchange.getRequestMethod());
    header(exchange, "Content-Type", environment, "CONTENT_TYPE");
    header(exchange, "Content-Encoding", environment, "HTTP_CONTENT_ENCODING");
    header(exchange, "Git-Protocol", environment, "GIT_PROTOCOL");
    Process process = backend.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    byte[] asked = exchange.getRequestBody().readAllBytes();
    try (var in = process.getOutputStream()) {
      in.write(asked);
    }
    ByteArrayInputStream said = new ByteArrayInputStream(process.getInputStream().readAllBytes());
    int status = 200;
    for (String line = line(said); !line.isEmpty(); line = line(said)) {
      String name = line.substring(0, line.indexOf(':'));
      String value = line.substring(line.indexOf(':') + 1).strip();
      if (name.equals("Status")) {
        status = Integer.parseInt(value.substring(0, 3));
      } else {
        exchange.getResponseHeaders().add(name, value);
      }
    }
    byte[] body = said.readAllBytes();
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static void header(
      HttpExchange exchange, String header, Map<String, String> environment, String variable) {
    String value = exchange.getRequestHeaders().getFirst(header);
    if (value != null) {
      environment.put(variable, value);
    }
  }

  private static String line(InputStream in) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try {
      for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
        if (b != '\r') {
          line.write(b);
        }
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  @Test
  void isClonedAndFollowed() throws Exception {
    Oracles.require("git");
    Path work = dir.resolve("rpms/zlib.git");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    try (Git git = Git.init().setDirectory(work.toFile()).setInitialBranch("f40").call()) {
      commit(git, work, "1");
      AcquiredSource.SourceDirectory first = acquire(server);
      assertThat(first.directory().resolve("zlib.spec")).hasContent("Version: 1");
      commit(git, work, "2");
      assertThat(acquire(server).directory().resolve("zlib.spec")).hasContent("Version: 2");
    } finally {
      server.stop(0);
    }
  }

  private static void commit(Git git, Path work, String version) throws Exception {
    Files.writeString(work.resolve("zlib.spec"), "Version: " + version + "\n");
    git.add().addFilepattern(".").call();
    PersonIdent who = new PersonIdent("a", "a@example.org");
    git.commit().setMessage(version).setAuthor(who).setCommitter(who).setSign(false).call();
  }

  private AcquiredSource.SourceDirectory acquire(HttpServer server) {
    FetchSettings settings =
        new FetchSettings(
            dir.resolve("cache"),
            false,
            Access.direct(),
            Duration.ofSeconds(50),
            Duration.ofSeconds(50),
            2,
            Duration.ofMillis(1),
            Clock.systemUTC());
    String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/rpms/$name.git";
    try (Fetcher fetcher = new Fetcher(settings)) {
      return (AcquiredSource.SourceDirectory)
          new SourceAcquirer(fetcher)
              .acquire(
                  Builds.of(dir, "zlib", "src", "zlib", "branch", "f40", "distGitUrl", address));
    }
  }
}
