package org.diracgrid.diracos.build.cache;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.diracgrid.diracos.nevra.Glob;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.rpm.RpmFile;
import org.diracgrid.diracos.rpm.RpmHeader;

/**
 * Which packages of a build are kept, as in v1: with {@code pkgList} those alone that it names,
 * whatever {@code excludePatterns} says; without it all but those that a pattern fits. The source
 * package is always kept.
 *
 * <p>{@code pkgList} has names of packages, here also shell patterns of them. {@code
 * excludePatterns} are regular expressions in Python's words, as v1 read them; each is looked for
 * at the start of the file name.
 */
public final class ResultFilter {

  private final List<Glob> names;
  private final List<Pattern> excluded;
  private final String where;

  private ResultFilter(List<Glob> names, List<Pattern> excluded, String where) {
    this.names = names;
    this.excluded = excluded;
    this.where = where;
  }

  /**
   * A filter.
   *
   * @param where what it was configured for, for messages
   * @throws DiracosException DOS-CACHE-06 for each pattern that is no regular expression
   */
  public static ResultFilter of(List<String> pkgList, List<String> excludePatterns, String where) {
    List<Pattern> patterns = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (String text : excludePatterns) {
      try {
        patterns.add(Pattern.compile(java(text)));
      } catch (PatternSyntaxException e) {
        problems.add(
            new Problem(
                "DOS-CACHE-06",
                "\"" + text + "\" in \"excludePatterns\" is no regular expression",
                where,
                String.valueOf(e.getDescription()),
                "write one, such as \".*-doc-.*\"; a backslash goes before each of"
                    + " . * + ? ( ) [ ] { } ^ $ | that stands for itself"));
      }
    }
    if (!problems.isEmpty()) {
      throw DiracosException.of(problems);
    }
    return new ResultFilter(pkgList.stream().map(Glob::of).toList(), patterns, where);
  }

  /** The few words of Python's expressions that Java spells in another way. */
  private static String java(String python) {
    return python.replace("(?P<", "(?<").replaceAll("\\(\\?P=(\\w+)\\)", "\\\\k<$1>");
  }

  /**
   * The packages that are kept, in the order given.
   *
   * @param packages files that a build made, binary and source
   * @throws DiracosException DOS-CACHE-05 if {@code pkgList} names what was not made; DOS-RPM-NN if
   *     a file is no package
   */
  public List<Path> kept(List<Path> packages) {
    List<Path> kept = new ArrayList<>();
    List<String> made = new ArrayList<>();
    List<Glob> missing = new ArrayList<>(names);
    for (Path file : packages) {
      RpmHeader header = RpmFile.read(file).header();
      if (header.isSource()) {
        kept.add(file);
        continue;
      }
      made.add(header.name());
      missing.removeIf(glob -> glob.matches(header.name()));
      if (names.isEmpty() ? !isExcluded(file) : isNamed(header.name())) {
        kept.add(file);
      }
    }
    if (!missing.isEmpty()) {
      throw DiracosException.of(missing.stream().map(glob -> unmade(glob, made)).toList());
    }
    return kept;
  }

  private boolean isNamed(String name) {
    return names.stream().anyMatch(glob -> glob.matches(name));
  }

  private boolean isExcluded(Path file) {
    String name = file.getFileName().toString();
    return excluded.stream().anyMatch(pattern -> pattern.matcher(name).lookingAt());
  }

  private Problem unmade(Glob glob, List<String> made) {
    return new Problem(
        "DOS-CACHE-05",
        "\"pkgList\" names " + glob + ", which the build did not make",
        where,
        "it made " + String.join(", ", made.stream().sorted().distinct().toList()),
        "correct the name in \"pkgList\", or take it out");
  }
}
