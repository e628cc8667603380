package org.diracgrid.diracos.repo;

import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.nevra.Operator;
import org.jspecify.annotations.Nullable;

/**
 * What one primary document says, immutable, in {@link IndexTables}. Packages, relations and names
 * are numbers of this part; objects are made when they are asked for, and those that are asked for
 * again are remembered.
 */
final class IndexPart {

  private static final int KINDS = RelationKind.values().length;
  private static final Operator[] OPERATORS = Operator.values();

  private final IndexTables tables;
  private final StringPool names;
  private final IntBuffer nameSlots;
  private final StringPool words;
  private final StringPool locations;
  private final StringPool checksums;
  private final IntBuffer checksumSlots;
  private final IntBuffer evrEpoch;
  private final IntBuffer evrVersion;
  private final IntBuffer evrRelease;
  private final IntBuffer relationName;
  private final IntBuffer relationOperator;
  private final IntBuffer relationEvr;
  private final IntBuffer packageName;
  private final IntBuffer packageEvr;
  private final IntBuffer packageArch;
  private final IntBuffer packageSource;
  private final IntBuffer packageLicense;
  private final LongBuffer packageSize;
  private final LongBuffer packageInstalled;
  private final IntBuffer kindStarts;
  private final IntBuffer kindRelations;
  private final Runs named;
  private final Runs providers;
  private final IntBuffer provided;
  private final Runs obsoleters;
  private final Runs owners;
  private final Memo<Evr> evrs;
  private final Memo<Capability> relations;

  /** Runs of packages by name. */
  private record Runs(IntBuffer starts, IntBuffer values) {

    /** The run, each package once. */
    int[] of(int name) {
      int from = starts.get(name);
      int to = starts.get(name + 1);
      IntList run = new IntList();
      for (int i = from; i < to; i++) {
        if (i == from || values.get(i) != values.get(i - 1)) {
          run.add(values.get(i));
        }
      }
      return run.toArray();
    }

    boolean isEmpty(int name) {
      return starts.get(name) == starts.get(name + 1);
    }
  }

  IndexPart(IndexTables tables) {
    this.tables = tables;
    names = strings(IndexColumn.NAME_STARTS, IndexColumn.NAME_BYTES);
    nameSlots = tables.ints(IndexColumn.NAME_SLOTS);
    words = strings(IndexColumn.WORD_STARTS, IndexColumn.WORD_BYTES);
    locations = strings(IndexColumn.LOCATION_STARTS, IndexColumn.LOCATION_BYTES);
    checksums = strings(IndexColumn.CHECKSUM_STARTS, IndexColumn.CHECKSUM_BYTES);
    checksumSlots = tables.ints(IndexColumn.CHECKSUM_SLOTS);
    evrEpoch = tables.ints(IndexColumn.EVR_EPOCH);
    evrVersion = tables.ints(IndexColumn.EVR_VERSION);
    evrRelease = tables.ints(IndexColumn.EVR_RELEASE);
    relationName = tables.ints(IndexColumn.RELATION_NAME);
    relationOperator = tables.ints(IndexColumn.RELATION_OPERATOR);
    relationEvr = tables.ints(IndexColumn.RELATION_EVR);
    packageName = tables.ints(IndexColumn.PACKAGE_NAME);
    packageEvr = tables.ints(IndexColumn.PACKAGE_EVR);
    packageArch = tables.ints(IndexColumn.PACKAGE_ARCH);
    packageSource = tables.ints(IndexColumn.PACKAGE_SOURCE);
    packageLicense = tables.ints(IndexColumn.PACKAGE_LICENSE);
    packageSize = tables.longs(IndexColumn.PACKAGE_SIZE);
    packageInstalled = tables.longs(IndexColumn.PACKAGE_INSTALLED);
    kindStarts = tables.ints(IndexColumn.KIND_STARTS);
    kindRelations = tables.ints(IndexColumn.KIND_RELATIONS);
    named = runs(IndexColumn.NAMED_STARTS, IndexColumn.NAMED);
    providers = runs(IndexColumn.PROVIDER_STARTS, IndexColumn.PROVIDERS);
    provided = tables.ints(IndexColumn.PROVIDED);
    obsoleters = runs(IndexColumn.OBSOLETER_STARTS, IndexColumn.OBSOLETERS);
    owners = runs(IndexColumn.OWNER_STARTS, IndexColumn.OWNERS);
    evrs = new Memo<>(evrVersion.limit());
    relations = new Memo<>(relationName.limit());
  }

