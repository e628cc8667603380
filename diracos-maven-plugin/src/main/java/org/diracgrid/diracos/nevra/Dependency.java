package org.diracgrid.diracos.nevra;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a package asks for, parsed: a versioned capability, a file, or a rich (boolean) expression
 * over them, as rpm's manual describes in "Boolean Dependencies".
 */
public sealed interface Dependency {

  /** A name, perhaps with a range of versions. */
  record Versioned(Capability capability) implements Dependency {
    // By hand, as in every record that a common run compares: docs/decisions/0009.
    @Override
    public boolean equals(Object other) {
      return other instanceof Versioned that && capability.equals(that.capability);
    }

    @Override
    public int hashCode() {
      return capability.hashCode();
    }

    @Override
    public String toString() {
      return capability.toString();
    }
  }

  /** An absolute path that some package must ship (or provide by that name). */
  record FilePath(String path) implements Dependency {
    @Override
    public String toString() {
      return path;
    }
  }

  /** All of them: {@code (a and b and c)}. */
  record And(List<Dependency> parts) implements Dependency {
    /** Copies the list. */
    public And {
      parts = List.copyOf(parts);
    }

    @Override
    public String toString() {
      return join(parts, " and ");
    }
  }

  /** At least one of them: {@code (a or b or c)}; no preference for the left. */
  record Or(List<Dependency> parts) implements Dependency {
    /** Copies the list. */
    public Or {
      parts = List.copyOf(parts);
    }

    @Override
    public String toString() {
      return join(parts, " or ");
    }
  }

  /** {@code (then if condition)} or {@code (then if condition else otherwise)}. */
  record If(Dependency then, Dependency condition, @Nullable Dependency otherwise)
      implements Dependency {
    @Override
    public String toString() {
      return "("
          + then
          + " if "
          + condition
          + (otherwise == null ? "" : " else " + otherwise)
          + ")";
    }
  }

  /** {@code (then unless condition)} or {@code (then unless condition else otherwise)}. */
  record Unless(Dependency then, Dependency condition, @Nullable Dependency otherwise)
      implements Dependency {
    @Override
    public String toString() {
      return "("
          + then
          + " unless "
          + condition
          + (otherwise == null ? "" : " else " + otherwise)
          + ")";
    }
  }

  /** One package that satisfies all of them at once: {@code (a with b)}. */
  record With(List<Dependency> parts) implements Dependency {
    /** Copies the list. */
    public With {
      parts = List.copyOf(parts);
    }

    @Override
    public String toString() {
      return join(parts, " with ");
    }
  }

  /** One package that satisfies the first but not the second: {@code (a without b)}. */
  record Without(Dependency wanted, Dependency unwanted) implements Dependency {
    @Override
    public String toString() {
      return "(" + wanted + " without " + unwanted + ")";
    }
  }

  /**
   * The dependency that a relation of a package's metadata expresses: a name that starts with a
   * parenthesis is a rich dependency, one that starts with a slash a file.
   *
   * @throws IllegalArgumentException if a rich dependency is malformed; the message says where
   */
  static Dependency of(Capability relation) {
    String name = relation.name();
    if (name.startsWith("(")) {
      return RichDependencyParser.parse(name);
    }
    return name.startsWith("/") && relation.operator() == null
        ? new FilePath(name)
        : new Versioned(relation);
  }

  private static String join(List<Dependency> parts, String word) {
    StringBuilder text = new StringBuilder("(");
    for (Dependency part : parts) {
      text.append(text.length() == 1 ? "" : word).append(part);
    }
    return text.append(')').toString();
  }
}
