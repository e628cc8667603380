package org.diracgrid.diracos.stage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.diracgrid.diracos.exec.Beside;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.progress.Stage;
import org.diracgrid.diracos.progress.Unit;
import org.diracgrid.diracos.rpm.DecoderMemory;
import org.diracgrid.diracos.rpm.Payload;
import org.diracgrid.diracos.rpm.PayloadSource;
import org.diracgrid.diracos.rpm.RpmFile;

/**
 * Extracts packages to a tree: reads all headers and {@linkplain StagePlan plans}; then makes
 * directories, writes files package by package in parallel, and makes symbolic links last.
 *
 * <p>Streams: of a file no more than a buffer of 256 KiB is in memory per thread, and the
 * dictionaries of decoders share a quarter of the heap.
 *
 * <p>Ghosts, devices, pipes and sockets are left out and listed; configuration files are shipped;
 * hard links become copies; modes follow {@code StagedModes}. The result does not depend on the
 * order of the packages, the threads, the umask or the locale.
 */
public final class Extractor implements AutoCloseable {

  private final Workers workers;
  private final List<PayloadSource> sources;
  private final StagePlan plan;
  private final Optional<Beside<TreeListing>> earlierTree;

  private Extractor(
      Workers workers,
      List<PayloadSource> sources,
      StagePlan plan,
      Optional<Beside<TreeListing>> earlier) {
    this.workers = workers;
    this.sources = sources;
    this.plan = plan;
    this.earlierTree = earlier;
  }

  /**
   * Extracts {@code packages} into {@code root}, all of them.
   *
   * @throws DiracosException as {@link #open} and {@link #write}
   */
  public static ExtractionResult extract(
      List<StagedPackage> packages, Path root, int threads, Progress progress) {
    try (Extractor extractor = open(packages, threads)) {
      return extractor.write(root, Set.of(), ContentObserver.NONE, progress);
    }
  }

  /**
   * Reads the headers of {@code packages} and plans their tree.
   *
   * @param threads how many packages are worked on at a time, at least 1
   * @throws DiracosException {@code DOS-RPM-NN} if a package is broken, {@code DOS-STAGE-NN} if its
   *     content cannot be staged
   */
  public static Extractor open(List<StagedPackage> packages, int threads) {
    return open(packages, threads, Optional.empty());
  }

  /**
   * The same over a tree of an earlier run, for {@link #update}.
   *
   * @param listing of that tree, which nobody may change until it is updated
   */
  public static Extractor over(
      Beside<TreeListing> listing, List<StagedPackage> packages, int threads) {
    return open(packages, threads, Optional.of(listing));
  }

  private static Extractor open(
      List<StagedPackage> packages, int threads, Optional<Beside<TreeListing>> earlier) {
    Workers workers = Workers.start(threads, "extract");
    try {
      List<PayloadSource> read = workers.map(packages, Extractor::readHeader);
      StagePlan plan =
          StagePlan.of(
              read.stream()
                  .map(source -> new PackageFiles(source.nevra(), source.files()))
                  .toList());
      return new Extractor(workers, read, plan, earlier);
    } catch (RuntimeException | Error e) {
      workers.close();
      throw e;
    }
  }

  /** What will stand where. */
  public StagePlan plan() {
    return plan;
  }

  /**
   * Writes the tree. On failure {@code root} is left incomplete, for the caller to delete.
   *
   * @param root an empty directory, or none yet; in it directories and files can be written by the
   *     owner whatever the entries' modes, names are those of {@link BundlePath#under}
   * @param leftOut paths that are not written, and with each directory all that is below it
   * @param observer sees every file that is written
   * @return the tree without what was left out
   * @throws DiracosException {@code DOS-RPM-NN} if a package is broken, {@code DOS-STAGE-NN} if the
   *     disk does not take its content
   */
  public ExtractionResult write(
      Path root, Set<BundlePath> leftOut, ContentObserver observer, Progress progress) {
    StagedTree tree = plan.tree(root, leftOut);
    TreeWriter writer = TreeWriter.create(root);
    long total = size(tree.entries().values());
    try (Stage stage = progress.stage("extract packages", total, Unit.BYTES)) {
      write(tree.entries().values(), new FileWriter(writer, observer, stage));
      stage.remark(sources.size() + " packages, " + tree.entries().size() + " paths");
    }
    return result(tree, progress);
  }

