package org.diracgrid.diracos.repo;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/** What is said when a repository's metadata cannot be used. */
final class MetadataProblem {

  private static final String ASK =
      "tell whoever runs the repository, or name another mirror; createrepo_c writes good metadata";

  private MetadataProblem() {}

  /** DOS-REPO-03: not XML, or not of the kind expected. */
  static DiracosException malformed(String document, long offset, String reason) {
    return malformed(document, "byte " + offset, reason);
  }

  /** DOS-REPO-03, with the place in words of the document's own kind. */
  static DiracosException malformed(String document, String place, String reason) {
    return DiracosException.of(
        new Problem(
            "DOS-REPO-03", document + " is not valid repository metadata", place, reason, ASK));
  }

  /** DOS-REPO-08: the compressed form is broken. */
  static DiracosException damaged(String document, long offset, IOException cause) {
    return DiracosException.of(
        new Problem(
            "DOS-REPO-08",
            document + " cannot be decompressed",
            "byte " + offset + " of its content",
            reason(cause),
            ASK),
        cause);
  }

  /** DOS-REPO-04: the list of metadata lacks the part that all else hangs on. */
  static DiracosException noPrimary(String document) {
    return DiracosException.of(
        Problem.of(
            "DOS-REPO-04",
            document + " lists no primary metadata, so no packages are known",
            "",
            "run createrepo_c on the repository, or take its address out of the configuration"));
  }

  /** DOS-REPO-09: a list of mirrors that lists none. */
  static DiracosException noMirrors(String document, String reason) {
    return DiracosException.of(
        new Problem(
            "DOS-REPO-09",
            document + " names no mirror that can be used",
            "",
            reason,
            "look at the address in a browser; a fixed \"url\" in the repository's entry works"
                + " without a list"));
  }

  /** DOS-REPO-01, 02 and 05: no address gave repomd.xml, or one that can be accepted. */
  static DiracosException noRepomd(
      String repository, List<String> tries, FailedAttempt.Kind kind, boolean cached) {
    String because = String.join("\n", tries);
    return DiracosException.of(
        switch (kind) {
          case REFUSED ->
              new Problem(
                  "DOS-REPO-01",
                  "there is no repository at the address of " + repository,
                  "",
                  because,
                  "the address must be the directory that holds repodata/repomd.xml; createrepo_c"
                      + " makes one of a directory of packages");
          case PASSING, UNREACHABLE ->
              new Problem(
                  "DOS-REPO-02",
                  "repository " + repository + " cannot be reached",
                  "",
                  because,
                  cached
                      ? "check the network and the proxies of settings.xml, or run with -o on what"
                          + " was seen last"
                      : "check the network and the proxies of settings.xml");
          case WRONG, SIZE ->
              new Problem(
                  "DOS-REPO-05",
                  "no address of repository " + repository + " has a repomd.xml that can be used",
                  "",
                  because,
                  "a mirror that is being renewed is right again after a while: run again later, or"
                      + " write a fixed \"url\" in place of the list of mirrors");
        });
  }

  /** repomd.xml is not one that the metalink knows. */
  static FailedAttempt notAccepted(Checksum found) {
    return new FailedAttempt(
        FailedAttempt.Kind.WRONG,
        "its repomd.xml has " + found + ", which the metalink does not list");
  }

  /** DOS-REPO-06: a list of mirrors or a key cannot be had. */
  static DiracosException noList(String repository, String what, URI address, FailedAttempt why) {
    return DiracosException.of(
        new Problem(
            "DOS-REPO-06",
            "the " + what + " of repository " + repository + " cannot be fetched",
            HttpTransport.withoutUser(address).toString(),
            MetadataProblem.reason(why),
            "check the address and the network"));
  }

  /** DOS-REPO-07. */
  static DiracosException offline(String repository, String what) {
    return DiracosException.of(
        Problem.of(
            "DOS-REPO-07",
            what + " of repository " + repository + " was never fetched, and we are offline",
            "",
            "run once without -o"));
  }

  /** DOS-REPO-10: nothing to verify a file by. */
  static DiracosException unchecked(String label) {
    return DiracosException.of(
        Problem.of(
            "DOS-REPO-10", label + " has no checksum of a kind that is known", "repomd.xml", ASK));
  }

  /** DOS-REPO-11: a location that is no address, or leads from the network to our own files. */
  static DiracosException strayed(String repository, String location) {
    return DiracosException.of(
        Problem.of(
            "DOS-REPO-11",
            "repository " + repository + " gives an address that cannot be used",
            location,
            ASK));
  }

  /** DOS-REPO-20: more than our tables can address. */
  static DiracosException tooLarge() {
    return DiracosException.of(
        Problem.of(
            "DOS-REPO-20",
            "the metadata of a repository needs tables of more than 2 GiB",
            "",
            "split the repository, or name a smaller one; 500,000 packages take a tenth of that"));
  }

  /** DOS-REPO-21: names that were made to lie at one place of our tables. */
  static DiracosException crowded(String where) {
    return DiracosException.of(
        new Problem(
            "DOS-REPO-21",
            "the metadata of a repository has names that were made to slow us down",
            where,
            "more than "
                + StringTable.MOST_PROBES
                + " of them lie at one place of the table of names, which never comes by chance",
            "do not use the repository; tell whoever runs it"));
  }

  /** The message of an exception, or its kind if it has none. */
  static String reason(Throwable cause) {
    String message = cause.getMessage();
    return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
  }
}
