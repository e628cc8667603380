package org.diracgrid.diracos.repo;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/** What is said when a file cannot be had. */
final class FetchProblem {

  /** No address answered. */
  private static final String UNANSWERED = "DOS-FETCH-01";

  /** It would have to be fetched, and we are offline. */
  private static final String OFFLINE = "DOS-FETCH-05";

  /** What the address has is not for us. */
  static final String REFUSED = "DOS-FETCH-02";

  /** What the address has is something else. */
  static final String WRONG = "DOS-FETCH-03";

  /** What the address has is of another size. */
  static final String SIZE = "DOS-FETCH-04";

  private FetchProblem() {}

  /** Whether a failure is that of the addresses: nothing is wrong here. */
  static boolean isOfAddresses(DiracosException failure) {
    Set<String> codes = Set.of(UNANSWERED, REFUSED, WRONG, SIZE, OFFLINE);
    return failure.problems().stream().allMatch(problem -> codes.contains(problem.code()));
  }

  /** The problem that fits what happened at the addresses that were tried. */
  static DiracosException failed(
      FetchRequest request, List<String> tries, FailedAttempt.Kind kind) {
    return failed(request.repository(), request.label(), tries, kind);
  }

  /** The same for what is known by its address only. */
  static DiracosException failed(
      String repository, String what, List<String> tries, FailedAttempt.Kind kind) {
    String because = String.join("\n", tries);
    String where = "repository " + repository;
    return DiracosException.of(
        switch (kind) {
          case PASSING, UNREACHABLE ->
              new Problem(
                  UNANSWERED,
                  what + " cannot be fetched: no address answered",
                  where,
                  because,
                  "check the network and the proxies of settings.xml; what was fetched so far is"
                      + " kept, so run again");
          case REFUSED ->
              new Problem(
                  REFUSED,
                  what + " is not there or not for us",
                  where,
                  because,
                  "the repository's metadata may be older than its files: run again, and if that"
                      + " does not help, resolve again; for a password add a <server> with the"
                      + " repository's id to settings.xml");
          case WRONG ->
              new Problem(
                  WRONG,
                  what + " has a wrong checksum",
                  where,
                  because,
                  "the file at that address is not what the metadata says: name another mirror, or"
                      + " tell whoever runs this one");
          case SIZE ->
              new Problem(
                  SIZE,
                  what + " has a wrong size",
                  where,
                  because,
                  "the file at that address is truncated or was replaced: name another mirror, or"
                      + " tell whoever runs this one");
        });
  }

  /** DOS-FETCH-05. */
  static DiracosException offline(FetchRequest request) {
    return offline(request.repository(), request.label());
  }

  /** DOS-FETCH-05. */
  static DiracosException offline(String repository, String what) {
    return DiracosException.of(
        Problem.of(
            OFFLINE,
            what + " is not in the cache, and we are offline",
            "repository " + repository,
            "run once without -o"));
  }

  /** DOS-FETCH-06 and 07: the cache itself cannot be written. */
  static DiracosException local(Path path, IOException cause) {
    String reason = MetadataProblem.reason(cause);
    String detail =
        cause instanceof FileSystemException file && file.getReason() != null
            ? file.getReason()
            : reason;
    if (isFull(cause)) {
      return DiracosException.of(
          new Problem(
              "DOS-FETCH-07",
              "the disk that holds the cache is full",
              path.toString(),
              detail,
              "make room there, or name another place with -Ddiracos.cache=<directory>"),
          cause);
    }
    boolean denied =
        cause instanceof AccessDeniedException
            || detail.toLowerCase(Locale.ROOT).contains("denied");
    return DiracosException.of(
        new Problem(
            "DOS-FETCH-06",
            "the cache cannot be written",
            path.toString(),
            denied ? "permission denied" : detail,
            "allow writing there, or name another place with -Ddiracos.cache=<directory>"),
        cause);
  }

  /** DOS-FETCH-06 for a file system that is mounted read-only. */
  static DiracosException local(Path path, ReadOnlyFileSystemException cause) {
    return local(path, new IOException("the file system is read-only", cause));
  }

  static boolean isFull(IOException cause) {
    String reason = MetadataProblem.reason(cause).toLowerCase(Locale.ROOT);
    return reason.contains("no space left") || reason.contains("quota exceeded");
  }

  /** DOS-FETCH-08. */
  static DiracosException interrupted(String what) {
    Thread.currentThread().interrupt();
    return DiracosException.of(
        Problem.of(
            "DOS-FETCH-08",
            "fetching " + what + " was interrupted",
            "",
            "run again: what was fetched so far is kept"));
  }
}
