package org.diracgrid.diracos.verify;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A release of glibc; {@code 2.17} and {@code 2.17.0} are the same. */
record GlibcVersion(int major, int minor, int patch) implements Comparable<GlibcVersion> {

  /** For what is no release, or one that is not known here. */
  static final GlibcVersion UNKNOWN = new GlibcVersion(Integer.MAX_VALUE, 0, 0);

  private static final Pattern TEXT = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})(?:\\.(\\d{1,6}))?");
  private static final String PREFIX = "GLIBC_";

  /** Reads {@code 2.17} or {@code 2.2.5}; empty if the text is no such version. */
  static Optional<GlibcVersion> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int patch = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
    return Optional.of(
        new GlibcVersion(
            Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)), patch));
  }

  /**
   * The oldest release that has a symbol version: {@code GLIBC_2.17}, or {@code GLIBC_ABI_DT_RELR},
   * by which glibc 2.36 and newer say that they know packed relocations (NEWS of 2.36).
   *
   * @return empty for anything else
   */
  static Optional<GlibcVersion> ofSymbol(String version) {
    if (version.equals("GLIBC_ABI_DT_RELR")) {
      return Optional.of(new GlibcVersion(2, 36, 0));
    }
    return version.startsWith(PREFIX)
        ? parse(version.substring(PREFIX.length()))
        : Optional.empty();
  }

  @Override
  public int compareTo(GlibcVersion other) {
    return Comparator.comparingInt(GlibcVersion::major)
        .thenComparingInt(GlibcVersion::minor)
        .thenComparingInt(GlibcVersion::patch)
        .compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor + (patch == 0 ? "" : "." + patch);
  }
}
