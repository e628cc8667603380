package org.diracgrid.diracos.nevra;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A name with, perhaps, a range of versions: what a package provides, requires, conflicts with or
 * obsoletes, such as {@code libz.so.1()(64bit)} or {@code openssl >= 1:3.0}.
 *
 * @param operator null exactly if {@code evr} is
 */
public record Capability(String name, @Nullable Operator operator, @Nullable Evr evr) {

  private static final Pattern VERSIONED = Pattern.compile("([^\\s/(]\\S*)\\s+([<>=]+)(.*)");

  /** Validates that operator and EVR come together. */
  public Capability {
    if ((operator == null) != (evr == null)) {
      throw new IllegalArgumentException(name + ": an operator needs an EVR and the other way");
    }
  }

  /** Any version of {@code name}. */
  public static Capability of(String name) {
    return new Capability(name, null, null);
  }

  /**
   * The capability with a version that a text is in the way in which rpm writes one, such as {@code
   * python(abi) = 3.11}; empty if the text has no name and comparison, blanks between them.
   *
   * @throws IllegalArgumentException if what stands after the name is no comparison with an EVR
   */
  public static Optional<Capability> versioned(String text) {
    Matcher matcher = VERSIONED.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String sign = matcher.group(2);
    String evr = matcher.group(3).strip();
    Operator operator =
        Operator.of(sign)
            .orElseThrow(() -> new IllegalArgumentException("'" + sign + "' is no comparison"));
    if (evr.isEmpty() || evr.chars().anyMatch(Character::isWhitespace)) {
      throw new IllegalArgumentException("one version is expected after '" + sign + "'");
    }
    return Optional.of(new Capability(matcher.group(1), operator, Evr.parse(evr)));
  }

  /**
   * Whether a package that provides {@code this} satisfies the requirement {@code wanted}: the
   * names are the same and the ranges meet. A side without a version meets every range (rpm's
   * {@code rpmdsCompare}).
   */
  public boolean satisfies(Capability wanted) {
    if (!name.equals(wanted.name)) {
      return false;
    }
    Operator mine = operator;
    Operator theirs = wanted.operator;
    Evr myEvr = evr;
    Evr theirEvr = wanted.evr;
    if (mine == null || theirs == null || myEvr == null || theirEvr == null) {
      return true;
    }
    int order = myEvr.compareForMatch(theirEvr);
    if (order < 0) {
      return mine.greater() || theirs.less();
    }
    if (order > 0) {
      return mine.less() || theirs.greater();
    }
    return (mine.equal() && theirs.equal())
        || (mine.less() && theirs.less())
        || (mine.greater() && theirs.greater());
  }

  // By hand, as in every record that a common run compares: docs/decisions/0009.
  @Override
  public boolean equals(Object other) {
    return other instanceof Capability that
        && name.equals(that.name)
        && operator == that.operator
        && Objects.equals(evr, that.evr);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + (evr == null ? 0 : evr.hashCode());
  }

  /** {@code name} or {@code name op evr}. */
  @Override
  public String toString() {
    return operator == null ? name : name + " " + operator.sign() + " " + evr;
  }
}
