package org.diracgrid.diracos.resolve;

import java.util.List;
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
   * @param file name of the archive: a wheel, or a source archive that a wheel is built of
   * @param url where it comes from; relative addresses are relative to the configuration
   * @param checksum of the archive
   */
  public record Wheel(String name, String version, String file, String url, Checksum checksum) {

    /** Whether it is installed as it is; else it is built first. */
    public boolean isWheel() {
      return file.endsWith(".whl");
    }
  }
}
