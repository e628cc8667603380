package org.diracgrid.diracos.repo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.progress.Stage;
import org.diracgrid.diracos.progress.Unit;
import org.diracgrid.diracos.repo.FailedAttempt.Kind;

/**
 * Brings files here, verified: from the cache, from a local repository, or over HTTP.
 *
 * <p>A {@code file:} address is used in place once its size and checksum are found right: no copy
 * is made, so a local repository must stay as it is while a run lasts. What comes over HTTP goes
 * into the {@link ContentCache}. Every address of a request is tried in turn; one that fails in a
 * way that may pass is tried again after a growing wait, from where it broke off.
 */
public final class Fetcher implements AutoCloseable {

  private final FetchSettings settings;
  private final ContentCache cache;
  private final Watchdog watchdog;
  private final HttpTransport http;
  private final Download download;
  private final MirrorHealth health = new MirrorHealth();

  /** A fetcher; closing it ends its threads. */
  public Fetcher(FetchSettings settings) {
    this.settings = settings;
    this.cache = new ContentCache(settings.cache(), settings.clock());
    this.watchdog = new Watchdog(settings.stallTimeout());
    this.http = new HttpTransport(settings);
    this.download = new Download(cache, http, watchdog);
    cache.prune();
  }

  /** How this fetcher works. */
  public FetchSettings settings() {
    return settings;
  }

  /** Where fetched files are kept. */
  public ContentCache cache() {
    return cache;
  }

  /**
   * Brings one file here.
   *
   * @return where it lies; not to be changed or deleted
   * @throws DiracosException with a code {@code DOS-FETCH-NN} if it cannot be had
   */
  public Path fetch(FetchRequest request) {
    Stage stage = Progress.silent().stage("fetch", request.size(), Unit.BYTES);
    return fetch(request, VerifiedFiles.none(), stage);
  }

