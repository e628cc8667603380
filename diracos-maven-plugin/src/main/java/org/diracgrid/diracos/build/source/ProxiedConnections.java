package org.diracgrid.diracos.build.source;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URL;
import java.time.Duration;
import java.util.Optional;
import org.diracgrid.diracos.repo.Access;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.eclipse.jgit.transport.http.JDKHttpConnectionFactory;

/** Connections of JGit that go through the proxy that Maven names, and through no other. */
final class ProxiedConnections implements HttpConnectionFactory {

  private final JDKHttpConnectionFactory connections = new JDKHttpConnectionFactory();
  private final Duration patience;
  private final Proxy proxy;

  ProxiedConnections(Duration patience, Optional<Access.Proxy> proxy) {
    this.patience = patience;
    this.proxy =
        proxy
            .map(it -> new Proxy(Proxy.Type.HTTP, new InetSocketAddress(it.host(), it.port())))
            .orElse(Proxy.NO_PROXY);
  }

  @Override
  public HttpConnection create(URL url) throws IOException {
    HttpConnection connection = connections.create(url, proxy);
    connection.setConnectTimeout((int) patience.toMillis());
    return connection;
  }

  /** What the JVM thinks the proxy is does not count. */
  @Override
  public HttpConnection create(URL url, Proxy theirs) throws IOException {
    return create(url);
  }
}
