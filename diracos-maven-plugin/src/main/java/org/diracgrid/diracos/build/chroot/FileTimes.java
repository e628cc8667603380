package org.diracgrid.diracos.build.chroot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.rpm.RpmFile;
import org.diracgrid.diracos.rpm.RpmTag;
import org.diracgrid.diracos.stage.StagePlan;
import org.diracgrid.diracos.stage.StagedEntry;
import org.diracgrid.diracos.stage.StagedTree;

/**
 * Gives extracted files the times and modes that they have in their packages: Python takes a
 * compiled file for good only if its source has the time that it was compiled at, and a build may
 * copy a file with both. The modes are those of the tree, see {@code StagedModes}.
 */
final class FileTimes {

  private FileTimes() {}

  static void restore(StagePlan plan, List<RpmFile> packages, StagedTree tree) throws IOException {
    try {
      packages.parallelStream().forEach(each -> restore(plan, each, tree));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void restore(StagePlan plan, RpmFile rpm, StagedTree tree) {
    long[] times = rpm.header().numbers(RpmTag.FILE_MTIMES);
    try {
      for (Map.Entry<Integer, BundlePath> file : plan.filesOf(rpm.header().nevra()).entrySet()) {
        Path path = tree.locate(file.getValue());
        StagedEntry entry = tree.entries().get(file.getValue());
        if (entry != null) {
          Files.setAttribute(path, "unix:mode", entry.mode());
        }
        if (file.getKey() < times.length) {
          Files.setLastModifiedTime(path, FileTime.fromMillis(times[file.getKey()] * 1000));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
