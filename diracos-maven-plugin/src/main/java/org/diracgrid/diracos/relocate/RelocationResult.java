package org.diracgrid.diracos.relocate;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.stage.StagedTree;

/**
 * A relocated tree.
 *
 * @param tree the tree as it now is
 * @param plan what was done
 * @param findings what somebody should look at; none stops the run
 * @param outcomes how many ELF files were changed in which way: the names of {@link
 *     org.diracgrid.diracos.elf.RpathChange.Strategy}, {@code UNCHANGED}, {@code REFUSED}; in a
 *     tree that was not made here also how many scripts: {@code SCRIPT}
 */
public record RelocationResult(
    StagedTree tree,
    RelocationPlan plan,
    List<Problem> findings,
    SortedMap<String, Integer> outcomes) {

  /** Copies. */
  public RelocationResult {
    findings = List.copyOf(findings);
    outcomes = Collections.unmodifiableSortedMap(new TreeMap<>(outcomes));
  }
}
