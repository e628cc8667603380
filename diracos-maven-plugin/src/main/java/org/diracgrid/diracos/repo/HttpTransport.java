package org.diracgrid.diracos.repo;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** HTTP as the fetcher needs it: proxies, passwords and redirects under our own rules. */
final class HttpTransport {

  private static final int MAX_REDIRECTS = 10;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final FetchSettings settings;
  private @Nullable HttpClient client;

  HttpTransport(FetchSettings settings) {
    this.settings = settings;
  }

  /**
   * The client, made when something is first asked of the network: its threads cannot be ended, and
   * a JVM that ends waits a third of a second for one that sits in the kernel.
   */
  private synchronized HttpClient client() {
    HttpClient made = client;
    if (made == null) {
      // HTTP/1.1: one connection a file is what we want; old mirrors stumble over upgrade offers.
      made =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(settings.connectTimeout())
              .proxy(new Selector(settings.access()))
              .build();
      client = made;
    }
    return made;
  }

  /**
   * Asks for an address and follows where it leads.
   *
   * @param verified whether a checksum guards what comes: only then may https lead to http
   */
  HttpResponse<InputStream> get(
      URI address, String repository, Map<String, String> headers, boolean verified)
      throws IOException, InterruptedException {
    URI first = withoutUser(address);
    Optional<Access.Credentials> credentials =
        user(address).or(() -> settings.access().credentialsFor(repository, first));
    URI at = first;
    for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(at)
              .timeout(settings.stallTimeout())
              .header("User-Agent", "diracos-maven-plugin");
      headers.forEach(request::header);
      if (origin(at).equals(origin(first))) {
        credentials.ifPresent(c -> request.header("Authorization", basic(c)));
      }
      settings
          .access()
          .proxyFor(at)
          .flatMap(Access.Proxy::credentials)
          .ifPresent(c -> request.header("Proxy-Authorization", basic(c)));
      HttpResponse<InputStream> response =
          client().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      Optional<String> location = response.headers().firstValue("Location");
      if (!REDIRECTS.contains(response.statusCode()) || location.isEmpty()) {
        return response;
      }
      response.body().close();
      at = follow(at, location.get(), verified);
    }
    throw new FailedAttempt(
        FailedAttempt.Kind.REFUSED, "it leads from one address to the next without end");
  }

  private static URI follow(URI from, String location, boolean verified) throws FailedAttempt {
    URI to;
    try {
      to = from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new FailedAttempt(
          FailedAttempt.Kind.REFUSED, "it leads to the non-address " + location);
    }
    String scheme = String.valueOf(to.getScheme()).toLowerCase(Locale.ROOT);
    boolean http = scheme.equals("http");
    if (to.getHost() == null || !(http || scheme.equals("https"))) {
      throw new FailedAttempt(FailedAttempt.Kind.REFUSED, "it leads away from the web, to " + to);
    }
    if (http && !verified && "https".equalsIgnoreCase(from.getScheme())) {
      throw new FailedAttempt(
          FailedAttempt.Kind.REFUSED, "it leads from https to http, where anyone could change it");
    }
    return withoutUser(to);
  }

  private static String origin(URI uri) {
    return (uri.getScheme() + "://" + uri.getHost() + ":" + uri.getPort()).toLowerCase(Locale.ROOT);
  }

  /** The address without a name and a password, as it may be printed. */
  static URI withoutUser(URI uri) {
    String user = uri.getRawUserInfo();
    return user == null ? uri : URI.create(uri.toString().replaceFirst("//[^/@]*@", "//"));
  }

  private static Optional<Access.Credentials> user(URI uri) {
    String user = uri.getUserInfo();
    if (user == null || user.indexOf(':') < 0) {
      return Optional.empty();
    }
    int colon = user.indexOf(':');
    return Optional.of(new Access.Credentials(user.substring(0, colon), user.substring(colon + 1)));
  }

  private static String basic(Access.Credentials credentials) {
    String pair = credentials.user() + ":" + credentials.password();
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static final class Selector extends ProxySelector {
    private final Access access;

    Selector(Access access) {
      this.access = access;
    }

    @Override
    public List<Proxy> select(URI uri) {
      return access
          .proxyFor(uri)
          .map(p -> InetSocketAddress.createUnresolved(p.host(), p.port()))
          .map(address -> List.of(new Proxy(Proxy.Type.HTTP, address)))
          .orElse(List.of(Proxy.NO_PROXY));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
      // The failure comes out of the request itself.
    }
  }
}
