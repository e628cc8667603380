package org.diracgrid.diracos.verify;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.diracgrid.diracos.elf.ElfArchitecture;
import org.diracgrid.diracos.elf.ElfFile;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.relocate.HostLibraries;

/**
 * Follows the loader from every program, and from every library as {@code dlopen} would open it in
 * a program that brings nothing: NEEDED, SYMBOL_VERSION, SONAME, and what KNOWN says of libraries.
 */
final class LoaderInspection implements Inspection {

  private static final int ET_EXEC = 2;
  private static final int ET_DYN = 3;

  @Override
  public void inspect(Subject subject, Contract contract, Findings findings) {
    if (!findings.wants(Check.NEEDED)
        && !findings.wants(Check.SYMBOL_VERSION)
        && !findings.wants(Check.SONAME)
        && !findings.wants(Check.KNOWN)) {
      return;
    }
    SortedMap<BundlePath, ElfFile> roots = roots(subject, contract, findings);
    LoaderFiles files =
        new LoaderFiles(subject.tree().entries(), subject.scan().elfs(), needed(roots.values()));
    NeededFindings needed = new NeededFindings(subject, contract, files);
    VersionFindings versions = new VersionFindings(subject, contract);
    SonameFindings sonames = new SonameFindings(subject, roots);
    HostLibraries hostLibraries = new HostLibraries(contract.hostLibraries());
    Set<String> tokens = tokens(roots.values());
    Map<ElfArchitecture, List<LoaderView>> views = new HashMap<>();
    roots.forEach(
        (path, elf) -> {
          List<LoaderView> hosts =
              views.computeIfAbsent(
                  elf.architecture(),
                  architecture ->
                      LoaderHost.of(architecture, tokens, files.directoryEnds()).stream()
                          .map(host -> new LoaderView(files, host, hostLibraries))
                          .toList());
          for (LoaderView view : hosts) {
            view.walk(path, elf, new Collector(path, view, needed, versions, sonames));
          }
        });
    needed.tell(findings, roots);
    versions.tell(findings);
    sonames.tell(findings);
  }

  /** What a process can start with, or open; what is of another machine is told by itself. */
  static SortedMap<BundlePath, ElfFile> roots(
      Subject subject, Contract contract, Findings findings) {
    Optional<ElfArchitecture> only =
        findings.wants(Check.ARCHITECTURE) ? Architectures.of(subject, contract) : Optional.empty();
    SortedMap<BundlePath, ElfFile> roots = new TreeMap<>();
    subject
        .scan()
        .elfs()
        .forEach(
            (path, elf) -> {
              boolean loadable = elf.type() == ET_EXEC || elf.type() == ET_DYN;
              if (elf.dynamic()
                  && loadable
                  && !elf.staticPie()
                  && !elf.separateDebug()
                  && (only.isEmpty() || only.get().equals(elf.architecture()))) {
                roots.put(path, elf);
              }
            });
    return roots;
  }

  private static Set<String> needed(Iterable<ElfFile> elfs) {
    Set<String> names = new HashSet<>();
    for (ElfFile elf : elfs) {
      for (String name : elf.needed()) {
        names.add(name.substring(name.lastIndexOf('/') + 1));
      }
    }
    return names;
  }

  private static Set<String> tokens(Iterable<ElfFile> elfs) {
    Set<String> tokens = new TreeSet<>();
    for (ElfFile elf : elfs) {
      elf.effectiveSearchPath().ifPresent(path -> tokens.addAll(SearchPath.tokens(path)));
      for (String name : elf.needed()) {
        tokens.addAll(SearchPath.tokens(name));
      }
    }
    return tokens;
  }

  /** Hands on what one process does. */
  private record Collector(
      BundlePath root,
      LoaderView view,
      NeededFindings needed,
      VersionFindings versions,
      SonameFindings sonames)
      implements LoaderWalk {

    @Override
    public void found(LoadedFile user, String library, LoadedFile provider) {
      sonames.found(root, view, user, library, provider);
    }

    @Override
    public void glibc(LoadedFile user, String library, Optional<BundlePath> inBundle) {
      needed.glibc(user, library, inBundle);
    }

    @Override
    public void onHost(LoadedFile user, String library) {
      needed.onHost(library);
      versions.onHost(user, library);
    }

    @Override
    public void missing(
        LoadedFile user, String library, Optional<BundlePath> obstacle, List<BundlePath> searched) {
      needed.missing(root, user, library, obstacle, searched);
    }

    @Override
    public void versions(LoadedFile user, String library, LoadedFile provider) {
      versions.check(user, library, provider);
    }
  }
}
