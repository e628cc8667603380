package org.diracgrid.diracos.pipeline;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.diracgrid.diracos.bundle.BundleLayout;
import org.diracgrid.diracos.bundle.BundleName;
import org.diracgrid.diracos.bundle.ChunkCache;
import org.diracgrid.diracos.bundle.Packing;
import org.diracgrid.diracos.bundle.TarballWriter;
import org.diracgrid.diracos.extension.Overlay;
import org.diracgrid.diracos.extension.PlacedDelta;
import org.diracgrid.diracos.extension.Replacements;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.path.Directories;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.python.WheelName;
import org.diracgrid.diracos.relocate.RelocationResult;
import org.diracgrid.diracos.relocate.TreeRelocator;
import org.diracgrid.diracos.rpm.PackageWriter;
import org.diracgrid.diracos.stage.Extractor;
import org.diracgrid.diracos.stage.StagedPackage;
import org.diracgrid.diracos.stage.StagedTree;

/**
 * Makes an extension of one file, so that the classes that the real one needs once pip has ended
 * are loaded while it runs. What it does has no result.
 */
final class Rehearsal {

  private Rehearsal() {}

  /**
   * All of it; to be done beside the run, and ended with it.
   *
   * @param place a directory of its own, which is there neither before nor afterwards
   */
  static void run(Path place, Packing packing) {
    Directories.delete(place);
    try {
      AtomicFile.directory(place);
      Path content = place.resolve("content");
      AtomicFile.write(content, "def rehearse():\n    pass\n".getBytes(StandardCharsets.UTF_8));
      List<PackageWriter.Member> members =
          List.of(
              new PackageWriter.Member("/usr/lib/rehearsal/__init__.py", false, content),
              new PackageWriter.Member("/usr/lib/rehearsal-1.dist-info/RECORD", false, content));
      Nevra nevra = WheelName.of("rehearsal", "1", "noarch");
      Path file = place.resolve("rehearsal.rpm");
      new PackageWriter(nevra, "", "", members).write(file);
      StagedTree delta =
          Extractor.extract(
                  List.of(new StagedPackage(nevra, file)),
                  place.resolve("delta"),
                  1,
                  Progress.silent())
              .tree();
      StagedTree base = new StagedTree(place.resolve("base"), Set.of());
      StagedTree placed = PlacedDelta.over(base, delta);
      Overlay overlay =
          Overlay.of(Replacements.left(base, placed, List.of(), false, ""), placed, List.of(), "");
      RelocationResult relocated =
          new TreeRelocator(Progress.silent(), 1)
              .relocate(overlay.whole(), overlay.added().keySet());
      StagedTree shipped = overlay.shipped(relocated.tree().entries(), new TreeMap<>(), false);
      BundleLayout layout =
          BundleLayout.of(shipped, BundleName.of("rehearsal", "1"), packing, Instant.EPOCH);
      new TarballWriter(1, Progress.silent(), ChunkCache.none())
          .write(layout, place.resolve("out"));
    } finally {
      Directories.delete(place);
    }
  }
}
