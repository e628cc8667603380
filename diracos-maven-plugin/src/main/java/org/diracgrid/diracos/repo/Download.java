package org.diracgrid.diracos.repo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;

/** Brings one file from one address into the cache, going on where an earlier attempt ended. */
final class Download {

  /** Where a size is not known, what no package has. */
  private static final long MAX_SIZE = 64L << 30;

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private final ContentCache cache;
  private final HttpTransport http;
  private final Watchdog watchdog;

  Download(ContentCache cache, HttpTransport http, Watchdog watchdog) {
    this.cache = cache;
    this.http = http;
    this.watchdog = watchdog;
  }

  /**
   * Tries once.
   *
   * @param meter told of bytes as they come
   * @throws FailedAttempt if the address did not give the file
   * @throws org.diracgrid.diracos.problem.DiracosException if the cache cannot take it
   */
  Path run(FetchRequest request, URI address, Meter meter)
      throws FailedAttempt, InterruptedException {
    Checksum checksum = request.checksum();
    Path part;
    try {
      part = cache.claim(checksum);
    } catch (IOException e) {
      throw FetchProblem.local(cache.root(), e);
    }
    boolean keep = true;
    try {
      Checksum found = transfer(request, address, part, meter);
      if (!found.equals(checksum)) {
        keep = false;
        throw new FailedAttempt(
            FailedAttempt.Kind.WRONG, "it has " + found + " instead of " + checksum);
      }
      return cache.store(part, checksum);
    } catch (FailedAttempt e) {
      keep &= e.kind() != FailedAttempt.Kind.SIZE;
      throw e;
    } catch (NoSuchFileException e) {
      throw new FailedAttempt(
          FailedAttempt.Kind.PASSING, "another process took over " + part.getFileName());
    } catch (IOException e) {
      throw FetchProblem.local(part, e);
    } finally {
      if (keep) {
        cache.handBack(part, checksum);
      } else {
        discard(part);
      }
    }
  }

  /**
   * Tries once what no checksum is known of.
   *
   * @param before what it was when it was last asked for, and is still in the cache
   * @return what it is now, and is in the cache
   */
  RememberedAddress run(URI address, String repository, Optional<RememberedAddress> before)
      throws FailedAttempt, InterruptedException {
    Map<String, String> conditions = before.map(RememberedAddress::conditions).orElseGet(Map::of);
    HttpResponse<InputStream> response = request(http, address, repository, conditions, false);
    if (response.statusCode() == 304 && before.isPresent()) {
      close(response);
      return before.get();
    }
    if (response.statusCode() != 200) {
      close(response);
      throw refused(response);
    }
    Path part = cache.root();
    try {
      part = cache.claim(RememberedAddress.key(address));
      Checksum found = whole(response, part);
      cache.store(part, found);
      return new RememberedAddress(
          found,
          response.headers().firstValue("ETag").orElse(""),
          response.headers().firstValue("Last-Modified").orElse(""));
    } catch (FailedAttempt e) {
      discard(part);
      throw e;
    } catch (IOException e) {
      throw FetchProblem.local(part, e);
    }
  }

  private Checksum whole(HttpResponse<InputStream> response, Path part) throws IOException {
    MessageDigest digest = Algorithm.SHA256.newDigest();
    long total = 0;
    try (InputStream body = watchdog.guard(response.body());
        OutputStream out = Files.newOutputStream(part)) {
      byte[] buffer = new byte[1 << 16];
      for (int n = read(body, buffer); n >= 0; n = read(body, buffer)) {
        total += n;
        if (total > MAX_SIZE) {
          throw new FailedAttempt(
              FailedAttempt.Kind.SIZE, "it has more than " + MAX_SIZE + " bytes");
        }
        digest.update(buffer, 0, n);
        out.write(buffer, 0, n);
      }
    }
    return new Checksum(Algorithm.SHA256, HexFormat.of().formatHex(digest.digest()));
  }

