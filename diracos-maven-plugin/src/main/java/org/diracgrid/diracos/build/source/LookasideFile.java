package org.diracgrid.diracos.build.source;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;

/**
 * A file that a dist-git package keeps in the lookaside cache.
 *
 * <pre>
 * sources = { line LF }
 * line    = kind " (" name ") = " hex     such as "SHA512 (zlib-1.2.tar.gz) = 0123…"
 *         | hex blank blank name          as md5sum has it: what Fedora wrote before 2016
 * </pre>
 *
 * @param name of the file
 * @param checksum of its content
 */
record LookasideFile(String name, Checksum checksum) {

  private static final Pattern NAMED = Pattern.compile("(\\w+) \\((.+)\\) = ([0-9A-Fa-f]+)");
  private static final Pattern BARE = Pattern.compile("([0-9A-Fa-f]{32,128})\\s+\\*?(\\S.*)");

  /**
   * Reads a file {@code sources}.
   *
   * @param origin of it, for messages
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-SOURCE-10 if a line is of neither
   *     form
   */
  static List<LookasideFile> parse(String text, String origin) {
    List<LookasideFile> files = new ArrayList<>();
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      String stripped = line.strip();
      if (!stripped.isEmpty() && !stripped.startsWith("#")) {
        try {
          files.add(parse(stripped));
        } catch (IllegalArgumentException e) {
          throw SourceProblems.sources(origin, number, String.valueOf(e.getMessage()));
        }
      }
    }
    return files;
  }

  private static LookasideFile parse(String line) {
    Matcher named = NAMED.matcher(line);
    if (named.matches()) {
      Checksum checksum = new Checksum(Algorithm.parse(named.group(1)), named.group(3));
      return new LookasideFile(checked(named.group(2)), checksum);
    }
    Matcher bare = BARE.matcher(line);
    if (bare.matches()) {
      for (Algorithm algorithm : Algorithm.values()) {
        if (algorithm.bytes() * 2 == bare.group(1).length()) {
          return new LookasideFile(checked(bare.group(2)), new Checksum(algorithm, bare.group(1)));
        }
      }
    }
    throw new IllegalArgumentException("'" + line + "' is not 'SHA512 (file) = hex'");
  }

  private static String checked(String name) {
    if (name.indexOf('/') >= 0 || name.equals(".") || name.equals("..")) {
      throw new IllegalArgumentException("'" + name + "' is no plain file name");
    }
    return name;
  }
}
