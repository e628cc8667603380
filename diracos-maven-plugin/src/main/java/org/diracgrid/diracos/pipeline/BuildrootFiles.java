package org.diracgrid.diracos.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.repo.FetchRequest;
import org.diracgrid.diracos.repo.VerifiedFiles;
import org.diracgrid.diracos.resolve.Closure;
import org.diracgrid.diracos.resolve.Lock;

/**
 * Brings the packages of buildroots here, verified, signatures included: each once in a run,
 * whatever number of buildroots it is in.
 */
final class BuildrootFiles {

  private static final String MEMO = "buildroots.memo";

  private final Run run;
  private final Map<Checksum, Path> known = new HashMap<>();
  private final VerifiedFiles verified;

  private BuildrootFiles(Run run, VerifiedFiles verified) {
    this.run = run;
    this.verified = verified;
  }

  /** With what the last run knew of files that lie where they are used. */
  static BuildrootFiles of(Run run) {
    try {
      return new BuildrootFiles(
          run, VerifiedFiles.read(run.work(MEMO), run.downloads().fetcher().settings().clock()));
    } catch (IOException e) {
      throw AtomicFile.unreadable(run.work(MEMO), e);
    }
  }

  /** Where packages of a base lie, in their order. */
  List<Path> fetch(BuildBase base, List<Closure.Chosen> packages) {
    List<Closure.Chosen> missing =
        packages.stream().filter(one -> !known.containsKey(one.record().checksum())).toList();
    if (!missing.isEmpty()) {
      List<FetchRequest> requests = new ArrayList<>();
      for (Closure.Chosen one : missing) {
        requests.add(
            Objects.requireNonNull(base.loaded().get(one.record().repository()))
                .request(one.record()));
      }
      List<Path> files =
          run.downloads()
              .fetcher()
              .fetchAll(requests, verified, run.environment().threads(), run.progress());
      new PackageSignatures(run)
          .check(base.loaded(), missing.stream().map(Lock.LockedPackage::of).toList(), files);
      for (int i = 0; i < files.size(); i++) {
        known.put(missing.get(i).record().checksum(), files.get(i).toAbsolutePath());
      }
    }
    return packages.stream()
        .map(one -> Objects.requireNonNull(known.get(one.record().checksum())))
        .toList();
  }

  /** Notes for the next run what was verified. */
  void remember() {
    AtomicFile.write(run.work(MEMO), verified.bytes());
  }
}
