package org.diracgrid.diracos.build.chroot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.diracgrid.diracos.build.BuildrootPackage;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.rpm.RpmFile;

/**
 * Packages of the fixture distribution that can build: what some names need, without regard to
 * versions, as the distribution has one of each.
 */
final class FixtureBuildroot {

  /** What every buildroot of the tests holds. */
  static final List<String> MINIMAL =
      List.of(
          "bash",
          "bzip2",
          "coreutils",
          "cpio",
          "diffutils",
          "file",
          "filesystem",
          "findutils",
          "fixture-rpm-config",
          "gawk",
          "glibc-common",
          "grep",
          "gzip",
          "hostname",
          "make",
          "patch",
          "rpm-build",
          "sed",
          "setup",
          "tar",
          "unzip",
          "util-linux",
          "which",
          "xz",
          "zstd");

  private final Map<String, RpmFile> byProvide = new HashMap<>();

  FixtureBuildroot(Path repository) {
    try (Stream<Path> files = Files.walk(repository)) {
      files
          .filter(file -> file.toString().endsWith(".rpm"))
          .sorted(Comparator.reverseOrder())
          .map(RpmFile::read)
          .forEach(this::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(RpmFile rpm) {
    rpm.header().provides().forEach(provide -> byProvide.put(provide.name(), rpm));
    rpm.header().files().forEach(file -> byProvide.put(file.path(), rpm));
  }

  /** The minimal buildroot and some more. */
  List<BuildrootPackage> with(String... names) {
    Map<String, RpmFile> chosen = new TreeMap<>();
    Deque<String> wanted = new ArrayDeque<>(MINIMAL);
    wanted.addAll(Arrays.asList(names));
    while (!wanted.isEmpty()) {
      String next = wanted.remove();
      RpmFile rpm = provider(next);
      if (rpm != null && chosen.put(rpm.header().nevra().toString(), rpm) == null) {
        rpm.header().requires().stream().map(Capability::name).forEach(wanted::add);
      }
    }
    return chosen.values().stream().map(FixtureBuildroot::of).toList();
  }

  private RpmFile provider(String capability) {
    if (!capability.startsWith("(")) {
      return byProvide.get(capability);
    }
    for (String word : capability.replaceAll("[()]", " ").split("\\s+")) {
      if (byProvide.containsKey(word)) {
        return byProvide.get(word);
      }
    }
    return null;
  }

  static BuildrootPackage of(RpmFile rpm) {
    try {
      byte[] digest = Algorithm.SHA256.newDigest().digest(Files.readAllBytes(rpm.path()));
      return new BuildrootPackage(
          rpm.header().nevra(),
          rpm.path(),
          new Checksum(Algorithm.SHA256, HexFormat.of().formatHex(digest)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
