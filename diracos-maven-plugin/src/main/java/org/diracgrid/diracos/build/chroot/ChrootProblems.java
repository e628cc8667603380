package org.diracgrid.diracos.build.chroot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/** What this package has to tell. */
final class ChrootProblems {

  private static final String NO_ENTRANCE = "DOS-CHROOT-01";
  private static final String NO_TOOL = "DOS-CHROOT-02";
  private static final String DATABASE = "DOS-CHROOT-03";
  private static final String DISK = "DOS-CHROOT-04";
  private static final String INTERRUPTED = "DOS-CHROOT-05";
  private static final String SOURCE = "DOS-CHROOT-06";

  private ChrootProblems() {}

  static DiracosException noEntrance(String tried) {
    return DiracosException.of(
        new Problem(
            NO_ENTRANCE,
            "no program of this host can enter a buildroot without rights",
            "",
            tried,
            "install bubblewrap (or util-linux 2.36 or later) and allow user namespaces:"
                + " sysctl user.max_user_namespaces=15000, and where there are these,"
                + " kernel.unprivileged_userns_clone=1 and"
                + " kernel.apparmor_restrict_unprivileged_userns=0;"
                + " a container needs --security-opt seccomp=unconfined or the like;"
                + " or build with \"builder\": \"mock\""));
  }

  static DiracosException noTool(String tool, int packages) {
    return DiracosException.of(
        Problem.of(
            NO_TOOL,
            "the buildroot has no " + tool,
            packages + " packages",
            "name the package that brings it among the packages of the buildroot"));
  }

  static DiracosException notMade(String ending, String said) {
    return DiracosException.of(
        new Problem(
            DATABASE,
            "the rpm of the buildroot cannot note its packages: " + ending,
            "",
            said,
            "check that the packages of the buildroot belong to one distribution"));
  }

  static DiracosException disk(Path path, IOException e) {
    String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    boolean full = text.contains("no space left") || text.contains("quota exceeded");
    return DiracosException.of(
        new Problem(
            DISK,
            full ? "the disk with the buildroots is full" : "a buildroot cannot be written",
            path.toString(),
            e.toString(),
            full ? "free some space, then run again" : "check permissions and the disk"),
        e);
  }

  static DiracosException interrupted(Exception cause) {
    return DiracosException.of(
        Problem.of(INTERRUPTED, "the build was interrupted", "", "run the build again"), cause);
  }

  static DiracosException noSourcePackage(String name, String where, String ending, String said) {
    return DiracosException.of(
        new Problem(
            SOURCE,
            "no source package can be made of " + name + ": " + ending,
            where,
            said,
            "correct the spec, or put the missing source beside it"));
  }
}
