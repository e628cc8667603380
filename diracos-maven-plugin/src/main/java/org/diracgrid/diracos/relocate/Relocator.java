package org.diracgrid.diracos.relocate;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.diracgrid.diracos.elf.ElfRpathWriter;
import org.diracgrid.diracos.elf.RpathChange;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.path.FileNames;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.progress.Stage;
import org.diracgrid.diracos.progress.Unit;
import org.diracgrid.diracos.stage.StagedEntry;
import org.diracgrid.diracos.stage.StagedTree;

/**
 * Relocates a staged tree where it lies: removes, plans, applies, and looks for traces of the
 * staging path. Running it on its own result changes no byte.
 */
public final class Relocator {

  private final Progress progress;
  private final int threads;

  /**
   * A relocator.
   *
   * @param threads how many files are worked on at once; the result does not depend on it
   */
  public Relocator(Progress progress, int threads) {
    this.progress = progress;
    this.threads = Math.max(1, threads);
  }

  /**
   * Relocates a tree of which nothing is known but its entries.
   *
   * @param report where {@code relocation.json} is written, with {@code paths.json} beside it,
   *     outside of the tree; none if empty
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-RELOC-08, DOS-ELF-09 if a file
   *     cannot be read or written; the tree is then to be staged anew
   */
  public RelocationResult relocate(StagedTree tree, RelocationSpec spec, Optional<Path> report) {
    Path root = tree.root();
    RemovalPlan removal = RemovalPlan.of(tree, spec.removedFolders());
    removal.removed().descendingSet().forEach(path -> TreeFiles.delete(path.under(root)));
    NavigableMap<BundlePath, StagedEntry> left = removal.apply(tree.entries());
    TreeScanner scanner = TreeScanner.of(root);
    scan(root, left.values(), scanner, "scan files");
    return relocate(new StagedTree(root, left), removal, scanner, spec, report);
  }

  /**
   * Relocates a tree that was looked at while it was made.
   *
   * @param tree without what {@code removal} removes
   * @param removal what was left out
   * @param scanner saw every file of the tree
   * @param report where {@code relocation.json} is written, with {@code paths.json} beside it,
   *     outside of the tree; none if empty
   * @throws org.diracgrid.diracos.problem.DiracosException as above
   */
  public RelocationResult relocate(
      StagedTree tree,
      RemovalPlan removal,
      TreeScanner scanner,
      RelocationSpec spec,
      Optional<Path> report) {
    Path root = tree.root();
    String staging = root.toAbsolutePath().normalize().toString();
    LinkPlan links = LinkPlan.of(tree.entries(), staging, spec.knownBrokenLinks());
    NavigableMap<BundlePath, StagedEntry> entries = links.apply(tree.entries());
    TreeScan scan = scanner.result(entries.values());
    TextWriter texts = new TextWriter(root, threads);
    RelocationPlan plan =
        new RelocationPlan(
            removal,
            links,
            RpathPlan.of(entries, staging, scan.elfs(), loaderDirectories(root, entries), spec),
            ShebangPlan.of(entries, staging, scan.scripts()),
            TextPlan.of(entries, staging, texts.read(entries, staging, scan.hostPaths())));

    links.broken().forEach(link -> TreeFiles.delete(link.path().under(root)));
    links.changed().forEach(link -> TreeFiles.link(link.path().under(root), link.target()));
    links.added().forEach(link -> TreeFiles.link(link.path().under(root), link.target()));

    List<Problem> findings = new ArrayList<>(scan.broken());
    SortedMap<String, Integer> outcomes = new TreeMap<>();
    rewrite(root, plan, entries, outcomes, findings);
    texts.write(plan.texts(), entries);
    SortedMap<BundlePath, byte[]> generated =
        GeneratedFiles.of(entries, staging, spec, links, brokenBefore(root, entries));
    for (var file : generated.entrySet()) {
      BundlePath path = file.getKey();
      if (!path.parent().isRoot() && !entries.containsKey(path.parent())) {
        TreeFiles.directory(path.parent().under(root));
        entries.put(path.parent(), GeneratedFiles.directory(path.parent()));
      }
      int mode = GeneratedFiles.mode(path);
      TreeFiles.write(path.under(root), file.getValue(), mode);
      entries.put(
          path,
          new StagedEntry(path, StagedEntry.Kind.FILE, mode, file.getValue().length, "", "", null));
    }
    findings.addAll(RelocationFindings.of(plan));
    List<StagedEntry> suspects =
        scan.tainted().stream().map(entries::get).filter(entry -> entry != null).toList();
    findings.addAll(
        RelocationFindings.tainted(
            scan(root, suspects, TreeScanner.of(root), "look for the staging path").tainted(),
            staging));
    RelocationResult result =
        new RelocationResult(new StagedTree(root, entries), plan, findings, outcomes);
    report.ifPresent(
        file -> {
          TreeFiles.write(file, RelocationJson.of(result), 0644);
          TreeFiles.write(file.resolveSibling("paths.json"), PathsJson.of(plan.texts()), 0644);
        });
    return result;
  }

