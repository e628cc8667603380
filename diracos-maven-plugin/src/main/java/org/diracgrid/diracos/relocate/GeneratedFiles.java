package org.diracgrid.diracos.relocate;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.path.FileNames;
import org.diracgrid.diracos.python.WheelName;
import org.diracgrid.diracos.stage.StagedEntry;

/**
 * The files that no package has: at the root of the bundle, and {@code bin/diracos-run}. They
 * depend on the tree alone.
 */
final class GeneratedFiles {

  static final BundlePath BROKEN_LINKS = BundlePath.parse("/brokenLinks.txt");
  private static final BundlePath BIN = BundlePath.parse("/bin");
  private static final String RUN = "diracos-run";
  private static final Pattern DISTRIBUTION =
      Pattern.compile(".*/(?:site|dist)-packages/([^/]+)-([^-/]+)\\.(?:dist|egg)-info");

  private GeneratedFiles() {}

  /**
   * All of them by path.
   *
   * @param brokenBefore lines of the {@code brokenLinks.txt} that is there from an earlier run
   */
  static SortedMap<BundlePath, byte[]> of(
      NavigableMap<BundlePath, StagedEntry> entries,
      String stagingRoot,
      RelocationSpec spec,
      LinkPlan links,
      Collection<String> brokenBefore) {
    SortedMap<BundlePath, byte[]> files = new TreeMap<>();
    files.put(BundlePath.parse("/.diracos_version"), bytes(List.of(spec.version())));
    if (!spec.contract().isEmpty()) {
      files.put(
          BundlePath.parse("/.diracos_contract.json"),
          spec.contract().getBytes(StandardCharsets.UTF_8));
    }
    files.put(BROKEN_LINKS, bytes(brokenLinks(links, brokenBefore)));
    BundlePath programs = programs(entries, stagingRoot);
    NavigableMap<BundlePath, StagedEntry> all = new TreeMap<>(entries);
    all.putIfAbsent(programs, directory(programs));
    files.put(
        BundlePath.parse("/diracosrc"),
        DiracosRc.of(all, stagingRoot).getBytes(StandardCharsets.UTF_8));
    files.put(
        programs.resolve(RUN),
        RunScript.of(BundlePath.ROOT.relativeTo(programs)).getBytes(StandardCharsets.UTF_8));
    files.put(BundlePath.parse("/versions.txt"), bytes(versions(entries, spec.version())));
    return files;
  }

  /** Where {@code /bin} is, or shall be: in a merged tree it is a link to {@code /usr/bin}. */
  private static BundlePath programs(
      NavigableMap<BundlePath, StagedEntry> entries, String stagingRoot) {
    TreeView view = new TreeView(entries, stagingRoot);
    return view.real(BIN).filter(view::isDirectory).orElse(BIN);
  }

  /** A directory that is made for a generated file. */
  static StagedEntry directory(BundlePath path) {
    return new StagedEntry(path, StagedEntry.Kind.DIRECTORY, 0755, 0, "", "", null);
  }

  /** The permission bits of a generated file. */
  static int mode(BundlePath file) {
    return file.fileName().equals(RUN) ? 0755 : 0644;
  }

  /** One line each, {@code DIRACOS/usr/…} as in DIRACOS v1, sorted, without those expected. */
  private static Collection<String> brokenLinks(LinkPlan links, Collection<String> before) {
    Collection<String> lines = new TreeSet<>(before);
    links.broken().stream()
        .filter(link -> !link.known())
        .forEach(link -> lines.add("DIRACOS" + link.path()));
    return lines;
  }

  /** Packages and pip's distributions, sorted; no clock, unlike DIRACOS v1. */
  private static Collection<String> versions(
      NavigableMap<BundlePath, StagedEntry> entries, String version) {
    Collection<String> packages = new TreeSet<>();
    Collection<String> distributions = new TreeSet<>();
    for (StagedEntry entry : entries.values()) {
      Matcher distribution = DISTRIBUTION.matcher(entry.path().toString());
      boolean wheel = entry.owner().isEmpty() || WheelName.isWheel(entry.owner());
      if (!wheel) {
        packages.add(entry.owner());
      } else if (distribution.matches()) {
        distributions.add(distribution.group(1) + "==" + distribution.group(2));
      }
    }
    return VersionsText.lines(List.of("DIRACOS " + version), packages, distributions);
  }

  private static byte[] bytes(Collection<String> lines) {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line).append('\n'));
    return FileNames.encode(text.toString());
  }
}
