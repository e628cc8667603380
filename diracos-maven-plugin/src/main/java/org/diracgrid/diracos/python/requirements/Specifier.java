package org.diracgrid.diracos.python.requirements;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A comparison with a version, such as {@code >=1.2} or {@code ==1.*}.
 *
 * @param operator one of {@code ~= == != <= >= < > ===}
 * @param version as written
 */
public record Specifier(String operator, String version) {

  private static final Pattern SYNTAX = Pattern.compile("(~=|===|==|!=|<=|>=|<|>)\\s*(\\S+)");
  private static final String WILDCARD = ".*";

  /** Operators that ask for what they name, so that naming a pre-release allows it. */
  private static final List<String> NAMING = List.of("==", ">=", "<=", "~=", "===");

  /** Understands one comparison; empty if PEP 440 does not know such a one. */
  public static Optional<Specifier> parse(String text) {
    Matcher matcher = SYNTAX.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Specifier read = new Specifier(matcher.group(1), matcher.group(2));
    return read.isSound() ? Optional.of(read) : Optional.empty();
  }

  private boolean isSound() {
    if (operator.equals("===")) {
      return !version.matches(".*[;)].*");
    }
    Optional<Pep440Version> parsed = Pep440Version.parse(isPrefix() ? stem() : version);
    if (parsed.isEmpty()) {
      return false;
    }
    Pep440Version known = parsed.get();
    boolean equality = operator.equals("==") || operator.equals("!=");
    if (isPrefix()) {
      return equality && known.equals(known.base());
    }
    if (operator.equals("~=")) {
      return known.release().size() > 1 && !known.isLocal();
    }
    return equality || !known.isLocal();
  }

  /** Whether it names a series of versions, as {@code ==1.*} does. */
  public boolean isPrefix() {
    return !operator.equals("===") && version.endsWith(WILDCARD);
  }

  /** Whether one version only satisfies it. */
  public boolean isPin() {
    return operator.equals("===") || (operator.equals("==") && !isPrefix());
  }

  /** Whether it names a pre-release, so that pre-releases may be taken. */
  boolean namesPrerelease() {
    return !isPrefix()
        && NAMING.contains(operator)
        && Pep440Version.parse(version).filter(Pep440Version::isPrerelease).isPresent();
  }

  /** Whether a version satisfies it; pre-releases are compared as any other. */
  public boolean matches(Pep440Version candidate) {
    if (operator.equals("===")) {
      return candidate.toString().equals(version.toLowerCase(Locale.ROOT));
    }
    Pep440Version wanted = Pep440Version.parse(isPrefix() ? stem() : version).orElseThrow();
    return switch (operator) {
      case "==" -> equal(candidate, wanted);
      case "!=" -> !equal(candidate, wanted);
      case "<=" -> candidate.withoutLocal().compareTo(wanted) <= 0;
      case ">=" -> candidate.withoutLocal().compareTo(wanted) >= 0;
      case "<" -> isBefore(candidate, wanted);
      case ">" -> isAfter(candidate, wanted);
      default -> {
        List<BigInteger> series = wanted.release().subList(0, wanted.release().size() - 1);
        yield candidate.withoutLocal().compareTo(wanted) >= 0
            && isOf(candidate, wanted.epoch(), series);
      }
    };
  }

  private String stem() {
    return version.substring(0, version.length() - WILDCARD.length());
  }

  private boolean equal(Pep440Version candidate, Pep440Version wanted) {
    if (isPrefix()) {
      return isOf(candidate, wanted.epoch(), wanted.release());
    }
    return (wanted.isLocal() ? candidate : candidate.withoutLocal()).equals(wanted);
  }

  private static boolean isOf(Pep440Version candidate, BigInteger epoch, List<BigInteger> series) {
    if (!candidate.epoch().equals(epoch)) {
      return false;
    }
    List<BigInteger> numbers = candidate.release();
    for (int i = 0; i < series.size(); i++) {
      if (!series.get(i).equals(i < numbers.size() ? numbers.get(i) : BigInteger.ZERO)) {
        return false;
      }
    }
    return true;
  }

  /** A pre-release of what is excluded is excluded, too. */
  private static boolean isBefore(Pep440Version candidate, Pep440Version wanted) {
    boolean leadsUpToIt =
        !wanted.isPrerelease()
            && candidate.isPrerelease()
            && candidate.base().equals(wanted.base());
    return candidate.compareTo(wanted) < 0 && !leadsUpToIt;
  }

  /** A correction or a local build of what is excluded is excluded, too. */
  private static boolean isAfter(Pep440Version candidate, Pep440Version wanted) {
    boolean same = candidate.base().equals(wanted.base());
    boolean corrects = !wanted.isPostrelease() && candidate.isPostrelease() && same;
    return candidate.compareTo(wanted) > 0 && !corrects && !(candidate.isLocal() && same);
  }

  @Override
  public String toString() {
    return operator + version;
  }
}
