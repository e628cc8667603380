package org.diracgrid.diracos.relocate;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.function.Function;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.stage.StagedEntry;

/** The directories that {@code /etc/ld.so.conf} and its parts name, in the order of the files. */
final class LoaderDirectories {

  private static final BundlePath PARTS = BundlePath.parse("/etc/ld.so.conf.d");

  private LoaderDirectories() {}

  /**
   * Those of a tree.
   *
   * @param content gives the bytes of a file of the tree
   */
  static List<String> of(
      NavigableMap<BundlePath, StagedEntry> entries, Function<BundlePath, byte[]> content) {
    List<String> directories = new ArrayList<>();
    for (StagedEntry entry : entries.values()) {
      boolean part =
          entry.path().parent().equals(PARTS) && entry.path().fileName().endsWith(".conf");
      boolean main = entry.path().toString().equals("/etc/ld.so.conf");
      if (entry.kind() == StagedEntry.Kind.FILE && (part || main)) {
        new String(content.apply(entry.path()), StandardCharsets.UTF_8)
            .lines()
            .map(line -> line.replaceFirst("#.*", "").strip())
            .filter(line -> line.startsWith("/"))
            .forEach(directories::add);
      }
    }
    return directories;
  }
}