  private static void discard(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      // It is only bytes that are of no use; the failure under way is what matters.
    }
  }

  /** Completes the part; everything thrown that is no FailedAttempt is about the local file. */
  private Checksum transfer(FetchRequest request, URI address, Path part, Meter meter)
      throws IOException, InterruptedException {
    long have = Files.size(part);
    if (have > 0 && request.size() >= 0 && have >= request.size()) {
      Files.write(part, new byte[0]);
      have = 0;
    }
    HttpResponse<InputStream> response = open(address, request.repository(), have);
    boolean resumed = response.statusCode() == 206;
    MessageDigest digest = request.checksum().algorithm().newDigest();
    long bound = request.size() >= 0 ? request.size() : MAX_SIZE;
    long total = resumed ? have : 0;
    try (InputStream body = watchdog.guard(response.body());
        OutputStream out =
            Files.newOutputStream(
                part,
                StandardOpenOption.WRITE,
                resumed ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING)) {
      byte[] buffer = new byte[1 << 16];
      for (int n = read(body, buffer); n >= 0; n = read(body, buffer)) {
        total += n;
        if (total > bound) {
          throw new FailedAttempt(
              FailedAttempt.Kind.SIZE, "it has more than the " + bound + " bytes it should have");
        }
        digest.update(buffer, 0, n);
        out.write(buffer, 0, n);
        meter.at(total);
      }
    }
    if (request.size() >= 0 && total != request.size()) {
      throw new FailedAttempt(
          FailedAttempt.Kind.SIZE, "it has " + total + " bytes instead of " + request.size());
    }
    // Bytes that another run left were not seen by the digest, so the whole is read once more.
    return resumed
        ? ContentCache.digest(part, request.checksum())
        : new Checksum(request.checksum().algorithm(), HexFormat.of().formatHex(digest.digest()));
  }

  private static int read(InputStream body, byte[] buffer) throws FailedAttempt {
    try {
      return body.read(buffer);
    } catch (IOException e) {
      throw new FailedAttempt(
          FailedAttempt.Kind.PASSING, "it broke off: " + MetadataProblem.reason(e));
    }
  }

  private HttpResponse<InputStream> open(URI address, String repository, long have)
      throws FailedAttempt, InterruptedException {
    Map<String, String> headers = have > 0 ? Map.of("Range", "bytes=" + have + "-") : Map.of();
    HttpResponse<InputStream> response = request(http, address, repository, headers, true);
    int status = response.statusCode();
    boolean continues =
        status == 206
            && response
                .headers()
                .firstValue("Content-Range")
                .filter(range -> range.startsWith("bytes " + have + "-"))
                .isPresent();
    if (status == 200 || (continues && have > 0)) {
      return response;
    }
    close(response);
    if (have > 0 && (status == 416 || status == 206)) {
      return open(address, repository, 0);
    }
    throw refused(response);
  }

  /** Asks, with failures put in our terms. */
  static HttpResponse<InputStream> request(
      HttpTransport http,
      URI address,
      String repository,
      Map<String, String> headers,
      boolean verified)
      throws FailedAttempt, InterruptedException {
    try {
      return http.get(address, repository, headers, verified);
    } catch (FailedAttempt e) {
      throw e;
    } catch (IOException e) {
      boolean unreachable =
          e instanceof ConnectException
              || e instanceof UnknownHostException
              || e instanceof HttpConnectTimeoutException
              || e.getCause() instanceof UnresolvedAddressException;
      throw new FailedAttempt(
          unreachable ? FailedAttempt.Kind.UNREACHABLE : FailedAttempt.Kind.PASSING,
          unreachable ? "the host cannot be reached" : MetadataProblem.reason(e));
    } catch (IllegalArgumentException e) {
      throw new FailedAttempt(FailedAttempt.Kind.REFUSED, MetadataProblem.reason(e));
    }
  }

  static void close(HttpResponse<InputStream> response) {
    try {
      response.body().close();
    } catch (IOException e) {
      // Nothing more is wanted of it.
    }
  }

  /** What a status means that is no success. */
  static FailedAttempt refused(HttpResponse<?> response) {
    int status = response.statusCode();
    if (status >= 500 || status == 408 || status == 429) {
      return new FailedAttempt(
          FailedAttempt.Kind.PASSING, "the server answered " + status, retryAfter(response));
    }
    if (status == 404 || status == 410) {
      return FailedAttempt.absent("it is not there (" + status + ")");
    }
    return new FailedAttempt(
        FailedAttempt.Kind.REFUSED,
        switch (status) {
          case 401 -> "the server asks for a name and a password (401)";
          case 403 -> "the server does not allow it (403)";
          case 407 ->
              "the proxy asks for a name and a password (407); for https Java also needs"
                  + " -Djdk.http.auth.tunneling.disabledSchemes= in MAVEN_OPTS";
          default -> "the server answered " + status;
        });
  }

  private static Duration retryAfter(HttpResponse<?> response) {
    String text = response.headers().firstValue("Retry-After").orElse("");
    if (text.isEmpty() || text.length() > 6 || !text.chars().allMatch(Character::isDigit)) {
      return Duration.ZERO;
    }
    Duration wait = Duration.ofSeconds(Long.parseLong(text));
    return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }
}
