package org.diracgrid.diracos.relocate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.progress.Stage;
import org.diracgrid.diracos.progress.Unit;
import org.diracgrid.diracos.stage.FoundTree;
import org.diracgrid.diracos.stage.StagedEntry;
import org.diracgrid.diracos.stage.StagedTree;

/**
 * Relocates a tree that this program did not make, where it lies: search paths of ELF files,
 * interpreters of scripts, absolute links within the tree. Nothing is added or removed, and what
 * need not change is not written. Running it on its own result changes no byte.
 *
 * <p>Everything is read before anything is written, so that a file that cannot be read ends the run
 * with the tree as it was. Every change is whole at any time ({@link FileReplacement}); a run that
 * is killed, or meets a full disk, is repeated.
 *
 * <p>The tree is taken as a root directory, as an installed system is one: an absolute link or
 * interpreter is looked for in it. Links that find nothing there stay as they are, since in a tree
 * of somebody else they may mean the host. A search path of the old one that leads out of the tree
 * stays, last, if its file needs something that the tree does not have.
 */
public final class TreeRelocator {

  private final Progress progress;
  private final int threads;

  /**
   * A relocator.
   *
   * @param threads how many files are worked on at once; the result does not depend on it
   */
  public TreeRelocator(Progress progress, int threads) {
    this.progress = progress;
    this.threads = Math.max(1, threads);
  }

  /**
   * Relocates.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-RELOC-08 if a file cannot be read or
   *     written
   */
  public RelocationResult relocate(FoundTree found) {
    return relocate(found, Optional.empty());
  }

  /**
   * Relocates what is laid over a tree that is relocated already, and changes nothing of that.
   *
   * @param whole both
   * @param added paths of what is laid over
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-RELOC-08 if a file cannot be read or
   *     written
   */
  public RelocationResult relocate(FoundTree whole, Set<BundlePath> added) {
    return relocate(whole, Optional.of(added));
  }

  private RelocationResult relocate(FoundTree found, Optional<Set<BundlePath>> only) {
    for (Path leftover : found.leftovers()) {
      TreeFiles.delete(leftover);
    }
    Path root = found.tree().root();
    NavigableMap<BundlePath, StagedEntry> entries = found.tree().entries();
    List<StagedEntry> files =
        entries.values().stream()
            .filter(entry -> !found.hardLinks().containsKey(entry.path()))
            .filter(entry -> only.map(added -> added.contains(entry.path())).orElse(true))
            .toList();
    TreeScan scan = scan(found, files, TreeScanner.of(root), "scan files");
    if (only.isPresent() && !scan.elfs().isEmpty()) {
      // What is added may need libraries of what is there.
      List<StagedEntry> libraries = new ArrayList<>(files);
      entries.values().stream()
          .filter(entry -> !only.get().contains(entry.path()))
          .filter(entry -> entry.path().fileName().contains(".so"))
          .forEach(libraries::add);
      scan = scan(found, libraries, TreeScanner.of(root), "look at libraries");
    }
    FoundTreePlan all = FoundTreePlan.of(found, scan, loaderDirectories(found));
    FoundTreePlan plan = only.map(all::only).orElse(all);

    List<Problem> findings = new ArrayList<>(scan.broken());
    SortedMap<String, Integer> outcomes = new TreeMap<>();
    NavigableMap<BundlePath, StagedEntry> after =
        new TreeMap<>(plan.relocation().links().apply(entries));
    try (TreeChanges changes = new TreeChanges(found, progress)) {
      findings.addAll(changes.relink(plan.relocation().links()));
      rewrite(changes, plan.relocation(), outcomes, findings);
      changes
          .sizes()
          .forEach(
              (path, size) ->
                  after.computeIfPresent(path, (key, entry) -> Relocator.sized(entry, size)));
    } catch (IOException e) {
      throw TreeFiles.failure("write", root, e);
    }
    findings.addAll(RelocationFindings.ofFound(plan, found));
    Set<BundlePath> tainted = new TreeSet<>(scan.tainted());
    List<StagedEntry> suspects =
        files.stream().filter(entry -> tainted.contains(entry.path())).toList();
    findings.addAll(
        RelocationFindings.tainted(
            scan(found, suspects, TreeScanner.of(root), "look for the path of the tree").tainted(),
            root.toString()));
    return new RelocationResult(new StagedTree(root, after), plan.relocation(), findings, outcomes);
  }

  private TreeScan scan(
      FoundTree found, Collection<StagedEntry> files, TreeScanner scanner, String name) {
    try (Stage stage = progress.stage(name, files.size(), Unit.ITEMS)) {
      return TreeScan.read(found::place, files, scanner, threads, stage);
    }
  }

  private static List<String> loaderDirectories(FoundTree found) {
    return LoaderDirectories.of(found.tree().entries(), path -> TreeFiles.read(found.place(path)));
  }

  private void rewrite(
      TreeChanges changes,
      RelocationPlan plan,
      SortedMap<String, Integer> outcomes,
      List<Problem> findings) {
    List<RpathPlan.Change> elfs = plan.rpaths().changes();
    List<ShebangPlan.Change> scripts = plan.shebangs().changes();
    TreeChanges.Outcome[] results = new TreeChanges.Outcome[elfs.size() + scripts.size()];
    try (Stage stage = progress.stage("relocate", results.length, Unit.ITEMS)) {
      Parallel.forEach(
          threads,
          results.length,
          i -> {
            results[i] =
                i < elfs.size()
                    ? changes.elf(elfs.get(i))
                    : changes.script(scripts.get(i - elfs.size()));
            stage.advance(1);
          });
    }
    for (TreeChanges.Outcome result : results) {
      result.finding().ifPresent(findings::add);
      outcomes.merge(result.name(), 1, Integer::sum);
    }
  }
}
