package org.diracgrid.diracos.stage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 * Extracts packages to a tree: reads all headers, {@linkplain StagePlan plans}, makes directories,
 * writes files package by package in parallel, and makes symbolic links last.
 *
 * <p>Streams: of a file no more than a buffer of 256 KiB is in memory per thread, and the
 * dictionaries of decoders share a quarter of the heap.
 */
public final class Extractor {

  private Extractor() {}

  /**
   * Extracts {@code packages} into {@code root}.
   *
   * <p>Ghosts, devices, pipes and sockets are left out and listed; configuration files are shipped;
   * hard links become copies; modes follow {@code StagedModes}. The result does not depend on the
   * order of the packages, the threads, the umask or the locale. On failure {@code root} is left
   * incomplete, for the caller to delete.
   *
   * @param root an empty directory, or none yet; in it directories and files can be written by the
   *     owner whatever the entries' modes, names are those of {@link BundlePath#under}
   * @param threads how many packages are decoded at a time, at least 1
   * @throws DiracosException {@code DOS-RPM-NN} if a package is broken, {@code DOS-STAGE-NN} if its
   *     content cannot be staged or the disk does not take it
   */
  public static ExtractionResult extract(
      List<StagedPackage> packages, Path root, int threads, Progress progress) {
    List<PayloadSource> sources = new ArrayList<>();
    try (Workers workers = Workers.start(threads, "extract")) {
      StagePlan plan = plan(packages, sources, workers);
      TreeWriter writer = TreeWriter.create(root);
      long total = plan.entries().stream().mapToLong(StagedEntry::size).sum();
      try (Stage stage = progress.stage("extract packages", total, Unit.BYTES)) {
        write(plan, sources, writer, workers, stage);
        stage.remark(packages.size() + " packages, " + plan.entries().size() + " paths");
      }
      plan.conflicts().forEach(conflict -> progress.warn("conflict at " + conflict));
      return new ExtractionResult(
          new StagedTree(root, plan.entries()), plan.conflicts(), plan.skipped());
    }
  }

  private static StagePlan plan(
      List<StagedPackage> packages, List<PayloadSource> sources, Workers workers) {
    List<PayloadSource> read = workers.map(packages, Extractor::readHeader);
    sources.addAll(read);
    return StagePlan.of(
        read.stream().map(source -> new PackageFiles(source.nevra(), source.files())).toList());
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

  private static void write(
      StagePlan plan,
      List<PayloadSource> sources,
      TreeWriter writer,
      Workers workers,
      Stage stage) {
    for (StagedEntry entry : plan.entries()) {
      if (entry.kind() == StagedEntry.Kind.DIRECTORY) {
        writer.directory(entry.path());
      }
    }
    // The longest first, so that no thread sits on it at the end while the others have nothing.
    List<PayloadSource> longestFirst =
        sources.stream()
            .sorted(
                Comparator.comparingLong(PayloadSource::decodingCost)
                    .reversed()
                    .thenComparing(PayloadSource::nevra))
            .toList();
    DecoderMemory memory = DecoderMemory.quarterOfHeap();
    workers.map(
        longestFirst,
        source -> {
          unpack(source, plan.filesOf(source.nevra()), memory, writer, stage);
          return source.nevra();
        });
    for (StagedEntry entry : plan.entries()) {
      if (entry.kind() == StagedEntry.Kind.SYMLINK) {
        writer.link(entry.path(), plan.linkOnHost(entry.path()));
      }
    }
  }

  private static void unpack(
      PayloadSource source,
      Map<Integer, BundlePath> placed,
      DecoderMemory memory,
      TreeWriter writer,
      Stage stage) {
    Set<Integer> written = new HashSet<>();
    try (Payload payload = source.open(memory)) {
      while (payload.next()) {
        if (!payload.hasContent()) {
          continue;
        }
        List<Integer> set = payload.links().setOf(payload.file().index());
        List<BundlePath> targets = new ArrayList<>(1);
        for (Integer member : set) {
          BundlePath target = placed.get(member);
          if (target != null && written.add(member)) {
            targets.add(target);
          }
        }
        if (!targets.isEmpty()) {
          unpack(payload, targets, writer, stage);
        }
      }
    } catch (IOException e) {
      // Reading fails as a DiracosException; what is left is a close that did not work.
      throw StageProblems.cannotWrite(source.path(), e);
    }
  }

  private static void unpack(
      Payload payload, List<BundlePath> targets, TreeWriter writer, Stage stage) {
    BundlePath first = targets.get(0);
    BundlePath at = first;
    try {
      try (FileChannel out = writer.file(first)) {
        payload.content(
            (buffer, offset, length) -> {
              TreeWriter.write(out, buffer, offset, length);
              stage.advance(length);
            });
      }
      for (BundlePath copy : targets.subList(1, targets.size())) {
        at = copy;
        writer.copy(first, copy);
        stage.advance(payload.file().size());
      }
    } catch (IOException e) {
      throw StageProblems.cannotWrite(writer.locate(at), e);
    }
  }
}
