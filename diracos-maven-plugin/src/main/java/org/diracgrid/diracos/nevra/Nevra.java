package org.diracgrid.diracos.nevra;

/**
 * Name, epoch, version, release and architecture: what identifies a package within a repository.
 *
 * @param arch such as {@code x86_64}, {@code noarch}, {@code src}
 */
public record Nevra(String name, Evr evr, String arch) implements Comparable<Nevra> {

  /** Validates that name and architecture are there and that a release is. */
  public Nevra {
    if (name.isEmpty() || arch.isEmpty()) {
      throw new IllegalArgumentException("a package needs a name and an architecture");
    }
  }

  /** By name, then EVR, then architecture. */
  @Override
  public int compareTo(Nevra other) {
    int order = name.compareTo(other.name);
    order = order != 0 ? order : evr.compareTo(other.evr);
    return order != 0 ? order : arch.compareTo(other.arch);
  }

  // By hand, as in every record that a common run compares: docs/decisions/0009.
  @Override
  public boolean equals(Object other) {
    return other instanceof Nevra that
        && name.equals(that.name)
        && arch.equals(that.arch)
        && evr.equals(that.evr);
  }

  @Override
  public int hashCode() {
    return (31 * name.hashCode() + evr.hashCode()) * 31 + arch.hashCode();
  }

  /** {@code name-[epoch:]version-release.arch}; epoch 0 is left out, as rpm and dnf print it. */
  @Override
  public String toString() {
    return name + "-" + evr + "." + arch;
  }
}
