package org.diracgrid.diracos.resolve;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diracgrid.diracos.repo.RepoIndex;

/**
 * A package that would have met a requirement if something were otherwise.
 *
 * @param kind what is not right
 * @param text for a message: the package and what is not right
 * @param fix what to write into the configuration; empty if there is nothing to write
 */
record NearMiss(Kind kind, String text, String fix) {

  /** What is not right, the most hopeful first. */
  enum Kind {
    /** It is hidden by a setting. */
    HIDDEN,
    /** It is for another machine. */
    FOREIGN,
    /** It offers another version, or something of a like name. */
    OTHER
  }

  private static final Pattern EXCLUDE =
      Pattern.compile("exclude \"(?<glob>.+)\" of repository (?<id>\\S+)");
  private static final Pattern INCLUDE =
      Pattern.compile("includepkgs, .* of repository (?<id>\\S+)");
  private static final Pattern STREAM =
      Pattern.compile(
          "module stream (?<stream>[^,\\s]+), (which is not enabled|whose module is disabled)");

  /** A package that a setting hides. */
  static NearMiss hidden(RepoIndex index, int p, String by) {
    return new NearMiss(Kind.HIDDEN, whole(index, p) + " is hidden by " + by, unhide(index, p, by));
  }

  private static String unhide(RepoIndex index, int p, String by) {
    Matcher exclude = EXCLUDE.matcher(by);
    if (exclude.matches()) {
      return String.format(
          Locale.ROOT,
          "take \"%s\" out of the \"exclude\" of repository %s",
          exclude.group("glob"),
          exclude.group("id"));
    }
    Matcher include = INCLUDE.matcher(by);
    if (include.matches()) {
      return String.format(
          Locale.ROOT,
          "add \"%s\" to the \"includepkgs\" of repository %s",
          index.name(p),
          include.group("id"));
    }
    if (by.startsWith("the base, ")) {
      return "take what goes with it, or build on a base that has " + index.nevra(p);
    }
    Matcher stream = STREAM.matcher(by);
    return stream.matches()
        ? "enable the module stream: \"modules\": [\"" + stream.group("stream") + "\"]"
        : "take back what hides " + index.nevra(p) + ": " + by;
  }

  /** A package for another machine. */
  static NearMiss foreign(RepoIndex index, int p, String wanted) {
    String arch = index.arch(p);
    String fix =
        ArchPolicy.isKnown(arch)
            ? String.format(
                Locale.ROOT,
                "add the repository that has it for %s, or bundle for %s: \"platform\": {\"arch\": \"%s\"}",
                wanted,
                arch,
                arch)
            : "";
    return new NearMiss(Kind.FOREIGN, whole(index, p) + " is not for " + wanted, fix);
  }

  /** {@code zlib-1-1.x86_64 (repo base)}. */
  static String whole(RepoIndex index, int p) {
    return index.nevra(p) + " (repo " + index.repository(p) + ")";
  }
}
