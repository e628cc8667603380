package org.diracgrid.diracos.verify;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The newest symbol versions of GCC's run-time libraries that hosts have which a manylinux list
 * stands for, after auditwheel's {@code manylinux-policy.json}. Policies in between promise what
 * the one before them does; where machines differ, the newest of any counts.
 */
final class HostPromises {

  private static final Pattern NAME = Pattern.compile("manylinux(?:(2014)|_2_(\\d{2}))");
  private static final Pattern VERSION = Pattern.compile("(GLIBCXX|CXXABI|GCC)_(\\d.*)");
  private static final int MANYLINUX_2014 = 17;

  private final Optional<Policy> policy;

  /** What hosts of glibc 2.{@code minor} and newer promise. */
  private record Policy(int minor, Map<String, GlibcVersion> newest) {}

  /** Oldest first. */
  private static final List<Policy> POLICIES =
      List.of(
          policy(17, "3.4.19", "1.3.7", "4.8.0"),
          policy(24, "3.4.22", "1.3.10", "4.8.0"),
          policy(26, "3.4.24", "1.3.11", "7.0.0"),
          policy(31, "3.4.28", "1.3.12", "7.0.0"),
          policy(34, "3.4.29", "1.3.13", "11.0"),
          policy(35, "3.4.30", "1.3.13", "12.0.0"),
          policy(39, "3.4.33", "1.3.15", "14.0.0"));

  /** The promises of the newest list among {@code hostLibraries}; none if it holds no list. */
  HostPromises(List<String> hostLibraries) {
    Optional<Integer> newest =
        hostLibraries.stream()
            .map(NAME::matcher)
            .filter(Matcher::matches)
            .map(name -> name.group(1) != null ? MANYLINUX_2014 : Integer.parseInt(name.group(2)))
            .max(Comparator.naturalOrder());
    this.policy =
        newest.flatMap(
            minor ->
                POLICIES.stream()
                    .filter(each -> each.minor <= minor)
                    .max(Comparator.comparingInt(Policy::minor)));
  }

  private static Policy policy(int minor, String glibcxx, String cxxabi, String gcc) {
    return new Policy(
        minor,
        Map.of(
            "GLIBCXX", GlibcVersion.parse(glibcxx).orElseThrow(),
            "CXXABI", GlibcVersion.parse(cxxabi).orElseThrow(),
            "GCC", GlibcVersion.parse(gcc).orElseThrow()));
  }

  /** The newest version that is promised, if {@code version} is newer. */
  Optional<String> exceeded(String version) {
    Matcher matcher = VERSION.matcher(version);
    if (policy.isEmpty() || !matcher.matches()) {
      return Optional.empty();
    }
    GlibcVersion promised =
        policy.get().newest.getOrDefault(matcher.group(1), GlibcVersion.UNKNOWN);
    return GlibcVersion.parse(matcher.group(2))
        .filter(needed -> needed.compareTo(promised) > 0)
        .map(needed -> matcher.group(1) + "_" + promised);
  }
}
