package org.diracgrid.diracos.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.diracgrid.diracos.elf.ElfArchitecture;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.stage.StagedEntry;

/**
 * ARCHITECTURE and ELF: files of another architecture than the bundle's, whatever they are for, one
 * finding for each package; and files that look like ELF and are not sound.
 */
final class ArchitectureInspection implements Inspection {

  private static final Pattern OFFSET = Pattern.compile(" at offset -?\\d+ \\(0x[0-9a-f]+\\)$");

  @Override
  public void inspect(Subject subject, Contract contract, Findings findings) {
    if (findings.wants(Check.ARCHITECTURE)) {
      architectures(subject, contract, findings);
    }
    if (findings.wants(Check.ELF)) {
      for (Problem problem : subject.scan().broken()) {
        findings.add(
            Check.ELF,
            problem.what(),
            owned(subject, problem.where()),
            "the reader says " + problem.code(),
            problem.fix());
      }
      findings.remark(
          Check.ELF,
          Listed.count(subject.scan().elfs().size() + subject.scan().broken().size(), "ELF file"));
    }
  }

  private static void architectures(Subject subject, Contract contract, Findings findings) {
    Optional<ElfArchitecture> expected = Architectures.of(subject, contract);
    if (expected.isEmpty()) {
      contract
          .arch()
          .ifPresent(
              arch ->
                  findings.skip(
                      Check.ARCHITECTURE,
                      "it is not known what ELF files of " + arch + " are like"));
      return;
    }
    SortedMap<String, List<BundlePath>> foreign = new TreeMap<>();
    subject
        .scan()
        .elfs()
        .forEach(
            (path, elf) -> {
              if (!elf.architecture().equals(expected.get())) {
                foreign
                    .computeIfAbsent(
                        owner(subject, path) + "\0" + elf.architecture(), key -> new ArrayList<>())
                    .add(path);
              }
            });
    foreign.values().stream()
        .sorted((one, other) -> one.get(0).compareTo(other.get(0)))
        .forEach(files -> tell(subject, findings, expected.get(), files));
    findings.remark(
        Check.ARCHITECTURE,
        Listed.count(subject.scan().elfs().size(), "ELF file") + ", " + expected.get());
  }

  private static void tell(
      Subject subject, Findings findings, ElfArchitecture expected, List<BundlePath> files) {
    String architecture =
        Optional.ofNullable(subject.scan().elfs().get(files.get(0)))
            .map(elf -> elf.architecture().toString())
            .orElseThrow();
    findings.add(
        Check.ARCHITECTURE,
        Listed.count(files.size(), "ELF file")
            + (files.size() == 1 ? " is" : " are")
            + " of "
            + architecture
            + ", the bundle is of "
            + expected,
        Listed.lines(files.stream().map(subject::owned).toList()),
        "",
        "keep the package out, or remove the folder by \"removedFolders\"");
  }

  private static String owner(Subject subject, BundlePath path) {
    StagedEntry entry = subject.tree().entries().get(path);
    return entry == null ? "" : entry.owner();
  }

  /** The place of a problem, {@code /path at offset 16 (0x10)}, with the package of the path. */
  private static String owned(Subject subject, String where) {
    String path = OFFSET.matcher(where).replaceFirst("");
    return subject.owned(BundlePath.parse(path)) + where.substring(path.length());
  }
}
