package org.diracgrid.diracos.extension;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diracgrid.diracos.nevra.Glob;
import org.diracgrid.diracos.nevra.Globs;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.python.RecordLine;
import org.diracgrid.diracos.python.requirements.Requirement;
import org.diracgrid.diracos.stage.StagedEntry;
import org.diracgrid.diracos.stage.StagedTree;

/**
 * Python packages of which an extension brings another version than its base has. Two versions
 * cannot stand side by side: pip would list both, and nobody knew which modules are there. So the
 * base's version is taken away, as {@code pip install} would; which a tarball of what is added
 * cannot do.
 */
public final class Replacements {

  private static final Pattern INFORMATION =
      Pattern.compile(
          "(?<site>.*/(?:site|dist)-packages)/(?<name>[^/]+?)-(?<version>[^-/]+)(?:-py[^/]*)?"
              + "\\.(?:dist|egg)-info");

  private final StagedTree base;
  private final StagedTree delta;
  private final Globs overrides;

  private Replacements(StagedTree base, StagedTree delta, List<String> overrides) {
    this.base = base;
    this.delta = delta;
    this.overrides = new Globs(overrides);
  }

  /** A distribution by its metadata: a directory, or with old tools a file. */
  private record Distribution(String name, String version, BundlePath site, BundlePath metadata) {}

  /**
   * The base without the Python packages that the extension replaces.
   *
   * @param full whether the base ships with the extension
   * @param where the place of the overrides, for messages
   * @throws DiracosException DOS-EXT-12 for each that may not, or cannot, be replaced
   */
  public static StagedTree left(
      StagedTree base, StagedTree delta, List<String> overrides, boolean full, String where) {
    return new Replacements(base, delta, overrides).left(full, where);
  }

  /**
   * Holds the overrides against the base.
   *
   * @throws DiracosException DOS-EXT-11 for each that matches nothing
   */
  public static void check(StagedTree base, List<String> overrides, String where) {
    List<Problem> problems = new ArrayList<>();
    for (String text : overrides) {
      Glob glob = Glob.of(text);
      if (base.entries().keySet().stream().noneMatch(path -> glob.matches(path.toString()))) {
        problems.add(
            Problem.of(
                "DOS-EXT-11",
                "\"overrides\" names " + text + ", and the base has nothing like that",
                where,
                "correct the path, which starts with / as the base's root, or take it out"));
      }
    }
    if (!problems.isEmpty()) {
      throw DiracosException.of(problems);
    }
  }

  private StagedTree left(boolean full, String where) {
    Map<String, List<Distribution>> there = new HashMap<>();
    distributions(base)
        .forEach(one -> there.computeIfAbsent(one.name, key -> new ArrayList<>()).add(one));
    Set<BundlePath> removed = new TreeSet<>();
    List<Problem> problems = new ArrayList<>();
    for (Distribution added : distributions(delta)) {
      for (Distribution old : there.getOrDefault(added.name, List.of())) {
        if (!old.metadata.equals(added.metadata)) {
          Set<BundlePath> files = files(old);
          Set<BundlePath> changed = new TreeSet<>(files);
          changed.addAll(replaced(added));
          boolean allowed = changed.stream().allMatch(path -> overrides.matches(path.toString()));
          if (allowed && full) {
            removed.addAll(files);
          } else {
            problems.add(problem(added, old, changed, full, where));
          }
        }
      }
    }
    if (!problems.isEmpty()) {
      throw DiracosException.of(problems);
    }
    return removed.isEmpty() ? base : without(removed);
  }

  private static List<Distribution> distributions(StagedTree tree) {
    List<Distribution> found = new ArrayList<>();
    for (BundlePath path : tree.entries().keySet()) {
      // Most paths are none by their ends.
      Matcher matcher =
          INFORMATION.matcher(path.fileName().endsWith("-info") ? path.toString() : "");
      if (matcher.matches()) {
        found.add(
            new Distribution(
                Requirement.canonical(matcher.group("name")),
                matcher.group("version"),
                BundlePath.parse(matcher.group("site")),
                path));
      }
    }
    return found;
  }

