package org.diracgrid.diracos.resolve;

import java.util.List;
import java.util.Objects;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.repo.PackageRecord;

/**
 * What ships, and why.
 *
 * @param packages in the order of name, EVR, architecture
 * @param cuts the requirements that the boundary met, sorted
 */
public record Closure(List<Chosen> packages, List<Cut> cuts) {

  /** Copies the lists. */
  public Closure {
    packages = List.copyOf(packages);
    cuts = List.copyOf(cuts);
  }

  /**
   * A package that ships.
   *
   * @param requiredBy every reason to ship it, the nearest to a root first
   */
  public record Chosen(PackageRecord record, List<Reason> requiredBy) {
    /** Copies the list; there is no package without a reason. */
    public Chosen {
      requiredBy = List.copyOf(requiredBy);
      if (requiredBy.isEmpty()) {
        throw new IllegalArgumentException(record.nevra() + " ships without a reason");
      }
    }

    /** The package's identity. */
    public Nevra nevra() {
      return record.nevra();
    }
  }

  /**
   * One reason: somebody requires something that the package offers, or wishes it.
   *
   * @param by the requiring package as NEVRA, or the origin of a root; for {@link Kind#SUPPLEMENTS}
   *     the package itself
   * @param root whether {@code by} is the configuration
   * @param requirement as it was stated
   */
  public record Reason(String by, boolean root, String requirement, Kind kind) {

    /** How strong a reason is. */
    public enum Kind {
      /** It cannot be left out. */
      REQUIRES,
      /** The package {@code by} recommends it. */
      RECOMMENDS,
      /** It supplements what {@code requirement} names. */
      SUPPLEMENTS
    }

    /** Validates presence. */
    public Reason {
      Objects.requireNonNull(by);
      Objects.requireNonNull(requirement);
    }

    /** A requirement. */
    public Reason(String by, boolean root, String requirement) {
      this(by, root, requirement, Kind.REQUIRES);
    }

    /** A relation of a package. */
    public Reason(String by, String relation, Kind kind) {
      this(by, false, relation, kind);
    }

    // By hand, as in every record that a common run compares: docs/decisions/0009.
    @Override
    public boolean equals(Object other) {
      return other instanceof Reason that
          && root == that.root
          && kind == that.kind
          && by.equals(that.by)
          && requirement.equals(that.requirement);
    }

    @Override
    public int hashCode() {
      return 31 * by.hashCode() + requirement.hashCode();
    }

    /** The reason in words: {@code recommended by app-1-1.x86_64: docs}. */
    @Override
    public String toString() {
      return switch (kind) {
        case REQUIRES -> "required by " + by + ": " + requirement;
        case RECOMMENDS -> "recommended by " + by + ": " + requirement;
        case SUPPLEMENTS -> "supplements " + requirement;
      };
    }
  }

  /**
   * A requirement of a package that ships that the boundary meets, so that nothing has to ship for
   * it; or a root that only the boundary meets. A rich requirement is cut where the boundary meets
   * a part of it, under a condition only if that holds. What a package offers itself is no cut.
   *
   * @param by the requiring package as NEVRA, or the origin of a root
   * @param root whether {@code by} is the configuration
   * @param requirement as it was stated
   * @param boundary name of the first package of the boundary, or of the ignored ones, that meets
   *     it
   */
  public record Cut(String by, boolean root, String requirement, String boundary)
      implements Comparable<Cut> {
    // By hand, as in every record that a common run compares: docs/decisions/0009.
    @Override
    public boolean equals(Object other) {
      return other instanceof Cut that
          && root == that.root
          && by.equals(that.by)
          && requirement.equals(that.requirement)
          && boundary.equals(that.boundary);
    }

    @Override
    public int hashCode() {
      return 31 * by.hashCode() + requirement.hashCode();
    }

    @Override
    public int compareTo(Cut other) {
      int order = boundary.compareTo(other.boundary);
      order = order != 0 ? order : by.compareTo(other.by);
      order = order != 0 ? order : requirement.compareTo(other.requirement);
      return order != 0 ? order : Boolean.compare(root, other.root);
    }
  }
}
