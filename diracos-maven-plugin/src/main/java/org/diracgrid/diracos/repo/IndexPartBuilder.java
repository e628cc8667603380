package org.diracgrid.diracos.repo;

import java.util.Arrays;
import org.diracgrid.diracos.nevra.Operator;
import org.jspecify.annotations.Nullable;

/**
 * Collects the packages of one repository into tables. The relations and files of a package come
 * first, then {@link #add} the package itself, or {@link #drop} what came.
 */
final class IndexPartBuilder {

  /**
   * Packages of one repository that may have the same checksum and still be told apart by files.
   */
  private static final int MOST_EQUAL = 16;

  private static final int KINDS = RelationKind.values().length;

  private final StringTable names = new StringTable();
  private final StringTable words = new StringTable();
  private final TripleTable evrs = new TripleTable();
  private final TripleTable relations = new TripleTable();

  private final IntList packageName = new IntList();
  private final IntList packageEvr = new IntList();
  private final IntList packageArch = new IntList();
  private final IntList packageSource = new IntList();
  private final IntList packageLicense = new IntList();
  private final LongList packageSize = new LongList();
  private final LongList packageInstalled = new LongList();
  private final IntList locationStarts = new IntList();
  private byte[] locations = new byte[1 << 12];

  private final IntList checksumStarts = new IntList();
  private byte[] checksums = new byte[1 << 12];
  private final IntList kindStarts = new IntList();
  private final IntList kindRelations = new IntList();
  private final IntList fileNames = new IntList();
  private final IntList fileOwners = new IntList();

  /** The relations of the package under way, by kind. */
  private final IntList[] pending = new IntList[KINDS];

  private int pendingFiles;

  IndexPartBuilder() {
    Arrays.setAll(pending, kind -> new IntList());
    locationStarts.add(0);
    checksumStarts.add(0);
    kindStarts.add(0);
  }

  /** Strings to be looked for. */
  StringTable names() {
    return names;
  }

  /** Other strings. */
  StringTable words() {
    return words;
  }

  /** How many packages there are. */
  int size() {
    return packageName.size();
  }

  /**
   * The number of an EVR.
   *
   * @param epoch an unsigned int
   * @param version a word
   * @param release a word, or -1
   */
  int evr(int epoch, int version, int release) {
    return evrs.of(epoch, version, release);
  }

  /**
   * A relation of the package under way.
   *
   * @param evr -1 exactly if the operator is null
   */
  void relation(RelationKind kind, int name, @Nullable Operator operator, int evr) {
    pending[kind.ordinal()].add(
        relations.of(name, operator == null ? 0 : operator.ordinal() + 1, evr));
  }

  /** A file, by name, of the package under way. */
  void file(int name) {
    fileNames.add(name);
    fileOwners.add(size());
    pendingFiles++;
  }

  /** Forgets the relations and files that came since the last package. */
  void drop() {
    for (IntList list : pending) {
      list.truncate(0);
    }
    fileNames.truncate(fileNames.size() - pendingFiles);
    fileOwners.truncate(fileOwners.size() - pendingFiles);
    pendingFiles = 0;
  }

  /**
   * The package under way is whole.
   *
   * @param location in UTF-8
   * @param checksum of the package file
   */
  void add(int name, int evr, int arch, int source, int license, byte[] location, byte[] checksum) {
    packageName.add(name);
    packageEvr.add(evr);
    packageArch.add(arch);
    packageSource.add(source);
    packageLicense.add(license);
    locations = ByteRoom.append(locations, locationStarts.last(), location, 0, location.length);
    locationStarts.add(locationStarts.last() + location.length);
    checksums = ByteRoom.append(checksums, checksumStarts.last(), checksum, 0, checksum.length);
    checksumStarts.add(checksumStarts.last() + checksum.length);
    for (IntList list : pending) {
      for (int i = 0; i < list.size(); i++) {
        kindRelations.add(list.get(i));
      }
      kindStarts.add(kindRelations.size());
    }
    pendingFiles = 0;
    drop();
  }

  /** The sizes of the package added last, in bytes; -1 if not known. */
  void sizes(long file, long installed) {
    packageSize.add(file);
    packageInstalled.add(installed);
  }

