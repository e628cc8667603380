package org.diracgrid.diracos.repo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diracgrid.diracos.nevra.Glob;
import org.diracgrid.diracos.nevra.Nevra;

/**
 * Which packages of a repository exist for us: {@code includepkgs} and {@code exclude} with dnf's
 * meaning.
 *
 * <p>A pattern is a glob that is read as one of five forms, the first that matches anything in the
 * repository (dnf's most specific first): {@code name-[epoch:]version-release.arch}, {@code
 * name.arch}, {@code name}, {@code name-[epoch:]version-release}, {@code name-[epoch:]version}. So
 * {@code foo-*} hides {@code foo-libs} and not {@code foo-1.0} where there is a {@code foo-libs}.
 * Which form counts can only be told from all packages: see {@link #decide}.
 */
final class PackageFilter {

  private static final Pattern NEVRA =
      Pattern.compile("(?<n>.+)-(?:(?<e>[0-9]+):)?(?<v>[^-:]+)-(?<r>[^-:]+)\\.(?<a>[^-:.]+)");
  private static final Pattern NA = Pattern.compile("(?<n>.+)\\.(?<a>[^-:.]+)");
  private static final Pattern NEVR =
      Pattern.compile("(?<n>.+)-(?:(?<e>[0-9]+):)?(?<v>[^-:]+)-(?<r>[^-:]+)");
  private static final Pattern NEV = Pattern.compile("(?<n>.+)-(?:(?<e>[0-9]+):)?(?<v>[^-:]+)");

  /** One reading of a pattern; a part that is null matches anything. */
  private record Form(
      String pattern, Glob name, Glob epoch, Glob version, Glob release, Glob arch) {

    boolean matches(Nevra nevra) {
      String rel = nevra.evr().release();
      return name.matches(nevra.name())
          && arch.matches(nevra.arch())
          && version.matches(nevra.evr().version())
          && release.matches(rel == null ? "" : rel)
          && epoch.matches(Long.toString(nevra.evr().epoch()));
    }
  }

  private final List<List<Form>> includes;
  private final List<List<Form>> excludes;

  private PackageFilter(List<List<Form>> includes, List<List<Form>> excludes) {
    this.includes = includes;
    this.excludes = excludes;
  }

  /** The filter that a repository's settings ask for. */
  static PackageFilter of(List<String> includepkgs, List<String> exclude) {
    return new PackageFilter(
        includepkgs.stream().map(PackageFilter::forms).toList(),
        exclude.stream().map(PackageFilter::forms).toList());
  }

  /** True if nothing is hidden. */
  boolean isEmpty() {
    return includes.isEmpty() && excludes.isEmpty();
  }

  /** The filter with each pattern read in the one form that counts among these packages. */
  PackageFilter decide(List<Nevra> packages) {
    return new PackageFilter(decide(includes, packages), decide(excludes, packages));
  }

  private static List<List<Form>> decide(List<List<Form>> patterns, List<Nevra> packages) {
    List<List<Form>> result = new ArrayList<>();
    for (List<Form> forms : patterns) {
      result.add(
          forms.stream()
              .filter(form -> packages.stream().anyMatch(form::matches))
              .limit(1)
              .toList());
    }
    return result;
  }

  /** The setting that hides the package, such as {@code exclude "foo*"}; empty if none does. */
  Optional<String> hides(Nevra nevra) {
    Optional<String> excluded = match(excludes, nevra);
    if (excluded.isPresent()) {
      return Optional.of("exclude \"" + excluded.get() + "\"");
    }
    boolean left = !includes.isEmpty() && match(includes, nevra).isEmpty();
    return left ? Optional.of("includepkgs, which does not name it") : Optional.empty();
  }

  /** The pattern that matches, if any. */
  private static Optional<String> match(List<List<Form>> patterns, Nevra nevra) {
    for (List<Form> forms : patterns) {
      for (Form form : forms) {
        if (form.matches(nevra)) {
          return Optional.of(form.pattern);
        }
      }
    }
    return Optional.empty();
  }

  private static List<Form> forms(String pattern) {
    List<Form> forms = new ArrayList<>();
    Matcher match = NEVRA.matcher(pattern);
    if (match.matches()) {
      forms.add(form(match, true, true, true));
    }
    match = NA.matcher(pattern);
    if (match.matches()) {
      forms.add(form(match, false, false, true));
    }
    forms.add(new Form(pattern, Glob.of(pattern), Glob.ANY, Glob.ANY, Glob.ANY, Glob.ANY));
    match = NEVR.matcher(pattern);
    if (match.matches()) {
      forms.add(form(match, true, true, false));
    }
    match = NEV.matcher(pattern);
    if (match.matches()) {
      forms.add(form(match, true, false, false));
    }
    return List.copyOf(forms);
  }

  private static Form form(Matcher match, boolean version, boolean release, boolean arch) {
    String epoch = version ? match.group("e") : null;
    return new Form(
        match.group(),
        Glob.of(match.group("n")),
        epoch == null ? Glob.ANY : Glob.of(epoch),
        version ? Glob.of(match.group("v")) : Glob.ANY,
        release ? Glob.of(match.group("r")) : Glob.ANY,
        arch ? Glob.of(match.group("a")) : Glob.ANY);
  }
}
