package org.diracgrid.diracos.build.source;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/** The failures of this package. */
final class SourceProblems {

  private SourceProblems() {}

  /** DOS-SOURCE-03: nothing says what is built. */
  static DiracosException none(String because) {
    return DiracosException.of(
        new Problem(
            "DOS-SOURCE-03",
            "it is not said what is built",
            "",
            because,
            "set \"src\" to the path or address of a source package, a directory with a spec, or the"
                + " name of a dist-git package"));
  }

  /** DOS-SOURCE-04: a dist-git package without a branch. */
  static DiracosException noBranch(String name) {
    return DiracosException.of(
        new Problem(
            "DOS-SOURCE-04",
            "\"" + name + "\" is neither a file nor a directory, and no dist-git branch is named",
            "",
            "a bare name stands for the dist-git package of that name",
            "correct \"src\", or name the branch: \"branch\": \"f40\""));
  }

  /** DOS-SOURCE-16: nobody says where dist-git is. */
  static DiracosException noDistGit(String name) {
    return DiracosException.of(
        new Problem(
            "DOS-SOURCE-16",
            "it is not said where the dist-git package " + name + " is",
            "",
            "there is no \"distGitUrl\", or its files are elsewhere and there is no \"lookasideUrl\"",
            "add \"distGitUrl\" and \"lookasideUrl\" to \"rpmBuild\", with $name in their places"));
  }

  /** DOS-SOURCE-05: there is no such file. */
  static DiracosException missing(Path path, String because) {
    return DiracosException.of(
        new Problem(
            "DOS-SOURCE-05",
            "the source is not there",
            path.toString(),
            because,
            "correct \"src\"; a path is relative to the directory of the configuration"));
  }

  /** DOS-SOURCE-06: not one spec. */
  static DiracosException specs(Path directory, String found) {
    return DiracosException.of(
        new Problem(
            "DOS-SOURCE-06",
            "the source has not exactly one spec",
            directory.toString(),
            found,
            "put one .spec file beside the sources that it names"));
  }

  /** DOS-SOURCE-07: other bytes than the checksum says. */
  static DiracosException checksum(Path path, String because) {
    return DiracosException.of(
        new Problem(
            "DOS-SOURCE-07",
            "the source has not the checksum that it must have",
            path.toString(),
            because,
            "find out why it changed; if it is meant to, correct \"checksum\""));
  }

  /** DOS-SOURCE-08: git. */
  static DiracosException git(String address, String what, String because, Throwable cause) {
    return DiracosException.of(
        new Problem(
            "DOS-SOURCE-08",
            what,
            address,
            because,
            "check \"src\", \"branch\" and \"distGitUrl\", the network and the proxies of"
                + " settings.xml; or give the path of a source package as \"src\""),
        cause);
  }

  /** DOS-SOURCE-09: no such branch, or not in the cache. */
  static DiracosException noRef(String address, String what, String because) {
    return DiracosException.of(
        new Problem(
            "DOS-SOURCE-09", what, address, because, "correct \"branch\"; run once without -o"));
  }

  /** DOS-SOURCE-10: the list of lookaside files. */
  static DiracosException sources(String address, int line, String because) {
    return DiracosException.of(
        new Problem(
            "DOS-SOURCE-10",
            "the file 'sources' of the dist-git package cannot be used",
            address + " sources:" + line,
            because,
            "take another branch, or give the path of a source package as \"src\""));
  }

  /** DOS-SOURCE-11: a name that leads out, or a file that is none. */
  static DiracosException name(String where, String name, String because) {
    return DiracosException.of(
        new Problem(
            "DOS-SOURCE-11",
            "the source holds " + name + ", which cannot be unpacked",
            where,
            because,
            "a source package holds plain files side by side: look at it before you use it"));
  }

  /** DOS-SOURCE-12: the disk. */
  static DiracosException io(Path path, IOException cause) {
    return DiracosException.of(
        new Problem(
            "DOS-SOURCE-12",
            "cannot read or write " + path.getFileName(),
            path.toString(),
            reason(cause),
            "check permissions and free space, then run again"),
        cause);
  }

  /** DOS-SOURCE-13: an address that cannot be used. */
  static DiracosException address(String address, String because) {
    return DiracosException.of(
        new Problem(
            "DOS-SOURCE-13",
            "this is no address of a source",
            address,
            because,
            "give a path or an address that begins with file:, http: or https:"));
  }

  /** DOS-SOURCE-14: a checksum that is none. */
  static DiracosException checksumForm(String because) {
    return DiracosException.of(
        new Problem(
            "DOS-SOURCE-14",
            "\"checksum\" is none",
            "",
            because,
            "write 64 hexadecimal digits, or sha256: or sha512: and digits"));
  }

  /** DOS-SOURCE-15: Ctrl-C. */
  static DiracosException interrupted() {
    return DiracosException.of(
        Problem.of(
            "DOS-SOURCE-15",
            "acquiring sources was interrupted",
            "",
            "run again: what was fetched so far is kept"));
  }

  static String reason(IOException cause) {
    return cause instanceof NoSuchFileException
        ? "there is no such file"
        : cause instanceof AccessDeniedException
            ? "permission denied"
            : cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
