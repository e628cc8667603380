package org.diracgrid.diracos.repo;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.problem.DiracosException;

/**
 * A directory at an address, {@code file:} or {@code http(s):}, whose files are asked for by name
 * and may well not be there. It has no list of them.
 */
public final class RemoteDirectory {

  /** What came of asking for a small file. */
  public enum Status {
    /** It is there. */
    FOUND,
    /** The address says that there is no such file; or we are offline. */
    ABSENT,
    /** It is there and cannot be had: too large, or not for us. */
    REFUSED,
    /** The address did not answer, though it was asked several times. */
    DOWN
  }

  /**
   * What came of asking for a small file.
   *
   * @param content its bytes; none unless {@link Status#FOUND}
   * @param reason why there are none; empty if {@link Status#FOUND}
   */
  public record Answer(Status status, byte[] content, String reason) {}

  private final Fetcher fetcher;
  private final URI base;
  private final String id;

  /**
   * A directory.
   *
   * @param base its address, with or without a closing slash
   * @param id for credentials and messages
   */
  public RemoteDirectory(Fetcher fetcher, URI base, String id) {
    this.fetcher = fetcher;
    this.base = base.getRawPath().endsWith("/") ? base : slashed(base);
    this.id = id;
  }

  private static URI slashed(URI base) {
    String text = base.toString();
    int query = text.indexOf('?');
    return URI.create(
        query < 0 ? text + "/" : text.substring(0, query) + "/" + text.substring(query));
  }

  /** The address, without a password that may stand in it. */
  public String address() {
    return HttpTransport.withoutUser(base).toString();
  }

  /**
   * Asks for a small file that no checksum is known of. It is never cached.
   *
   * @param name relative; it is a name of files, so it is encoded
   * @param limit the most bytes it may have
   */
  public Answer read(String name, int limit) {
    if (fetcher.settings().offline() && !Locations.isFile(base)) {
      return new Answer(Status.ABSENT, new byte[0], "we are offline");
    }
    Optional<FailedAttempt> last = Optional.empty();
    for (URI address : Locations.resolve(List.of(base), name)) {
      try {
        byte[] content = fetcher.small(address, id, limit, Map.of()).content();
        return new Answer(Status.FOUND, content, "");
      } catch (FailedAttempt e) {
        last = Optional.of(e);
      }
    }
    return last.map(RemoteDirectory::failed)
        .orElseGet(() -> new Answer(Status.REFUSED, new byte[0], "it is no relative name"));
  }

  private static Answer failed(FailedAttempt failure) {
    Status status =
        switch (failure.kind()) {
          case PASSING, UNREACHABLE -> Status.DOWN;
          case REFUSED, WRONG, SIZE -> failure.isAbsent() ? Status.ABSENT : Status.REFUSED;
        };
    return new Answer(status, new byte[0], String.valueOf(failure.getMessage()));
  }

  /**
   * What came of fetching a file.
   *
   * @param file where it lies, not to be changed; empty if the address does not have it as asked
   * @param reason why there is none; empty if there is one
   */
  public record Fetched(Optional<Path> file, String reason) {}

  /**
   * Brings a file here whose checksum is known, by the fetcher's rules: from its cache, in place,
   * or over the network.
   *
   * @throws DiracosException with a code {@code DOS-FETCH-NN} if the cache of the fetcher cannot be
   *     written, or the thread is interrupted
   */
  public Fetched fetch(String name, Checksum checksum, long size) {
    List<URI> addresses = Locations.resolve(List.of(base), name);
    try {
      Path file = fetcher.fetch(new FetchRequest(id, addresses, checksum, size, name));
      return new Fetched(Optional.of(file), "");
    } catch (DiracosException e) {
      if (FetchProblem.isOfAddresses(e)) {
        return new Fetched(Optional.empty(), e.problems().get(0).what());
      }
      throw e;
    }
  }

  /** Whether files are used where they are, not brought here. */
  public boolean isLocal() {
    return Locations.isFile(base);
  }
}
