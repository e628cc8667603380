package org.diracgrid.diracos.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.diracgrid.diracos.elf.ElfFile;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.relocate.Glob;

/** Needs that are not met, one finding for each library. */
final class NeededFindings {

  private final Subject subject;
  private final LoaderFiles files;
  private final List<String> knownMissing;
  private final Map<String, Boolean> known = new HashMap<>();
  private final NavigableSet<String> gone;
  private final SortedMap<String, SortedMap<BundlePath, Miss>> misses = new TreeMap<>();
  private final SortedMap<BundlePath, SortedSet<BundlePath>> glibc = new TreeMap<>();
  private final SortedSet<String> onHost = new TreeSet<>();

  /** A need of one file that is not met in a process. */
  private record Miss(
      BundlePath root, LoadedFile user, Optional<BundlePath> obstacle, List<BundlePath> searched) {}

  NeededFindings(Subject subject, Contract contract, LoaderFiles files) {
    this.subject = subject;
    this.files = files;
    this.knownMissing = contract.knownMissing();
    this.gone = new TreeSet<>(knownMissing);
  }

  void glibc(LoadedFile user, String library, Optional<BundlePath> inBundle) {
    onHost.add(library);
    inBundle.ifPresent(
        path -> glibc.computeIfAbsent(path, key -> new TreeSet<>()).add(user.path()));
  }

  void onHost(String library) {
    onHost.add(library);
  }

  void missing(
      BundlePath root,
      LoadedFile user,
      String library,
      Optional<BundlePath> obstacle,
      List<BundlePath> searched) {
    if (!known.computeIfAbsent(library, this::isKnown)) {
      Miss miss = new Miss(root, user, obstacle, searched);
      // The file by itself tells more than a process that it is part of.
      misses
          .computeIfAbsent(library, key -> new TreeMap<>())
          .merge(user.path(), miss, (old, next) -> next.root.equals(user.path()) ? next : old);
    }
  }

  private boolean isKnown(String library) {
    List<String> matching =
        knownMissing.stream().filter(glob -> Glob.parse(glob).matches(library)).toList();
    matching.forEach(gone::remove);
    return !matching.isEmpty();
  }

  void tell(Findings findings, SortedMap<BundlePath, ElfFile> roots) {
    misses.forEach((library, users) -> tell(findings, library, users));
    glibc.forEach(
        (library, users) ->
            findings.add(
                Check.NEEDED,
                "a library of glibc is in the bundle, where "
                    + Listed.count(users.size(), "file")
                    + " would find it",
                subject.owned(library)
                    + "\n"
                    + Listed.lines(users.stream().map(subject::owned).toList()),
                "the host's loader works with the host's glibc only: with another, programs crash",
                "keep its package out by \"boundary\", or add its folder to \"removedFolders\""));
    for (String glob : gone) {
      findings.add(
          Check.KNOWN,
          "\"knownMissing\" names " + glob + ", which no file misses",
          subject.name(),
          "",
          "take it out of \"knownMissing\"");
    }
    findings.remark(
        Check.NEEDED,
        Listed.count(roots.size(), "ELF file")
            + (onHost.isEmpty() ? "" : "; from the host: " + String.join(", ", onHost)));
  }

  private void tell(Findings findings, String library, SortedMap<BundlePath, Miss> users) {
    Miss first = users.values().iterator().next();
    List<String> reasons = new ArrayList<>();
    boolean obstructed = first.obstacle.isPresent();
    first.obstacle.ifPresent(
        path ->
            reasons.add(
                "the loader gives up at "
                    + subject.owned(path)
                    + ", which is no library of "
                    + first.user.elf().architecture()));
    List<String> elsewhere =
        obstructed || library.indexOf('/') >= 0 ? List.of() : elsewhere(library, first.user.elf());
    if (!obstructed) {
      String searched = Listed.inline(first.searched.stream().map(BundlePath::toString).toList());
      reasons.add(
          "searched for "
              + first.user.path()
              + ": "
              + (searched.isEmpty() ? "no directory of the bundle" : searched));
    }
    if (!elsewhere.isEmpty()) {
      reasons.add("not searched, though it is there: " + Listed.inline(elsewhere));
    }
    findings.add(
        Check.NEEDED,
        library
            + ", needed by "
            + Listed.count(users.size(), "file")
            + ", is found neither in the bundle nor on the host list",
        Listed.lines(users.values().stream().map(this::user).toList()),
        String.join("\n", reasons),
        obstructed
            ? "remove what stands in the way, or rebuild its package"
            : elsewhere.isEmpty()
                ? "add the package that has it to \"manualDependencies\", or its name to"
                    + " \"knownMissing\" or \"platform\": \"hostLibraries\""
                : "give the file a search path: mvn diracos:relocate -Ddiracos.tree=DIR");
  }

  private String user(Miss miss) {
    String user = subject.owned(miss.user.path());
    return miss.root.equals(miss.user.path())
        ? user
        : user + " in a process of " + subject.owned(miss.root);
  }

  private List<String> elsewhere(String library, ElfFile user) {
    List<String> places = new ArrayList<>();
    files
        .candidates(library)
        .forEach(
            (directory, candidate) -> {
              ElfFile elf = candidate.elf();
              if (elf != null && elf.architecture().equals(user.architecture())) {
                places.add(subject.owned(directory.resolve(library)));
              }
            });
    return places;
  }
}
