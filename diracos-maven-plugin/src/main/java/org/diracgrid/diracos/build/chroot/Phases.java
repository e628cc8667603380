package org.diracgrid.diracos.build.chroot;

import java.io.IOException;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;

/** How long each part of a build took; used by one thread. */
final class Phases {

  /** The kept buildroot was found, or made. */
  static final String BUILDROOT = "buildroot";

  /** Directories for the build alone. */
  static final String CLONE = "clone";

  /** The user's programs. */
  static final String ROUTINES = "routines";

  /** From the start of the sandbox to its end. */
  static final String RPMBUILD = "rpmbuild";

  /** The packages were put in place. */
  static final String COLLECT = "collect";

  /** What the build left was removed. */
  static final String CLEAN = "clean";

  private final SortedMap<String, Duration> taken = new TreeMap<>();

  /** Something that takes time. */
  interface Part<T> {
    /** Does it. */
    T run() throws IOException;
  }

  /** Does a part and adds its time to that of the phase, also when it fails. */
  <T> T time(String phase, Part<T> part) throws IOException {
    long begin = System.nanoTime();
    try {
      return part.run();
    } finally {
      taken.merge(phase, Duration.ofNanos(System.nanoTime() - begin), Duration::plus);
    }
  }

  /** By name. */
  SortedMap<String, Duration> taken() {
    return taken;
  }
}
