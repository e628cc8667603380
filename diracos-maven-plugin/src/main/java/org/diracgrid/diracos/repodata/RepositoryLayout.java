package org.diracgrid.diracos.repodata;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.diracgrid.diracos.rpm.RpmFile;
import org.diracgrid.diracos.rpm.RpmHeader;
import org.diracgrid.diracos.rpm.RpmTag;

/**
 * The directory of the own repository, as DIRACOS v1 has it.
 *
 * <pre>
 * i386 i686 x86_64 aarch64 noarch src    packages by architecture; another one gets its own
 * bootstrap buildOnly                    packages that never ship, of all architectures
 * repodata                               see {@link RepodataWriter}
 * </pre>
 *
 * <p>A package appears by a rename, its time that of its build, so that metadata does not hang on
 * when it was copied.
 */
public final class RepositoryLayout {

  /** The directory of what stands in; the metadata does not list it. */
  static final String BOOTSTRAP = "bootstrap";

  /** The directories for packages. */
  public static final List<String> DIRECTORIES =
      List.of("i386", "i686", "x86_64", "aarch64", "noarch", "src", BOOTSTRAP, "buildOnly");

  /** What a package is for. */
  public enum Area {
    /** It may ship. */
    MAIN,
    /** It stands in until the package proper is built. */
    BOOTSTRAP,
    /** It serves to build others. */
    BUILD_ONLY
  }

  /** A package on its way in. */
  private record Incoming(Path file, RpmHeader header, Path target, Path temporary) {}

  private final Path root;

  /** The layout below a directory, which need not be there. */
  public RepositoryLayout(Path root) {
    this.root = root;
  }

  /** The directory of the repository. */
  public Path root() {
    return root;
  }

  /** Makes the directories that are not there. */
  public void create() {
    for (String directory : DIRECTORIES) {
      create(root.resolve(directory));
    }
  }

  private static void create(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw RepodataProblems.unwritable(directory, e);
    }
  }

  /**
   * Where a package goes.
   *
   * @param arch as {@link RpmHeader#arch} gives it
   * @param fileName of the package file
   * @return relative to the root, with slashes
   */
  public static String location(Area area, String arch, String fileName) {
    String directory =
        switch (area) {
          case MAIN -> arch;
          case BOOTSTRAP -> BOOTSTRAP;
          case BUILD_ONLY -> "buildOnly";
        };
    return directory + "/" + fileName;
  }

  /**
   * Copies packages in. Other packages of the area with the name and architecture of one of them
   * are older builds, or newer ones that were given up, and go once all are in. A file that is
   * there already, byte for byte, is left alone.
   *
   * @return the locations, in the order given
   * @throws org.diracgrid.diracos.problem.DiracosException {@code DOS-RPM-NN} or {@code
   *     DOS-REPODATA-05} if one is no package or has no name of its own, with nothing changed;
   *     {@code DOS-REPODATA-02} if it cannot be written
   */
  public List<String> add(Area area, Collection<Path> packages) {
    Map<Path, Incoming> incoming = new LinkedHashMap<>();
    List<String> locations = new ArrayList<>();
    for (Path file : packages) {
      RpmHeader header = RpmFile.read(file).header();
      String name = String.valueOf(file.getFileName());
      if (!name.endsWith(".rpm") || name.startsWith(".") || XmlBytes.losesText(name)) {
        throw RepodataProblems.misnamed(file, "'" + name + "' is no name of a package file");
      }
      String location = location(area, header.arch(), name);
      Path target = root.resolve(location);
      Path temporary = target.resolveSibling("." + name + ".tmp");
      Incoming other = incoming.put(target, new Incoming(file, header, target, temporary));
      if (other != null) {
        throw RepodataProblems.misnamed(file, other.file() + " would go to the same " + location);
      }
      locations.add(location);
    }
    List<Incoming> copied = copy(incoming.values());
    copied.forEach(one -> move(one.temporary(), one.target()));
    incoming.values().forEach(one -> removeOthers(one, incoming.keySet()));
    return locations;
  }

  /** Copies what is not there beside where it goes; after a failure none is left. */
  private static List<Incoming> copy(Collection<Incoming> all) {
    List<Incoming> copied = new ArrayList<>();
    boolean done = false;
    try {
      for (Incoming one : all) {
        create(parent(one.target()));
        if (!isThere(one)) {
          copied.add(one);
          copy(one);
        }
      }
      done = true;
      return copied;
    } finally {
      if (!done) {
        copied.forEach(one -> delete(one.temporary()));
      }
    }
  }

  private static boolean isThere(Incoming one) {
    try {
      return Files.isRegularFile(one.target()) && Files.mismatch(one.file(), one.target()) < 0;
    } catch (IOException e) {
      throw RepodataProblems.unreadable(one.target(), e);
    }
  }

  private static void copy(Incoming one) {
    try {
      Files.copy(one.file(), one.temporary(), StandardCopyOption.REPLACE_EXISTING);
      long[] built = one.header().numbers(RpmTag.BUILD_TIME);
      if (built.length > 0) {
        Files.setLastModifiedTime(one.temporary(), FileTime.from(built[0], TimeUnit.SECONDS));
      }
    } catch (IOException e) {
      throw RepodataProblems.unwritable(one.target(), e);
    }
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw RepodataProblems.unwritable(to, e);
    }
  }

  private static void removeOthers(Incoming one, Collection<Path> kept) {
    Path directory = parent(one.target());
    List<Path> old = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        // A file is named after its package; the header decides whether this one is.
        if (name.startsWith(one.header().name() + "-")
            && name.endsWith(".rpm")
            && !kept.contains(file)) {
          RpmHeader header = RpmFile.read(file).header();
          if (header.name().equals(one.header().name())
              && header.arch().equals(one.header().arch())) {
            old.add(file);
          }
        }
      }
    } catch (IOException e) {
      throw RepodataProblems.unreadable(directory, e);
    } catch (DirectoryIteratorException e) {
      throw RepodataProblems.unreadable(directory, new IOException(e));
    }
    old.forEach(RepositoryLayout::delete);
  }

  /**
   * Removes packages, such as those that a build does not make any more.
   *
   * @param locations as {@link #add} gave them; one that is not there is passed over
   */
  public void remove(Collection<String> locations) {
    for (String location : new TreeSet<>(locations)) {
      Path file = root.resolve(location).normalize();
      if (!file.startsWith(root.normalize()) || !location.endsWith(".rpm")) {
        throw RepodataProblems.misnamed(file, "'" + location + "' is no place of a package");
      }
      delete(file);
    }
  }

  private static Path parent(Path file) {
    Path parent = file.getParent();
    return parent == null ? Path.of("") : parent;
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw RepodataProblems.unwritable(file, e);
    }
  }
}
