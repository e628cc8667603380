package org.diracgrid.diracos.resolve;

import java.util.List;
import java.util.Optional;
import org.diracgrid.diracos.digest.Checksum;

/**
 * The Python packages of a lock.
 *
 * @param request digest of what they answer: requirements, where pip looks, the interpreter
 * @param wheels by name
 */
public record LockedPython(Checksum request, List<Wheel> wheels) {

  /** Copies. */
  public LockedPython {
    wheels = List.copyOf(wheels);
  }

  /**
   * A Python package of the lock.
   *
   * @param name as the index has it, normalized
   * @param version canonical
   * @param file name of the archive: a wheel, or a source archive that a wheel is built of; empty
   *     for what comes from version control
   * @param url where it comes from; relative addresses are relative to the configuration. {@code
   *     git+https://…@<commit>} for version control. Behind {@code #subdirectory=} stands where in
   *     it the package lies
   * @param checksum of the archive; of the built wheel for what comes from version control
   * @param build what was built of it; empty for a wheel
   */
  public record Wheel(
      String name,
      String version,
      String file,
      String url,
      Checksum checksum,
      Optional<Build> build) {

    /** Whether it is installed as it is; else it is built first. */
    public boolean isWheel() {
      return file.endsWith(".whl");
    }

    /** The same, of which that was built. */
    public Wheel with(Build built) {
      return new Wheel(
          name, version, file, url, file.isEmpty() ? built.checksum : checksum, Optional.of(built));
    }
  }

  /**
   * A wheel that was built.
   *
   * @param file its name
   * @param checksum of it: what is built again must be the same
   * @param tools wheels that it was built with, by name; none of them ships
   * @param inputs if it was compiled in a buildroot, digest of all that it was built of: the
   *     archive, the tools, the packages of the buildroot, Python
   */
  public record Build(
      String file, Checksum checksum, List<Wheel> tools, Optional<Checksum> inputs) {

    /** Copies. */
    public Build {
      tools = List.copyOf(tools);
      if (file.contains("/") || !file.endsWith(".whl")) {
        throw new IllegalArgumentException("'" + file + "' is not the name of a wheel");
      }
    }

    /** What was built by the bundle's Python. */
    public Build(String file, Checksum checksum, List<Wheel> tools) {
      this(file, checksum, tools, Optional.empty());
    }
  }
}