  /** What goes with a distribution of the base: its metadata, and the files it lists. */
  private Set<BundlePath> files(Distribution old) {
    Set<BundlePath> files = new TreeSet<>();
    for (StagedEntry entry : base.entries().tailMap(old.metadata, true).values()) {
      if (!entry.path().startsWith(old.metadata)) {
        break;
      }
      add(entry.path(), files);
    }
    BundlePath record = old.metadata.resolve("RECORD");
    if (base.entries().containsKey(record)) {
      try {
        for (String line : Files.readAllLines(base.locate(record), StandardCharsets.UTF_8)) {
          String path = RecordLine.parse(line).path();
          if (!path.isBlank()) {
            add(old.site.resolve(path), files);
          }
        }
      } catch (IOException e) {
        throw AtomicFile.unreadable(base.locate(record), e);
      }
    }
    return files;
  }

  /** What the extension does not bring, too. */
  private void add(BundlePath path, Set<BundlePath> files) {
    StagedEntry entry = base.entries().get(path);
    if (entry != null
        && entry.kind() != StagedEntry.Kind.DIRECTORY
        && !delta.entries().containsKey(path)) {
      files.add(path);
    }
  }

  /** The files of the base that a distribution of the extension stands in the place of. */
  private Set<BundlePath> replaced(Distribution added) {
    StagedEntry information = delta.entries().get(added.metadata);
    String owner = information == null ? "" : information.owner();
    Set<BundlePath> paths = new TreeSet<>();
    for (StagedEntry entry : delta.entries().values()) {
      StagedEntry there = base.entries().get(entry.path());
      if (there != null
          && entry.owner().equals(owner)
          && entry.kind() != StagedEntry.Kind.DIRECTORY
          && !isSame(entry, there)) {
        paths.add(entry.path());
      }
    }
    return paths;
  }

  private boolean isSame(StagedEntry entry, StagedEntry there) {
    try {
      return entry.kind() == StagedEntry.Kind.FILE
          && there.kind() == StagedEntry.Kind.FILE
          && entry.size() == there.size()
          && Files.mismatch(delta.locate(entry.path()), base.locate(entry.path())) < 0;
    } catch (IOException e) {
      throw AtomicFile.unreadable(delta.locate(entry.path()), e);
    }
  }

  private static Problem problem(
      Distribution added, Distribution old, Set<BundlePath> changed, boolean full, String where) {
    Set<String> globs = new TreeSet<>();
    for (BundlePath path : changed) {
      if (path.startsWith(old.site) && !path.parent().equals(old.site)) {
        String first = path.relativeTo(old.site).replaceFirst("/.*", "");
        globs.add(old.site.resolve(first) + "/*");
      } else {
        globs.add(path.toString());
      }
    }
    return new Problem(
        "DOS-EXT-12",
        "the extension brings "
            + added.name
            + " "
            + added.version
            + ", and the base has "
            + old.version,
        where,
        full
            ? "of two versions side by side pip would list both"
            : "a tarball of what is added (\"output\": \"delta\") cannot take away " + old.metadata,
        "require "
            + added.name
            + "=="
            + old.version
            + "; or let it be replaced: "
            + (full ? "" : "\"output\": \"full\" and ")
            + "\"overrides\": [\""
            + String.join("\", \"", globs)
            + "\"]");
  }

  /** Directories that hold nothing then go, too. */
  private StagedTree without(Set<BundlePath> removed) {
    NavigableMap<BundlePath, StagedEntry> left = new TreeMap<>(base.entries());
    left.keySet().removeAll(removed);
    for (BundlePath path : removed) {
      for (BundlePath up = path.parent(); !up.isRoot(); up = up.parent()) {
        BundlePath next = left.higherKey(up);
        if (next != null && next.startsWith(up)) {
          break;
        }
        left.remove(up);
      }
    }
    Map<BundlePath, Path> places = new HashMap<>();
    left.keySet().forEach(path -> places.put(path, base.locate(path)));
    return StagedTree.foreign(base.root(), left, places);
  }
}
