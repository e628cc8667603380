package org.diracgrid.diracos.python;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import org.diracgrid.diracos.config.Location;
import org.diracgrid.diracos.config.PipSpec;
import org.diracgrid.diracos.python.index.IndexHost;
import org.diracgrid.diracos.python.index.PipConfiguration;
import org.diracgrid.diracos.repo.Access;

/**
 * Where pip looks, as variables of its environment: what {@code diracos.json} says, else pip's own
 * configuration. Options of that which say where to install, or what is trusted in another way, are
 * left out.
 *
 * @param variables {@code PIP_INDEX_URL} and the like
 */
public record PipSettings(SortedMap<String, String> variables) {

  private static final Set<String> KEPT =
      Set.of(
          "index-url",
          "extra-index-url",
          "find-links",
          "trusted-host",
          "no-index",
          "proxy",
          "cert",
          "client-cert",
          "timeout",
          "default-timeout",
          "retries",
          "only-binary",
          "no-binary",
          "prefer-binary");
  private static final Set<String> PASSED =
      Set.of(
          "http_proxy",
          "https_proxy",
          "no_proxy",
          "all_proxy",
          "HTTP_PROXY",
          "HTTPS_PROXY",
          "NO_PROXY",
          "ALL_PROXY",
          "SSL_CERT_FILE",
          "REQUESTS_CA_BUNDLE");

  /** Those that say where archives are looked for. */
  static final Set<String> SOURCES =
      Set.of("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_NO_INDEX");

  /** Copies. */
  public PipSettings {
    variables = Collections.unmodifiableSortedMap(new TreeMap<>(variables));
  }

  /**
   * Puts the settings together.
   *
   * @param own pip's own configuration
   * @param host variables of the host, for proxies
   */
  static PipSettings of(
      PipSpec spec, PipConfiguration own, Map<String, String> host, Access access) {
    SortedMap<String, String> variables = new TreeMap<>();
    host.forEach(
        (name, value) -> {
          if (PASSED.contains(name)) {
            variables.put(name, value);
          }
        });
    own.options()
        .forEach(
            (option, value) -> {
              if (KEPT.contains(option)) {
                variables.put(variable(option), value.strip().replaceAll("\\s*\\R\\s*", " "));
              }
            });
    if (spec.indexUrl().isPresent()) {
      variables.remove("PIP_NO_INDEX");
    }
    spec.indexUrl().ifPresent(index -> variables.put("PIP_INDEX_URL", index.uri().toString()));
    put(variables, "PIP_EXTRA_INDEX_URL", spec.extraIndexUrls());
    put(variables, "PIP_FIND_LINKS", spec.findLinks());
    if (!spec.trustedHosts().isEmpty()) {
      variables.put("PIP_TRUSTED_HOST", String.join(" ", spec.trustedHosts()));
    }
    proxy(variables, access);
    IndexHost main = IndexHost.of(variables.getOrDefault("PIP_INDEX_URL", ""));
    for (String name : List.of("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS")) {
      variables.computeIfPresent(
          name,
          (key, places) ->
              Arrays.stream(places.split(" ", -1))
                  .map(place -> withLogin(place, main, access))
                  .collect(Collectors.joining(" ")));
    }
    return new PipSettings(variables);
  }

  private static String variable(String option) {
    return "PIP_" + option.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  private static void put(
      Map<String, String> variables, String name, Collection<Location> locations) {
    if (!locations.isEmpty()) {
      variables.put(
          name, locations.stream().map(it -> it.uri().toString()).collect(Collectors.joining(" ")));
    }
  }

  /**
   * With the name and password that {@code settings.xml} has, if it is on the index's own host; pip
   * takes them out of what it says.
   */
  private static String withLogin(String place, IndexHost host, Access access) {
    if (!host.has(place) || place.contains("@")) {
      return place;
    }
    return access
        .credentialsFor(IndexHost.REPOSITORY, URI.create(place))
        .map(login -> place.replaceFirst("//", Matcher.quoteReplacement("//" + written(login))))
        .orElse(place);
  }

  /** The host of the index. */
  IndexHost host() {
    return IndexHost.of(variables.getOrDefault("PIP_INDEX_URL", ""));
  }

  private static String written(Access.Credentials login) {
    return escaped(login.user()) + ":" + escaped(login.password()) + "@";
  }

  private static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static void proxy(Map<String, String> variables, Access access) {
    String index = variables.getOrDefault("PIP_INDEX_URL", "");
    if (!index.startsWith("http") || variables.containsKey("PIP_PROXY")) {
      return;
    }
    Optional<Access.Proxy> proxy = access.proxyFor(URI.create(index));
    proxy.ifPresent(
        found ->
            variables.put(
                "PIP_PROXY",
                "http://"
                    + found.credentials().map(PipSettings::written).orElse("")
                    + found.host()
                    + ":"
                    + found.port()));
  }

  /**
   * Whether an archive's host is one whose certificate pip takes and Java does not: one that is
   * trusted without, or of an authority that pip alone knows.
   */
  boolean isTrusted(URI address) {
    String host = String.valueOf(address.getHost());
    List<String> trusted =
        List.of(variables.getOrDefault("PIP_TRUSTED_HOST", "").strip().split("\\s+"));
    return "https".equalsIgnoreCase(address.getScheme())
        && (trusted.contains(host)
            || trusted.contains(host + ":" + address.getPort())
            || variables.containsKey("PIP_CERT"));
  }

  /** Whether all that is asked is on this machine. */
  public boolean isLocal() {
    boolean indexed =
        !variables.containsKey("PIP_NO_INDEX") && !variables.containsKey("PIP_INDEX_URL");
    return !indexed
        && variables.entrySet().stream()
            .filter(entry -> entry.getKey().endsWith("INDEX_URL"))
            .noneMatch(entry -> entry.getValue().contains("http"));
  }
}
