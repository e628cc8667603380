package org.diracgrid.diracos.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.stage.FoundTree;
import org.diracgrid.diracos.stage.StagedEntry;
import org.diracgrid.diracos.stage.StagedTree;
import org.diracgrid.diracos.stage.TreeReader;

/** Lists a directory as it is. Follows no link. */
public final class DirectoryReader {

  private static final int SET_ID_AND_PERMISSIONS = 07777;

  private DirectoryReader() {}

  /**
   * Lists all that is below {@code root}.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-VERIFY-31 if it is no directory,
   *     DOS-STAGE-21 if one in it cannot be read
   */
  public static Contents read(Path root) {
    if (!Files.isDirectory(root)) {
      throw VerifyProblems.nothingThere(root, "directory");
    }
    FoundTree found = TreeReader.read(root);
    List<Oddity> oddities = new ArrayList<>();
    found
        .hardLinks()
        .forEach(
            (path, first) ->
                oddities.add(new Oddity(Oddity.Kind.HARD_LINK, path.toString(), first.toString())));
    for (BundlePath path : found.leftAlone()) {
      oddities.add(
          new Oddity(Oddity.Kind.DEVICE, path.toString(), "device, pipe, socket or mount"));
    }
    NavigableMap<BundlePath, StagedEntry> entries = new TreeMap<>();
    Map<BundlePath, Path> places = new TreeMap<>();
    for (StagedEntry entry : found.tree().entries().values()) {
      Path place = found.place(entry.path());
      places.put(entry.path(), place);
      if (entry.kind() != StagedEntry.Kind.FILE || Files.isReadable(place)) {
        entries.put(entry.path(), withSetId(entry, place));
      } else {
        oddities.add(new Oddity(Oddity.Kind.UNREADABLE, entry.path().toString(), "file"));
      }
    }
    return new Contents(StagedTree.foreign(root, entries, places), oddities);
  }

  /** The entry with the bits that Java's permissions do not have. */
  private static StagedEntry withSetId(StagedEntry entry, Path place) {
    try {
      int mode = (int) Files.getAttribute(place, "unix:mode", LinkOption.NOFOLLOW_LINKS);
      return new StagedEntry(
          entry.path(),
          entry.kind(),
          mode & SET_ID_AND_PERMISSIONS,
          entry.size(),
          entry.target(),
          entry.owner(),
          entry.capability());
    } catch (IOException e) {
      throw VerifyProblems.nothingThere(place, "file that stays while it is looked at");
    }
  }
}
