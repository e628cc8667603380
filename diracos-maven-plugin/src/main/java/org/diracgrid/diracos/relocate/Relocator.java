package org.diracgrid.diracos.relocate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.diracgrid.diracos.elf.ElfRpathWriter;
import org.diracgrid.diracos.elf.RpathRefusal;
import org.diracgrid.diracos.exec.Beside;
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
    return relocate(
        new StagedTree(root, left), removal, scanner, spec, report, new RelocationMemory());
  }

  /**
   * Relocates a tree that was looked at while it was made.
   *
   * @param tree without what {@code removal} removes
   * @param removal what was left out
   * @param scanner saw every file of the tree
   * @param report where {@code relocation.json} is written, with {@code paths.json} beside it,
   *     outside of the tree; none if empty
   * @param memory of what was done to files of the tree earlier, and is told what is done now
   * @throws org.diracgrid.diracos.problem.DiracosException as above
   */
  public RelocationResult relocate(
      StagedTree tree,
      RemovalPlan removal,
      TreeScanner scanner,
      RelocationSpec spec,
      Optional<Path> report,
      RelocationMemory memory) {
    Path root = tree.root();
    String staging = root.toAbsolutePath().normalize().toString();
    LinkPlan links = LinkPlan.of(tree.entries(), staging, spec.knownBrokenLinks());
    NavigableMap<BundlePath, StagedEntry> entries = links.apply(tree.entries());
    TreeScan scan = scanner.result(entries.values());
    Beside<RpathPlan> rpaths =
        Beside.start(
            () ->
                RpathPlan.of(
                    entries,
                    staging,
                    scan.elfs(),
                    LoaderDirectories.of(entries, path -> TreeFiles.read(path.under(root))),
                    spec));
    ShebangPlan shebangs = ShebangPlan.of(entries, staging, scan.scripts());
    TextWriter texts = new TextWriter(root, threads);
    TextPlan textPlan =
        TextPlan.of(entries, staging, texts.look(entries, staging, scan.hostPaths(), memory));
    RelocationPlan plan = new RelocationPlan(removal, links, rpaths.get(), shebangs, textPlan);

    memory.renew(plan.rpaths());
    links.broken().forEach(link -> TreeFiles.delete(link.path().under(root)));
    links.changed().forEach(link -> TreeFiles.link(link.path().under(root), link.target()));
    links.added().forEach(link -> TreeFiles.link(link.path().under(root), link.target()));

    List<Problem> findings = new ArrayList<>(scan.broken());
    SortedMap<String, Integer> outcomes = new TreeMap<>();
    rewrite(root, plan, entries, memory, outcomes, findings);
    texts.write(plan.texts(), entries, memory);
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
      return TreeScan.read(path -> path.under(root), entries, scanner, threads, stage);
    }
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
      RelocationMemory memory,
      SortedMap<String, Integer> outcomes,
      List<Problem> findings) {
    List<RpathPlan.Change> elfs = plan.rpaths().changes();
    List<ShebangPlan.Change> scripts = plan.shebangs().changes();
    AppliedRpath[] applied = new AppliedRpath[elfs.size()];
    int[] scriptSizes = new int[scripts.size()];
    try (Stage stage = progress.stage("relocate", elfs.size() + scripts.size(), Unit.ITEMS)) {
      Parallel.forEach(
          threads,
          elfs.size() + scripts.size(),
          i -> {
            if (i < elfs.size()) {
              applied[i] = apply(elfs.get(i), root, entries, memory);
            } else {
              ShebangPlan.Change change = scripts.get(i - elfs.size());
              scriptSizes[i - elfs.size()] = rewrite(root, change, memory);
            }
            stage.advance(1);
          });
    }
    for (int i = 0; i < applied.length; i++) {
      AppliedRpath done = applied[i];
      entries.computeIfPresent(elfs.get(i).path(), (path, entry) -> sized(entry, done.size()));
      if (done.outcome().equals(AppliedRpath.REFUSED)) {
        findings.add(RelocationFindings.refused(elfs.get(i), RpathRefusal.valueOf(done.reason())));
      }
      outcomes.merge(done.outcome(), 1, Integer::sum);
    }
    for (int i = 0; i < scriptSizes.length; i++) {
      int size = scriptSizes[i];
      entries.computeIfPresent(scripts.get(i).path(), (path, entry) -> sized(entry, size));
    }
  }

  /** Gives a file its search path, unless an earlier run did. */
  private static AppliedRpath apply(
      RpathPlan.Change change,
      Path root,
      Map<BundlePath, StagedEntry> entries,
      RelocationMemory memory) {
    StagedEntry entry = entries.get(change.path());
    long size = entry == null ? 0 : entry.size();
    AppliedRpath done =
        memory
            .done(change)
            .orElseGet(
                () ->
                    AppliedRpath.of(
                        change.after(),
                        ElfRpathWriter.write(change.path().under(root), change.after()),
                        size));
    memory.applied(change.path(), done);
    return done;
  }

  private static int rewrite(Path root, ShebangPlan.Change change, RelocationMemory memory) {
    byte[] before = TreeFiles.read(change.path().under(root));
    byte[] after = ScriptText.rewrite(before, change);
    if (!Arrays.equals(before, after)) {
      TreeFiles.rewrite(root, change.path(), before, after, memory);
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
