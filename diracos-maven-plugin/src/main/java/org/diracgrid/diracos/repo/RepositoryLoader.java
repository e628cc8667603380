package org.diracgrid.diracos.repo;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.repo.FailedAttempt.Kind;
import org.diracgrid.diracos.signature.Keyring;
import org.diracgrid.diracos.signature.SignatureVerifier;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a repository holds now.
 *
 * <p>The list of metadata is asked for in each run (a server that can tell answers that it has not
 * changed); everything else is known by its checksum and so comes from the cache. What was seen
 * last is kept, so that a run works offline. When the metadata is gone by the time it is fetched,
 * the repository was just renewed, and its list is read once more.
 */
public final class RepositoryLoader {

  private static final int MAX_REPOMD = 16 << 20;
  private static final int MAX_LIST = 8 << 20;
  private static final int MAX_KEYS = 8 << 20;
  private static final String REPOMD = "repodata/repomd.xml";
  private static final Set<String> RENEWED =
      Set.of(FetchProblem.REFUSED, FetchProblem.WRONG, FetchProblem.SIZE);

  private final Fetcher fetcher;
  private final FetchSettings settings;

  /** A loader that fetches, and works offline or not, as {@code fetcher} does. */
  public RepositoryLoader(Fetcher fetcher) {
    this.fetcher = fetcher;
    this.settings = fetcher.settings();
  }

  /**
   * Loads the list of metadata and the primary metadata of a repository.
   *
   * @throws DiracosException with a code {@code DOS-REPO-NN}, {@code DOS-FETCH-NN} or {@code
   *     DOS-SIGN-NN}
   */
  public LoadedRepository load(RepositorySource source) {
    Path file = place(source).resolve("snapshot");
    Optional<RepositorySnapshot> last = RepositorySnapshot.read(file);
    boolean offline = settings.offline() && source.urls().stream().noneMatch(Locations::isFile);
    RepositorySnapshot now =
        offline
            ? last.orElseThrow(() -> MetadataProblem.offline(source.id(), "the metadata"))
            : look(source, last);
    LoadedRepository loaded = open(source, now);
    try {
      loaded.openPrimary();
    } catch (DiracosException e) {
      boolean renewed = e.problems().stream().allMatch(p -> RENEWED.contains(p.code()));
      RepositorySnapshot again = offline || !renewed ? now : look(source, Optional.empty());
      if (MessageDigest.isEqual(now.repomd(), again.repomd())) {
        throw e;
      }
      now = again;
      loaded = open(source, now);
      loaded.openPrimary();
    }
    if (!offline) {
      now.write(file);
    }
    return loaded;
  }

  private LoadedRepository open(RepositorySource source, RepositorySnapshot snapshot) {
    String name = "repomd.xml of repository " + source.id();
    if (source.repoGpgcheck()) {
      new SignatureVerifier(keys(source), settings.clock().instant())
          .verify(snapshot.signature(), snapshot.repomd(), name);
    }
    Repomd repomd = RepomdReader.read(new ByteArrayInputStream(snapshot.repomd()), name);
    if (repomd.entry("primary").isEmpty()) {
      throw MetadataProblem.noPrimary(name);
    }
    Checksum checksum = sha256(snapshot.repomd());
    return new LoadedRepository(source, snapshot.bases(), repomd, checksum, fetcher);
  }

  /** Asks the repository. */
  private RepositorySnapshot look(RepositorySource source, Optional<RepositorySnapshot> last) {
    Set<URI> bases = new LinkedHashSet<>(source.urls());
    List<Checksum> accepted = List.of();
    URI metalink = source.metalink();
    if (metalink != null) {
      MirrorReader.Mirrors mirrors = mirrors(source, "metalink", metalink);
      bases.addAll(mirrors.bases());
      accepted = mirrors.accepted();
    }
    URI mirrorlist = source.mirrorlist();
    if (mirrorlist != null) {
      bases.addAll(mirrors(source, "mirrorlist", mirrorlist).bases());
    }
    List<String> tries = new ArrayList<>();
    Kind worst = Kind.UNREACHABLE;
    for (URI base : fetcher.order(List.copyOf(bases))) {
      try {
        return at(source, base, bases, accepted, last);
      } catch (FailedAttempt e) {
        tries.add(HttpTransport.withoutUser(base) + ": " + e.getMessage());
        worst = tries.size() == 1 || e.kind().compareTo(worst) < 0 ? e.kind() : worst;
      }
    }
    throw MetadataProblem.noRepomd(source.id(), tries, worst, last.isPresent());
  }

