package org.diracgrid.diracos.relocate;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.stage.StagedEntry;

/** Reads the texts that a {@link TextPlan} is made from, and carries the plan out. */
final class TextWriter {

  private final Path root;
  private final int threads;

  TextWriter(Path root, int threads) {
    this.root = root;
    this.threads = threads;
  }

  /**
   * Looks at the texts that may name what is in the tree: a few of a hundred files.
   *
   * @param hostPaths what texts were seen to name
   * @param memory has looks at files that stand as they were, and is told of all
   */
  SortedMap<BundlePath, TextLook> look(
      NavigableMap<BundlePath, StagedEntry> entries,
      String stagingRoot,
      SortedMap<BundlePath, List<String>> hostPaths,
      RelocationMemory memory) {
    List<BundlePath> suspects = TextPlan.suspects(entries, stagingRoot, hostPaths);
    TextLook[] looks = new TextLook[suspects.size()];
    Parallel.forEach(
        threads,
        looks.length,
        i -> {
          BundlePath path = suspects.get(i);
          looks[i] =
              memory
                  .look(path)
                  .orElseGet(() -> TextLook.of(path, TreeFiles.read(path.under(root))));
        });
    SortedMap<BundlePath, TextLook> texts = new TreeMap<>();
    for (int i = 0; i < looks.length; i++) {
      texts.put(suspects.get(i), looks[i]);
      memory.looked(suspects.get(i), looks[i]);
    }
    return texts;
  }

  /**
   * Rewrites and removes what the plan says. To be called once interpreter lines are as they shall
   * be, since a script can be changed in both ways.
   *
   * @param entries get their new sizes, and lose what is removed
   * @param memory is told what the texts were
   */
  void write(
      TextPlan plan, NavigableMap<BundlePath, StagedEntry> entries, RelocationMemory memory) {
    for (TextPlan.Text text : plan.rewritten()) {
      byte[] before = TreeFiles.read(text.path().under(root));
      byte[] after = PathText.rewrite(before, text);
      if (!Arrays.equals(before, after)) {
        TreeFiles.rewrite(root, text.path(), before, after, memory);
        entries.computeIfPresent(
            text.path(), (path, entry) -> Relocator.sized(entry, after.length));
      }
    }
    for (BundlePath path : plan.removed()) {
      TreeFiles.delete(path.under(root));
      entries.remove(path);
    }
  }
}
