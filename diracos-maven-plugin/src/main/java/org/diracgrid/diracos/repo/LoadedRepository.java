package org.diracgrid.diracos.repo;

import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.diracgrid.diracos.digest.Checksum;
import org.jspecify.annotations.Nullable;

/**
 * A repository whose list of metadata is here and verified; the rest comes when it is asked for.
 */
public final class LoadedRepository {

  private static final SortedSet<String> NOBODY = Collections.emptySortedSet();

  private final RepositorySource source;
  private final List<URI> bases;
  private final Repomd repomd;
  private final Checksum checksum;
  private final Fetcher fetcher;
  private final IndexStore store;

  /** By type. */
  private final Map<String, Document> fetched = new ConcurrentHashMap<>();

  /** What primary says, if it was read in an earlier run. */
  private final AtomicReference<@Nullable IndexPart> kept = new AtomicReference<>();

  LoadedRepository(
      RepositorySource source, List<URI> bases, Repomd repomd, Checksum checksum, Fetcher fetcher) {
    this.source = source;
    this.bases = List.copyOf(bases);
    this.repomd = repomd;
    this.checksum = checksum;
    this.fetcher = fetcher;
    this.store = new IndexStore(fetcher.settings().cache(), fetcher.settings().clock());
  }

  /** The repository's name. */
  public String id() {
    return source.id();
  }

  /** What was asked for. */
  public RepositorySource source() {
    return source;
  }

  /** Where the repository was found, the address that answered first. */
  public List<URI> bases() {
    return bases;
  }

  /** What the repository lists. */
  public Repomd repomd() {
    return repomd;
  }

  /** The SHA-256 of repomd.xml, which names the state of the whole repository. */
  public Checksum repomdChecksum() {
    return checksum;
  }

  /**
   * Fetches a metadata file, verified.
   *
   * @param type as repomd.xml calls it
   * @return empty if the repository has none
   */
  public Optional<Document> metadata(String type) {
    return repomd.entry(type).map(entry -> fetched.computeIfAbsent(type, key -> fetch(entry)));
  }

  private Document fetch(Repomd.Entry entry) {
    return new Document(label(entry), fetcher.fetch(request(entry)));
  }

  private FetchRequest request(Repomd.Entry entry) {
    Checksum expected = entry.checksum();
    if (expected == null) {
      throw MetadataProblem.unchecked(label(entry));
    }
    return new FetchRequest(
        source.id(), locate(entry.href()), expected, entry.size(), label(entry));
  }

  private String label(Repomd.Entry entry) {
    String location = entry.location();
    return location.substring(location.lastIndexOf('/') + 1) + " of repository " + source.id();
  }

  /**
   * Reads all packages into an index; what {@code exclude} and {@code includepkgs} hide is for
   * {@link IndexLoader} to say. A primary document that was read before is neither fetched nor read
   * again: its tables are mapped into memory.
   *
   * @return how many there were
   */
  public int readPrimary(RepoIndex.Builder builder) {
    IndexPart part = kept.get();
    if (part == null) {
      part = PrimaryReader.read(primary());
      IndexPart read = part;
      checksum("primary").ifPresent(sum -> store.keep(sum, read));
    }
    builder.add(id(), part);
    return part.size();
  }

  /**
   * Makes sure that the packages can be read: the tables of the primary document are kept from an
   * earlier run, or else the document can be fetched.
   */
  void openPrimary() {
    Optional<IndexPart> found = checksum("primary").flatMap(store::find);
    kept.set(found.orElse(null));
    if (found.isEmpty()) {
      primary();
    }
  }

  private Document primary() {
    return metadata("primary")
        .orElseThrow(() -> MetadataProblem.noPrimary("repomd.xml of " + source.id()));
  }

  private Optional<Checksum> checksum(String type) {
    return repomd.entry(type).map(Repomd.Entry::checksum);
  }

  /**
   * Looks for the owners of paths in the list of all files. A repository without such a list has
   * none: what its primary metadata says is all there is. The list is fetched and read only for
   * paths that it was not asked for before.
   *
   * @param owner called with the checksum of a package file, in hexadecimal, and a path
   */
  public void findFiles(Set<String> paths, BiConsumer<String, String> owner) {
    Map<String, SortedSet<String>> known =
        new TreeMap<>(checksum("filelists").map(store::owners).orElse(KnownOwners.NONE).byPath());
    Set<String> unknown = new TreeSet<>(paths);
    unknown.removeAll(known.keySet());
    if (!unknown.isEmpty()) {
      unknown.forEach(path -> known.put(path, new TreeSet<>()));
      metadata("filelists")
          .ifPresent(
              list ->
                  FilelistsReader.find(
                      list,
                      unknown,
                      (pkgid, path) ->
                          known.computeIfAbsent(path, p -> new TreeSet<>()).add(pkgid)));
      checksum("filelists").ifPresent(sum -> store.keep(sum, known));
    }
    for (String path : paths) {
      known.getOrDefault(path, NOBODY).forEach(pkgid -> owner.accept(pkgid, path));
    }
  }

  /** How to fetch a package of this repository. */
  public FetchRequest request(PackageRecord record) {
    return new FetchRequest(
        source.id(),
        locate(record.location()),
        record.checksum(),
        record.size(),
        record.nevra().toString());
  }

  /**
   * The addresses of a location, best first.
   *
   * @param location as the metadata gives it
   */
  public List<URI> locate(String location) {
    try {
      List<URI> addresses = Locations.resolve(bases, location);
      if (addresses.isEmpty()) {
        throw MetadataProblem.strayed(source.id(), location);
      }
      return addresses;
    } catch (IllegalArgumentException e) {
      throw MetadataProblem.strayed(source.id(), location);
    }
  }
}
