package org.diracgrid.diracos.nevra;

import java.util.Comparator;

/**
 * Name, epoch, version, release and architecture: what identifies a package within a repository.
 *
 * @param arch such as {@code x86_64}, {@code noarch}, {@code src}
 */
public record Nevra(String name, Evr evr, String arch) implements Comparable<Nevra> {

  private static final Comparator<Nevra> ORDER =
      Comparator.comparing(Nevra::name).thenComparing(Nevra::evr).thenComparing(Nevra::arch);

  /** Validates that name and architecture are there and that a release is. */
  public Nevra {
    if (name.isEmpty() || arch.isEmpty()) {
      throw new IllegalArgumentException("a package needs a name and an architecture");
    }
  }

  /** By name, then EVR, then architecture. */
  @Override
  public int compareTo(Nevra other) {
    return ORDER.compare(this, other);
  }

  /** {@code name-[epoch:]version-release.arch}; epoch 0 is left out, as rpm and dnf print it. */
  @Override
  public String toString() {
    return name + "-" + evr + "." + arch;
  }
}
