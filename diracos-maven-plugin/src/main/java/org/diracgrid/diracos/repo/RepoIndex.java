package org.diracgrid.diracos.repo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.nevra.Operator;
import org.jspecify.annotations.Nullable;

/**
 * The packages of all repositories of a run, immutable, addressed by number (0 to {@link #size()} -
 * 1, in the order they were read). Names, relations and paths are held once; lists are runs in
 * shared arrays.
 *
 * <p>A package can be {@linkplain #hiding hidden}: it keeps its number and what is known of it, but
 * look-ups by name, capability and file do not find it.
 */
public final class RepoIndex {

  private static final int[] NONE = {};
  private static final int KINDS = RelationKind.values().length;

  private final PackageRecord[] records;
  private final Capability[] relations;

  /** Per kind: where the run of package {@code p} starts; one more entry than packages. */
  private final int[][] relationStarts;

  private final int[][] relationRuns;
  private final Map<String, int[]> byName;

  /** Per capability name: the packages and, in parallel, the provided relation. */
  private final Map<String, Providers> providers;

  private final Map<String, int[]> primaryFiles;

  /** Per name: the packages that obsolete a package of that name. */
  private final Map<String, int[]> obsoleters;

  /** Why a package cannot be seen; the others can. */
  private final Map<Integer, String> hidden;

  private record Providers(int[] packages, int[] relations) {}

  private RepoIndex(Builder builder) {
    records = builder.records.toArray(PackageRecord[]::new);
    relations = builder.relations.toArray(Capability[]::new);
    relationStarts = new int[KINDS][];
    relationRuns = new int[KINDS][];
    for (int kind = 0; kind < KINDS; kind++) {
      builder.starts[kind].add(builder.runs[kind].size());
      relationStarts[kind] = builder.starts[kind].toArray();
      relationRuns[kind] = builder.runs[kind].toArray();
    }
    byName = new HashMap<>();
    builder.byName.forEach((name, list) -> byName.put(name, list.toArray()));
    primaryFiles = new HashMap<>();
    builder.files.forEach((path, list) -> primaryFiles.put(path, list.toArray()));
    providers = collectProviders();
    obsoleters = collectObsoleters();
    hidden = Map.of();
  }

  private RepoIndex(RepoIndex all, Map<Integer, String> hidden) {
    records = all.records;
    relations = all.relations;
    relationStarts = all.relationStarts;
    relationRuns = all.relationRuns;
    byName = all.byName;
    primaryFiles = all.primaryFiles;
    providers = all.providers;
    obsoleters = all.obsoleters;
    this.hidden = Map.copyOf(hidden);
  }

  private Map<String, int[]> collectObsoleters() {
    Map<String, IntList> growing = new HashMap<>();
    for (int p = 0; p < records.length; p++) {
      for (Capability obsolete : relations(p, RelationKind.OBSOLETES)) {
        IntList list = growing.computeIfAbsent(obsolete.name(), name -> new IntList());
        if (list.size() == 0 || list.last() != p) {
          list.add(p);
        }
      }
    }
    Map<String, int[]> result = new HashMap<>();
    growing.forEach((name, list) -> result.put(name, list.toArray()));
    return result;
  }

  private Map<String, Providers> collectProviders() {
    record Growing(IntList packages, IntList relations) {}
    Map<String, Growing> growing = new HashMap<>();
    int[] starts = relationStarts[RelationKind.PROVIDES.ordinal()];
    int[] runs = relationRuns[RelationKind.PROVIDES.ordinal()];
    for (int p = 0; p < records.length; p++) {
      for (int i = starts[p]; i < starts[p + 1]; i++) {
        Growing list =
            growing.computeIfAbsent(
                relations[runs[i]].name(), name -> new Growing(new IntList(), new IntList()));
        list.packages.add(p);
        list.relations.add(runs[i]);
      }
    }
    Map<String, Providers> result = new HashMap<>();
    growing.forEach(
        (name, list) ->
            result.put(name, new Providers(list.packages.toArray(), list.relations.toArray())));
    return result;
  }

  /** How many packages there are, the hidden ones included. */
  public int size() {
    return records.length;
  }

  /**
   * The same packages, of which some more cannot be seen.
   *
   * @param because by package number: what hides it, as a message can say it after "hidden by"
   */
  public RepoIndex hiding(Map<Integer, String> because) {
    Map<Integer, String> both = new HashMap<>(because);
    both.putAll(hidden);
    return new RepoIndex(this, both);
  }

  /** The same packages, all to be seen: for messages that tell what came near. */
  public RepoIndex unhidden() {
    return hidden.isEmpty() ? this : new RepoIndex(this, Map.of());
  }

  /** Whether look-ups find package {@code p}. */
  public boolean isVisible(int p) {
    return !hidden.containsKey(p);
  }

  /** What hides package {@code p}; empty if it can be seen. */
  public Optional<String> hiddenBy(int p) {
    return Optional.ofNullable(hidden.get(p));
  }

  /** What primary said of package {@code p}. */
  public PackageRecord record(int p) {
    return records[p];
  }

  /** The identity of package {@code p}. */
  public Nevra nevra(int p) {
    return records[p].nevra();
  }

  /** The name of package {@code p}, cheaper than the whole record. */
  public String name(int p) {
    return records[p].name();
  }

