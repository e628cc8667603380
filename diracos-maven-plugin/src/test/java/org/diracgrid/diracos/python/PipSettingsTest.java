package org.diracgrid.diracos.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diracgrid.diracos.config.Location;
import org.diracgrid.diracos.config.PipSpec;
import org.diracgrid.diracos.repo.Access;
import org.junit.jupiter.api.Test;

class PipSettingsTest {

  private static final PipSpec NOTHING =
      new PipSpec(Optional.empty(), List.of(), List.of(), List.of());

  private static Map<String, String> of(PipSpec spec, String listed) {
    return PipSettings.of(spec, listed, Map.of("http_proxy", "http://p:1"), Access.direct())
        .variables();
  }

  private static Location location(String text) {
    return Location.parse(text, Path.of("/project"));
  }

  @Test
  void pipsOwnConfigurationCountsInItsOrder() {
    assertThat(
            of(
                NOTHING,
                """
                :env:.index-url='https://env.example.org/simple'
                global.index-url='https://global.example.org/simple'
                global.extra-index-url='https://a.example.org/\\nhttps://b.example.org/'
                install.find-links='/wheels'
                """))
        .containsOnly(
            entry("http_proxy", "http://p:1"),
            entry("PIP_INDEX_URL", "https://env.example.org/simple"),
            entry("PIP_EXTRA_INDEX_URL", "https://a.example.org/ https://b.example.org/"),
            entry("PIP_FIND_LINKS", "/wheels"));
  }

  @Test
  void whatSaysWhereToInstallDoesNotCount() {
    assertThat(of(NOTHING, "global.user='true'\ninstall.target='/x'\n:env:.prefix='/y'\n"))
        .containsOnlyKeys("http_proxy");
  }

  @Test
  void theConfigurationOfTheBundleGoesBeforeIt() {
    PipSpec spec =
        new PipSpec(
            Optional.of(location("https://own.example.org/simple")),
            List.of(location("https://c.example.org/")),
            List.of(location("wheels"), location("https://w.example.org/")),
            List.of("own.example.org"));
    assertThat(of(spec, "global.index-url='https://global.example.org/simple'\n"))
        .contains(
            entry("PIP_INDEX_URL", "https://own.example.org/simple"),
            entry("PIP_EXTRA_INDEX_URL", "https://c.example.org/"),
            entry("PIP_FIND_LINKS", "file:///project/wheels https://w.example.org/"),
            entry("PIP_TRUSTED_HOST", "own.example.org"));
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
    assertThat(PipSettings.of(spec, "", Map.of(), access).variables())
        .containsEntry("PIP_PROXY", "http://u:p@proxy.example.org:3128");
  }

  @Test
  void onlyWhatIsOnThisMachineIsLocal() {
    assertThat(PipSettings.of(NOTHING, "", Map.of(), Access.direct()).isLocal()).isFalse();
    assertThat(
            PipSettings.of(NOTHING, "global.no-index='true'\n", Map.of(), Access.direct())
                .isLocal())
        .isTrue();
    assertThat(
            PipSettings.of(
                    NOTHING, "global.index-url='file:///i/simple'\n", Map.of(), Access.direct())
                .isLocal())
        .isTrue();
  }
}
