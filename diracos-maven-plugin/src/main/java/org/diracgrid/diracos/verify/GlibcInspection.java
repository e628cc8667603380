package org.diracgrid.diracos.verify;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.diracgrid.diracos.elf.ElfFile;
import org.diracgrid.diracos.elf.VersionNeed;
import org.diracgrid.diracos.elf.VersionedSymbols;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.relocate.HostLibraries;
import org.diracgrid.diracos.stage.StagedEntry;

/**
 * GLIBC: the oldest glibc that the bundle runs on, what needs a newer one than the contract allows,
 * and what uses symbols that glibc keeps for itself. One finding for each package.
 */
final class GlibcInspection implements Inspection {

  private static final String PRIVATE = "GLIBC_PRIVATE";

  /** How versions start that say what a glibc can do. */
  private static final String MARKER = "GLIBC_ABI_";

  @Override
  public void inspect(Subject subject, Contract contract, Findings findings) {
    SortedMap<BundlePath, List<String>> needs = needs(subject, contract, findings);
    // Thousands of needs are of some dozens of versions.
    SortedMap<String, GlibcVersion> releases = new TreeMap<>();
    needs.values().stream()
        .flatMap(List::stream)
        .distinct()
        .forEach(
            version ->
                GlibcVersion.ofSymbol(version)
                    .ifPresent(release -> releases.put(version, release)));
    Optional<GlibcVersion> floor = releases.values().stream().max(GlibcVersion::compareTo);
    List<String> markers =
        needs.values().stream()
            .flatMap(List::stream)
            .filter(version -> version.startsWith(MARKER) && !releases.containsKey(version))
            .distinct()
            .sorted()
            .toList();
    floor.ifPresent(oldest -> findings.floor(words(oldest, markers)));
    if (!findings.wants(Check.GLIBC)) {
      return;
    }
    findings.remark(Check.GLIBC, remark(subject, needs, releases, floor));
    tell(
        subject,
        findings,
        needs,
        PRIVATE::equals,
        " glibc's private symbols, which differ between its releases",
        "rebuild the package against public symbols, or keep it out");
    Optional<GlibcVersion> ceiling = contract.glibc().flatMap(GlibcVersion::parse);
    if (ceiling.isPresent()) {
      tell(
          subject,
          findings,
          needs,
          version -> isNewer(version, ceiling.get()),
          " a newer glibc than " + ceiling.get(),
          "rebuild the package on an older distribution, take an older one, or raise"
              + " \"platform\": \"glibc\"");
    } else if (contract.glibc().isPresent()) {
      findings.skip(Check.GLIBC, "\"" + contract.glibc().get() + "\" is no version of glibc");
    }
  }

  /** The versions of the host's glibc that each file cannot do without. */
  private static SortedMap<BundlePath, List<String>> needs(
      Subject subject, Contract contract, Findings findings) {
    HostLibraries host = new HostLibraries(contract.hostLibraries());
    SortedMap<BundlePath, List<String>> needs = new TreeMap<>();
    for (var entry : LoaderInspection.roots(subject, contract, findings).entrySet()) {
      ElfFile elf = entry.getValue();
      SortedSet<String> versions = new TreeSet<>();
      for (VersionNeed need : elf.versionNeeds()) {
        if (host.isGlibc(need.file())) {
          versions.addAll(need.required());
        }
      }
      needs.put(entry.getKey(), List.copyOf(versions));
    }
    return needs;
  }

  /** Markers of later glibcs than this program knows are newer than any ceiling. */
  private static boolean isNewer(String version, GlibcVersion ceiling) {
    return GlibcVersion.ofSymbol(version)
        .map(needed -> needed.compareTo(ceiling) > 0)
        .orElse(version.startsWith(MARKER));
  }

  /**
   * The floor in words; without distributions if there are markers, since who has these is not
   * known.
   */
  private static String words(GlibcVersion floor, List<String> markers) {
    String glibc = "runs on glibc " + floor + " and newer";
    if (!markers.isEmpty()) {
      return glibc + ", if it has " + String.join(", ", markers);
    }
    List<String> distributions = Distributions.oldestWith(floor);
    return glibc + (distributions.isEmpty() ? "" : ": " + String.join(", ", distributions));
  }

  private static String remark(
      Subject subject,
      SortedMap<BundlePath, List<String>> needs,
      Map<String, GlibcVersion> releases,
      Optional<GlibcVersion> floor) {
    String files = Listed.count(needs.size(), "ELF file");
    if (floor.isEmpty()) {
      return files;
    }
    List<String> highest =
        needs.entrySet().stream()
            .filter(
                entry ->
                    entry.getValue().stream()
                        .anyMatch(version -> floor.get().equals(releases.get(version))))
            .map(entry -> subject.owned(entry.getKey()))
            .toList();
    return files + "; glibc " + floor.get() + " is needed by " + Listed.inline(highest);
  }

  private static void tell(
      Subject subject,
      Findings findings,
      SortedMap<BundlePath, List<String>> needs,
      Predicate<String> crossing,
      String what,
      String fix) {
    Map<String, List<BundlePath>> byPackage = new LinkedHashMap<>();
    needs.forEach(
        (path, versions) -> {
          if (versions.stream().anyMatch(crossing)) {
            StagedEntry entry = subject.tree().entries().get(path);
            byPackage
                .computeIfAbsent(entry == null ? "" : entry.owner(), key -> new ArrayList<>())
                .add(path);
          }
        });
    byPackage.forEach(
        (owner, files) -> {
          List<String> lines = new ArrayList<>();
          for (BundlePath file : files) {
            // Symbols are read for what is shown only.
            lines.add(
                lines.size() < Listed.SHOWN
                    ? file
                        + ": "
                        + symbols(subject, file, needs.getOrDefault(file, List.of()), crossing)
                    : file.toString());
          }
          String who = owner.isEmpty() ? Listed.count(files.size(), "file") : owner;
          String needed = owner.isEmpty() && files.size() > 1 ? " need" : " needs";
          findings.add(Check.GLIBC, who + needed + what, Listed.lines(lines), "", fix);
        });
  }

  /** {@code GLIBC_2.34 (dlopen, dlsym), GLIBC_2.33 (stat)}. */
  private static String symbols(
      Subject subject, BundlePath file, List<String> versions, Predicate<String> crossing) {
    SortedMap<String, SortedSet<String>> symbols =
        VersionedSymbols.read(subject.tree().locate(file)).byVersion();
    return String.join(
        ", ",
        versions.stream()
            .filter(crossing)
            .sorted(
                (one, other) ->
                    GlibcVersion.ofSymbol(other)
                        .orElse(GlibcVersion.UNKNOWN)
                        .compareTo(GlibcVersion.ofSymbol(one).orElse(GlibcVersion.UNKNOWN)))
            .map(
                version -> {
                  SortedSet<String> names = symbols.getOrDefault(version, new TreeSet<>());
                  return version + (names.isEmpty() ? "" : " (" + Listed.inline(names) + ")");
                })
            .toList());
  }
}
