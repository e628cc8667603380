package org.diracgrid.diracos.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diracgrid.diracos.exec.Beside;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.resolve.Lock;
import org.diracgrid.diracos.resolve.LockDiff;
import org.diracgrid.diracos.resolve.LockDiffJson;
import org.diracgrid.diracos.resolve.LockDiffMarkdown;
import org.diracgrid.diracos.resolve.LockJson;

/** The lock beside the configuration: read, renewed, and what its renewal changed. */
final class LockFile {

  private final Run run;
  private final Path file;
  private final Beside<Optional<Lock>> content;

  private LockFile(Run run) {
    this.run = run;
    this.file = run.request().lock();
    this.content = Beside.start(() -> read(file, name()));
  }

  /** Begins to read the lock, which takes longer than finding that metadata did not change. */
  static LockFile open(Run run) {
    return new LockFile(run);
  }

  /** As messages call it: {@code diracos.lock.json}. */
  static String name(Run run) {
    return String.valueOf(run.request().lock().getFileName());
  }

  String name() {
    return name(run);
  }

  /**
   * The lock that has to be there.
   *
   * @throws DiracosException DOS-LOCK-01 if it cannot be read, -02 if there is none
   */
  Lock required() {
    return content
        .get()
        .orElseThrow(
            () ->
                DiracosException.of(
                    Problem.of(
                        "DOS-LOCK-02",
                        "there is no lock to take as it is",
                        name(),
                        "run diracos:resolve without -Ddiracos.lock=frozen, and keep the "
                            + name()
                            + " that it writes under version control")));
  }

  /**
   * The lock that is about to be renewed; where that was asked for, one that cannot be read counts
   * as none.
   */
  Optional<Lock> former() {
    if (run.request().lockMode() != LockMode.UPDATE) {
      return content.get();
    }
    try {
      return content.get();
    } catch (DiracosException e) {
      run.progress().warn(name() + " is made anew without a diff: " + e.problems().get(0).what());
      return Optional.empty();
    }
  }

  private static Optional<Lock> read(Path file, String name) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(LockJson.read(Files.readAllBytes(file), name));
    } catch (IOException e) {
      throw AtomicFile.unreadable(file, e);
    }
  }

  /** Writes the lock, and tells what it changes. */
  void renew(Optional<Lock> former, Lock lock) {
    boolean asked = run.request().lockMode() == LockMode.UPDATE;
    former
        .map(old -> LockDiff.between(old, lock))
        .ifPresent(
            diff -> {
              if (!diff.isEmpty()) {
                report(diff);
              } else if (asked) {
                write(diff);
                run.progress().info(name() + " stays as it is: the packages are the same");
              }
            });
    AtomicFile.write(file, LockJson.write(lock));
  }

  private void report(LockDiff diff) {
    write(diff);
    run.progress().info(name() + " changes:");
    LockDiffMarkdown.lines(diff).forEach(run.progress()::info);
  }

  private void write(LockDiff diff) {
    List<String> lines = LockDiffMarkdown.lines(diff);
    AtomicFile.write(run.work("lock-diff.json"), LockDiffJson.write(diff));
    AtomicFile.write(run.work("lock-diff.md"), (String.join("\n", lines) + "\n").getBytes(UTF_8));
  }
}
