package org.diracgrid.diracos.pipeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.elf.ElfFile;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.nevra.Operator;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.relocate.TreeView;
import org.diracgrid.diracos.repo.PackageRecord;
import org.diracgrid.diracos.repo.RelationKind;
import org.diracgrid.diracos.repo.RepoIndex;
import org.diracgrid.diracos.stage.StagedEntry;
import org.diracgrid.diracos.stage.StagedTree;

/**
 * What a bundle has, for resolving what is laid over it. A package of the bundle provides what the
 * repositories say of the same NEVRA; where none has it any more, its name and version. All files
 * of the bundle and the names of its libraries are provided, whatever packages they came from.
 * Other versions of its packages cannot be chosen: the bundle does not change.
 *
 * @param packages of the bundle
 * @param tree the bundle
 */
record BasePackages(List<Nevra> packages, StagedTree tree) {

  /** Stands for what is known of no package; no package of a repository has such a name. */
  private static final String WHOLE = "diracos(base)";

  private static final Checksum NONE =
      new Checksum(
          Algorithm.SHA256, "0".repeat(2 * Algorithm.SHA256.newDigest().getDigestLength()));

  /** Copies. */
  BasePackages {
    packages = packages.stream().sorted().toList();
  }

  /** Names of what does not ship again. */
  List<String> names() {
    Set<String> names = new TreeSet<>();
    packages.forEach(nevra -> names.add(nevra.name()));
    names.add(WHOLE);
    return List.copyOf(names);
  }

  /** What the result depends on, beside the index. */
  String key() {
    return packages.toString();
  }

  /** The packages of repositories, with those of the bundle in place of their other versions. */
  RepoIndex over(RepoIndex index) {
    Map<String, Set<Nevra>> here = new TreeMap<>();
    packages.forEach(
        nevra -> here.computeIfAbsent(nevra.name(), name -> new TreeSet<>()).add(nevra));
    Map<Integer, String> others = new HashMap<>();
    Set<Nevra> known = new HashSet<>();
    for (int p = 0; p < index.size(); p++) {
      Set<Nevra> same = index.isVisible(p) ? here.get(index.name(p)) : null;
      if (same != null && same.contains(index.nevra(p))) {
        known.add(index.nevra(p));
      } else if (same != null) {
        others.put(p, "the base, which has " + same.iterator().next());
      }
    }
    RepoIndex.Builder builder = new RepoIndex.Builder();
    packages.stream().filter(nevra -> !known.contains(nevra)).forEach(one -> add(one, builder));
    addWhole(builder);
    return index.hiding(others).and(builder.build());
  }

  private static void add(Nevra nevra, RepoIndex.Builder builder) {
    builder.begin(record(nevra));
    builder.relation(RelationKind.PROVIDES, nevra.name(), Operator.EQ, nevra.evr());
    if (nevra.arch().equals("x86_64")) {
      // As rpmbuild writes it, from the macro %_isa.
      builder.relation(RelationKind.PROVIDES, nevra.name() + "(x86-64)", Operator.EQ, nevra.evr());
    }
  }

  private static PackageRecord record(Nevra nevra) {
    return new PackageRecord(
        "the base", nevra.name(), nevra.arch(), nevra.evr(), "", 0, 0, NONE, "", "");
  }

  private void addWhole(RepoIndex.Builder builder) {
    builder.begin(record(new Nevra(WHOLE, new Evr(0, "0", "0"), "noarch")));
    TreeView view = new TreeView(tree.entries(), tree.root().toString());
    Map<BundlePath, String> links = new TreeMap<>();
    for (StagedEntry entry : tree.of(StagedEntry.Kind.SYMLINK)) {
      if (entry.path().parent().isRoot()) {
        view.real(entry.path())
            .filter(view::isDirectory)
            .ifPresent(real -> links.put(real, entry.path().toString()));
      }
    }
    Set<String> provided = new TreeSet<>();
    for (StagedEntry entry : tree.entries().values()) {
      BundlePath path = entry.path();
      builder.file(path.toString());
      links.forEach(
          (real, link) -> {
            if (path.startsWith(real) && !path.equals(real)) {
              builder.file(link + "/" + path.relativeTo(real));
            }
          });
      if (entry.kind() == StagedEntry.Kind.FILE && path.fileName().contains(".so")) {
        provided.addAll(libraries(path));
      }
    }
    provided.forEach(name -> builder.relation(RelationKind.PROVIDES, name, null, null));
  }

  /** What rpm would say that a library provides: {@code libz.so.1(ZLIB_1.2)(64bit)}. */
  private List<String> libraries(BundlePath path) {
    ElfFile elf;
    try {
      elf = ElfFile.read(tree.locate(path));
    } catch (DiracosException e) {
      // A text for the linker, or a name such as that of a manual page: no library.
      return List.of();
    }
    if (!elf.isLibrary()) {
      return List.of();
    }
    String soname = elf.soname().orElse(path.fileName());
    String bits = elf.architecture().wide() ? "(64bit)" : "";
    List<String> names = new ArrayList<>();
    names.add(bits.isEmpty() ? soname : soname + "()" + bits);
    elf.versionDefinitions().stream()
        .filter(version -> !version.equals(soname))
        .forEach(version -> names.add(soname + "(" + version + ")" + bits));
    return names;
  }
}
