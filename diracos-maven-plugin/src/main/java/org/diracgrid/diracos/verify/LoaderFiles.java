package org.diracgrid.diracos.verify;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.diracgrid.diracos.elf.ElfFile;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.stage.StagedEntry;
import org.jspecify.annotations.Nullable;

/**
 * The files of a bundle as a process sees them that runs from it: nothing is known of what lies
 * outside, so an absolute link leads nowhere, and so does one that climbs above the root.
 */
final class LoaderFiles {

  /** As many links as Linux follows for one path. */
  private static final int MAX_LINKS = 40;

  private final Map<BundlePath, StagedEntry> entries;

  /** By name and directory: what an attempt to open it gives. Needed names only. */
  private final Map<String, Map<BundlePath, Candidate>> candidates = new HashMap<>();

  private final Set<BundlePath> directories = new HashSet<>();

  /**
   * What a name in a directory leads to.
   *
   * @param elf absent if it is no sound ELF file
   */
  record Candidate(BundlePath path, @Nullable ElfFile elf) {}

  /** An index of everything whose name is one of {@code names}. */
  LoaderFiles(
      Map<BundlePath, StagedEntry> entries, Map<BundlePath, ElfFile> elfs, Set<String> names) {
    this.entries = entries;
    for (StagedEntry entry : entries.values()) {
      BundlePath path = entry.path();
      String name = path.fileName();
      if (names.contains(name)) {
        Optional<BundlePath> real =
            entry.kind() == StagedEntry.Kind.SYMLINK
                ? real(path.parent(), name)
                : Optional.of(path);
        if (real.isPresent()) {
          directories.add(path.parent());
          candidates
              .computeIfAbsent(name, key -> new HashMap<>())
              .put(path.parent(), new Candidate(real.get(), elfs.get(real.get())));
        }
      }
    }
  }

  /** What {@code name} is in that physical directory, or null. */
  @Nullable Candidate candidate(BundlePath directory, String name) {
    Map<BundlePath, Candidate> places = candidates.get(name);
    return places == null ? null : places.get(directory);
  }

  /** Everything of that name in the bundle, by directory. */
  SortedMap<BundlePath, Candidate> candidates(String name) {
    return new TreeMap<>(candidates.getOrDefault(name, Map.of()));
  }

  /** Whether the physical directory holds anything that is needed. */
  boolean holdsAny(BundlePath directory) {
    return directories.contains(directory);
  }

  /** The last two segments of all directories that hold anything that is needed. */
  Set<String> directoryEnds() {
    Set<String> ends = new TreeSet<>();
    for (BundlePath directory : directories) {
      ends.add(directory.parent().fileName() + "/" + directory.fileName());
    }
    return ends;
  }

  /**
   * Where {@code text} leads from a physical directory; an absolute one starts at the root.
   *
   * @return a physical path; empty if nothing is there, or it leads out of the bundle
   */
  Optional<BundlePath> real(BundlePath start, String text) {
    Deque<String> steps = new ArrayDeque<>();
    push(steps, text);
    BundlePath current = text.startsWith("/") ? BundlePath.ROOT : start;
    int links = 0;
    while (!steps.isEmpty()) {
      String step = steps.removeFirst();
      if (step.equals("..")) {
        if (current.isRoot()) {
          return Optional.empty();
        }
        current = current.parent();
        continue;
      }
      BundlePath child = current.resolve(step);
      StagedEntry entry = entries.get(child);
      if (entry == null || (entry.kind() == StagedEntry.Kind.FILE && !steps.isEmpty())) {
        return Optional.empty();
      }
      if (entry.kind() != StagedEntry.Kind.SYMLINK) {
        current = child;
      } else if (entry.target().startsWith("/") || ++links > MAX_LINKS) {
        return Optional.empty();
      } else {
        push(steps, entry.target());
      }
    }
    return Optional.of(current);
  }

  private static void push(Deque<String> steps, String text) {
    String[] segments = text.split("/", -1);
    for (int i = segments.length - 1; i >= 0; i--) {
      if (!segments[i].isEmpty() && !segments[i].equals(".")) {
        steps.addFirst(segments[i]);
      }
    }
  }

  /** Whether a directory is at that physical path. */
  boolean isDirectory(BundlePath path) {
    StagedEntry entry = entries.get(path);
    return path.isRoot() || (entry != null && entry.kind() == StagedEntry.Kind.DIRECTORY);
  }
}
