package org.diracgrid.diracos.mojo;

import java.net.URI;
import java.util.Optional;
import org.diracgrid.diracos.repo.Access;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.repository.Authentication;
import org.eclipse.aether.repository.AuthenticationContext;
import org.eclipse.aether.repository.RemoteRepository;
import org.jspecify.annotations.Nullable;

/**
 * Proxies and passwords of settings.xml: the {@code <server>} whose id is that of the repository,
 * and the active {@code <proxy>}. Only Maven's selectors are asked; mirrors of settings.xml stand
 * for Maven repositories and must not touch RPM repositories.
 */
final class SettingsAccess implements Access {

  private final RepositorySystemSession session;

  SettingsAccess(RepositorySystemSession session) {
    this.session = session;
  }

  @Override
  public Optional<Proxy> proxyFor(URI target) {
    RemoteRepository repository = repository("diracos", target);
    org.eclipse.aether.repository.Proxy proxy = session.getProxySelector().getProxy(repository);
    if (proxy == null) {
      return Optional.empty();
    }
    RemoteRepository through = new RemoteRepository.Builder(repository).setProxy(proxy).build();
    return Optional.of(
        new Proxy(
            proxy.getHost(),
            proxy.getPort(),
            credentials(
                proxy.getAuthentication(), AuthenticationContext.forProxy(session, through))));
  }

  @Override
  public Optional<Credentials> credentialsFor(String id, URI target) {
    RemoteRepository repository = repository(id, target);
    Authentication login = session.getAuthenticationSelector().getAuthentication(repository);
    RemoteRepository known =
        new RemoteRepository.Builder(repository).setAuthentication(login).build();
    return credentials(login, AuthenticationContext.forRepository(session, known));
  }

  private static Optional<Credentials> credentials(
      @Nullable Authentication login, @Nullable AuthenticationContext context) {
    if (login == null || context == null) {
      return Optional.empty();
    }
    try {
      String user = context.get(AuthenticationContext.USERNAME);
      String password = context.get(AuthenticationContext.PASSWORD);
      return user == null
          ? Optional.empty()
          : Optional.of(new Credentials(user, password == null ? "" : password));
    } finally {
      AuthenticationContext.close(context);
    }
  }

  private static RemoteRepository repository(String id, URI target) {
    return new RemoteRepository.Builder(id, "default", target.toString()).build();
  }
}
