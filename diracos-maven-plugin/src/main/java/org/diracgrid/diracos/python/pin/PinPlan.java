package org.diracgrid.diracos.python.pin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.diracgrid.diracos.config.Location;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.python.index.IndexFile;
import org.diracgrid.diracos.python.requirements.Pep440Version;
import org.diracgrid.diracos.python.requirements.Requirement;
import org.diracgrid.diracos.python.requirements.RequirementsFile;
import org.diracgrid.diracos.python.requirements.RequirementsLine;
import org.diracgrid.diracos.python.requirements.RequirementsLine.Needed;
import org.diracgrid.diracos.python.requirements.RequirementsTree;
import org.diracgrid.diracos.python.requirements.Specifier;

/**
 * What pinning does to requirements files, by the rules of DIRACOS v1: {@code ==} stays; everything
 * else becomes {@code ==} and the newest version that satisfies it, which for {@code <=} is the one
 * that it names, if there is one; what comes from version control stays.
 *
 * @param files those that pinning is about, in the order of the tree
 * @param warnings what it could not pin
 */
public record PinPlan(List<Pinned> files, List<String> warnings) {

  private static final Pattern LOGIN = Pattern.compile("//[^/@\\s]*@");

  /**
   * A file before and after.
   *
   * @param location where it lies; always on this machine
   */
  public record Pinned(Location location, RequirementsFile before, RequirementsFile after) {

    /** Whether there is anything to write. */
    public boolean isChanged() {
      return !before.text().equals(after.text());
    }
  }

  /** Copies. */
  public PinPlan {
    files = List.copyOf(files);
    warnings = List.copyOf(warnings);
  }

  /** Which packages an index has to be asked for, by canonical name, and the first line of each. */
  public static SortedMap<String, String> asked(RequirementsTree tree) {
    SortedMap<String, String> names = new TreeMap<>();
    for (RequirementsTree.Member member : tree.files()) {
      if (isPinned(member)) {
        member.file().needed().stream()
            .filter(PinPlan::isChoice)
            .forEach(
                line ->
                    names.putIfAbsent(
                        line.requirement().canonicalName(), where(member.file(), line)));
      }
    }
    return names;
  }

  private static boolean isPinned(RequirementsTree.Member member) {
    return !member.constraint() && isHere(member.location());
  }

  private static boolean isHere(Location location) {
    return location.isFile();
  }

  private static boolean isChoice(Needed line) {
    return line.requirement().isFromIndex() && !line.hasVariables();
  }

  private static String where(RequirementsFile file, RequirementsLine line) {
    return file.source() + ":" + line.number();
  }

  /**
   * Decides.
   *
   * @param index the archives of each package of {@link #asked}; of all versions
   * @param sums the SHA-256 of an archive; asked for the chosen ones only
   * @throws DiracosException DOS-PYTHON-30 with each requirement that nothing satisfies
   */
  public static PinPlan of(
      RequirementsTree tree,
      Map<String, List<IndexFile>> index,
      PinRules rules,
      Function<IndexFile, Checksum> sums) {
    return new Pinning(tree, index, rules, sums).plan();
  }

  /** One planning. */
  private static final class Pinning {

    private final RequirementsTree tree;
    private final Map<String, List<IndexFile>> index;
    private final PinRules rules;
    private final Function<IndexFile, Checksum> sums;
    private final Map<String, List<Specifier>> restrictions = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    Pinning(
        RequirementsTree tree,
        Map<String, List<IndexFile>> index,
        PinRules rules,
        Function<IndexFile, Checksum> sums) {
      this.tree = tree;
      this.index = index;
      this.rules = rules;
      this.sums = sums;
    }

    PinPlan plan() {
      for (RequirementsTree.Member member : tree.files()) {
        if (member.constraint()) {
          member.file().needed().stream()
              .map(Needed::requirement)
              .filter(Requirement::isFromIndex)
              .filter(requirement -> requirement.marker().isEmpty())
              .forEach(
                  requirement ->
                      restrictions
                          .computeIfAbsent(requirement.canonicalName(), n -> new ArrayList<>())
                          .addAll(requirement.specifiers()));
        }
      }
      List<Pinned> files = new ArrayList<>();
      for (RequirementsTree.Member member : tree.files()) {
        if (isPinned(member)) {
          files.add(new Pinned(member.location(), member.file(), pinned(member.file())));
        } else if (!member.constraint()) {
          warnings.add(member.file().source() + " is not pinned, since it is not on this machine");
        }
      }
      if (!problems.isEmpty()) {
        throw DiracosException.of(problems);
      }
      mixed(files);
      return new PinPlan(files, warnings);
    }

