package org.diracgrid.diracos.python;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.path.Directories;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.progress.Stage;
import org.diracgrid.diracos.progress.Unit;
import org.diracgrid.diracos.repo.FetchRequest;
import org.diracgrid.diracos.repo.Fetcher;
import org.diracgrid.diracos.resolve.LockedPython;
import org.diracgrid.diracos.stage.StagedPackage;

/** Chooses, fetches and installs the Python packages of a bundle, and makes packages of them. */
public final class Wheels {

  /** The id by which a password for wheels is looked up in {@code settings.xml}. */
  private static final String REPOSITORY = "pip";

  private final Pip pip;
  private final Places places;
  private final Fetcher fetcher;
  private final Progress progress;

  /**
   * Where things are.
   *
   * @param base directory of the configuration
   * @param work a directory of pip's own
   * @param built wheels that were built, kept for later runs
   */
  public record Places(Path base, Path work, Path built) {}

  /** Works with that pip. */
  public Wheels(Pip pip, Places places, Fetcher fetcher, Progress progress) {
    this.pip = pip;
    this.places = places;
    this.fetcher = fetcher;
    this.progress = progress;
  }

  /**
   * Chooses.
   *
   * @param over whether what is installed already counts
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-PYTHON-03 to -08
   */
  public List<LockedPython.Wheel> choose(Path requirements, boolean over) {
    try (Stage stage = progress.stage("choose Python packages", -1, Unit.ITEMS)) {
      List<LockedPython.Wheel> wheels = new ArrayList<>();
      for (PipReport.Item item : pip.resolve(requirements, over).items()) {
        Checksum checksum =
            item.commit().isEmpty()
                ? item.checksum()
                : Checksum.of(Algorithm.SHA256, item.address().getBytes(StandardCharsets.UTF_8));
        wheels.add(
            new LockedPython.Wheel(
                item.name(), item.version(), item.file(), address(item), checksum));
      }
      stage.advance(wheels.size());
      return wheels;
    }
  }

  /** Files below the configuration's directory are named relative to it. */
  private String address(PipReport.Item item) {
    String base = places.base.toUri().toString();
    String given = item.address();
    String file =
        given.startsWith("file:/") && !given.startsWith("file:///")
            ? "file://" + given.substring("file:".length())
            : given;
    return file.startsWith(base) ? file.substring(base.length()) : given;
  }

  /**
   * Installs.
   *
   * @param treeRoot root of the tree whose Python pip runs by
   * @param arch architecture of the bundle
   * @param packages an empty directory for what comes out
   * @return one for each distribution, by name
   */
  public List<StagedPackage> install(
      List<LockedPython.Wheel> wheels, Path treeRoot, String arch, Path packages) {
    Path links = places.work.resolve("links");
    Directories.delete(links);
    AtomicFile.directory(links);
    SortedMap<String, Checksum> wanted = new TreeMap<>();
    try (Stage stage = progress.stage("install Python packages", wheels.size(), Unit.ITEMS)) {
      for (LockedPython.Wheel wheel : wheels) {
        Path file = wheel.file().isEmpty() ? built(wheel, wheel.url()) : archive(wheel);
        Path name = file.getFileName();
        String link = wheel.isWheel() ? wheel.file() : String.valueOf(name);
        Files.createSymbolicLink(links.resolve(link), file.toAbsolutePath());
        wanted.put(
            wheel.name() + "==" + wheel.version(),
            wheel.isWheel() ? wheel.checksum() : Checksum.of(Algorithm.SHA256, file));
        stage.advance(1);
      }
      Path root = places.work.resolve("root");
      if (!wanted.isEmpty()) {
        pip.install(wanted, links, root);
      }
      Path top = root.resolve(treeRoot.toString().substring(1));
      AtomicFile.directory(top);
      List<StagedPackage> installed = new WheelPackages(top, treeRoot, arch, packages).write();
      Directories.delete(root);
      return installed;
    } catch (IOException e) {
      throw AtomicFile.unwritable(links, e);
    }
  }

  private Path archive(LockedPython.Wheel wheel) {
    URI address = places.base.toUri().resolve(wheel.url());
    Path file =
        fetcher.fetch(
            new FetchRequest(REPOSITORY, List.of(address), wheel.checksum(), -1, wheel.file()));
    return wheel.isWheel() ? file : built(wheel, file.toString());
  }

  /** Builds a wheel of what is no wheel, once. */
  private Path built(LockedPython.Wheel wheel, String source) {
    Path kept = places.built.resolve(wheel.checksum().hex());
    try {
      if (!Files.isDirectory(kept)) {
        Path fresh = places.work.resolve("built");
        Directories.delete(fresh);
        AtomicFile.directory(fresh);
        Path given = Path.of(wheel.file());
        String archive = source;
        if (!wheel.file().isEmpty()) {
          // pip looks at the name's ending.
          Path named = Files.createDirectories(places.work.resolve("source")).resolve(given);
          Files.deleteIfExists(named);
          archive = Files.copy(Path.of(source), named).toString();
        }
        pip.build(archive, wheel.file().isEmpty() ? wheel.url() : wheel.file(), fresh);
        AtomicFile.directory(places.built);
        Files.move(fresh, kept);
      }
      try (var files = Files.newDirectoryStream(kept, "*.whl")) {
        return files.iterator().next();
      }
    } catch (IOException e) {
      throw AtomicFile.unwritable(kept, e);
    }
  }
}
