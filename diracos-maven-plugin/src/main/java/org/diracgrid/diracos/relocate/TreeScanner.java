package org.diracgrid.diracos.relocate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.diracgrid.diracos.elf.ElfFile;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.stage.ContentObserver;
import org.diracgrid.diracos.stage.StagedEntry;

/**
 * Looks at files while they are extracted: what relocation has to know of them then needs no second
 * reading of the tree.
 */
public final class TreeScanner implements ContentObserver {

  private final List<ByteSearch> searches;
  private final Map<BundlePath, ContentLook.Seen> seen = new ConcurrentHashMap<>();

  /** A scanner that looks for these texts in every file. */
  public TreeScanner(List<String> texts) {
    this.searches =
        texts.stream().map(text -> new ByteSearch(text.getBytes(StandardCharsets.UTF_8))).toList();
  }

  /** A scanner for a tree that is at {@code root}, or is about to be written there. */
  public static TreeScanner of(Path root) {
    return new TreeScanner(stagingPaths(root.toAbsolutePath().normalize()));
  }

  /** The root as it is called, and as the system calls it. */
  private static List<String> stagingPaths(Path root) {
    Path there = root;
    for (Path up = root.getParent(); up != null && !Files.exists(there); up = up.getParent()) {
      there = up;
    }
    try {
      Path real = there.toRealPath().resolve(there.relativize(root));
      return List.copyOf(new LinkedHashSet<>(List.of(root.toString(), real.toString())));
    } catch (IOException e) {
      throw TreeFiles.failure("read", there, e);
    }
  }

  /** Whether anything is looked for beyond the first bytes of a file. */
  boolean isContentWanted() {
    return !searches.isEmpty();
  }

  @Override
  public Content begin() {
    ContentLook look = new ContentLook(searches);
    return new Content() {
      @Override
      public void piece(byte[] buffer, int offset, int length) {
        look.piece(buffer, offset, length);
      }

      @Override
      public void written(BundlePath path, Path file) {
        seen.put(path, look.seen(path, file));
      }
    };
  }

  /** Takes as seen what an earlier look at the same bytes showed. */
  void remember(BundlePath path, ContentLook.Seen earlier) {
    seen.put(path, earlier);
  }

  /** What one file showed. */
  ContentLook.Seen seen(BundlePath path) {
    ContentLook.Seen one = seen.get(path);
    if (one == null) {
      throw new IllegalStateException(path + " was not looked at");
    }
    return one;
  }

  /** What the files among {@code entries} showed, each of which must have gone by. */
  public TreeScan result(Collection<StagedEntry> entries) {
    SortedMap<BundlePath, ElfFile> elfs = new TreeMap<>();
    SortedMap<BundlePath, Shebang> scripts = new TreeMap<>();
    SortedMap<BundlePath, List<String>> hostPaths = new TreeMap<>();
    List<BundlePath> tainted = new ArrayList<>();
    List<Problem> broken = new ArrayList<>();
    for (StagedEntry entry : entries) {
      if (entry.kind() != StagedEntry.Kind.FILE) {
        continue;
      }
      ContentLook.Seen one = seen(entry.path());
      if (one.elf() != null) {
        elfs.put(entry.path(), one.elf());
      }
      if (one.script() != null && (entry.mode() & 0111) != 0) {
        scripts.put(entry.path(), one.script());
      }
      if (!one.hostPaths().isEmpty()) {
        hostPaths.put(entry.path(), one.hostPaths());
      }
      if (one.tainted()) {
        tainted.add(entry.path());
      }
      if (one.broken() != null) {
        broken.add(one.broken());
      }
    }
    return new TreeScan(elfs, scripts, hostPaths, tainted, broken);
  }
}
