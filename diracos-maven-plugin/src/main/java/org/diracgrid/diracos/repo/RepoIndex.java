package org.diracgrid.diracos.repo;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.nevra.Operator;
import org.jspecify.annotations.Nullable;

/**
 * The packages of all repositories of a run, immutable, addressed by number (0 to {@link #size()} -
 * 1, in the order they were read). It is made of parts, one per primary document, whose packages
 * and relations are numbered on from those of the parts before; a part is a set of tables, and
 * objects such as records are made when they are asked for.
 *
 * <p>A package can be {@linkplain #hiding hidden}: it keeps its number and what is known of it, but
 * look-ups by name, capability and file do not find it.
 */
public final class RepoIndex {

  private static final int[] NONE = {};

  private final Part[] parts;

  /** Why a package cannot be seen; the others can. */
  private final Map<Integer, String> hidden;

  private final BitSet invisible = new BitSet();
  private final Memo<PackageRecord> records;

  /**
   * The packages of a repository, or some of them.
   *
   * @param first number of its first package
   * @param firstRelation likewise
   */
  private record Part(String repository, IndexPart tables, int first, int firstRelation) {

    /** Past its last package. */
    int end() {
      return first + tables.size();
    }
  }

  private RepoIndex(Part[] parts, Map<Integer, String> hidden, Memo<PackageRecord> records) {
    this.parts = parts;
    this.hidden = Map.copyOf(hidden);
    this.records = records;
    hidden.keySet().forEach(invisible::set);
  }

  /** How many packages there are, the hidden ones included. */
  public int size() {
    return parts.length == 0 ? 0 : parts[parts.length - 1].end();
  }

  /**
   * The same packages, of which some more cannot be seen.
   *
   * @param because by package number: what hides it, as a message can say it after "hidden by"
   */
  public RepoIndex hiding(Map<Integer, String> because) {
    Map<Integer, String> both = new HashMap<>(because);
    both.putAll(hidden);
    return new RepoIndex(parts, both, records);
  }

  /** These packages, and after them those of another; what cannot be seen stays so. */
  public RepoIndex and(RepoIndex other) {
    Builder all = new Builder();
    Map<Integer, String> both = new HashMap<>(hidden);
    for (Part part : parts) {
      all.append(part.repository, part.tables);
    }
    for (Part part : other.parts) {
      all.append(part.repository, part.tables);
    }
    other.hidden.forEach((p, by) -> both.put(size() + p, by));
    return all.build().hiding(both);
  }

  /** The same packages, all to be seen: for messages that tell what came near. */
  public RepoIndex unhidden() {
    return hidden.isEmpty() ? this : new RepoIndex(parts, Map.of(), records);
  }

  /** Whether look-ups find package {@code p}. */
  public boolean isVisible(int p) {
    return !invisible.get(p);
  }

  /** What hides package {@code p}; empty if it can be seen. */
  public Optional<String> hiddenBy(int p) {
    return Optional.ofNullable(hidden.get(p));
  }

  /** What primary said of package {@code p}. */
  public PackageRecord record(int p) {
    return records.get(p, this::makeRecord);
  }

  private PackageRecord makeRecord(int p) {
    Part part = partOf(p);
    return part.tables.record(part.repository, p - part.first);
  }

  /** The identity of package {@code p}. */
  public Nevra nevra(int p) {
    Part part = partOf(p);
    int local = p - part.first;
    return new Nevra(part.tables.name(local), part.tables.evr(local), part.tables.arch(local));
  }

  /** The name of package {@code p}, cheaper than the whole record. */
  public String name(int p) {
    Part part = partOf(p);
    return part.tables.name(p - part.first);
  }

  /** The EVR of package {@code p}, cheaper than the whole record. */
  public Evr evr(int p) {
    Part part = partOf(p);
    return part.tables.evr(p - part.first);
  }

  /** The architecture of package {@code p}, cheaper than the whole record. */
  public String arch(int p) {
    Part part = partOf(p);
    return part.tables.arch(p - part.first);
  }

  /** The id of the repository of package {@code p}, cheaper than the whole record. */
  public String repository(int p) {
    return partOf(p).repository;
  }

  private Part partOf(int p) {
    int low = 0;
    int high = parts.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (p < parts[middle].end()) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return parts[low];
  }

  /** The packages of a repository, ascending, the hidden ones included. */
  public int[] packagesOf(String repository) {
    return Arrays.stream(parts)
        .filter(part -> part.repository.equals(repository))
        .flatMapToInt(part -> IntStream.range(part.first, part.end()))
        .toArray();
  }

  /**
   * The visible packages of a repository whose file has a checksum, ascending.
   *
   * @param hex its digits
   */
  public int[] withChecksum(String repository, String hex) {
    byte[] sum;
    try {
      sum = HexFormat.of().parseHex(hex);
    } catch (IllegalArgumentException e) {
      return NONE;
    }
    return sum.length < Integer.BYTES
        ? NONE
        : visible(
            part -> part.repository.equals(repository) ? part.tables.withChecksum(sum) : NONE);
  }

  /** The relations of one kind that package {@code p} has, in the order of the metadata. */
  public List<Capability> relations(int p, RelationKind kind) {
    Part part = partOf(p);
    int[] numbers = part.tables.relationNumbers(p - part.first, kind);
    List<Capability> result = new ArrayList<>(numbers.length);
    for (int number : numbers) {
      result.add(part.tables.relation(number));
    }
    return result;
  }

