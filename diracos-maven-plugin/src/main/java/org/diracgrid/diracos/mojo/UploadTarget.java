package org.diracgrid.diracos.mojo;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.publish.ReleaseTarget;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.spi.connector.transport.GetTask;
import org.eclipse.aether.spi.connector.transport.PeekTask;
import org.eclipse.aether.spi.connector.transport.PutTask;
import org.eclipse.aether.spi.connector.transport.TransportListener;
import org.eclipse.aether.spi.connector.transport.Transporter;
import org.eclipse.aether.spi.connector.transport.TransporterProvider;
import org.eclipse.aether.transfer.NoTransporterException;

/**
 * A release directory that Maven's own transports reach, with the proxies and passwords of
 * settings.xml. There is no renaming there: a file is whole when the server has taken the upload,
 * and nobody can be kept out meanwhile.
 */
final class UploadTarget implements ReleaseTarget {

  private final URI address;
  private final Transporter transporter;

  private UploadTarget(URI address, Transporter transporter) {
    this.address = address;
    this.transporter = transporter;
  }

  /** Opens a directory; nothing is sent yet. */
  static UploadTarget open(
      TransporterProvider transports, RepositorySystemSession session, URI address, String server) {
    RemoteRepository plain =
        new RemoteRepository.Builder(server, "default", address.toString()).build();
    RemoteRepository reached =
        new RemoteRepository.Builder(plain)
            .setProxy(session.getProxySelector().getProxy(plain))
            .setAuthentication(session.getAuthenticationSelector().getAuthentication(plain))
            .build();
    try {
      return new UploadTarget(address, transports.newTransporter(session, reached));
    } catch (NoTransporterException e) {
      throw DiracosException.of(
          Problem.of(
              "DOS-PUBLISH-10",
              "Maven has no transport to the release directory",
              ReleaseTarget.shown(address),
              "use an http: or https: address, or a path"),
          e);
    }
  }

  @Override
  public String where(String name) {
    String text = ReleaseTarget.shown(address);
    return text + (text.endsWith("/") ? "" : "/") + name;
  }

  @Override
  public Optional<byte[]> read(String name) {
    try {
      GetTask task = new GetTask(URI.create(name));
      transporter.get(task);
      return Optional.of(task.getDataBytes());
    } catch (Exception e) {
      return absent(name, e, Optional.empty());
    }
  }

  /** Only that it is there: to compare it would be to download it. */
  @Override
  public boolean holds(String name, Path content) {
    try {
      transporter.peek(new PeekTask(URI.create(name)));
      return true;
    } catch (Exception e) {
      return absent(name, e, false);
    }
  }

  private <T> T absent(String name, Exception failure, T nothing) {
    if (transporter.classify(failure) == Transporter.ERROR_NOT_FOUND) {
      return nothing;
    }
    throw DiracosException.of(
        new Problem(
            "DOS-PUBLISH-11",
            "the release directory cannot be read",
            where(name),
            failure.getClass().getSimpleName() + ": " + failure.getMessage(),
            "check the address, and the <server> of settings.xml that \"server\" names"),
        failure);
  }

  @Override
  public void write(String name, Path content, LongConsumer sent) {
    PutTask task = new PutTask(URI.create(name)).setDataFile(content.toFile());
    task.setListener(
        new TransportListener() {
          @Override
          public void transportProgressed(ByteBuffer data) {
            sent.accept(data.remaining());
          }
        });
    put(name, task);
  }

  @Override
  public void write(String name, byte[] content) {
    put(name, new PutTask(URI.create(name)).setDataBytes(content));
  }

  private void put(String name, PutTask task) {
    try {
      transporter.put(task);
    } catch (Exception e) {
      throw DiracosException.of(
          new Problem(
              "DOS-PUBLISH-12",
              "the release directory takes no upload",
              where(name),
              e.getClass().getSimpleName() + ": " + e.getMessage(),
              "check that PUT is allowed there, and the <server> of settings.xml that \"server\""
                  + " names; run again, and what is there is not sent again"),
          e);
    }
  }

  @Override
  public <T> T exclusively(Supplier<T> work) {
    return work.get();
  }

  @Override
  public void close() {
    transporter.close();
  }
}
