package org.diracgrid.diracos.repo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.diracgrid.diracos.nevra.Capability;

/** All that an index answers, as lines to compare. */
public final class IndexText {

  private IndexText() {}

  /** The records, relations and answers to every question that they suggest. */
  public static List<String> of(RepoIndex index) {
    List<String> lines = new ArrayList<>();
    TreeSet<String> names = new TreeSet<>(index.names());
    names.addAll(index.providedNames());
    names.addAll(List.of("", "no such", "/usr/bin/app", "/sbin/ldconfig", "/bin/f0", "oldapp"));
    for (int p = 0; p < index.size(); p++) {
      lines.add(index.record(p).toString() + index.hiddenBy(p));
      lines.add(index.nevra(p) + " " + index.name(p) + " " + index.evr(p) + " " + index.arch(p));
      lines.add(
          Arrays.toString(
              index.withChecksum(index.repository(p), index.record(p).checksum().hex())));
      for (RelationKind kind : RelationKind.values()) {
        List<Capability> relations = index.relations(p, kind);
        lines.add(kind + " " + relations);
        for (Capability relation : relations) {
          lines.add(relation + " by " + Arrays.toString(index.providersOf(relation)));
          names.add(relation.name());
        }
        int[] numbers = index.relationNumbers(p, kind);
        List<Capability> byNumber = Arrays.stream(numbers).mapToObj(index::relation).toList();
        if (!byNumber.equals(relations)) {
          lines.add("by number they are others: " + byNumber);
        }
      }
    }
    for (String name : names) {
      lines.add(name + " named " + Arrays.toString(index.named(name)));
      lines.add(name + " provided " + Arrays.toString(index.providersOf(Capability.of(name))));
      lines.add(name + " obsoleted " + Arrays.toString(index.obsoletersOf(name)));
      lines.add(name + " owned " + Arrays.toString(index.primaryOwnersOf(name)));
    }
    lines.add(index.names() + " " + index.providedNames());
    return lines;
  }
}
