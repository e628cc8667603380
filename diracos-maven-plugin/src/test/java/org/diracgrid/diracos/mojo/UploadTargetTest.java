package org.diracgrid.diracos.mojo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.spi.connector.transport.GetTask;
import org.eclipse.aether.spi.connector.transport.PeekTask;
import org.eclipse.aether.spi.connector.transport.PutTask;
import org.eclipse.aether.spi.connector.transport.Transporter;
import org.eclipse.aether.spi.connector.transport.TransporterProvider;
import org.eclipse.aether.transfer.NoTransporterException;
import org.eclipse.aether.util.repository.AuthenticationBuilder;
import org.eclipse.aether.util.repository.DefaultAuthenticationSelector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a transport that keeps files in memory; Maven's own are used by hand and in releases. */
class UploadTargetTest {

  private static final URI ADDRESS = URI.create("https://example.org/d");

  @TempDir Path directory;
  private final Server server = new Server();

  /** Stands for a server and for the transport to it. */
  private static final class Server implements Transporter, TransporterProvider {
    private final Map<String, byte[]> files = new TreeMap<>();
    private final List<RemoteRepository> asked = new ArrayList<>();
    private boolean broken;
    private boolean closed;

    @Override
    public Transporter newTransporter(RepositorySystemSession session, RemoteRepository repository)
        throws NoTransporterException {
      if (repository.getUrl().startsWith("none:")) {
        throw new NoTransporterException(repository);
      }
      asked.add(repository);
      return this;
    }

    @Override
    public int classify(Throwable error) {
      return error instanceof FileNotFoundException ? ERROR_NOT_FOUND : ERROR_OTHER;
    }

    private byte[] file(URI name) throws IOException {
      if (broken) {
        throw new IOException("502 Bad Gateway");
      }
      byte[] bytes = files.get(name.toString());
      if (bytes == null) {
        throw new FileNotFoundException(name.toString());
      }
      return bytes;
    }

    @Override
    public void peek(PeekTask task) throws IOException {
      file(task.getLocation());
    }

    @Override
    public void get(GetTask task) throws IOException {
      try (OutputStream out = task.newOutputStream()) {
        out.write(file(task.getLocation()));
      }
    }

    @Override
    public void put(PutTask task) throws Exception {
      if (broken) {
        throw new IOException("403 Forbidden");
      }
      try (InputStream in = task.newInputStream()) {
        byte[] bytes = in.readAllBytes();
        task.getListener().transportProgressed(ByteBuffer.wrap(bytes));
        files.put(task.getLocation().toString(), bytes);
      }
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private UploadTarget open() {
    DefaultRepositorySystemSession session = new DefaultRepositorySystemSession();
    session.setAuthenticationSelector(
        new DefaultAuthenticationSelector()
            .add("vo", new AuthenticationBuilder().addUsername("me").build()));
    return UploadTarget.open(server, session, ADDRESS, "vo");
  }

  @Test
  void filesAreSentAndReadByNameWithTheLoginOfTheServer() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "content");
    List<Long> sent = new ArrayList<>();
    try (UploadTarget target = open()) {
      assertThat(target.read("a.md5")).isEmpty();
      assertThat(target.holds("a.tar.gz", file)).isFalse();
      target.write("a.tar.gz", file, sent::add);
      target.write("a.md5", "digest".getBytes(UTF_8));
      assertThat(target.read("a.md5")).contains("digest".getBytes(UTF_8));
      assertThat(target.holds("a.tar.gz", file)).isTrue();
      assertThat(target.where("a.md5")).isEqualTo("https://example.org/d/a.md5");
    }
    assertThat(sent).containsExactly(7L);
    assertThat(server.files).containsOnlyKeys("a.md5", "a.tar.gz");
    assertThat(server.asked).hasSize(1);
    assertThat(server.asked.get(0).getAuthentication()).isNotNull();
    assertThat(server.closed).isTrue();
  }

  @Test
  void whatTheServerRefusesIsTold() {
    server.broken = true;
    try (UploadTarget target = open()) {
      assertThatThrownBy(() -> target.read("a.md5"))
          .hasMessageContaining("DOS-PUBLISH-11")
          .hasMessageContaining("https://example.org/d/a.md5")
          .hasMessageContaining("502 Bad Gateway");
      assertThatThrownBy(() -> target.write("a.md5", new byte[1]))
          .hasMessageContaining("DOS-PUBLISH-12")
          .hasMessageContaining("403 Forbidden");
    }
  }

  @Test
  void anAddressWithoutATransportIsTold() {
    DefaultRepositorySystemSession session = new DefaultRepositorySystemSession();
    assertThatThrownBy(
            () -> UploadTarget.open(server, session, URI.create("none://me:pw@host/d"), "vo"))
        .hasMessageContaining("DOS-PUBLISH-10")
        .hasMessageContaining("none://host/d")
        .hasMessageNotContaining("pw");
  }
}
