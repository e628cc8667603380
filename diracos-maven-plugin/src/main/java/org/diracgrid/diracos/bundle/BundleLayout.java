package org.diracgrid.diracos.bundle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.stage.StagedEntry;
import org.diracgrid.diracos.stage.StagedTree;

/**
 * What a tarball will hold, byte for byte, before anything is read or written.
 *
 * <p>Both a base release and an extension unpack to the folder {@code diracos}. Members are sorted,
 * a directory before what it holds; they belong to root, bear one time stamp and the modes of their
 * entries.
 */
public final class BundleLayout {

  /** The one folder that every bundle unpacks to. */
  public static final String FOLDER = "diracos";

  private final StagedTree tree;
  private final BundleName name;
  private final Packing packing;
  private final long mtime;
  private final List<Member> members;
  private final List<Chunk> chunks;

  private final Optional<BasePart> base;

  private BundleLayout(
      StagedTree tree,
      BundleName name,
      Packing packing,
      long mtime,
      Optional<BasePart> base,
      Set<BundlePath> there) {
    this.base = base;
    this.tree = tree;
    this.name = name;
    this.packing = packing;
    this.mtime = mtime;
    List<Member> all = new ArrayList<>(tree.entries().size() + 1);
    if (base.isEmpty()) {
      all.add(Member.directory(FOLDER));
    }
    for (StagedEntry entry : tree.entries().values()) {
      if (!there.contains(entry.path())) {
        all.add(Member.of(FOLDER, entry));
      }
    }
    this.members = List.copyOf(all);
    int phase = base.map(BasePart::phase).orElse(0);
    this.chunks = ChunkPlanner.plan(members, mtime, packing.compression().chunkSize(), phase);
  }

  /**
   * Lays out a tree.
   *
   * @param outputTimestamp the time stamp of every member; {@code project.build.outputTimestamp}
   * @throws DiracosException if the time stamp cannot stand in a tarball, or an entry's
   *     capabilities are not understood
   */
  public static BundleLayout of(
      StagedTree tree, BundleName name, Packing packing, Instant outputTimestamp) {
    return of(tree, name, packing, outputTimestamp, Optional.empty(), Set.of());
  }

  /**
   * Lays out what is added to a released bundle.
   *
   * @param base comes first, as it was compressed then
   * @param added what is added, and the directories that it lies in
   * @param there what the base has, and is not to come again
   * @param packing that of the base
   * @throws DiracosException as for a tree alone
   */
  public static BundleLayout after(
      BasePart base,
      StagedTree added,
      Set<BundlePath> there,
      BundleName name,
      Packing packing,
      Instant outputTimestamp) {
    return of(added, name, packing, outputTimestamp, Optional.of(base), there);
  }

  private static BundleLayout of(
      StagedTree tree,
      BundleName name,
      Packing packing,
      Instant outputTimestamp,
      Optional<BasePart> base,
      Set<BundlePath> there) {
    long mtime = outputTimestamp.getEpochSecond();
    if (mtime < 0 || mtime > TarHeader.largestTime()) {
      throw DiracosException.of(
          Problem.of(
              "DOS-BUNDLE-12",
              "the time stamp " + outputTimestamp + " cannot stand in a tarball",
              "project.build.outputTimestamp",
              "give a time since 1970, such as 2026-01-01T00:00:00Z"));
    }
    return new BundleLayout(tree, name, packing, mtime, base, there);
  }

  /** The tree that is laid out. */
  public StagedTree tree() {
    return tree;
  }

  /** What the release is called. */
  public BundleName name() {
    return name;
  }

  /** How it is compressed. */
  public Packing packing() {
    return packing;
  }

  /** The members in their order, the folder first. */
  public List<Member> members() {
    return members;
  }

  /** What comes before all members. */
  Optional<BasePart> base() {
    return base;
  }

  /** The bytes of the tar stream before compression, without those of a base. */
  public long tarSize() {
    return chunks.stream().mapToLong(Chunk::size).sum();
  }

  /** Seconds since 1970 that every member bears. */
  long mtime() {
    return mtime;
  }

  /** The chunks in their order. */
  List<Chunk> chunks() {
    return chunks;
  }
}
