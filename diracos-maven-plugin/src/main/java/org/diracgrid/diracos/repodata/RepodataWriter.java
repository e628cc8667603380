package org.diracgrid.diracos.repodata;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.diracgrid.diracos.digest.FileIdentity;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.progress.Stage;
import org.diracgrid.diracos.progress.Unit;
import org.diracgrid.diracos.repo.Repomd;
import org.diracgrid.diracos.repodata.RepositoryScan.Found;
import org.jspecify.annotations.Nullable;

/**
 * Writes the metadata of a repository: all {@code .rpm} files below a directory, the content as
 * createrepo_c has it.
 *
 * <pre>{@code
 * new RepodataWriter(RepodataCompression.GZ, 2, Progress.silent(), Clock.systemUTC())
 *     .write(repository, memo, Instant.parse("2026-01-01T00:00:00Z"), "1");
 * }</pre>
 *
 * <p>The bytes depend on the packages, their places and times, and the arguments, not on what was
 * there before, on the order of a directory or on the number of threads. With gzip they depend on
 * the zlib of this Java as well.
 */
public final class RepodataWriter {

  private final RepodataCompression compression;
  private final int threads;
  private final Progress progress;
  private final Clock clock;

  /**
   * A writer.
   *
   * @param clock tells how old a file is; what is written does not hang on it
   */
  public RepodataWriter(
      RepodataCompression compression, int threads, Progress progress, Clock clock) {
    this.compression = compression;
    this.threads = threads;
    this.progress = progress;
    this.clock = clock;
  }

  /**
   * Brings {@code repository/repodata} up to date. It changes by one rename, that of repomd.xml;
   * what nothing lists any more goes afterwards. Groups, modules and whatever else the list holds
   * that is not made from packages stays.
   *
   * @param memo a file outside of the repository in which this and the next run remember what they
   *     read; where it is absent or damaged all packages are read
   * @param timestamp what the list says of each document
   * @param revision what the list calls the state of the repository
   * @throws DiracosException with all packages that cannot be read, {@code DOS-RPM-NN}, or {@code
   *     DOS-REPODATA-NN}; the repository is then as it was
   */
  public RepodataResult write(Path repository, Path memo, Instant timestamp, String revision) {
    List<Found> found = RepositoryScan.of(repository);
    RepodataDirectory directory = new RepodataDirectory(repository);
    directory.create();
    try (Stage stage = progress.stage("write repodata", found.size(), Unit.ITEMS)) {
      Previous previous = Previous.load(directory, memo).orElse(null);
      List<Blocks.Entry> entries = entries(found, previous, stage);
      Blocks blocks = new Blocks(entries, previous, compression);
      int read = 0;
      for (Blocks.Entry entry : entries) {
        read += entry.number() < 0 ? 1 : 0;
      }
      boolean same = blocks.areSame();
      List<WrittenDocument> documents =
          previous != null && same
              ? previous.memo().documents()
              : documents(blocks, entries.size(), directory);
      publish(directory, documents, timestamp, revision, same);
      remember(memo, entries, blocks, documents, previous != null && same ? previous : null);
      stage.remark(read + " read");
      return new RepodataResult(entries.size(), read, !same);
    } catch (InterruptedException e) {
      throw RepodataProblems.interrupted(repository, e);
    }
  }

  private List<Blocks.Entry> entries(List<Found> found, @Nullable Previous previous, Stage stage)
      throws InterruptedException {
    FileIdentity[] identities = new FileIdentity[found.size()];
    Workers.forEach(threads, identities.length, i -> identities[i] = identity(found.get(i)));
    int[] numbers = new int[identities.length];
    if (previous == null) {
      Arrays.fill(numbers, -1);
    } else {
      numbers = previous.match(found, List.of(identities));
    }
    int[] known = numbers;
    Queue<RepositoryPackage.Room> rooms = new ConcurrentLinkedQueue<>();
    Blocks.Entry[] entries = new Blocks.Entry[known.length];
    List<DiracosException> failures = new ArrayList<>();
    Workers.forEach(
        threads,
        entries.length,
        i -> {
          if (previous != null && known[i] >= 0) {
            byte[] sum = previous.memo().packages().get(known[i]).sha256();
            entries[i] = new Blocks.Entry(found.get(i), identities[i], sum, known[i], null);
          } else {
            RepositoryPackage.Room free = rooms.poll();
            RepositoryPackage.Room room = free != null ? free : new RepositoryPackage.Room();
            entries[i] = read(found.get(i), identities[i], room, failures);
            rooms.add(room);
          }
          stage.advance(1);
        });
    if (!failures.isEmpty()) {
      throw all(failures);
    }
    return List.of(entries);
  }