  /**
   * Makes of the tree that this was opened {@link #over} the one that {@link #write} would write,
   * save for the files that {@code earlier} keeps: those are as they were left. On failure {@code
   * root} is left incomplete, for the caller to delete.
   *
   * @param observer sees every file that is written, and none that is kept
   * @return the tree without what was left out, and the files that were kept
   * @throws DiracosException as {@link #write}
   */
  public UpdateResult update(
      Path root,
      Set<BundlePath> leftOut,
      EarlierTree earlier,
      ContentObserver observer,
      Progress progress) {
    StagedTree tree = plan.tree(root, leftOut);
    TreeListing listing = earlierTree.orElseThrow().get();
    TreeWriter writer = TreeWriter.over(root);
    Set<BundlePath> staying = TreeOnDisk.clear(tree, plan, earlier, listing);
    Set<BundlePath> kept = new HashSet<>();
    List<StagedEntry> missing = new ArrayList<>();
    SortedMap<BundlePath, byte[]> originals = new TreeMap<>();
    for (StagedEntry entry : tree.entries().values()) {
      BundlePath path = entry.path();
      boolean file = entry.kind() == StagedEntry.Kind.FILE;
      if (staying.contains(path)) {
        if (file) {
          kept.add(path);
        }
        continue;
      }
      Optional<byte[]> original = file ? earlier.original(path) : Optional.empty();
      if (original.isPresent()) {
        originals.put(path, original.get());
      } else {
        missing.add(entry);
      }
    }
    try (Stage stage = progress.stage("extract packages", size(missing), Unit.BYTES)) {
      FileWriter files = new FileWriter(writer, observer, stage);
      write(missing, files, originals);
      stage.remark(kept.size() + " files kept from before");
    }
    return new UpdateResult(result(tree, progress), kept);
  }

  /**
   * Writes files again as their packages have them.
   *
   * @param paths regular files of the plan that stand in the tree at {@code root}
   * @throws DiracosException as {@link #write}
   */
  public void renew(Path root, Set<BundlePath> paths, Progress progress) {
    if (paths.isEmpty()) {
      return;
    }
    TreeWriter writer = TreeWriter.over(root);
    List<StagedEntry> entries = plan.entries(paths);
    for (StagedEntry entry : entries) {
      writer.remove(entry.path());
    }
    try (Stage stage = progress.stage("extract files again", size(entries), Unit.BYTES)) {
      write(entries, new FileWriter(writer, ContentObserver.NONE, stage));
    }
  }

  private ExtractionResult result(StagedTree tree, Progress progress) {
    plan.conflicts().forEach(conflict -> progress.warn("conflict at " + conflict));
    return new ExtractionResult(tree, plan.conflicts(), plan.skipped());
  }

  private static long size(Collection<StagedEntry> entries) {
    return entries.stream().mapToLong(StagedEntry::size).sum();
  }

  /** Stops what is under way. */
  @Override
  public void close() {
    workers.close();
  }

  private static PayloadSource readHeader(StagedPackage wanted) {
    RpmFile rpm = RpmFile.read(wanted.rpmFile());
    if (rpm.header().isSource() || !rpm.header().nevra().equals(wanted.nevra())) {
      throw DiracosException.of(
          StageProblems.badPackage(
              StageProblems.PACKAGE,
              wanted.rpmFile().getFileName()
                  + " is "
                  + rpm.header().nevra()
                  + ", not "
                  + wanted.nevra(),
              wanted.rpmFile().toString(),
              rpm.header().isSource() ? "a source package is built, not extracted" : ""));
    }
    return rpm.payload();
  }

  private void write(Collection<StagedEntry> entries, FileWriter files) {
    write(entries, files, Collections.emptySortedMap());
  }

