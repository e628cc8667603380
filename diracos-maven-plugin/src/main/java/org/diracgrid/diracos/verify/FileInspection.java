package org.diracgrid.diracos.verify;

import java.util.ArrayList;
import java.util.List;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.stage.StagedEntry;

/** Kinds, modes and names of files, and paths of the build in them. */
final class FileInspection implements Inspection {

  private static final int SETUID_OR_SETGID = 06000;
  private static final int READABLE = 0004;
  private static final int ENTERABLE = 0005;

  @Override
  public void inspect(Subject subject, Contract contract, Findings findings) {
    tell(
        findings,
        Check.ESCAPING_LINK,
        oddities(subject, Oddity.Kind.ESCAPES),
        "name leads out of the folder that it is unpacked to",
        "names lead out of the folder that they are unpacked to",
        "make the tarball with mvn diracos:bundle");
    tell(
        findings,
        Check.HARD_LINK,
        oddities(subject, Oddity.Kind.HARD_LINK),
        "file has a second name",
        "files have a second name",
        "make the bundle with mvn diracos:bundle, which writes a copy for each name");
    tell(
        findings,
        Check.SETUID,
        modes(subject, entry -> isFile(entry) && (entry.mode() & SETUID_OR_SETGID) != 0),
        "file is setuid or setgid",
        "files are setuid or setgid",
        "chmod a-s; the loader ignores $ORIGIN for such files, so they could not run anyway");
    tell(
        findings,
        Check.DEVICE,
        oddities(subject, Oddity.Kind.DEVICE),
        "device, pipe or socket is in the bundle",
        "devices, pipes or sockets are in the bundle",
        "remove what is listed; it takes root to unpack devices");
    List<String> unreadable = new ArrayList<>(oddities(subject, Oddity.Kind.UNREADABLE));
    unreadable.addAll(modes(subject, FileInspection::isShut));
    tell(
        findings,
        Check.UNREADABLE,
        unreadable,
        "path cannot be read by everyone",
        "paths cannot be read by everyone",
        "chmod a+rX");
    tell(
        findings,
        Check.STAGING_PATH,
        owned(subject, subject.scan().tainted()),
        "file holds a path of the build",
        "files hold a path of the build",
        "remove what is listed by \"removedFolders\", or make what writes it relocatable");
    int files = subject.tree().of(StagedEntry.Kind.FILE).size();
    for (Check check : List.of(Check.HARD_LINK, Check.SETUID, Check.STAGING_PATH)) {
      findings.remark(check, Listed.count(files, "file", "files"));
    }
    for (Check check : List.of(Check.DEVICE, Check.UNREADABLE)) {
      findings.remark(check, Listed.count(subject.tree().entries().size(), "path", "paths"));
    }
  }

  private static void tell(
      Findings findings, Check check, List<String> lines, String one, String several, String fix) {
    if (!lines.isEmpty()) {
      findings.add(check, Listed.count(lines.size(), one, several), Listed.lines(lines), "", fix);
    }
  }

  private static List<String> oddities(Subject subject, Oddity.Kind kind) {
    return subject.oddities().stream()
        .filter(oddity -> oddity.kind() == kind)
        .map(
            oddity ->
                oddity.path() + (oddity.detail().isEmpty() ? "" : " (" + oddity.detail() + ")"))
        .toList();
  }

  private interface Wanted {
    boolean test(StagedEntry entry);
  }

  /** A mode in octal stands beside each path. */
  private static List<String> modes(Subject subject, Wanted wanted) {
    return subject.tree().entries().values().stream()
        .filter(wanted::test)
        .map(entry -> "0" + Integer.toOctalString(entry.mode()) + " " + subject.owned(entry.path()))
        .toList();
  }

  private static boolean isFile(StagedEntry entry) {
    return entry.kind() == StagedEntry.Kind.FILE;
  }

  private static boolean isShut(StagedEntry entry) {
    int wanted =
        switch (entry.kind()) {
          case FILE -> READABLE;
          case DIRECTORY -> ENTERABLE;
          case SYMLINK -> 0;
        };
    return (entry.mode() & wanted) != wanted;
  }

  private static List<String> owned(Subject subject, List<BundlePath> paths) {
    return paths.stream().map(subject::owned).toList();
  }
}
