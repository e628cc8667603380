package org.diracgrid.diracos.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.diracgrid.diracos.elf.ElfArchitecture;
import org.diracgrid.diracos.elf.ElfFile;
import org.diracgrid.diracos.elf.VersionNeed;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.progress.Unit;
import org.diracgrid.diracos.relocate.TreeScan;
import org.diracgrid.diracos.relocate.TreeScanner;
import org.diracgrid.diracos.stage.StagedEntry;
import org.diracgrid.diracos.stage.StagedTree;

/**
 * Subjects for tests: made up of words, or read from the disk. A file belongs to the package {@code
 * pkg-1-1.x86_64}.
 */
final class ElfSubjects {

  static final ElfArchitecture X86_64 = new ElfArchitecture(62, true, true);
  static final String OWNER = "pkg-1-1.x86_64";

  private final NavigableMap<BundlePath, StagedEntry> entries = new TreeMap<>();
  private final SortedMap<BundlePath, ElfFile> elfs = new TreeMap<>();
  private final List<Problem> broken = new ArrayList<>();
  private Path root = Path.of("/staging/tree");

  /** What a made-up ELF file is like. */
  static final class Elf {
    ElfArchitecture architecture = X86_64;
    int type = 3;
    boolean program;
    List<String> needed = List.of();
    String soname = "";
    Optional<String> rpath = Optional.empty();
    Optional<String> runpath = Optional.empty();
    List<VersionNeed> needs = List.of();
    List<String> definitions = List.of();

    Elf needs(String... names) {
      needed = List.of(names);
      return this;
    }

    Elf soname(String name) {
      soname = name;
      return this;
    }

    Elf rpath(String path) {
      rpath = Optional.of(path);
      return this;
    }

    Elf runpath(String path) {
      runpath = Optional.of(path);
      return this;
    }

    Elf program() {
      program = true;
      return this;
    }

    Elf of(int machine, boolean wide) {
      architecture = new ElfArchitecture(machine, wide, true);
      return this;
    }

    Elf object() {
      type = 1;
      return this;
    }

    Elf wants(String library, String... versions) {
      return wants(new VersionNeed(library, List.of(versions), List.of()));
    }

    Elf wants(VersionNeed need) {
      needs = new ArrayList<>(needs);
      needs.add(need);
      return this;
    }

    Elf defines(String... versions) {
      definitions = List.of(versions);
      return this;
    }

    ElfFile build() {
      return new ElfFile(
          architecture,
          type,
          program ? Optional.of("/lib64/ld-linux-x86-64.so.2") : Optional.empty(),
          type != 1,
          false,
          false,
          needed,
          soname.isEmpty() ? Optional.empty() : Optional.of(soname),
          rpath,
          runpath,
          needs,
          definitions);
    }
  }

  /** An ELF file. */
  ElfSubjects elf(String path, Consumer<Elf> like) {
    Elf elf = new Elf();
    like.accept(elf);
    elfs.put(BundlePath.parse(path), elf.build());
    return file(path);
  }

  /** A file of another kind. */
  ElfSubjects file(String path) {
    return add(path, StagedEntry.Kind.FILE, "");
  }

  ElfSubjects link(String path, String target) {
    return add(path, StagedEntry.Kind.SYMLINK, target);
  }

  ElfSubjects directory(String path) {
    return add(path, StagedEntry.Kind.DIRECTORY, "");
  }

  ElfSubjects broken(Problem problem) {
    broken.add(problem);
    return this;
  }

  /** Where the content lies, for checks that read it. */
  ElfSubjects at(Path directory) {
    root = directory;
    return this;
  }

  private ElfSubjects add(String text, StagedEntry.Kind kind, String target) {
    BundlePath path = BundlePath.parse(text);
    for (BundlePath at = path.parent(); !at.isRoot(); at = at.parent()) {
      entries.putIfAbsent(
          at, new StagedEntry(at, StagedEntry.Kind.DIRECTORY, 0755, 0, "", OWNER, null));
    }
    entries.put(path, new StagedEntry(path, kind, 0755, 0, target, OWNER, null));
    return this;
  }

  Subject build() {
    return new Subject(
        "tree",
        new StagedTree(root, entries),
        new TreeScan(elfs, new TreeMap<>(), new TreeMap<>(), List.of(), broken),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  /** What lies in a directory. */
  static Subject read(Path root) {
    List<StagedEntry> entries = new ArrayList<>();
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<Path>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
              if (!path.equals(root)) {
                add(path, StagedEntry.Kind.DIRECTORY, 0, "");
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
                throws IOException {
              if (attributes.isSymbolicLink()) {
                add(path, StagedEntry.Kind.SYMLINK, 0, Files.readSymbolicLink(path).toString());
              } else {
                add(path, StagedEntry.Kind.FILE, attributes.size(), "");
              }
              return FileVisitResult.CONTINUE;
            }

            private void add(Path path, StagedEntry.Kind kind, long size, String target) {
              BundlePath there = BundlePath.parse(root.relativize(path).toString());
              entries.add(new StagedEntry(there, kind, 0755, size, target, OWNER, null));
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return of(new StagedTree(root, entries));
  }

  /** The same where packages are not known. */
  static Subject ownerless(Subject subject) {
    List<StagedEntry> entries =
        subject.tree().entries().values().stream()
            .map(
                entry ->
                    new StagedEntry(
                        entry.path(),
                        entry.kind(),
                        entry.mode(),
                        entry.size(),
                        entry.target(),
                        "",
                        entry.capability()))
            .toList();
    return of(new StagedTree(subject.tree().root(), entries));
  }

  /** A tree on disk. */
  static Subject of(StagedTree tree) {
    try (var stage = Progress.silent().stage("scan", tree.entries().size(), Unit.ITEMS)) {
      TreeScan scan = TreeScan.read(tree, TreeScanner.of(tree.root()), 2, stage);
      return new Subject(
          "tree", tree, scan, List.of(), Optional.empty(), Optional.empty(), List.of());
    }
  }

  /** What an inspection says of a subject. */
  static VerifyReport inspect(Inspection inspection, Subject subject, Contract contract) {
    return new Verifier(List.of(inspection), Progress.silent()).verify(subject, contract);
  }

  /** The findings of one check as they are printed. */
  static List<String> findings(VerifyReport report, Check check) {
    return report.results().stream()
        .filter(result -> result.check() == check)
        .flatMap(result -> result.findings().stream())
        .map(finding -> finding.problem().toString())
        .toList();
  }

  /** What a check says that it looked at. */
  static String remark(VerifyReport report, Check check) {
    return report.results().stream()
        .filter(result -> result.check() == check)
        .map(VerifyReport.Result::remark)
        .findFirst()
        .orElseThrow();
  }
}