  /**
   * The same as {@link #relations} by number. Equal numbers are equal relations; equal relations of
   * different repositories may have different numbers.
   */
  public int[] relationNumbers(int p, RelationKind kind) {
    Part part = partOf(p);
    int[] numbers = part.tables.relationNumbers(p - part.first, kind);
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] += part.firstRelation;
    }
    return numbers;
  }

  /** One more than the highest number of a relation. */
  public int relationCount() {
    if (parts.length == 0) {
      return 0;
    }
    Part last = parts[parts.length - 1];
    return last.firstRelation + last.tables.relationCount();
  }

  /** The relation of that number. */
  public Capability relation(int number) {
    int at = parts.length - 1;
    while (number < parts[at].firstRelation) {
      at--;
    }
    return parts[at].tables.relation(number - parts[at].firstRelation);
  }

  /** The visible packages of that name, ascending. */
  public int[] named(String name) {
    return visible(name, IndexPart::named);
  }

  /**
   * The visible packages that provide {@code wanted}, each once, ascending; files are not looked
   * at.
   */
  public int[] providersOf(Capability wanted) {
    return visible(wanted.name(), (part, name) -> part.providersOf(name, wanted));
  }

  /** The visible packages that obsolete some package of that name, ascending. */
  public int[] obsoletersOf(String name) {
    return visible(name, IndexPart::obsoletersOf);
  }

  /** The visible packages whose primary metadata lists the file, ascending. */
  public int[] primaryOwnersOf(String path) {
    return visible(path, IndexPart::ownersOf);
  }

  private int[] visible(String name, BiFunction<IndexPart, Integer, int[]> lookUp) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    return visible(
        part -> {
          int number = part.tables.find(utf8);
          return number < 0 ? NONE : lookUp.apply(part.tables, number);
        });
  }

  /** What is found in the parts, as numbers of this index, without what cannot be seen. */
  private int[] visible(Function<Part, int[]> lookUp) {
    int[] all = NONE;
    for (Part part : parts) {
      int[] found = lookUp.apply(part);
      if (found.length > 0) {
        int before = all.length;
        all = Arrays.copyOf(all, before + found.length);
        for (int i = 0; i < found.length; i++) {
          all[before + i] = found[i] + part.first;
        }
      }
    }
    return hidden.isEmpty() ? all : Arrays.stream(all).filter(this::isVisible).toArray();
  }

  /** All package names, those of hidden packages included. */
  public SortedSet<String> names() {
    return texts(IndexPart::isPackageName);
  }

  /** All names that are provided, by hidden packages too. */
  public SortedSet<String> providedNames() {
    return texts(IndexPart::isProvided);
  }

  private SortedSet<String> texts(BiPredicate<IndexPart, Integer> wanted) {
    SortedSet<String> texts = new TreeSet<>();
    for (Part part : parts) {
      for (int name = 0; name < part.tables.nameCount(); name++) {
        if (wanted.test(part.tables, name)) {
          texts.add(part.tables.nameText(name));
        }
      }
    }
    return texts;
  }

  /** Collects packages one after the other; not safe for use by several threads. */
  public static final class Builder {

    private final List<Part> parts = new ArrayList<>();
    private String repository = "";
    private IndexPartBuilder open = new IndexPartBuilder();
    private @Nullable PackageRecord record;

    /** An empty index. */
    public Builder() {}

    /** Starts a package; its relations and files follow. */
    public void begin(PackageRecord begun) {
      finish();
      if (!begun.repository().equals(repository)) {
        close();
        repository = begun.repository();
      }
      record = begun;
    }

    /**
     * A relation of the package begun last.
     *
     * @param name for a rich dependency its whole text
     * @param operator null exactly if {@code evr} is
     */
    public void relation(
        RelationKind kind, String name, @Nullable Operator operator, @Nullable Evr evr) {
      open.relation(kind, open.names().of(name), operator, evr == null ? -1 : number(evr));
    }

    private int number(Evr evr) {
      String release = evr.release();
      return open.evr(
          (int) evr.epoch(),
          open.words().of(evr.version()),
          release == null ? -1 : open.words().of(release));
    }

    /** A file that primary lists for the package begun last. */
    public void file(String path) {
      open.file(open.names().of(path));
    }

    /** Adds all packages of a document, after those that are there. */
    void add(String from, IndexPart part) {
      finish();
      close();
      append(from, part);
    }

    private void finish() {
      PackageRecord begun = record;
      if (begun != null) {
        open.add(
            open.names().of(begun.name()),
            number(begun.evr()),
            open.words().of(begun.arch()),
            open.words().of(begun.sourceRpm()),
            open.words().of(begun.license()),
            begun.location().getBytes(StandardCharsets.UTF_8),
            HexFormat.of().parseHex(begun.checksum().hex()));
        open.sizes(begun.size(), begun.installedSize());
      }
      record = null;
    }

    private void close() {
      if (open.size() > 0) {
        append(repository, open.build());
        open = new IndexPartBuilder();
      }
    }

    private void append(String from, IndexPart part) {
      Part last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
      parts.add(
          last == null
              ? new Part(from, part, 0, 0)
              : new Part(from, part, last.end(), last.firstRelation + last.tables.relationCount()));
    }

    /** The index; the builder must not be used afterwards. */
    public RepoIndex build() {
      finish();
      close();
      Part[] all = parts.toArray(Part[]::new);
      int size = all.length == 0 ? 0 : all[all.length - 1].end();
      return new RepoIndex(all, Map.of(), new Memo<>(size));
    }
  }
}