  /**
   * Puts entries on disk, directories first and links last.
   *
   * @param entries in the order of their paths
   * @param originals files whose content is here already
   */
  private void write(
      Collection<StagedEntry> entries, FileWriter files, SortedMap<BundlePath, byte[]> originals) {
    Set<BundlePath> wanted = new HashSet<>();
    Set<String> owners = new HashSet<>();
    for (StagedEntry entry : entries) {
      if (entry.kind() == StagedEntry.Kind.DIRECTORY) {
        files.writer.directory(entry.path());
      } else if (entry.kind() == StagedEntry.Kind.FILE) {
        wanted.add(entry.path());
        owners.add(entry.owner());
      }
    }
    originals.forEach(files::write);
    // The longest first, so that no thread sits on it at the end while the others have nothing.
    List<PayloadSource> longestFirst =
        sources.stream()
            .filter(source -> isRead(source, owners))
            .sorted(
                Comparator.comparingLong(PayloadSource::decodingCost)
                    .reversed()
                    .thenComparing(PayloadSource::nevra))
            .toList();
    DecoderMemory memory = DecoderMemory.quarterOfHeap();
    workers.map(
        longestFirst,
        source -> {
          files.unpack(source, plan.filesOf(source.nevra()), wanted, memory);
          return source.nevra();
        });
    for (StagedEntry entry : entries) {
      if (entry.kind() == StagedEntry.Kind.SYMLINK) {
        files.writer.link(entry.path(), plan.linkOnHost(entry.path()));
      }
    }
  }

  /** Whether a package has any wanted file; one without files is opened too, to see it is sound. */
  private boolean isRead(PayloadSource source, Set<String> owners) {
    return owners.contains(source.nevra().toString()) || plan.filesOf(source.nevra()).isEmpty();
  }

  /** Puts the files of packages where they belong. */
  private record FileWriter(TreeWriter writer, ContentObserver observer, Stage stage) {

    /** A file whose content is in memory. */
    void write(BundlePath path, byte[] bytes) {
      ContentObserver.Content content = observer.begin();
      try {
        try (FileChannel out = writer.file(path)) {
          TreeWriter.write(out, bytes, 0, bytes.length);
          content.piece(bytes, 0, bytes.length);
        }
        content.written(path, writer.locate(path));
      } catch (IOException e) {
        throw StageProblems.cannotWrite(writer.locate(path), e);
      }
    }

    void unpack(
        PayloadSource source,
        Map<Integer, BundlePath> placed,
        Set<BundlePath> wanted,
        DecoderMemory memory) {
      Set<Integer> written = new HashSet<>();
      try (Payload payload = source.open(memory)) {
        while (payload.next()) {
          if (!payload.hasContent()) {
            continue;
          }
          List<BundlePath> targets = new ArrayList<>(1);
          for (Integer member : payload.links().setOf(payload.file().index())) {
            BundlePath target = placed.get(member);
            if (target != null && wanted.contains(target) && written.add(member)) {
              targets.add(target);
            }
          }
          if (!targets.isEmpty()) {
            unpack(payload, targets);
          }
        }
      } catch (IOException e) {
        // Reading fails as a DiracosException; what is left is a close that did not work.
        throw StageProblems.cannotWrite(source.path(), e);
      }
    }

    private void unpack(Payload payload, List<BundlePath> targets) {
      BundlePath at = targets.get(0);
      ContentObserver.Content content = observer.begin();
      try {
        try (FileChannel out = writer.file(at)) {
          payload.content(
              (buffer, offset, length) -> {
                TreeWriter.write(out, buffer, offset, length);
                content.piece(buffer, offset, length);
                stage.advance(length);
              });
        }
        content.written(at, writer.locate(at));
        for (BundlePath copy : targets.subList(1, targets.size())) {
          at = copy;
          writer.copy(targets.get(0), copy);
          content.written(copy, writer.locate(copy));
          stage.advance(payload.file().size());
        }
      } catch (IOException e) {
        throw StageProblems.cannotWrite(writer.locate(at), e);
      }
    }
  }
}