  /** The EVR of package {@code p}, cheaper than the whole record. */
  public Evr evr(int p) {
    return records[p].evr();
  }

  /** The architecture of package {@code p}, cheaper than the whole record. */
  public String arch(int p) {
    return records[p].arch();
  }

  /** The id of the repository of package {@code p}, cheaper than the whole record. */
  public String repository(int p) {
    return records[p].repository();
  }

  /** The packages of a repository, ascending, the hidden ones included. */
  public int[] packagesOf(String repository) {
    return IntStream.range(0, size()).filter(p -> repository(p).equals(repository)).toArray();
  }

  /** The relations of one kind that package {@code p} has, in the order of the metadata. */
  public List<Capability> relations(int p, RelationKind kind) {
    int[] numbers = relationNumbers(p, kind);
    List<Capability> result = new ArrayList<>(numbers.length);
    for (int number : numbers) {
      result.add(relations[number]);
    }
    return result;
  }

  /**
   * The same as {@link #relations} by number. Equal numbers are equal relations; equal relations of
   * different repositories may have different numbers.
   */
  public int[] relationNumbers(int p, RelationKind kind) {
    int[] starts = relationStarts[kind.ordinal()];
    return Arrays.copyOfRange(relationRuns[kind.ordinal()], starts[p], starts[p + 1]);
  }

  /** One more than the highest number of a relation. */
  public int relationCount() {
    return relations.length;
  }

  /** The relation of that number. */
  public Capability relation(int number) {
    return relations[number];
  }

  /** The visible packages of that name, ascending. */
  public int[] named(String name) {
    return visible(byName.getOrDefault(name, NONE));
  }

  /**
   * The visible packages that provide {@code wanted}, each once, ascending; files are not looked
   * at.
   */
  public int[] providersOf(Capability wanted) {
    Providers list = providers.get(wanted.name());
    if (list == null) {
      return NONE;
    }
    IntList result = new IntList();
    for (int i = 0; i < list.packages.length; i++) {
      int p = list.packages[i];
      boolean seen = result.size() > 0 && result.last() == p;
      if (!seen && relations[list.relations[i]].satisfies(wanted) && isVisible(p)) {
        result.add(p);
      }
    }
    return result.toArray();
  }

  /** The visible packages that obsolete some package of that name, ascending. */
  public int[] obsoletersOf(String name) {
    return visible(obsoleters.getOrDefault(name, NONE));
  }

  /** The visible packages whose primary metadata lists the file, ascending. */
  public int[] primaryOwnersOf(String path) {
    return visible(primaryFiles.getOrDefault(path, NONE));
  }

  private int[] visible(int[] packages) {
    return hidden.isEmpty() ? packages : Arrays.stream(packages).filter(this::isVisible).toArray();
  }

  /** All package names, those of hidden packages included. */
  public SortedSet<String> names() {
    return new TreeSet<>(byName.keySet());
  }

  /** All names that are provided, by hidden packages too. */
  public SortedSet<String> providedNames() {
    return new TreeSet<>(providers.keySet());
  }

  /** Collects packages one after the other; not safe for use by several threads. */
  public static final class Builder {

    private final List<PackageRecord> records = new ArrayList<>();
    private final List<Capability> relations = new ArrayList<>();
    private final Map<Key, Integer> relationIds = new HashMap<>();
    private final Map<String, String> strings = new HashMap<>();
    private final IntList[] starts = new IntList[KINDS];
    private final IntList[] runs = new IntList[KINDS];
    private final Map<String, IntList> byName = new HashMap<>();
    private final Map<String, IntList> files = new HashMap<>();

    /** By spelling, not by rpm's equality: messages show what the metadata says. */
    private record Key(
        String name,
        @Nullable Operator operator,
        long epoch,
        @Nullable String version,
        @Nullable String release) {}

    /** An empty index. */
    public Builder() {
      Arrays.setAll(starts, kind -> new IntList());
      Arrays.setAll(runs, kind -> new IntList());
    }

    /** Starts a package; its relations and files follow. */
    public void begin(PackageRecord record) {
      for (int kind = 0; kind < KINDS; kind++) {
        starts[kind].add(runs[kind].size());
      }
      byName.computeIfAbsent(record.name(), name -> new IntList()).add(records.size());
      records.add(record);
    }

    /**
     * A relation of the package begun last.
     *
     * @param name for a rich dependency its whole text
     * @param operator null exactly if {@code evr} is
     */
    public void relation(
        RelationKind kind, String name, @Nullable Operator operator, @Nullable Evr evr) {
      Key key =
          new Key(
              name,
              operator,
              evr == null ? 0 : evr.epoch(),
              evr == null ? null : evr.version(),
              evr == null ? null : evr.release());
      Integer id = relationIds.get(key);
      if (id == null) {
        id = relations.size();
        relations.add(new Capability(strings.computeIfAbsent(name, n -> n), operator, evr));
        relationIds.put(key, id);
      }
      runs[kind.ordinal()].add(id);
    }

    /** A file that primary lists for the package begun last. */
    public void file(String path) {
      IntList owners = files.computeIfAbsent(path, p -> new IntList());
      int p = records.size() - 1;
      if (owners.size() == 0 || owners.last() != p) {
        owners.add(p);
      }
    }

    /** The index; the builder must not be used afterwards. */
    public RepoIndex build() {
      return new RepoIndex(this);
    }
  }
}