  /** The part; the builder must not be used afterwards. */
  IndexPart build() {
    IndexTables.Builder tables =
        new IndexTables.Builder()
            .put(IndexColumn.NAME_STARTS, names.starts())
            .put(IndexColumn.NAME_BYTES, names.bytes())
            .put(IndexColumn.NAME_SLOTS, names.slots())
            .put(IndexColumn.WORD_STARTS, words.starts())
            .put(IndexColumn.WORD_BYTES, words.bytes())
            .put(IndexColumn.EVR_EPOCH, evrs.first())
            .put(IndexColumn.EVR_VERSION, evrs.second())
            .put(IndexColumn.EVR_RELEASE, evrs.third())
            .put(IndexColumn.RELATION_NAME, relations.first())
            .put(IndexColumn.RELATION_OPERATOR, relations.second())
            .put(IndexColumn.RELATION_EVR, relations.third())
            .put(IndexColumn.PACKAGE_NAME, packageName.toArray())
            .put(IndexColumn.PACKAGE_EVR, packageEvr.toArray())
            .put(IndexColumn.PACKAGE_ARCH, packageArch.toArray())
            .put(IndexColumn.PACKAGE_SOURCE, packageSource.toArray())
            .put(IndexColumn.PACKAGE_LICENSE, packageLicense.toArray())
            .put(IndexColumn.PACKAGE_SIZE, packageSize.toArray())
            .put(IndexColumn.PACKAGE_INSTALLED, packageInstalled.toArray())
            .put(IndexColumn.LOCATION_STARTS, locationStarts.toArray())
            .put(IndexColumn.LOCATION_BYTES, Arrays.copyOf(locations, locationStarts.last()))
            .put(IndexColumn.CHECKSUM_STARTS, checksumStarts.toArray())
            .put(IndexColumn.CHECKSUM_BYTES, Arrays.copyOf(checksums, checksumStarts.last()))
            .put(IndexColumn.CHECKSUM_SLOTS, checksumSlots())
            .put(IndexColumn.KIND_STARTS, kindStarts.toArray())
            .put(IndexColumn.KIND_RELATIONS, kindRelations.toArray());
    invert(tables);
    return new IndexPart(tables.build());
  }

  /** Adds the runs per name. */
  private void invert(IndexTables.Builder tables) {
    int[] relationName = relations.first();
    IntList packages = new IntList();
    IntList providedNames = new IntList();
    IntList providers = new IntList();
    IntList provided = new IntList();
    IntList obsoleteNames = new IntList();
    IntList obsoleters = new IntList();
    for (int p = 0; p < size(); p++) {
      packages.add(p);
      int provides = p * KINDS + RelationKind.PROVIDES.ordinal();
      for (int i = kindStarts.get(provides); i < kindStarts.get(provides + 1); i++) {
        providedNames.add(relationName[kindRelations.get(i)]);
        providers.add(p);
        provided.add(kindRelations.get(i));
      }
      int obsoletes = p * KINDS + RelationKind.OBSOLETES.ordinal();
      for (int i = kindStarts.get(obsoletes); i < kindStarts.get(obsoletes + 1); i++) {
        obsoleteNames.add(relationName[kindRelations.get(i)]);
        obsoleters.add(p);
      }
    }
    group(tables, IndexColumn.NAMED, packageName, packages);
    group(tables, IndexColumn.PROVIDERS, providedNames, providers);
    group(tables, IndexColumn.PROVIDED, providedNames, provided);
    group(tables, IndexColumn.OBSOLETERS, obsoleteNames, obsoleters);
    group(tables, IndexColumn.OWNERS, fileNames, fileOwners);
  }

  private void group(IndexTables.Builder tables, IndexColumn column, IntList keys, IntList values) {
    Grouping grouping = Grouping.of(names.size(), keys, values);
    IndexColumn starts = column.dividedBy();
    if (starts != null) {
      tables.put(starts, grouping.starts());
    }
    tables.put(column, grouping.values());
  }

  private int[] checksumSlots() {
    int[] slots = new int[Integer.highestOneBit(Math.max(4, size())) * 4];
    for (int p = 0; p < size(); p++) {
      place(p, slots);
    }
    return slots;
  }

  /** A file that is listed often is kept a few times: all of them would make a search endless. */
  private void place(int p, int[] slots) {
    int mask = slots.length - 1;
    int from = checksumStarts.get(p);
    int to = checksumStarts.get(p + 1);
    int at = IndexPart.checksumHash(checksums, from, to) & mask;
    int equal = 0;
    while (slots[at] != 0) {
      int other = slots[at] - 1;
      int otherFrom = checksumStarts.get(other);
      int otherTo = checksumStarts.get(other + 1);
      if (Arrays.equals(checksums, from, to, checksums, otherFrom, otherTo)
          && ++equal == MOST_EQUAL) {
        return;
      }
      at = (at + 1) & mask;
    }
    slots[at] = p + 1;
  }
}
