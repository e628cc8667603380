package org.diracgrid.diracos.python;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.path.Directories;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.progress.Stage;
import org.diracgrid.diracos.progress.Unit;
import org.diracgrid.diracos.python.requirements.RequirementsCopy;
import org.diracgrid.diracos.python.requirements.RequirementsTree;
import org.diracgrid.diracos.repo.Fetcher;
import org.diracgrid.diracos.resolve.LockedPython;
import org.diracgrid.diracos.stage.StagedPackage;

/** Chooses, fetches and installs the Python packages of a bundle, and makes packages of them. */
public final class Wheels {

  private final Pip pip;
  private final Places places;
  private final Archives archives;
  private final SourceBuilds builds;
  private final Progress progress;

  /**
   * Where things are.
   *
   * @param base directory of the configuration
   * @param work a directory of pip's own
   * @param built wheels that were built, kept for later runs
   */
  public record Places(Path base, Path work, Path built) {}

  /** Works with that pip; what has to be compiled is, by {@code builder}. */
  public Wheels(Pip pip, Places places, Fetcher fetcher, WheelBuilder builder, Progress progress) {
    this.pip = pip;
    this.places = places;
    this.archives = new Archives(pip, places, fetcher);
    this.builds = new SourceBuilds(pip, places, archives, new CompiledWheels(pip, builder, places));
    this.progress = progress;
  }

  /**
   * Chooses, and builds what is no wheel.
   *
   * @param over whether what is installed already counts
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-PYTHON-03 to -10, -16, -40 to -42
   */
  public List<LockedPython.Wheel> choose(RequirementsTree requirements, boolean over) {
    try (Stage stage = progress.stage("choose Python packages", -1, Unit.ITEMS)) {
      Path directory = places.work.resolve("requirements");
      RequirementsCopy copy =
          RequirementsCopy.write(requirements, directory, places.base, System.getenv());
      List<LockedPython.Wheel> wheels = new ArrayList<>();
      try {
        for (PipReport.Item item : pip.resolve(copy, over).items()) {
          LockedPython.Wheel wheel = archives.locked(item);
          wheels.add(wheel.isWheel() ? wheel : builds.chosen(wheel));
          stage.advance(1);
        }
      } finally {
        // Variables were replaced in it.
        Directories.delete(directory);
      }
      return wheels;
    }
  }

  /**
   * Installs.
   *
   * @param treeRoot root of the tree whose Python pip runs by
   * @param arch architecture of the bundle
   * @param packages an empty directory for what comes out
   * @param installed is told where the files lie below the root of the tree, before packages are
   *     made of them; they stay until {@link #clear}
   * @return one for each distribution, by name
   */
  public List<StagedPackage> install(
      List<LockedPython.Wheel> wheels,
      Path treeRoot,
      String arch,
      Path packages,
      Consumer<Path> installed) {
    Path links = places.work.resolve("links");
    Directories.delete(links);
    AtomicFile.directory(links);
    SortedMap<String, Checksum> wanted = new TreeMap<>();
    try (Stage stage = progress.stage("install Python packages", wheels.size(), Unit.ITEMS)) {
      for (LockedPython.Wheel wheel : wheels) {
        String name = wheel.build().map(LockedPython.Build::file).orElse(wheel.file());
        Checksum checksum =
            wheel.build().map(LockedPython.Build::checksum).orElse(wheel.checksum());
        archives.link(links, name, wheel.isWheel() ? archives.fetch(wheel) : builds.wheel(wheel));
        wanted.put(wheel.name() + "==" + wheel.version(), checksum);
        stage.advance(1);
      }
      Path root = root();
      if (!wanted.isEmpty()) {
        pip.install(wanted, links, root);
      }
      Path top = root.resolve(treeRoot.toString().substring(1));
      AtomicFile.directory(top);
      installed.accept(top);
      return new WheelPackages(top, treeRoot, arch, packages).write();
    }
  }

  /** Removes what {@link #install} left. */
  public void clear() {
    Directories.delete(root());
  }

  private Path root() {
    return places.work.resolve("root");
  }
}