  private TreeScan scan(
      Path root, Collection<StagedEntry> entries, TreeScanner scanner, String name) {
    try (Stage stage = progress.stage(name, entries.size(), Unit.ITEMS)) {
      return TreeScan.read(root, entries, scanner, threads, stage);
    }
  }

  /** The directories that {@code /etc/ld.so.conf} and its parts name, in the order of the files. */
  private static List<String> loaderDirectories(
      Path root, NavigableMap<BundlePath, StagedEntry> entries) {
    List<String> directories = new ArrayList<>();
    BundlePath parts = BundlePath.parse("/etc/ld.so.conf.d");
    for (StagedEntry entry : entries.values()) {
      boolean part =
          entry.path().parent().equals(parts) && entry.path().fileName().endsWith(".conf");
      boolean main = entry.path().toString().equals("/etc/ld.so.conf");
      if (entry.kind() == StagedEntry.Kind.FILE && (part || main)) {
        new String(TreeFiles.read(entry.path().under(root)), StandardCharsets.UTF_8)
            .lines()
            .map(line -> line.replaceFirst("#.*", "").strip())
            .filter(line -> line.startsWith("/"))
            .forEach(directories::add);
      }
    }
    return directories;
  }

  private static List<String> brokenBefore(
      Path root, NavigableMap<BundlePath, StagedEntry> entries) {
    StagedEntry entry = entries.get(GeneratedFiles.BROKEN_LINKS);
    if (entry == null || !entry.owner().isEmpty()) {
      return List.of();
    }
    byte[] before = TreeFiles.read(GeneratedFiles.BROKEN_LINKS.under(root));
    return FileNames.decode(before, 0, before.length).lines().toList();
  }

  /** Changes ELF files and scripts; {@code entries} get their new sizes. */
  private void rewrite(
      Path root,
      RelocationPlan plan,
      NavigableMap<BundlePath, StagedEntry> entries,
      SortedMap<String, Integer> outcomes,
      List<Problem> findings) {
    List<RpathPlan.Change> elfs = plan.rpaths().changes();
    List<ShebangPlan.Change> scripts = plan.shebangs().changes();
    RpathChange[] changes = new RpathChange[elfs.size()];
    int[] scriptSizes = new int[scripts.size()];
    try (Stage stage = progress.stage("relocate", elfs.size() + scripts.size(), Unit.ITEMS)) {
      Parallel.forEach(
          threads,
          elfs.size() + scripts.size(),
          i -> {
            if (i < elfs.size()) {
              RpathPlan.Change change = elfs.get(i);
              changes[i] = ElfRpathWriter.write(change.path().under(root), change.after());
            } else {
              ShebangPlan.Change change = scripts.get(i - elfs.size());
              scriptSizes[i - elfs.size()] = rewrite(change.path().under(root), change);
            }
            stage.advance(1);
          });
    }
    for (int i = 0; i < changes.length; i++) {
      BundlePath path = elfs.get(i).path();
      String outcome = "UNCHANGED";
      if (changes[i] instanceof RpathChange.Patched patched) {
        outcome = patched.strategy().toString();
        StagedEntry old = entries.get(path);
        if (old != null) {
          entries.put(path, sized(old, patched.patch().sizeAfter(old.size())));
        }
      } else if (changes[i] instanceof RpathChange.Refused refused) {
        outcome = "REFUSED";
        findings.add(RelocationFindings.refused(elfs.get(i), refused.reason()));
      }
      outcomes.merge(outcome, 1, Integer::sum);
    }
    for (int i = 0; i < scriptSizes.length; i++) {
      int size = scriptSizes[i];
      entries.computeIfPresent(scripts.get(i).path(), (path, entry) -> sized(entry, size));
    }
  }

  private static int rewrite(Path file, ShebangPlan.Change change) {
    byte[] before = TreeFiles.read(file);
    byte[] after = ScriptText.rewrite(before, change);
    if (!Arrays.equals(before, after)) {
      TreeFiles.rewrite(file, after);
    }
    return after.length;
  }

  /** The entry of a file that now has another size. */
  static StagedEntry sized(StagedEntry entry, long size) {
    return new StagedEntry(
        entry.path(),
        entry.kind(),
        entry.mode(),
        size,
        entry.target(),
        entry.owner(),
        entry.capability());
  }
}
