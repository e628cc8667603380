package org.diracgrid.diracos.verify;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.relocate.Shebang;
import org.diracgrid.diracos.relocate.TreeScan;
import org.diracgrid.diracos.stage.PathConflict;
import org.diracgrid.diracos.stage.StagedEntry;
import org.diracgrid.diracos.stage.StagedTree;

/**
 * Subjects in a few words: {@code "/usr/bin/x"} is a file of package pkg-1-1.x86_64, {@code
 * "/usr/lib/"} a directory, {@code "/usr/lib/a -> b"} a link, {@code "04755 /usr/bin/su"} a file of
 * that mode; directories above are made.
 */
final class Subjects {

  private static final String OWNER = "pkg-1-1.x86_64";

  private final NavigableMap<BundlePath, StagedEntry> entries = new TreeMap<>();
  private final SortedMap<BundlePath, Shebang> scripts = new TreeMap<>();
  private final List<BundlePath> tainted = new ArrayList<>();
  private final List<Oddity> oddities = new ArrayList<>();
  private final List<BundlePath> brokenLinks = new ArrayList<>();
  private Optional<List<PathConflict>> conflicts = Optional.empty();
  private Optional<List<PackageFacts>> packages = Optional.empty();
  private Path root = Path.of("/staging/tree");

  static Subjects of(String... lines) {
    Subjects subjects = new Subjects();
    for (String line : lines) {
      subjects.entry(line);
    }
    return subjects;
  }

  private void entry(String line) {
    boolean moded = line.startsWith("0");
    int mode = moded ? Integer.parseInt(line.substring(0, line.indexOf(' ')), 8) : 0755;
    String rest = moded ? line.substring(line.indexOf(' ') + 1) : line;
    String[] parts = rest.split(" -> ", 2);
    BundlePath path = BundlePath.parse(parts[0]);
    for (BundlePath at = path.parent(); !at.isRoot(); at = at.parent()) {
      entries.putIfAbsent(at, directory(at, 0755));
    }
    if (parts.length == 2) {
      entries.put(
          path, new StagedEntry(path, StagedEntry.Kind.SYMLINK, 0777, 0, parts[1], OWNER, null));
    } else if (rest.endsWith("/")) {
      entries.put(path, directory(path, mode));
    } else {
      entries.put(path, new StagedEntry(path, StagedEntry.Kind.FILE, mode, 0, "", OWNER, null));
    }
  }

  private static StagedEntry directory(BundlePath path, int mode) {
    return new StagedEntry(path, StagedEntry.Kind.DIRECTORY, mode, 0, "", OWNER, null);
  }

  Subjects link(String line) {
    entry(line);
    return this;
  }

  Subjects at(Path place) {
    root = place;
    return this;
  }

  Subjects script(String path, String interpreter, String options) {
    entry(path);
    scripts.put(BundlePath.parse(path), new Shebang(interpreter, options, 1));
    return this;
  }

  Subjects tainted(String path) {
    tainted.add(BundlePath.parse(path));
    return this;
  }

  Subjects oddity(Oddity.Kind kind, String path, String detail) {
    oddities.add(new Oddity(kind, path, detail));
    return this;
  }

  Subjects broken(String path) {
    brokenLinks.add(BundlePath.parse(path));
    return this;
  }

  Subjects conflicts(PathConflict... list) {
    conflicts = Optional.of(List.of(list));
    return this;
  }

  Subjects packages(PackageFacts... list) {
    packages = Optional.of(List.of(list));
    return this;
  }

  Subject subject() {
    return new Subject(
        "the tree",
        new StagedTree(root, entries.values()),
        new TreeScan(new TreeMap<>(), scripts, new TreeMap<>(), tainted, List.of()),
        oddities,
        conflicts,
        packages,
        brokenLinks);
  }

  /** What an inspection says of it. */
  VerifyReport inspect(Inspection inspection, Contract contract) {
    Findings findings = new Findings(Map.of());
    inspection.inspect(subject(), contract, findings);
    return findings.report("the tree");
  }

  VerifyReport inspect(Inspection inspection) {
    return inspect(inspection, Contract.PLAIN);
  }

  /** The problems under a check, as they are printed. */
  static List<String> told(VerifyReport report, Check check) {
    return result(report, check).findings().stream()
        .map(finding -> finding.problem().toString())
        .toList();
  }

  static VerifyReport.Result result(VerifyReport report, Check check) {
    return report.results().stream()
        .filter(result -> result.check() == check)
        .findFirst()
        .orElseThrow();
  }

  /** All problems, as they are printed. */
  static List<String> all(VerifyReport report) {
    return report.results().stream()
        .flatMap(result -> result.findings().stream())
        .map(finding -> finding.problem().toString())
        .toList();
  }

  static Contract knownBrokenLinks(String... globs) {
    return new Contract(
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(),
        List.of(),
        List.of(globs),
        Map.of());
  }

  static Contract hostInterpreters(String... paths) {
    return new Contract(
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(paths),
        List.of(),
        List.of(),
        Map.of());
  }
}