  /**
   * Brings many files here, several at a time, the biggest first.
   *
   * @param verified what is known of files that are used in place, and is told what is found
   * @return where each lies, in the order of the requests
   * @throws DiracosException with one problem for each file that cannot be had
   */
  public List<Path> fetchAll(
      List<FetchRequest> requests, VerifiedFiles verified, int threads, Progress progress) {
    List<FetchRequest> order = new ArrayList<>(new LinkedHashSet<>(requests));
    order.sort(Comparator.comparingLong(FetchRequest::size).reversed());
    Map<FetchRequest, Future<Path>> futures = new HashMap<>();
    long total = order.stream().mapToLong(request -> Math.max(0, request.size())).sum();
    ExecutorService pool = Executors.newFixedThreadPool(threads, Fetcher::thread);
    try (Stage stage = progress.stage("fetch packages", total, Unit.BYTES)) {
      for (FetchRequest request : order) {
        futures.put(request, pool.submit(() -> fetch(request, verified, stage)));
      }
      return collect(requests, futures);
    } finally {
      pool.shutdownNow();
    }
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "diracos-fetch");
    thread.setDaemon(true);
    return thread;
  }

  private static List<Path> collect(
      List<FetchRequest> requests, Map<FetchRequest, Future<Path>> futures) {
    List<Path> result = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (FetchRequest request : requests) {
      try {
        result.add(Objects.requireNonNull(futures.get(request)).get());
      } catch (InterruptedException e) {
        throw FetchProblem.interrupted(request.label());
      } catch (ExecutionException e) {
        if (e.getCause() instanceof DiracosException failure
            && failure.fault() == DiracosException.Fault.USER) {
          failure.problems().stream().filter(p -> !problems.contains(p)).forEach(problems::add);
        } else if (e.getCause() instanceof RuntimeException failure) {
          throw failure;
        } else {
          throw new IllegalStateException(e.getCause());
        }
      }
    }
    if (!problems.isEmpty()) {
      throw DiracosException.of(problems);
    }
    return result;
  }

  private Path fetch(FetchRequest request, VerifiedFiles verified, Stage stage) {
    Meter meter = new Meter(stage);
    Path file = locate(request, verified, meter);
    meter.at(request.size());
    return file;
  }

  private Path locate(FetchRequest request, VerifiedFiles verified, Meter meter) {
    Optional<Path> cached = cache.find(request.checksum(), request.size());
    if (cached.isPresent()) {
      return cached.get();
    }
    List<String> tries = new ArrayList<>();
    Kind worst = Kind.UNREACHABLE;
    boolean skipped = false;
    for (URI address : health.order(request.candidates())) {
      try {
        if ("file".equalsIgnoreCase(address.getScheme())) {
          return inPlace(request, address, verified);
        } else if (settings.offline()) {
          skipped = true;
        } else {
          return persist(request, address, meter);
        }
      } catch (FailedAttempt e) {
        tries.add(HttpTransport.withoutUser(address) + ": " + e.getMessage());
        worst = e.kind().compareTo(worst) > 0 || tries.size() == 1 ? e.kind() : worst;
      }
    }
    if (tries.isEmpty() && skipped) {
      throw FetchProblem.offline(request);
    }
    throw FetchProblem.failed(request, tries, worst);
  }

  private static Path inPlace(FetchRequest request, URI address, VerifiedFiles verified)
      throws FailedAttempt {
    Path file = path(address);
    try {
      if (!Files.isRegularFile(file)) {
        throw new FailedAttempt(Kind.REFUSED, "there is no such file");
      }
      long size = Files.size(file);
      if (request.size() >= 0 && size != request.size()) {
        throw new FailedAttempt(
            Kind.SIZE, "it has " + size + " bytes instead of " + request.size());
      }
      if (!verified.has(file, request.checksum())) {
        Checksum found = ContentCache.digest(file, request.checksum());
        throw new FailedAttempt(
            Kind.WRONG, "it has " + found + " instead of " + request.checksum());
      }
      return file;
    } catch (FailedAttempt e) {
      throw e;
    } catch (IOException e) {
      throw new FailedAttempt(Kind.REFUSED, MetadataProblem.reason(e));
    }
  }

  /** Tries an address as often as makes sense. */
  private Path persist(FetchRequest request, URI address, Meter meter) throws FailedAttempt {
    try {
      for (int attempt = 1; ; attempt++) {
        try {
          Path file = download.run(request, address, meter);
          health.answered(address);
          return file;
        } catch (FailedAttempt e) {
          waitOrThrow(address, attempt, e);
        }
      }
    } catch (InterruptedException e) {
      throw FetchProblem.interrupted(request.label());
    }
  }

  private void waitOrThrow(URI address, int attempt, FailedAttempt failure)
      throws FailedAttempt, InterruptedException {
    boolean unreachable = failure.kind() == Kind.UNREACHABLE;
    if (unreachable) {
      health.failed(address);
    }
    boolean passing = unreachable || failure.kind() == Kind.PASSING;
    if (!passing || attempt >= settings.attempts() || (unreachable && health.isDown(address))) {
      throw failure;
    }
    Duration wait = settings.backoff().multipliedBy(1L << (attempt - 1));
    Duration asked = failure.retryAfter();
    Thread.sleep((asked.compareTo(wait) > 0 ? asked : wait).toMillis());
  }

  /**
   * Brings a file here that only its address is known of. A {@code file:} address is used in place.
   * What the web gave is kept with its checksum and asked for again under the condition that it
   * changed; offline what was kept is taken.
   *
   * @param repository id that credentials and messages go by
   * @param label what messages call it
   * @return where it lies; not to be changed or deleted
   * @throws DiracosException with a code {@code DOS-FETCH-NN} if it cannot be had
   */
  public Path fetch(URI address, String repository, String label) {
    try {
      return known(address, repository, label);
    } catch (FailedAttempt e) {
      throw failed(address, repository, label, e);
    }
  }

  /**
   * As {@link #fetch(URI, String, String)}, for a file that need not be there.
   *
   * @return empty if the address answered that there is no such file
   */
  public Optional<Path> find(URI address, String repository, String label) {
    try {
      return Optional.of(known(address, repository, label));
    } catch (FailedAttempt e) {
      if (e.isAbsent()) {
        return Optional.empty();
      }
      throw failed(address, repository, label, e);
    }
  }

  private static DiracosException failed(
      URI address, String repository, String label, FailedAttempt failure) {
    String said = HttpTransport.withoutUser(address) + ": " + failure.getMessage();
    return FetchProblem.failed(repository, label, List.of(said), failure.kind());
  }

  private Path known(URI address, String repository, String label) throws FailedAttempt {
    try {
      if ("file".equalsIgnoreCase(address.getScheme())) {
        Path file = path(address);
        if (!Files.isRegularFile(file)) {
          throw FailedAttempt.absent("there is no such file");
        }
        return file;
      }
      Optional<RememberedAddress> before = RememberedAddress.read(cache.root(), address);
      Optional<Path> kept = before.flatMap(memo -> cache.find(memo.checksum(), -1));
      if (settings.offline()) {
        return kept.orElseThrow(() -> FetchProblem.offline(repository, label));
      }
      return asked(address, repository, kept.isPresent() ? before : Optional.empty());
    } catch (InterruptedException e) {
      throw FetchProblem.interrupted(label);
    }
  }

  private Path asked(URI address, String repository, Optional<RememberedAddress> before)
      throws FailedAttempt, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        RememberedAddress now = download.run(address, repository, before);
        health.answered(address);
        now.write(cache.root(), address);
        return cache
            .find(now.checksum(), -1)
            .orElseThrow(() -> new FailedAttempt(Kind.PASSING, "it vanished from the cache"));
      } catch (FailedAttempt e) {
        waitOrThrow(address, attempt, e);
      }
    }
  }

  /**
   * A small file as it is now.
   *
   * @param content empty if it has not changed
   */
  record Small(byte[] content, boolean unchanged, String etag, String lastModified) {}

  /**
   * Brings a small file here that no checksum is known of, such as repomd.xml or a key.
   *
   * @param headers to send, such as {@code If-None-Match}
   * @throws FailedAttempt if it cannot be had
   */
  Small small(URI address, String repository, int limit, Map<String, String> headers)
      throws FailedAttempt {
    if ("file".equalsIgnoreCase(address.getScheme())) {
      try (InputStream in = Files.newInputStream(path(address))) {
        return new Small(bounded(in, limit), false, "", "");
      } catch (FailedAttempt e) {
        throw e;
      } catch (IOException e) {
        throw Files.exists(path(address))
            ? new FailedAttempt(Kind.REFUSED, MetadataProblem.reason(e))
            : FailedAttempt.absent("there is no such file");
      }
    }
    try {
      for (int attempt = 1; ; attempt++) {
        try {
          Small result = once(address, repository, limit, headers);
          health.answered(address);
          return result;
        } catch (FailedAttempt e) {
          waitOrThrow(address, attempt, e);
        }
      }
    } catch (InterruptedException e) {
      throw FetchProblem.interrupted(address.toString());
    }
  }

  private Small once(URI address, String repository, int limit, Map<String, String> headers)
      throws FailedAttempt, InterruptedException {
    HttpResponse<InputStream> response =
        Download.request(http, address, repository, headers, false);
    try (InputStream body = watchdog.guard(response.body())) {
      String etag = response.headers().firstValue("ETag").orElse("");
      String modified = response.headers().firstValue("Last-Modified").orElse("");
      if (response.statusCode() == 304) {
        return new Small(new byte[0], true, etag, modified);
      }
      if (response.statusCode() != 200) {
        throw Download.refused(response);
      }
      return new Small(bounded(body, limit), false, etag, modified);
    } catch (FailedAttempt e) {
      throw e;
    } catch (IOException e) {
      throw new FailedAttempt(Kind.PASSING, "it broke off: " + MetadataProblem.reason(e));
    }
  }

  private static byte[] bounded(InputStream in, int limit) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 << 14];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      out.write(buffer, 0, n);
      if (out.size() > limit) {
        throw new FailedAttempt(Kind.SIZE, "it has more than " + limit + " bytes");
      }
    }
    return out.toByteArray();
  }

  /** Hosts that do not answer come last. */
  List<URI> order(List<URI> candidates) {
    return health.order(candidates);
  }

  private static Path path(URI address) throws FailedAttempt {
    try {
      return Path.of(address);
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      throw new FailedAttempt(Kind.REFUSED, "it is no address of a file: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    watchdog.close();
  }
}
