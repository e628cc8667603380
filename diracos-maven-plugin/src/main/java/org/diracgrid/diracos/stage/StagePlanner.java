package org.diracgrid.diracos.stage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.path.FileNames;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.rpm.RpmFileInfo;
import org.jspecify.annotations.Nullable;

/**
 * Finds where each file of each package lies once all symbolic links are there.
 *
 * <p>A link may lie below another ({@code /lib/x} below {@code /lib -> usr/lib}), so first the
 * links are moved until none moves any more, then everything else is. A link at a path that is a
 * directory elsewhere is followed, unless it leads to a file; then the directory stays and the link
 * is a conflict.
 */
final class StagePlanner {

  private static final Pattern DOTS = Pattern.compile("(^|/)\\.\\.?(/|$)");
  private static final int MOST_ROUNDS = 100;

  private final List<PackageFiles> packages;
  private final List<Placed> claims = new ArrayList<>();
  private final List<SkippedFile> skipped = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();

  /** Links that lead to files and so cannot stand in for a directory. */
  private final Set<BundlePath> notFollowed = new HashSet<>();

  private Links links = new Links(Map.of());

  StagePlanner(List<PackageFiles> packages) {
    this.packages =
        packages.stream()
            .sorted(
                Comparator.comparing(PackageFiles::nevra)
                    .thenComparing(it -> it.nevra().toString()))
            .toList();
  }

  StagePlan plan() {
    collect();
    failIfProblems();
    do {
      settleLinks();
      problems.clear();
      claims.forEach(this::place);
    } while (refuseLinksToFiles());
    failIfProblems();
    Assembly assembly = new Assembly(links.used());
    claims.forEach(assembly::add);
    return assembly.plan(skipped);
  }

  private void failIfProblems() {
    if (!problems.isEmpty()) {
      throw DiracosException.of(problems);
    }
  }

  private void collect() {
    Set<Nevra> known = new HashSet<>();
    for (PackageFiles each : packages) {
      String owner = each.nevra().toString();
      if (!known.add(each.nevra())) {
        problems.add(
            Problem.of(
                StageProblems.PACKAGE,
                "the package " + owner + " is given twice",
                owner,
                "name each package once"));
        continue;
      }
      BundlePath parent = BundlePath.ROOT;
      for (RpmFileInfo file : each.files()) {
        parent = claim(each.nevra(), owner, file, parent);
      }
    }
    skipped.sort(Comparator.comparing(SkippedFile::owner).thenComparing(SkippedFile::path));
  }

  /**
   * Notes what a package claims.
   *
   * @param before the directory of the file before, which is this one's, too, more often than not
   * @return the directory of this file
   */
  private BundlePath claim(Nevra nevra, String owner, RpmFileInfo file, BundlePath before) {
    String path = file.path();
    if (!path.startsWith("/") || path.indexOf('\0') >= 0 || hasDots(path)) {
      problems.add(badPath(owner, path, "not an absolute path without . and .."));
      return before;
    }
    SkippedFile.Reason reason = reasonToSkip(file);
    if (reason != null) {
      skipped.add(new SkippedFile(owner, path, reason));
      return before;
    }
    BundlePath parsed = BundlePath.parse(path);
    BundlePath parent = parsed.isDirectlyIn(before) ? before : parsed.parent();
    if (file.type() == RpmFileInfo.Type.UNKNOWN) {
      problems.add(
          badPath(owner, path, "of an unknown type, mode " + Integer.toOctalString(file.mode())));
    } else if (parsed.isRoot() && file.type() != RpmFileInfo.Type.DIRECTORY) {
      problems.add(badPath(owner, path, "the root, and is no directory"));
    } else {
      claims.add(new Placed(nevra, owner, file, parsed, parent));
    }
    return parent;
  }

  /**
   * Whether a segment is {@code .} or {@code ..}; nearly every path is done with the first look.
   */
  private static boolean hasDots(String path) {
    return path.contains("/.") && DOTS.matcher(path).find();
  }

  private static SkippedFile.@Nullable Reason reasonToSkip(RpmFileInfo file) {
    if (file.isGhost()) {
      return SkippedFile.Reason.GHOST;
    }
    return switch (file.type()) {
      case DEVICE -> SkippedFile.Reason.DEVICE;
      case FIFO, SOCKET -> SkippedFile.Reason.PIPE_OR_SOCKET;
      default -> null;
    };
  }

  private static Problem badPath(String owner, String path, String fact) {
    return StageProblems.badPackage(
        StageProblems.PATH,
        owner + " holds the path " + path + ", which cannot be staged",
        owner,
        "it is " + fact);
  }

  /** Moves links through links until nothing moves. */
  private void settleLinks() {
    List<Placed> all =
        claims.stream().filter(claim -> claim.file.type() == RpmFileInfo.Type.SYMLINK).toList();
    for (int round = 0; round < MOST_ROUNDS; round++) {
      Map<BundlePath, String> next = new HashMap<>();
      for (Placed claim : all) {
        BundlePath at = links.directory(claim.rawParent).end();
        BundlePath path = claim.below(at);
        if (!notFollowed.contains(path)) {
          next.put(path, claim.file.linkTarget());
        }
      }
      boolean settled = next.equals(links.targets());
      links = new Links(next);
      if (settled) {
        return;
      }
    }
    String names = all.stream().map(claim -> claim.raw.toString()).limit(5).toList().toString();
    throw DiracosException.of(
        StageProblems.badPackage(
            StageProblems.LOOP,
            "the symbolic links of the packages move each other in circles",
            all.get(0).owner,
            "among them " + names));
  }