    private void mixed(List<Pinned> files) {
      List<Needed> lines = files.stream().flatMap(file -> file.after().needed().stream()).toList();
      List<String> without =
          lines.stream().filter(line -> line.hashes().isEmpty()).map(Needed::written).toList();
      if (!without.isEmpty() && without.size() < lines.size()) {
        warnings.add(
            "pip takes nothing without a hash where one line has a hash, such as "
                + LOGIN.matcher(without.get(0)).replaceAll("//***@")
                + ": -Ddiracos.pin.hashes=false writes versions only");
      }
    }

    private RequirementsFile pinned(RequirementsFile file) {
      List<RequirementsLine> lines = new ArrayList<>();
      for (RequirementsLine line : file.lines()) {
        lines.add(line instanceof Needed needed ? pinned(file, needed) : line);
      }
      return new RequirementsFile(file.source(), lines);
    }

    private Needed pinned(RequirementsFile file, Needed line) {
      String where = where(file, line);
      Requirement requirement = line.requirement();
      if (!requirement.isFromIndex()) {
        if (requirement.isVersionControl() && !requirement.isCommit()) {
          warnings.add(moving(where, line));
        }
        return line;
      }
      if (!isChoice(line)) {
        warnings.add(where + " is not pinned, since it has variables: " + line.written());
        return line;
      }
      Optional<Specifier> pin = requirement.pin();
      return pin.isPresent() ? kept(file, line, pin.get(), where) : chosen(file, line, where);
    }

    private static String moving(String where, Needed line) {
      String told =
          line.requirement()
              .revision()
              .map(revision -> "'" + revision + "' may be moved")
              .orElse("it names no revision");
      return where
          + " is kept, but not pinned: "
          + told
          + "; write @ and the whole commit behind the address";
    }

    /** A version that is given stays as written; its hashes are added. */
    private Needed kept(RequirementsFile file, Needed line, Specifier pin, String where) {
      if (!rules.hashes()) {
        return line;
      }
      List<IndexFile> archives = archives(line, version -> pin.matches(version));
      if (archives.isEmpty()) {
        problems.add(none(line, where));
        return line;
      }
      List<String> hashes = hashes(archives);
      List<String> lost =
          line.hashes().stream()
              .filter(hash -> hash.startsWith("sha256:") && !hashes.contains(hash))
              .toList();
      if (!lost.isEmpty()) {
        warnings.add(
            where + " is kept as it is: no archive of the index has the hash " + lost.get(0));
        return line;
      }
      return line.withHashes(hashes, file.ending());
    }

    private Needed chosen(RequirementsFile file, Needed line, String where) {
      Optional<Pep440Version> version = newest(line.requirement());
      if (version.isEmpty()) {
        problems.add(none(line, where));
        return line;
      }
      List<String> hashes =
          rules.hashes() ? hashes(archives(line, version.get()::equals)) : line.hashes();
      return line.with("==" + version.get(), hashes, file.ending());
    }

    private List<Specifier> restrictions(Requirement requirement) {
      return restrictions.getOrDefault(requirement.canonicalName(), List.of());
    }

    private List<IndexFile> files(Requirement requirement) {
      return index.getOrDefault(requirement.canonicalName(), List.of());
    }

    private Optional<Pep440Version> newest(Requirement requirement) {
      List<Specifier> restricting = restrictions(requirement);
      List<Pep440Version> fitting =
          files(requirement).stream()
              .filter(file -> !file.yanked())
              .filter(file -> rules.python().map(file::isFor).orElse(true))
              .map(IndexFile::version)
              .filter(requirement::matches)
              .filter(version -> restricting.stream().allMatch(part -> part.matches(version)))
              .distinct()
              .sorted(Comparator.reverseOrder())
              .toList();
      boolean any = rules.prereleases() || requirement.allowsPrereleases();
      return fitting.stream()
          .filter(version -> any || !version.isPrerelease())
          .findFirst()
          .or(() -> fitting.stream().findFirst());
    }

    private List<IndexFile> archives(Needed line, Predicate<Pep440Version> wanted) {
      return files(line.requirement()).stream()
          .filter(file -> wanted.test(file.version()))
          .toList();
    }

    private List<String> hashes(List<IndexFile> archives) {
      return archives.stream().map(sums).map(Checksum::toString).distinct().sorted().toList();
    }

    private Problem none(Needed line, String where) {
      List<Pep440Version> there =
          files(line.requirement()).stream()
              .map(IndexFile::version)
              .distinct()
              .sorted(Comparator.reverseOrder())
              .toList();
      return PinProblems.none(
          line.written(),
          where,
          there,
          restrictions(line.requirement()).stream().map(Specifier::toString).toList(),
          rules.python());
    }
  }
}
