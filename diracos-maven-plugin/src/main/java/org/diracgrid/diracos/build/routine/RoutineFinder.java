package org.diracgrid.diracos.build.routine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.diracgrid.diracos.build.RoutineFiles;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Nearest;
import org.diracgrid.diracos.problem.Problem;

/**
 * Which files of a directory are whose routines.
 *
 * <p>{@code pre-<name>*} runs before the build {@code <name>}, {@code <name>*} in place of it and
 * {@code post-<name>*} after it; several of one kind run in the order of their file names. What
 * follows the name is nothing, or starts with neither a letter nor a digit: {@code zlib2.sh} is no
 * routine of {@code zlib}. A file belongs to the build with the longest name that fits: where there
 * is a build {@code python-virtualenv}, {@code python-virtualenv.sh} is its routine, and not one of
 * {@code python}.
 *
 * <p>A directory is read once; it is then asked for each build that names it.
 */
public final class RoutineFinder {

  /** When a routine runs. */
  private enum Role {
    BEFORE("pre-"),
    INSTEAD(""),
    AFTER("post-");

    private final String prefix;

    Role(String prefix) {
      this.prefix = prefix;
    }
  }

  /** A file that a build may claim. */
  private record Claim(String build, Role role, Path file) {

    int length() {
      return role.prefix.length() + build.length();
    }

    /** What follows the name. */
    String rest() {
      return file.getFileName().toString().substring(length());
    }
  }

  /**
   * The routines of a build, sound or not.
   *
   * @param files in the order in which they run
   * @param problems why they cannot run; none if they can
   */
  public record Found(RoutineFiles files, List<Problem> problems) {

    /** Copies. */
    public Found {
      problems = List.copyOf(problems);
    }
  }

  private final SortedMap<String, List<Claim>> claims;
  private final SortedMap<String, List<Problem>> doubts;
  private final List<String> notes;

  private RoutineFinder(
      SortedMap<String, List<Claim>> claims,
      SortedMap<String, List<Problem>> doubts,
      List<String> notes) {
    this.claims = claims;
    this.doubts = doubts;
    this.notes = List.copyOf(notes);
  }

  /**
   * Reads a directory.
   *
   * @param directory {@code routineDir}
   * @param users the builds that have their routines there
   * @param builds all builds of the configuration: a file that bears the name of one of them is no
   *     routine of another
   * @throws DiracosException DOS-ROUTINE-01 if it cannot be read
   */
  public static RoutineFinder of(
      Path directory, Collection<String> users, Collection<String> builds) {
    SortedSet<String> mine = new TreeSet<>(users);
    SortedSet<String> all = new TreeSet<>(builds);
    all.addAll(mine);
    SortedMap<String, List<Claim>> claims = new TreeMap<>();
    SortedMap<String, List<Problem>> doubts = new TreeMap<>();
    List<String> notes = new ArrayList<>();
    for (Path file : list(directory)) {
      List<Claim> best = best(file, all).stream().filter(c -> mine.contains(c.build())).toList();
      if (best.size() > 1) {
        Problem doubt = ambiguous(file, best);
        best.forEach(c -> doubts.computeIfAbsent(c.build(), b -> new ArrayList<>()).add(doubt));
      } else if (best.size() == 1) {
        Claim claim = best.get(0);
        claims.computeIfAbsent(claim.build(), b -> new ArrayList<>()).add(claim);
        guessed(claim).ifPresent(notes::add);
      } else if (Files.isExecutable(file)) {
        notes.add(stray(file, mine, all));
      }
    }
    return new RoutineFinder(claims, doubts, notes);
  }

  /** The routines of a build and what is wrong with them. */
  public Found look(String build) {
    Map<Role, List<Path>> files = new EnumMap<>(Role.class);
    List<Problem> problems = new ArrayList<>(doubts.getOrDefault(build, List.of()));
    for (Claim claim : claims.getOrDefault(build, List.of())) {
      files.computeIfAbsent(claim.role(), role -> new ArrayList<>()).add(claim.file());
      RoutineCheck.of(claim.file()).ifPresent(problems::add);
    }
    return new Found(
        new RoutineFiles(
            files.getOrDefault(Role.BEFORE, List.of()),
            files.getOrDefault(Role.INSTEAD, List.of()),
            files.getOrDefault(Role.AFTER, List.of())),
        problems);
  }