  /** Sets the final path of a claim. */
  private void place(Placed claim) {
    boolean directory = claim.file.type() == RpmFileInfo.Type.DIRECTORY;
    Links.Walk walk = links.directory(directory ? claim.raw : claim.rawParent);
    if (walk.loops() || walk.climbs()) {
      boolean loop = walk.loops();
      BundlePath culprit = walk.culprit();
      problems.add(
          StageProblems.badPackage(
              loop ? StageProblems.LOOP : StageProblems.ESCAPE,
              claim.owner
                  + " puts "
                  + claim.raw
                  + " behind a symbolic link that leads "
                  + (loop ? "in circles" : "out of the tree"),
              claim.owner,
              culprit == null ? "" : culprit + " -> " + links.targets().get(culprit)));
    }
    claim.path = directory ? walk.end() : claim.below(walk.end());
  }

  /** Whether links had to be refused, so that all has to be placed again. */
  private boolean refuseLinksToFiles() {
    Set<BundlePath> files = new HashSet<>();
    for (Placed claim : claims) {
      if (claim.file.type() == RpmFileInfo.Type.REGULAR) {
        files.add(claim.path);
      }
    }
    boolean refused = false;
    for (BundlePath used : links.used()) {
      if (files.contains(links.directory(used).end())) {
        refused |= notFollowed.add(used);
      }
    }
    return refused;
  }

  /** A file of a package, and where it lies. */
  static final class Placed {
    final Nevra nevra;
    final String owner;
    final RpmFileInfo file;
    final BundlePath raw;
    final BundlePath rawParent;
    BundlePath path;

    Placed(Nevra nevra, String owner, RpmFileInfo file, BundlePath raw, BundlePath rawParent) {
      this.nevra = nevra;
      this.owner = owner;
      this.file = file;
      this.raw = raw;
      this.rawParent = rawParent;
      this.path = raw;
    }

    BundlePath below(BundlePath directory) {
      return rawParent.equals(directory) ? raw : directory.resolve(raw.fileName());
    }

    BundlePath parent() {
      return path.equals(raw) ? rawParent : path.parent();
    }
  }

  /** Puts the placed claims together. */
  private static final class Assembly {

    private final Set<BundlePath> used;
    private final Map<BundlePath, List<Placed>> byPath = new HashMap<>();

    /** Directories and their owner, empty if none has one. */
    private final Map<BundlePath, String> directories = new HashMap<>();

    Assembly(Set<BundlePath> used) {
      this.used = used;
    }

    void add(Placed claim) {
      boolean directory = claim.file.type() == RpmFileInfo.Type.DIRECTORY;
      if (directory) {
        String owner = directories.get(claim.path);
        if (owner == null || owner.isEmpty()) {
          directories.put(claim.path, claim.owner);
        }
      } else {
        byPath.computeIfAbsent(claim.path, key -> new ArrayList<>(1)).add(claim);
      }
      for (BundlePath at = claim.parent(); !at.isRoot(); at = at.parent()) {
        if (directories.putIfAbsent(at, "") != null) {
          break; // Its parents are there, too.
        }
      }
    }

    StagePlan plan(List<SkippedFile> skipped) {
      NavigableMap<BundlePath, StagedEntry> entries = new TreeMap<>();
      directories.forEach(
          (path, owner) -> {
            if (!path.isRoot()) {
              entries.put(path, StagedModes.directory(path, owner));
            }
          });
      Map<Nevra, Map<Integer, BundlePath>> placed = new HashMap<>();
      List<PathConflict> conflicts = new ArrayList<>();
      Links all = new Links(linkTargets());
      byPath.forEach(
          (path, rivals) -> {
            if (entries.containsKey(path)) {
              conflicts.add(Rivals.directoryWins(path, directories.getOrDefault(path, ""), rivals));
              return;
            }
            Rivals choice = Rivals.of(path, rivals, used.contains(path), all);
            Placed winner = choice.winner();
            entries.put(path, StagedModes.entry(path, winner.file, winner.owner));
            if (winner.file.type() == RpmFileInfo.Type.REGULAR) {
              placed
                  .computeIfAbsent(winner.nevra, key -> new HashMap<>())
                  .put(winner.file.index(), path);
            }
            choice.conflict().ifPresent(conflicts::add);
          });
      conflicts.sort(Comparator.comparing(PathConflict::path));
      return new StagePlan(entries, placed, onHost(entries), conflicts, skipped);
    }

    private Map<BundlePath, String> linkTargets() {
      Map<BundlePath, String> targets = new HashMap<>();
      byPath.forEach(
          (path, rivals) -> {
            for (Placed rival : rivals) {
              if (rival.file.type() == RpmFileInfo.Type.SYMLINK && !directories.containsKey(path)) {
                targets.put(path, rival.file.linkTarget());
              }
            }
          });
      return targets;
    }

    private static Map<BundlePath, String> onHost(Map<BundlePath, StagedEntry> entries) {
      Map<BundlePath, String> targets = new HashMap<>();
      entries.forEach(
          (path, entry) -> {
            if (entry.kind() == StagedEntry.Kind.SYMLINK) {
              targets.put(path, entry.target());
            }
          });
      Links links = new Links(targets);
      targets.replaceAll(
          (path, target) -> {
            Links.Walk walk = links.follow(path.parent(), target);
            if (walk.loops()) {
              // It leads nowhere by any path; without links at least it stays inside.
              walk = new Links(Map.of()).follow(path.parent(), target);
            }
            boolean inside = !target.startsWith("/") && !walk.climbs();
            return FileNames.onHost(inside ? target : walk.end().relativeTo(path.parent()));
          });
      return targets;
    }
  }
}
