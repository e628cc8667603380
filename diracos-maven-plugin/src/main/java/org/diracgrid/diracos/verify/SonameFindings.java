package org.diracgrid.diracos.verify;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.diracgrid.diracos.elf.ElfFile;
import org.diracgrid.diracos.elf.ElfInput;
import org.diracgrid.diracos.path.BundlePath;

/**
 * Libraries of one soname and other content, if more than one of them is found by name. Those that
 * are made for other processors stand for one library; those that nothing needs by name, such as
 * plugins, are nobody's surprise.
 */
final class SonameFindings {

  private final Subject subject;

  /** Files of one architecture and soname, where there are several. */
  private final SortedMap<String, SortedSet<BundlePath>> twins = new TreeMap<>();

  private final Set<BundlePath> isTwin = new HashSet<>();
  private final Map<BundlePath, SortedSet<BundlePath>> users = new HashMap<>();
  private final Map<String, SortedSet<BundlePath>> shared = new HashMap<>();
  private final int libraries;

  SonameFindings(Subject subject, SortedMap<BundlePath, ElfFile> elfs) {
    this.subject = subject;
    SortedMap<String, SortedSet<BundlePath>> bySoname = new TreeMap<>();
    elfs.forEach(
        (path, elf) ->
            elf.soname()
                .ifPresent(
                    soname ->
                        bySoname
                            .computeIfAbsent(key(elf, soname), key -> new TreeSet<>())
                            .add(path)));
    bySoname.forEach(
        (soname, files) -> {
          if (files.stream().map(SonameFindings::ofAnyProcessor).distinct().count() > 1) {
            twins.put(soname, files);
            isTwin.addAll(files);
          }
        });
    this.libraries = bySoname.size();
  }

  private static String key(ElfFile elf, String soname) {
    return soname + " of " + elf.architecture();
  }

  /** The path without a subdirectory for some processor. */
  private static BundlePath ofAnyProcessor(BundlePath path) {
    BundlePath directory = path.parent();
    return directory.parent().fileName().equals("glibc-hwcaps")
        ? directory.parent().parent().resolve(path.fileName())
        : path;
  }

  /** Told that {@code user} gets {@code provider} in a process of {@code root}. */
  void found(
      BundlePath root, LoaderView view, LoadedFile user, String library, LoadedFile provider) {
    if (!isTwin.contains(provider.path())) {
      return;
    }
    users.computeIfAbsent(provider.path(), key -> new TreeSet<>()).add(user.path());
    boolean other =
        view.alone(user, library)
            .filter(path -> !ofAnyProcessor(path).equals(ofAnyProcessor(provider.path())))
            .filter(isTwin::contains)
            .isPresent();
    if (other) {
      provider
          .elf()
          .soname()
          .ifPresent(
              soname ->
                  shared
                      .computeIfAbsent(key(provider.elf(), soname), key -> new TreeSet<>())
                      .add(root));
    }
  }

  void tell(Findings findings) {
    if (findings.wants(Check.SONAME)) {
      twins.forEach((soname, files) -> tell(findings, soname, files));
      findings.remark(Check.SONAME, Listed.count(libraries, "soname"));
    }
  }

  private void tell(Findings findings, String soname, SortedSet<BundlePath> files) {
    List<BundlePath> used = files.stream().filter(users::containsKey).toList();
    if (used.isEmpty()
        || used.stream().map(SonameFindings::ofAnyProcessor).distinct().count() < 2
        || used.stream().allMatch(file -> same(used.get(0), file))) {
      return;
    }
    List<String> who = new ArrayList<>();
    for (BundlePath file : used) {
      SortedSet<BundlePath> by = users.getOrDefault(file, new TreeSet<>());
      who.add(
          subject.owned(file)
              + " is for "
              + Listed.inline(by.stream().map(subject::owned).toList()));
    }
    SortedSet<BundlePath> both = shared.getOrDefault(soname, new TreeSet<>());
    findings.add(
        Check.SONAME,
        used.size() + " libraries have the soname " + soname + ", and other content",
        String.join("\n", who),
        both.isEmpty()
            ? ""
            : "some processes want more than one of them, and get the first for all: "
                + Listed.inline(both.stream().map(subject::owned).toList()),
        "remove all but one of them, or set \"verify\": {\"severity\": {\"soname\": \"ignore\"}}");
  }

  private boolean same(BundlePath one, BundlePath other) {
    Path root = subject.tree().root();
    return one.equals(other) || ElfInput.sameBytes(one.under(root), other.under(root));
  }
}