  /**
   * The routines of a build.
   *
   * @throws DiracosException DOS-ROUTINE-02 to -05, all that is wrong with them
   */
  public RoutineFiles find(String build) {
    Found found = look(build);
    if (!found.problems().isEmpty()) {
      throw DiracosException.of(found.problems());
    }
    return found.files();
  }

  /** What a user should be told of the directory: files that may not be what they seem. */
  public List<String> notes() {
    return notes;
  }

  private static List<Path> list(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.toAbsolutePath().normalize())
          .filter(file -> !Files.isDirectory(file))
          .filter(file -> !RoutineCheck.isOther(file))
          .sorted(Comparator.comparing(file -> file.getFileName().toString()))
          .toList();
    } catch (IOException e) {
      throw DiracosException.of(
          new Problem(
              "DOS-ROUTINE-01",
              "the directory of routines cannot be read",
              directory.toString(),
              e.getClass().getSimpleName() + ": " + e.getMessage(),
              "correct \"routineDir\", or leave it out if there are no routines"),
          e);
    }
  }

  /** The claims with the longest match; more than one only if they are of different roles. */
  private static List<Claim> best(Path file, Collection<String> builds) {
    List<Claim> fitting = new ArrayList<>();
    String name = file.getFileName().toString();
    for (Role role : Role.values()) {
      for (String build : builds) {
        String start = role.prefix + build;
        if (name.startsWith(start) && ends(name, start.length())) {
          fitting.add(new Claim(build, role, file));
        }
      }
    }
    int longest = fitting.stream().mapToInt(Claim::length).max().orElse(0);
    return fitting.stream().filter(claim -> claim.length() == longest).toList();
  }

  private static boolean ends(String name, int at) {
    return at == name.length() || !Character.isLetterOrDigit(name.codePointAt(at));
  }

  /** A routine that replaces a build and might be meant for one that is not configured. */
  private static Optional<String> guessed(Claim claim) {
    String rest = claim.rest();
    boolean word = rest.length() > 1 && Character.isLetter(rest.codePointAt(1));
    if (claim.role() != Role.INSTEAD || !rest.startsWith("-") || !word) {
      return Optional.empty();
    }
    return Optional.of(
        claim.file()
            + " runs in place of the build "
            + claim.build()
            + ", since no build has a longer name that fits; if that is meant, "
            + claim.build()
            + "."
            + rest.substring(1)
            + " says it more plainly");
  }

  private static String stray(Path file, SortedSet<String> mine, SortedSet<String> all) {
    String name = file.getFileName().toString();
    String stem = name.replaceFirst("^(pre|post)-", "").replaceFirst("\\.[^.]*$", "");
    String text = file + " is a program and no routine of any build that has its routines there";
    if (all.contains(stem) && !mine.contains(stem)) {
      return text + ": " + stem + " has another \"routineDir\", or none";
    }
    List<String> near = Nearest.to(stem, mine, 1);
    return near.isEmpty() ? text : text + "; is it meant for " + near.get(0) + "?";
  }

  private static Problem ambiguous(Path file, List<Claim> claims) {
    List<String> meanings =
        claims.stream()
            .map(
                claim ->
                    switch (claim.role()) {
                      case BEFORE -> "runs before the build " + claim.build();
                      case INSTEAD -> "runs in place of the build " + claim.build();
                      case AFTER -> "runs after the build " + claim.build();
                    })
            .toList();
    return new Problem(
        "DOS-ROUTINE-05",
        "a routine may be meant for two builds",
        file.toString(),
        "it " + String.join(", or it ", meanings),
        "give one of the two builds a \"routineDir\" of its own, and move the file to the right"
            + " one");
  }
}
