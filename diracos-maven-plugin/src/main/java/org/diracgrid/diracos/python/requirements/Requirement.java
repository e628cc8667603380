package org.diracgrid.diracos.python.requirements;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one line of a requirements file asks for.
 *
 * @param name as written; empty where only an address or a path is given that names none
 * @param extras in the order written
 * @param specifiers in the order written; all must hold; empty if {@code address} is given
 * @param address of an archive, a directory or a repository of a version control system, as
 *     written, variables replaced; a path where it has no scheme
 * @param marker the condition, as written
 */
public record Requirement(
    String name,
    List<String> extras,
    List<Specifier> specifiers,
    Optional<String> address,
    Optional<String> marker) {

  private static final Pattern VCS = Pattern.compile("(?i)(?:git|hg|svn|bzr)\\+.*");
  private static final Pattern REVISION =
      Pattern.compile("[^:]+://[^/]*/[^#?]*@([^/@#?]+)(?:[#?].*)?");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-fA-F]{40}|[0-9a-fA-F]{64}");

  /** Copies. */
  public Requirement {
    extras = List.copyOf(extras);
    specifiers = List.copyOf(specifiers);
  }

  /**
   * Understands a requirement without the options behind it.
   *
   * @throws IllegalArgumentException if pip would not; the message says what is wrong and at which
   *     character
   */
  public static Requirement parse(String text) {
    return RequirementReader.read(text).requirement();
  }

  /** A name as indexes have it: lower case, and {@code -} for each run of {@code - _ .}. */
  public static String canonical(String name) {
    return name.replaceAll("[-_.]+", "-").toLowerCase(Locale.ROOT);
  }

  /** The name as indexes have it. */
  public String canonicalName() {
    return canonical(name);
  }

  /** Whether an index is asked for it. */
  public boolean isFromIndex() {
    return address.isEmpty();
  }

  /** Whether it comes from a version control system. */
  public boolean isVersionControl() {
    return address.filter(text -> VCS.matcher(text).matches()).isPresent();
  }

  /** The branch, tag or commit behind the {@code @} of a version control address. */
  public Optional<String> revision() {
    return address
        .filter(text -> VCS.matcher(text).matches())
        .map(REVISION::matcher)
        .filter(Matcher::matches)
        .map(found -> found.group(1));
  }

  /** Whether a version control address names the commit itself, which never moves. */
  public boolean isCommit() {
    return revision().filter(text -> COMMIT.matcher(text).matches()).isPresent();
  }

  /** Whether all specifiers hold for a version; pre-releases are compared as any other. */
  public boolean matches(Pep440Version version) {
    return specifiers.stream().allMatch(specifier -> specifier.matches(version));
  }

  /** Whether it names a pre-release, so that pre-releases may be taken. */
  public boolean allowsPrereleases() {
    return specifiers.stream().anyMatch(Specifier::namesPrerelease);
  }

  /** The specifier that leaves one version only, such as {@code ==1.2}. */
  public Optional<Specifier> pin() {
    return specifiers.stream().filter(Specifier::isPin).findFirst();
  }
}
