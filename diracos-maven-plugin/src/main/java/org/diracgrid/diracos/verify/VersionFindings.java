package org.diracgrid.diracos.verify;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.diracgrid.diracos.elf.VersionNeed;
import org.diracgrid.diracos.path.BundlePath;

/**
 * Symbol versions that a library of the bundle lacks, one finding for each library and version.
 *
 * <p>As glibc's {@code elf/dl-version.c} ({@code match_symbol}): every version needed must be among
 * the definitions, the base version included; a weak need may fail; a library without any
 * definitions is taken as it is.
 */
final class VersionFindings {

  private final Subject subject;
  private final Map<BundlePath, Map<BundlePath, Set<String>>> checked = new HashMap<>();
  private final Map<BundlePath, Set<String>> defined = new HashMap<>();
  private final SortedMap<BundlePath, SortedMap<String, SortedSet<BundlePath>>> lacking =
      new TreeMap<>();
  private final SortedSet<BundlePath> unversioned = new TreeSet<>();
  private int needs;

  private final HostPromises promises;
  private final SortedMap<String, SortedSet<BundlePath>> newer = new TreeMap<>();

  VersionFindings(Subject subject, Contract contract) {
    this.subject = subject;
    this.promises = new HostPromises(contract.hostLibraries());
  }

  /** Checks what {@code user} wants of a library that its host brings. */
  void onHost(LoadedFile user, String library) {
    for (VersionNeed need : user.elf().versionNeeds()) {
      if (need.file().equals(library)) {
        for (String version : need.required()) {
          promises
              .exceeded(version)
              .ifPresent(
                  promised ->
                      newer
                          .computeIfAbsent(
                              version + " of " + library + ", which hosts have up to " + promised,
                              key -> new TreeSet<>())
                          .add(user.path()));
        }
      }
    }
  }

  /** Checks what {@code user} wants of what it calls {@code library}. */
  void check(LoadedFile user, String library, LoadedFile provider) {
    boolean isNew =
        checked
            .computeIfAbsent(user.path(), key -> new HashMap<>())
            .computeIfAbsent(provider.path(), key -> new HashSet<>())
            .add(library);
    if (!isNew) {
      return;
    }
    List<String> definitions = provider.elf().versionDefinitions();
    if (definitions.isEmpty()) {
      unversioned.add(provider.path());
      return;
    }
    Set<String> known = defined.computeIfAbsent(provider.path(), key -> new HashSet<>(definitions));
    for (VersionNeed need : user.elf().versionNeeds()) {
      if (need.file().equals(library)) {
        for (String version : need.required()) {
          needs++;
          if (!known.contains(version)) {
            lacking
                .computeIfAbsent(provider.path(), key -> new TreeMap<>())
                .computeIfAbsent(version, key -> new TreeSet<>())
                .add(user.path());
          }
        }
      }
    }
  }

  void tell(Findings findings) {
    lacking.forEach(
        (library, versions) ->
            versions.forEach(
                (version, users) ->
                    findings.add(
                        Check.SYMBOL_VERSION,
                        subject.owned(library)
                            + " lacks the symbol version "
                            + version
                            + ", needed by "
                            + Listed.count(users.size(), "file"),
                        Listed.lines(users.stream().map(subject::owned).toList()),
                        "",
                        "ship the version of the library that they were built with, or rebuild"
                            + " them")));
    newer.forEach(
        (what, users) ->
            findings.add(
                Check.SYMBOL_VERSION,
                Listed.count(users.size(), "file")
                    + (users.size() == 1 ? " needs " : " need ")
                    + what,
                Listed.lines(users.stream().map(subject::owned).toList()),
                "",
                "ship the library, or name a newer list in \"platform\": \"hostLibraries\""));
    findings.remark(
        Check.SYMBOL_VERSION,
        Listed.count(needs, "symbol version")
            + " needed of libraries of the bundle"
            + (unversioned.isEmpty()
                ? ""
                : "; without any version, which the loader takes: "
                    + Listed.inline(unversioned.stream().map(BundlePath::toString).toList())));
  }
}
