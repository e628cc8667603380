package org.diracgrid.diracos.python.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.diracgrid.diracos.config.Location;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.repo.Access;
import org.diracgrid.diracos.repo.FetchSettings;
import org.diracgrid.diracos.repo.Fetcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives are found behind http, in directories of an index, and in directories of archives. */
class PythonIndexTest {

  @TempDir private Path directory;
  private final Map<String, String> pages = new ConcurrentHashMap<>();
  private HttpServer server;
  private Fetcher fetcher;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String page = pages.get(exchange.getRequestURI().getPath());
          byte[] body = page == null ? new byte[0] : page.getBytes(UTF_8);
          int status = page == null ? 404 : page.equals("forbidden") ? 403 : 200;
          exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    fetcher = new Fetcher(FetchSettings.of(directory.resolve("cache"), false, Access.direct()));
  }

  @AfterEach
  void stop() {
    fetcher.close();
    server.stop(0);
  }

  private Location http(String path) {
    return PythonIndex.place("http://127.0.0.1:" + server.getAddress().getPort() + path, directory);
  }

  private PythonIndex index(List<Location> indexes, List<Location> links) {
    return new PythonIndex(new PythonIndex.Places(indexes, links), fetcher);
  }

  @Test
  void anIndexBehindHttpIsAskedForThePageOfThePackage() throws IOException {
    pages.put("/simple/a-b/", "<a href='../../f/a_b-1.0.tar.gz'>x</a>");
    pages.put("/f/a_b-1.0.tar.gz", "content");
    PythonIndex index = index(List.of(http("/simple")), List.of());
    List<IndexFile> files = index.files("a-b");
    assertThat(files).extracting(IndexFile::name).containsExactly("a_b-1.0.tar.gz");
    Path same = Files.writeString(directory.resolve("same"), "content");
    assertThat(index.sha256(files.get(0))).isEqualTo(Checksum.of(Algorithm.SHA256, same));
    assertThat(index.files("nobody")).isEmpty();
  }

  @Test
  void anIndexThatDoesNotAnswerIsNoEmptyIndex() {
    pages.put("/simple/a/", "forbidden");
    assertThatExceptionOfType(DiracosException.class)
        .isThrownBy(() -> index(List.of(http("/simple/")), List.of()).files("a"))
        .withMessageContaining("DOS-FETCH-02")
        .withMessageContaining("403");
  }

  @Test
  void directoriesServeAsIndexesAndAsPlacesOfArchives() throws IOException {
    Path page = Files.createDirectories(directory.resolve("simple/a"));
    Files.writeString(page.resolve("index.html"), "<a href='a-1.0.tar.gz'>x</a>");
    Path wheels = Files.createDirectories(directory.resolve("wheels"));
    Files.writeString(wheels.resolve("a-2.0-py3-none-any.whl"), "wheel");
    Files.writeString(wheels.resolve("b-3.0.tar.gz"), "other");
    PythonIndex index =
        index(
            List.of(PythonIndex.place("simple", directory)),
            List.of(PythonIndex.place("wheels", directory)));
    assertThat(index.files("a"))
        .extracting(IndexFile::name)
        .containsExactly("a-2.0-py3-none-any.whl", "a-1.0.tar.gz");
    assertThat(index.sha256(index.files("a").get(0)))
        .isEqualTo(Checksum.of(Algorithm.SHA256, wheels.resolve("a-2.0-py3-none-any.whl")));
    assertThat(index.files("c")).isEmpty();
    assertThat(index.unknown("c", "r.txt:1").toString())
        .contains("DOS-PYTHON-29", "r.txt:1", "/wheels", "/simple");
  }

  @Test
  void withoutAPlaceNobodyCanBeAsked() {
    assertThatExceptionOfType(DiracosException.class)
        .isThrownBy(() -> index(List.of(), List.of()))
        .withMessageContaining("DOS-PYTHON-27");
    assertThatExceptionOfType(DiracosException.class)
        .isThrownBy(() -> PythonIndex.place("s3://u:secret@x/y", directory))
        .withMessageContaining("DOS-PYTHON-28")
        .withMessageNotContaining("secret");
  }
}
