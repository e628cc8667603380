package org.diracgrid.diracos.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.repo.FetchRequest;
import org.diracgrid.diracos.repo.LoadedRepository;
import org.diracgrid.diracos.repo.VerifiedFiles;
import org.diracgrid.diracos.resolve.Lock;

/** From the lock to verified package files, in the cache or where a local repository has them. */
final class FetchStage {

  private static final String VERIFIED = "packages.memo";

  private final Run run;
  private VerifiedFiles seen = VerifiedFiles.none();

  FetchStage(Run run) {
    this.run = run;
  }

  /** The package files, in the order of the lock. */
  List<Path> fetch(ResolveStage.Result resolved) {
    List<Lock.LockedPackage> packages = resolved.lock().packages();
    List<FetchRequest> requests = packages.stream().map(p -> request(p, resolved)).toList();
    VerifiedFiles verified = verified();
    List<Path> files =
        run.downloads()
            .fetcher()
            .fetchAll(requests, verified, run.environment().threads(), run.progress());
    seen = verified;
    new PackageSignatures(run).check(resolved.repositories(), packages, files);
    return files;
  }

  /** Notes for the next run which packages were verified; when all else is written. */
  void remember() {
    AtomicFile.write(run.work(VERIFIED), seen.bytes());
  }

  private VerifiedFiles verified() {
    try {
      return VerifiedFiles.read(run.work(VERIFIED), run.downloads().fetcher().settings().clock());
    } catch (IOException e) {
      throw AtomicFile.unreadable(run.work(VERIFIED), e);
    }
  }

  private static FetchRequest request(Lock.LockedPackage locked, ResolveStage.Result resolved) {
    LoadedRepository repository = resolved.repositories().get(locked.repository());
    if (repository == null) {
      throw new IllegalStateException("the lock names an unknown repository " + locked);
    }
    return new FetchRequest(
        locked.repository(),
        repository.locate(locked.location()),
        locked.checksum(),
        locked.size(),
        locked.nevra().toString());
  }
}
