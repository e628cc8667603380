package org.diracgrid.diracos.repo;

import java.net.URI;
import java.util.Objects;
import java.util.Optional;

/**
 * What the network needs that only the surroundings know: in Maven, the proxies and servers of
 * {@code settings.xml}.
 */
public interface Access {

  /** The proxy through which an address is reached; empty to go there directly. */
  Optional<Proxy> proxyFor(URI target);

  /**
   * Name and password for an address of a repository. They are sent at once, without waiting to be
   * asked, to this host only: a redirect to another host goes without.
   */
  Optional<Credentials> credentialsFor(String repository, URI target);

  /** Neither proxies nor passwords. */
  static Access direct() {
    return new Access() {
      @Override
      public Optional<Proxy> proxyFor(URI target) {
        return Optional.empty();
      }

      @Override
      public Optional<Credentials> credentialsFor(String repository, URI target) {
        return Optional.empty();
      }
    };
  }

  /**
   * A HTTP proxy.
   *
   * @param credentials what it asks for itself
   */
  record Proxy(String host, int port, Optional<Credentials> credentials) {}

  /** Name and password; never printed. */
  record Credentials(String user, String password) {

    /** Validates that both are there. */
    public Credentials {
      Objects.requireNonNull(user);
      Objects.requireNonNull(password);
    }

    @Override
    public String toString() {
      return user + ":***";
    }
  }
}