  private StringPool strings(IndexColumn starts, IndexColumn bytes) {
    return new StringPool(tables.ints(starts), tables.bytes(bytes));
  }

  private Runs runs(IndexColumn starts, IndexColumn values) {
    return new Runs(tables.ints(starts), tables.ints(values));
  }

  /** Where the search for a checksum begins. All bytes count: some lists are made up. */
  static int checksumHash(byte[] bytes, int from, int to) {
    return StringTable.hash(bytes, from, to);
  }

  /** The form in which it is kept. */
  IndexTables tables() {
    return tables;
  }

  int size() {
    return packageName.limit();
  }

  int relationCount() {
    return relationName.limit();
  }

  String name(int p) {
    return names.text(packageName.get(p));
  }

  Evr evr(int p) {
    return evrs.get(packageEvr.get(p), this::makeEvr);
  }

  String arch(int p) {
    return words.text(packageArch.get(p));
  }

  PackageRecord record(String repository, int p) {
    return new PackageRecord(
        repository,
        name(p),
        arch(p),
        evr(p),
        new String(locations.bytes(p), StandardCharsets.UTF_8),
        packageSize.get(p),
        packageInstalled.get(p),
        checksum(p),
        words.text(packageSource.get(p)),
        words.text(packageLicense.get(p)));
  }

  private Checksum checksum(int p) {
    byte[] sum = checksums.bytes(p);
    for (Algorithm algorithm : Algorithm.values()) {
      if (algorithm.bytes() == sum.length) {
        return new Checksum(algorithm, HexFormat.of().formatHex(sum));
      }
    }
    throw new IllegalStateException("a checksum of " + sum.length + " bytes");
  }

  /** The packages whose file has that checksum, ascending. */
  int[] withChecksum(byte[] sum) {
    IntList found = new IntList();
    int mask = checksumSlots.limit() - 1;
    int at = checksumHash(sum, 0, sum.length) & mask;
    for (int slot = checksumSlots.get(at); slot != 0; slot = checksumSlots.get(at)) {
      if (checksums.is(slot - 1, sum)) {
        found.add(slot - 1);
      }
      at = (at + 1) & mask;
    }
    return found.toArray();
  }

  int[] relationNumbers(int p, RelationKind kind) {
    int run = p * KINDS + kind.ordinal();
    int[] numbers = new int[kindStarts.get(run + 1) - kindStarts.get(run)];
    kindRelations.get(kindStarts.get(run), numbers);
    return numbers;
  }

  Capability relation(int number) {
    return relations.get(number, this::makeRelation);
  }

  private Capability makeRelation(int number) {
    String name = names.text(relationName.get(number));
    int operator = relationOperator.get(number);
    return operator == 0
        ? Capability.of(name)
        : new Capability(
            name, OPERATORS[operator - 1], evrs.get(relationEvr.get(number), this::makeEvr));
  }

  private Evr makeEvr(int number) {
    int release = evrRelease.get(number);
    @Nullable String text = release < 0 ? null : words.text(release);
    return new Evr(
        Integer.toUnsignedLong(evrEpoch.get(number)), words.text(evrVersion.get(number)), text);
  }

  /** The number of a name; -1 if nothing here has it. */
  int find(byte[] utf8) {
    return names.find(utf8, nameSlots);
  }

  int nameCount() {
    return names.size();
  }

  String nameText(int name) {
    return names.text(name);
  }

  int[] named(int name) {
    return named.of(name);
  }

  boolean isPackageName(int name) {
    return !named.isEmpty(name);
  }

  boolean isProvided(int name) {
    return !providers.isEmpty(name);
  }

  int[] obsoletersOf(int name) {
    return obsoleters.of(name);
  }

  int[] ownersOf(int name) {
    return owners.of(name);
  }

  /** The packages that satisfy {@code wanted}, whose name has that number, ascending. */
  int[] providersOf(int name, Capability wanted) {
    int to = providers.starts().get(name + 1);
    IntList result = new IntList();
    for (int i = providers.starts().get(name); i < to; i++) {
      int p = providers.values().get(i);
      boolean seen = result.size() > 0 && result.last() == p;
      if (!seen && relation(provided.get(i)).satisfies(wanted)) {
        result.add(p);
      }
    }
    return result.toArray();
  }
}
