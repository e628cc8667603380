package org.diracgrid.diracos.build.patch;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/** The failures of this package. */
final class PatchProblems {

  private static final String ANEW = "make the patch anew: diff -ruN original patched";

  private PatchProblems() {}

  /** DOS-PATCH-01: the text is no unified diff. */
  static DiracosException malformed(Path patch, int line, String what) {
    return DiracosException.of(Problem.of("DOS-PATCH-01", what, patch + ":" + line, ANEW));
  }

  /** DOS-PATCH-02: a file that is not text. */
  static DiracosException binary(Path patch, int line, String text) {
    return DiracosException.of(
        new Problem(
            "DOS-PATCH-02",
            "the patch would change a file that is not text",
            patch + ":" + line,
            text,
            "a text cannot say how: give the file as a source of its own, or change it by a"
                + " routine"));
  }

  /** DOS-PATCH-03: a name that leads out of the source package. */
  static DiracosException outside(Path patch, int line, String name, String because) {
    return DiracosException.of(
        new Problem(
            "DOS-PATCH-03",
            "the patch names " + name + ", which is not inside the source package",
            patch + ":" + line,
            because,
            "make the patch in the directory above 'original' and 'patched': diff -ru original"
                + " patched; look at it before you use it if it is not yours"));
  }

  /** DOS-PATCH-04: there is no such file. */
  static Problem missing(Path patch, FilePatch file, String because) {
    return new Problem(
        "DOS-PATCH-04",
        "the patch changes " + String.join(" or ", file.names()) + ", which is not there",
        patch + ":" + file.line(),
        because,
        "make the patch anew for this version of the source package");
  }

  /** DOS-PATCH-05: two archives it may be in. */
  static DiracosException ambiguous(
      Path patch, FilePatch file, String name, List<String> archives) {
    return DiracosException.of(
        new Problem(
            "DOS-PATCH-05",
            name + " can be in more than one archive: " + String.join(", ", archives),
            patch + ":" + file.line(),
            "",
            "write the name of the archive in the place of the first directory, as in "
                + archives.get(0)
                + "/"
                + name));
  }

  /** DOS-PATCH-06: a hunk finds no place. */
  static Problem hunk(Path patch, Hunk hunk, String name, String because, String fix) {
    return new Problem(
        "DOS-PATCH-06",
        "hunk #"
            + hunk.number()
            + " of "
            + patch.getFileName()
            + " does not fit "
            + name
            + " at line "
            + hunk.oldStart(),
        patch + ":" + hunk.line(),
        because,
        fix);
  }

  /** DOS-PATCH-07: what is there is not what the patch says. */
  static Problem contradicts(Path patch, FilePatch file, String what, String because) {
    return new Problem(
        "DOS-PATCH-07",
        what,
        patch + ":" + file.line(),
        because,
        "make the patch anew for this version of the source package");
  }

  /** DOS-PATCH-08: a kind of file that is not patched. */
  static DiracosException kind(Path patch, FilePatch file, String what) {
    return DiracosException.of(
        Problem.of(
            "DOS-PATCH-08",
            what,
            patch + ":" + file.line(),
            "patch the file itself: diff -ru --no-dereference leaves links alone"));
  }

  /** DOS-PATCH-09: an archive cannot be read or written. */
  static DiracosException archive(Path archive, String what, String because) {
    return DiracosException.of(
        new Problem(
            "DOS-PATCH-09",
            what,
            archive.toString(),
            because,
            "fetch the source package again; if the archive is sound, change it by a routine"));
  }

  /** DOS-PATCH-10: the disk. */
  static DiracosException io(Path path, IOException cause) {
    return DiracosException.of(
        new Problem(
            "DOS-PATCH-10",
            "cannot read or write " + path.getFileName() + " while patching",
            path.toString(),
            reason(cause),
            "check permissions and free space, then run again"),
        cause);
  }

  static String reason(IOException cause) {
    return cause instanceof NoSuchFileException
        ? "there is no such file"
        : cause instanceof AccessDeniedException
            ? "permission denied"
            : cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
