package org.diracgrid.diracos.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.diracgrid.diracos.config.Location;
import org.diracgrid.diracos.config.PipSpec;
import org.diracgrid.diracos.python.index.PipConfiguration;
import org.diracgrid.diracos.repo.Access;
import org.junit.jupiter.api.Test;

class PipSettingsTest {

  private static final PipSpec NOTHING =
      new PipSpec(Optional.empty(), List.of(), List.of(), List.of());

  /** What pip's own configuration says, as lines {@code option=value}. */
  private static PipConfiguration own(String... lines) {
    SortedMap<String, String> options = new TreeMap<>();
    for (String line : lines) {
      int at = line.indexOf('=');
      options.put(line.substring(0, at), line.substring(at + 1));
    }
    return new PipConfiguration(options);
  }

  private static Map<String, String> of(PipSpec spec, String... lines) {
    return PipSettings.of(spec, own(lines), Map.of("http_proxy", "http://p:1"), Access.direct())
        .variables();
  }

  private static Location location(String text) {
    return Location.parse(text, Path.of("/project"));
  }

  @Test
  void pipsOwnConfigurationCounts() {
    assertThat(
            of(
                NOTHING,
                "index-url=https://env.example.org/simple",
                "extra-index-url=\nhttps://a.example.org/\n  https://b.example.org/",
                "find-links=/wheels"))
        .containsOnly(
            entry("http_proxy", "http://p:1"),
            entry("PIP_INDEX_URL", "https://env.example.org/simple"),
            entry("PIP_EXTRA_INDEX_URL", "https://a.example.org/ https://b.example.org/"),
            entry("PIP_FIND_LINKS", "/wheels"));
  }

  @Test
  void archivesOfTrustedHostsArePipsToFetch() {
    PipSpec trusting =
        new PipSpec(
            Optional.empty(), List.of(), List.of(), List.of("a.example.org", "b.example.org:81"));
    PipSettings settings = PipSettings.of(trusting, own(), Map.of(), Access.direct());
    assertThat(settings.isTrusted(URI.create("https://a.example.org:8/x.whl"))).isTrue();
    assertThat(settings.isTrusted(URI.create("https://b.example.org:81/x.whl"))).isTrue();
    assertThat(settings.isTrusted(URI.create("https://b.example.org/x.whl"))).isFalse();
    assertThat(settings.isTrusted(URI.create("http://a.example.org/x.whl"))).isFalse();
    PipSettings authority = PipSettings.of(NOTHING, own("cert=/ca.pem"), Map.of(), Access.direct());
    assertThat(authority.isTrusted(URI.create("https://c.example.org/x.whl"))).isTrue();
    assertThat(authority.isTrusted(URI.create("file:///x.whl"))).isFalse();
  }

  @Test
  void whatSaysWhereToInstallDoesNotCount() {
    assertThat(of(NOTHING, "user=true", "target=/x", "prefix=/y")).containsOnlyKeys("http_proxy");
  }

  @Test
  void theConfigurationOfTheBundleGoesBeforeIt() {
    PipSpec spec =
        new PipSpec(
            Optional.of(location("https://own.example.org/simple")),
            List.of(location("https://c.example.org/")),
            List.of(location("wheels"), location("https://w.example.org/")),
            List.of("own.example.org"));
    assertThat(of(spec, "index-url=https://global.example.org/simple", "no-index=true"))
        .contains(
            entry("PIP_INDEX_URL", "https://own.example.org/simple"),
            entry("PIP_EXTRA_INDEX_URL", "https://c.example.org/"),
            entry("PIP_FIND_LINKS", "file:///project/wheels https://w.example.org/"),
            entry("PIP_TRUSTED_HOST", "own.example.org"))
        .doesNotContainKey("PIP_NO_INDEX");
  }

  @Test
  void theProxyOfMavensSettingsIsUsed() {
    Access access =
        new Access() {
          @Override
          public Optional<Proxy> proxyFor(URI target) {
            return Optional.of(
                new Proxy("proxy.example.org", 3128, Optional.of(new Credentials("u", "p"))));
          }

          @Override
          public Optional<Credentials> credentialsFor(String repository, URI target) {
            return Optional.empty();
          }
        };
    PipSpec spec =
        new PipSpec(
            Optional.of(location("https://own.example.org/simple")),
            List.of(),
            List.of(),
            List.of());
    assertThat(PipSettings.of(spec, own(), Map.of(), access).variables())
        .containsEntry("PIP_PROXY", "http://u:p@proxy.example.org:3128");
  }

  @Test
  void onlyWhatIsOnThisMachineIsLocal() {
    assertThat(PipSettings.of(NOTHING, own(), Map.of(), Access.direct()).isLocal()).isFalse();
    assertThat(PipSettings.of(NOTHING, own("no-index=true"), Map.of(), Access.direct()).isLocal())
        .isTrue();
    assertThat(
            PipSettings.of(NOTHING, own("index-url=file:///i/simple"), Map.of(), Access.direct())
                .isLocal())
        .isTrue();
  }

  @Test
  void nameAndPasswordOfMavensSettingsAreForTheIndexsHost() {
    Access access =
        new Access() {
          @Override
          public Optional<Proxy> proxyFor(URI target) {
            return Optional.empty();
          }

          @Override
          public Optional<Credentials> credentialsFor(String repository, URI target) {
            return repository.equals("pip")
                ? Optional.of(new Credentials("a user", "p@ss/word"))
                : Optional.empty();
          }
        };
    assertThat(
            PipSettings.of(
                    NOTHING,
                    own(
                        "index-url=https://own.example.org/simple",
                        "extra-index-url=https://its:own@own.example.org/ https://c.example.org "
                            + "https://own.example.org/other",
                        "find-links=/wheels"),
                    Map.of(),
                    access)
                .variables())
        .containsOnly(
            entry("PIP_INDEX_URL", "https://a%20user:p%40ss%2Fword@own.example.org/simple"),
            entry(
                "PIP_EXTRA_INDEX_URL",
                "https://its:own@own.example.org/ https://c.example.org "
                    + "https://a%20user:p%40ss%2Fword@own.example.org/other"),
            entry("PIP_FIND_LINKS", "/wheels"));
  }
}
