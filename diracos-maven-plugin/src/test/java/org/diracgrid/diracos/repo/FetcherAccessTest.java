package org.diracgrid.diracos.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Redirects, passwords, proxies and doors that stay closed. */
class FetcherAccessTest extends Fetches {

  @Test
  void redirectsAreFollowedWithoutGivingThePasswordAway() {
    web.next("/old.rpm", WebServer.status(302, "Location", "/new.rpm"));
    web.next(
        "/new.rpm",
        WebServer.status(307, "Location", "http://127.0.0.1:" + other.port() + "/a.rpm"));

    fetch(request(CONTENT, web.uri("/old.rpm")), false, withPassword());

    assertThat(web.log)
        .containsExactly("GET /old.rpm Basic dTpww6Q=", "GET /new.rpm Basic dTpww6Q=");
    assertThat(other.log).containsExactly("GET /a.rpm");
  }

  private static Access withPassword() {
    return new Access() {
      @Override
      public Optional<Proxy> proxyFor(URI target) {
        return Optional.empty();
      }

      @Override
      public Optional<Credentials> credentialsFor(String repository, URI target) {
        return repository.equals("base")
            ? Optional.of(new Credentials("u", "pä"))
            : Optional.empty();
      }
    };
  }

  @Test
  void aPasswordInTheAddressIsSentAndNeverPrinted() {
    URI secret = URI.create("http://me:secret@127.0.0.1:" + web.port() + "/none.rpm");

    assertThatThrownBy(() -> fetch(request(CONTENT, secret)))
        .hasMessageNotContaining("secret")
        .hasMessageContaining("http://127.0.0.1:");
    assertThat(web.log).containsExactly("GET /none.rpm Basic bWU6c2VjcmV0");
    assertThat(new Access.Credentials("me", "secret")).hasToString("me:***");
  }

  @Test
  void circlesAndStrangeRedirectsEnd() {
    for (int i = 0; i < 20; i++) {
      web.next("/circle", WebServer.status(302, "Location", "/circle"));
    }
    web.next("/file", WebServer.status(302, "Location", "file:///etc/passwd"));

    assertThatThrownBy(() -> fetch(request(CONTENT, web.uri("/circle"))))
        .hasMessageContaining("without end");
    assertThatThrownBy(() -> fetch(request(CONTENT, web.uri("/file"))))
        .hasMessageContaining("away from the web");
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 407})
  void closedDoorsAreNotKnockedAtTwice(int status) {
    web.next("/a.rpm", WebServer.status(status));

    assertThatThrownBy(() -> fetch(request(CONTENT, web.uri("/a.rpm"))))
        .hasMessageContaining("DOS-FETCH-02")
        .hasMessageContaining("(" + status + ")");
    assertThat(web.log).hasSize(1);
  }

  @Test
  void theProxyIsAskedWithItsOwnPassword() {
    Access proxied =
        new Access() {
          @Override
          public Optional<Proxy> proxyFor(URI target) {
            return Optional.of(
                new Proxy("127.0.0.1", other.port(), Optional.of(new Credentials("p", "q"))));
          }

          @Override
          public Optional<Credentials> credentialsFor(String repository, URI target) {
            return Optional.empty();
          }
        };
    URI unreachable = URI.create("http://repository.invalid/a.rpm");

    assertThat(fetch(request(CONTENT, unreachable), false, proxied)).hasBinaryContent(CONTENT);
    assertThat(other.log).containsExactly("GET http://repository.invalid/a.rpm proxy Basic cDpx");
  }

  @Test
  void hostsThatDoNotAnswerAreSaidToBeThat() throws IOException {
    int closed;
    try (ServerSocket socket = new ServerSocket(0)) {
      closed = socket.getLocalPort();
    }
    URI dead = URI.create("http://127.0.0.1:" + closed + "/a.rpm");

    assertThatThrownBy(() -> fetch(request(CONTENT, dead)))
        .hasMessageContaining("DOS-FETCH-01")
        .hasMessageContaining("the host cannot be reached");
    assertThat(fetch(request(CONTENT, dead, web.uri("/a.rpm")))).hasBinaryContent(CONTENT);
  }
}
