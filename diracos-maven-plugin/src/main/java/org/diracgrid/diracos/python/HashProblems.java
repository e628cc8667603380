package org.diracgrid.diracos.python;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diracgrid.diracos.exec.CommandResult;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.python.requirements.RequirementsLine.Needed;

/**
 * What pip says of hashes, in words that name the line. As pip has it, one hash in the requirements
 * means that each archive must have one: a file of which some lines are held and others are not
 * would hold nothing, since each package can do all that any other can.
 */
final class HashProblems {

  private static final int MOST_LINES = 10;
  private static final String WRONG = "DO NOT MATCH THE HASHES";
  private static final List<String> LACKING =
      List.of(
          "Hashes are required in --require-hashes mode",
          "must have their versions pinned with ==",
          "Can't verify hashes for these");

  /** {@code beta==1.0 from http://…#sha256=… (from requirements.txt:3):}. */
  private static final Pattern ARCHIVE =
      Pattern.compile("(.+?) from (\\S+?)(?:#\\S*)?(?: \\(from (.*)\\))?:?");

  private static final Pattern DIGEST =
      Pattern.compile("(?:Expected\\s+(?=or))?(Expected|or|Got)\\s+(?:(sha\\d+) )?([0-9a-f]{4,})");

  private HashProblems() {}

  /**
   * The problem, if it is one of hashes.
   *
   * @param lines the lines that ask for a package, by {@code <file>:<line>}
   */
  static Optional<DiracosException> of(
      CommandResult result, String where, Map<String, Needed> lines) {
    List<String> said = result.said().lines().map(String::strip).toList();
    for (int i = 0; i < said.size(); i++) {
      String line = said.get(i);
      List<String> rest = said.subList(i + 1, said.size());
      if (line.contains(WRONG)) {
        return Optional.of(wrong(rest, where));
      }
      if (LACKING.stream().anyMatch(line::contains)) {
        return Optional.of(lacking(rest, where, lines));
      }
    }
    return Optional.empty();
  }

  private static DiracosException wrong(List<String> said, String where) {
    String what = "a Python package";
    String place = where;
    List<String> because = new ArrayList<>();
    for (String line : said) {
      Matcher digest = DIGEST.matcher(line);
      Matcher archive = ARCHIVE.matcher(line);
      if (digest.matches()) {
        String kind = digest.group(2) == null ? "" : digest.group(2) + ":";
        String word = digest.group(1).toLowerCase(Locale.ROOT);
        because.add(word + " ".repeat(Math.max(1, 9 - word.length())) + kind + digest.group(3));
      } else if (archive.matches() && because.isEmpty()) {
        what = archive.group(1);
        place = archive.group(3) == null ? where : archive.group(3);
        because.add("of " + archive.group(2));
      }
    }
    return DiracosException.of(
        new Problem(
            "DOS-PYTHON-04",
            what + " is not what its hash says",
            place,
            String.join("\n", because),
            "find out why it changed; if it is meant to, correct the --hash of the requirement"));
  }

  private static DiracosException lacking(
      List<String> said, String where, Map<String, Needed> lines) {
    List<String> bare = new ArrayList<>();
    lines.forEach(
        (place, needed) -> {
          if (needed.hashes().isEmpty()) {
            bare.add(place + " " + needed.written());
          }
        });
    List<String> because = new ArrayList<>();
    if (!bare.isEmpty()) {
      because.add("no hash in");
      bare.stream().limit(MOST_LINES).forEach(line -> because.add("  " + line));
      if (bare.size() > MOST_LINES) {
        because.add("  and " + (bare.size() - MOST_LINES) + " more lines");
      }
    }
    because.add("pip refuses");
    said.stream()
        .filter(line -> !line.isEmpty())
        .limit(MOST_LINES)
        .forEach(line -> because.add("  " + line.replaceAll("#sha\\d+=[0-9a-f]+", "")));
    return DiracosException.of(
        new Problem(
            "DOS-PYTHON-40",
            "some requirements have a hash, and not all: pip takes all or none",
            where,
            String.join("\n", because),
            "let mvn diracos:pin write version and hashes to each line (-Ddiracos.pin.hashes=true,"
                + " as is usual), with a line for each requirement of a requirement; or take the"
                + " hashes out: diracos.lock.json holds the SHA-256 of each archive in any case"));
  }
}