  private static FileIdentity identity(Found found) {
    try {
      return FileIdentities.of(found.file());
    } catch (IOException e) {
      throw RepodataProblems.unreadable(found.file(), e);
    }
  }

  private static Blocks.@Nullable Entry read(
      Found found,
      FileIdentity before,
      RepositoryPackage.Room room,
      List<DiracosException> failures) {
    try {
      RepositoryPackage read = RepositoryPackage.read(found.file(), found.location(), before, room);
      return new Blocks.Entry(found, read.identity(), read.sha256(), -1, read);
    } catch (DiracosException e) {
      synchronized (failures) {
        failures.add(e);
      }
      return null;
    }
  }

  /** One failure for all: who has to mend a repository wants to know what is wrong with it. */
  private static DiracosException all(List<DiracosException> failures) {
    if (failures.size() == 1) {
      return failures.get(0);
    }
    List<Problem> problems = new ArrayList<>();
    failures.forEach(failure -> problems.addAll(failure.problems()));
    problems.sort(Comparator.comparing(Problem::where).thenComparing(Problem::code));
    return DiracosException.of(problems);
  }

  private List<WrittenDocument> documents(Blocks blocks, int packages, RepodataDirectory directory)
      throws InterruptedException {
    blocks.make(threads);
    WrittenDocument[] written = new WrittenDocument[Metadata.values().length];
    // The largest first, so that none is waited for alone.
    Metadata[] order = {Metadata.FILELISTS, Metadata.PRIMARY, Metadata.OTHER};
    try {
      Workers.forEach(
          threads,
          order.length,
          i -> written[order[i].ordinal()] = document(order[i], blocks, packages, directory));
    } catch (DiracosException e) {
      directory.forgetTemporaries();
      throw e;
    }
    return List.of(written);
  }

  private WrittenDocument document(
      Metadata metadata, Blocks blocks, int packages, RepodataDirectory directory) {
    Path file = directory.temporary(metadata);
    try (DocumentFile document = new DocumentFile(file, compression, blocks.count() + 2)) {
      document.add(metadata.head(packages));
      for (int b = 0; b < blocks.count(); b++) {
        blocks.write(b, metadata, document);
      }
      document.add(metadata.foot());
      return document.finish();
    } catch (IOException e) {
      throw RepodataProblems.unwritable(file, e);
    }
  }

  private void publish(
      RepodataDirectory directory,
      List<WrittenDocument> documents,
      Instant timestamp,
      String revision,
      boolean same) {
    RepomdXml repomd = new RepomdXml(revision);
    List<String> hrefs = new ArrayList<>();
    for (Metadata metadata : Metadata.values()) {
      WrittenDocument document = documents.get(metadata.ordinal());
      if (!same) {
        directory.place(metadata, compression, document);
      }
      repomd.add(metadata, compression, document, timestamp);
      hrefs.add(RepodataDirectory.href(metadata, compression, document.sha256()));
    }
    for (Repomd.Entry entry : directory.others()) {
      repomd.add(entry);
      hrefs.add(entry.location());
    }
    directory.publish(repomd.toBytes(), hrefs);
  }

  private void remember(
      Path memo,
      List<Blocks.Entry> entries,
      Blocks blocks,
      List<WrittenDocument> documents,
      @Nullable Previous same) {
    Instant now = clock.instant();
    List<RepodataMemo.Known> known = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      Blocks.Entry entry = entries.get(i);
      FileIdentity identity = entry.identity();
      boolean sure =
          entry.number() >= 0 || (FileIdentities.isSure(identity) && identity.isSettled(now));
      known.add(
          new RepodataMemo.Known(
              entry.found().location(), identity, sure, entry.sha256(), blocks.sizes(i)));
    }
    Path temporary = memo.resolveSibling("." + memo.getFileName() + ".tmp");
    try {
      Files.createDirectories(memo.toAbsolutePath().getParent());
      ContentStore.Use content = same != null ? same.memo().content() : blocks.keep(memo);
      Files.write(
          temporary,
          new RepodataMemo(compression, known, blocks.lengths(), documents, content).toBytes());
      Files.move(
          temporary, memo, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      if (content.generation() > 0) {
        Files.deleteIfExists(ContentStore.file(memo, content.generation() - 1));
      }
    } catch (IOException e) {
      throw RepodataProblems.unwritable(memo, e);
    }
  }
}