  private RepositorySnapshot at(
      RepositorySource source,
      URI base,
      Set<URI> bases,
      List<Checksum> accepted,
      Optional<RepositorySnapshot> last)
      throws FailedAttempt {
    Optional<RepositorySnapshot> same =
        last.filter(s -> !s.bases().isEmpty() && s.bases().get(0).equals(base));
    Map<String, String> conditions = new LinkedHashMap<>();
    same.map(RepositorySnapshot::etag)
        .filter(tag -> !tag.isEmpty())
        .ifPresent(tag -> conditions.put("If-None-Match", tag));
    same.map(RepositorySnapshot::lastModified)
        .filter(time -> !time.isEmpty())
        .ifPresent(time -> conditions.put("If-Modified-Since", time));
    URI address = Locations.resolve(List.of(base), REPOMD).get(0);
    Fetcher.Small answer = fetcher.small(address, source.id(), MAX_REPOMD, conditions);
    boolean unchanged = answer.unchanged() && same.isPresent();
    byte[] repomd = unchanged ? same.get().repomd() : answer.content();
    if (!accepted.isEmpty()) {
      Checksum found = sum(accepted.get(0).algorithm(), repomd);
      if (!accepted.contains(found)) {
        throw MetadataProblem.notAccepted(found);
      }
    }
    Set<URI> order = new LinkedHashSet<>(List.of(base));
    order.addAll(bases);
    return new RepositorySnapshot(
        List.copyOf(order),
        unchanged ? same.get().etag() : answer.etag(),
        unchanged ? same.get().lastModified() : answer.lastModified(),
        repomd,
        source.repoGpgcheck() ? signature(source, base) : new byte[0]);
  }

  /** The detached signature; empty if there is none, which the verifier has words for. */
  private byte[] signature(RepositorySource source, URI base) throws FailedAttempt {
    URI address = Locations.resolve(List.of(base), REPOMD + ".asc").get(0);
    try {
      return fetcher.small(address, source.id(), MAX_LIST, Map.of()).content();
    } catch (FailedAttempt e) {
      if (e.kind() == Kind.REFUSED) {
        return new byte[0];
      }
      throw e;
    }
  }

  private MirrorReader.Mirrors mirrors(RepositorySource source, String what, URI address) {
    try {
      byte[] content = fetcher.small(address, source.id(), MAX_LIST, Map.of()).content();
      return MirrorReader.read(content, what + " of repository " + source.id());
    } catch (FailedAttempt e) {
      throw MetadataProblem.noList(source.id(), what, address, e);
    }
  }

  /**
   * The keys of a repository. What came over the network is kept for runs offline.
   *
   * @throws DiracosException if one cannot be had or is no key
   */
  public Keyring keys(RepositorySource source) {
    List<Keyring> rings = new ArrayList<>();
    for (URI address : source.gpgkeys()) {
      Path kept = place(source).resolve("key-" + sha256(address.toString()).substring(0, 16));
      rings.add(Keyring.read(key(source, address, kept), address.toString()));
    }
    return Keyring.of(rings);
  }

  private byte[] key(RepositorySource source, URI address, Path kept) {
    boolean local = Locations.isFile(address);
    try {
      if (settings.offline() && !local) {
        if (!Files.isRegularFile(kept)) {
          throw MetadataProblem.offline(source.id(), "the key " + address);
        }
        return Files.readAllBytes(kept);
      }
      byte[] content = fetcher.small(address, source.id(), MAX_KEYS, Map.of()).content();
      if (!local) {
        RepositorySnapshot.replace(kept, content);
      }
      return content;
    } catch (FailedAttempt e) {
      throw MetadataProblem.noList(source.id(), "key", address, e);
    } catch (IOException e) {
      throw FetchProblem.local(kept, e);
    }
  }

  /** Where the state of a repository is kept; its addresses tell repositories apart. */
  private Path place(RepositorySource source) {
    StringBuilder addresses = new StringBuilder();
    source.urls().forEach(uri -> addresses.append(uri).append('\n'));
    addresses.append(text(source.mirrorlist())).append('\n').append(text(source.metalink()));
    String id = source.id().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]", "_");
    String name = id.substring(0, Math.min(id.length(), 40)).replaceAll("^\\.+", "_");
    return settings
        .cache()
        .resolve("repositories")
        .resolve(name + "-" + sha256(addresses.toString()).substring(0, 16));
  }

  private static String text(@Nullable URI uri) {
    return uri == null ? "" : uri.toString();
  }

  private static String sha256(String text) {
    return sha256(text.getBytes(StandardCharsets.UTF_8)).hex();
  }

  private static Checksum sha256(byte[] bytes) {
    return sum(Algorithm.SHA256, bytes);
  }

  private static Checksum sum(Algorithm algorithm, byte[] bytes) {
    return new Checksum(algorithm, HexFormat.of().formatHex(algorithm.newDigest().digest(bytes)));
  }
}
