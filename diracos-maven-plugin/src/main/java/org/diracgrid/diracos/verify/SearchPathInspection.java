package org.diracgrid.diracos.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.diracgrid.diracos.elf.ElfFile;
import org.diracgrid.diracos.path.BundlePath;

/**
 * SEARCH_PATH: elements that lead out of the bundle, one finding for each. Whoever can write to
 * such a place decides what programs of the bundle load.
 */
final class SearchPathInspection implements Inspection {

  @Override
  public void inspect(Subject subject, Contract contract, Findings findings) {
    if (!findings.wants(Check.SEARCH_PATH)) {
      return;
    }
    SortedMap<BundlePath, ElfFile> elfs = LoaderInspection.roots(subject, contract, findings);
    SortedMap<SearchPath.Stray, List<BundlePath>> strays = new TreeMap<>();
    int paths = 0;
    for (var entry : elfs.entrySet()) {
      String text = entry.getValue().effectiveSearchPath().orElse("");
      if (!text.isEmpty()) {
        paths++;
      }
      for (SearchPath.Stray stray : SearchPath.strays(entry.getKey().parent(), text)) {
        strays.computeIfAbsent(stray, key -> new ArrayList<>()).add(entry.getKey());
      }
    }
    strays.forEach(
        (stray, files) ->
            findings.add(
                Check.SEARCH_PATH,
                "the search path of "
                    + Listed.count(files.size(), "file")
                    + " leads out of the bundle: \""
                    + stray.element()
                    + "\" "
                    + stray.reason(),
                Listed.lines(files.stream().map(subject::owned).toList()),
                "",
                "give the files another: mvn diracos:relocate -Ddiracos.tree=DIR"));
    findings.remark(Check.SEARCH_PATH, Listed.count(paths, "search path"));
  }
}
