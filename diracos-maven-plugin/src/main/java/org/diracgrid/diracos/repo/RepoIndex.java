package org.diracgrid.diracos.repo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.nevra.Operator;
import org.jspecify.annotations.Nullable;

/**
 * The packages of all repositories of a run, immutable, addressed by number (0 to {@link #size()} -
 * 1, in the order they were read). Names, relations and paths are held once; lists are runs in
 * shared arrays.
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

  /** How many packages there are. */
  public int size() {
    return records.length;
  }

  /** What primary said of package {@code p}. */
  public PackageRecord record(int p) {
    return records[p];
  }

  /** The identity of package {@code p}. */
  public Nevra nevra(int p) {
    return records[p].nevra();
  }

  /** The relations of one kind that package {@code p} has, in the order of the metadata. */
  public List<Capability> relations(int p, RelationKind kind) {
    int[] starts = relationStarts[kind.ordinal()];
    int[] runs = relationRuns[kind.ordinal()];
    List<Capability> result = new ArrayList<>(starts[p + 1] - starts[p]);
    for (int i = starts[p]; i < starts[p + 1]; i++) {
      result.add(relations[runs[i]]);
    }
    return result;
  }

  /** The packages of that name, ascending. */
  public int[] named(String name) {
    return byName.getOrDefault(name, NONE);
  }

  /** The packages that provide {@code wanted}, each once, ascending; files are not looked at. */
  public int[] providersOf(Capability wanted) {
    Providers list = providers.get(wanted.name());
    if (list == null) {
      return NONE;
    }
    IntList result = new IntList();
    for (int i = 0; i < list.packages.length; i++) {
      int p = list.packages[i];
      boolean seen = result.size() > 0 && result.last() == p;
      if (!seen && relations[list.relations[i]].satisfies(wanted)) {
        result.add(p);
      }
    }
    return result.toArray();
  }

  /** The packages whose primary metadata lists the file, ascending. */
  public int[] primaryOwnersOf(String path) {
    return primaryFiles.getOrDefault(path, NONE);
  }

  /** All package names. */
  public SortedSet<String> names() {
    return new TreeSet<>(byName.keySet());
  }

  /** All names that are provided. */
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
