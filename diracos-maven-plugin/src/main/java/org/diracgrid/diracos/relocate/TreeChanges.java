package org.diracgrid.diracos.relocate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.diracgrid.diracos.elf.ElfInput;
import org.diracgrid.diracos.elf.ElfRpathWriter;
import org.diracgrid.diracos.elf.RpathChange;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.stage.FoundTree;
import org.jspecify.annotations.Nullable;

/** Changes files of a tree that somebody else made. For use by several threads. */
final class TreeChanges implements AutoCloseable {

  private final FoundTree found;
  private final Progress progress;
  private final KeptDirectories directories = new KeptDirectories();
  private final AtomicInteger number = new AtomicInteger();
  private final NavigableMap<BundlePath, Long> sizes = new ConcurrentSkipListMap<>();
  private @Nullable FileCapabilities capabilities;

  TreeChanges(FoundTree found, Progress progress) {
    this.found = found;
    this.progress = progress;
  }

  /**
   * What came of one file.
   *
   * @param name a strategy, {@code SCRIPT}, {@code UNCHANGED} or {@code REFUSED}
   */
  record Outcome(String name, Optional<Problem> finding) {

    static Outcome of(String name) {
      return new Outcome(name, Optional.empty());
    }

    static Outcome refused(Problem finding) {
      return new Outcome("REFUSED", Optional.of(finding));
    }
  }

  /** Gives links their planned targets; returns what stands against it. */
  List<Problem> relink(LinkPlan links) {
    List<Problem> findings = new ArrayList<>();
    for (LinkPlan.Change change : links.changed()) {
      Path link = found.place(change.path());
      try {
        Path target = link.getFileSystem().getPath(change.target());
        directories.prepare(parent(link));
        FileReplacement.relink(link, target, number.getAndIncrement());
      } catch (InvalidPathException e) {
        findings.add(
            RelocationFindings.kept(
                change.path(), "the locale of this run has no way to write its target"));
      } catch (IOException e) {
        throw TreeFiles.failure("link", link, e);
      }
    }
    return findings;
  }

  /** Gives an ELF file its planned search path. */
  Outcome elf(RpathPlan.Change change) {
    Path file = found.place(change.path());
    RpathChange planned;
    try (ElfInput input = ElfInput.open(file)) {
      planned = ElfRpathWriter.plan(input, change.after());
    } catch (IOException e) {
      throw TreeFiles.failure("read", file, e);
    }
    if (planned instanceof RpathChange.Refused refused) {
      return Outcome.refused(RelocationFindings.refused(change, refused.why()));
    }
    if (planned instanceof RpathChange.Patched patched) {
      return replace(
          change.path(),
          patched.strategy().toString(),
          channel -> patched.patch().applyTo(channel));
    }
    return Outcome.of("UNCHANGED");
  }

  /** Gives a script its planned first lines. */
  Outcome script(ShebangPlan.Change change) {
    byte[] before = TreeFiles.read(found.place(change.path()));
    byte[] after = ScriptText.rewrite(before, change);
    if (Arrays.equals(before, after)) {
      return Outcome.of("UNCHANGED");
    }
    return replace(
        change.path(),
        "SCRIPT",
        channel -> {
          channel.truncate(0);
          ByteBuffer bytes = ByteBuffer.wrap(after);
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
        });
  }

  private Outcome replace(BundlePath path, String name, FileReplacement.Change change) {
    List<BundlePath> names = found.names(path);
    List<Path> places = names.stream().map(found::place).toList();
    Map<BundlePath, String> known = capabilities().byFile();
    String capability =
        names.stream().map(known::get).filter(Objects::nonNull).findFirst().orElse(null);
    try {
      for (Path place : places) {
        directories.prepare(parent(place));
      }
      Optional<String> obstacle =
          FileReplacement.replace(places, number.getAndIncrement(), capability, change);
      if (obstacle.isPresent()) {
        return Outcome.refused(RelocationFindings.kept(path, obstacle.get()));
      }
      long size = Files.size(places.get(0));
      names.forEach(each -> sizes.put(each, size));
      return Outcome.of(name);
    } catch (IOException e) {
      throw TreeFiles.failure("write", places.get(0), e);
    }
  }

  /** Asked for once, and only if there is anything to write. */
  private synchronized FileCapabilities capabilities() {
    FileCapabilities known = capabilities;
    if (known == null) {
      known = FileCapabilities.of(found.tree().root());
      capabilities = known;
      if (!known.known()) {
        progress.warn(
            "file capabilities cannot be told, since getcap (libcap) does not work here:"
                + " a file that has some and is changed loses them");
      }
    }
    return known;
  }

  private Path parent(Path place) {
    return Objects.requireNonNullElse(place.getParent(), found.tree().root());
  }

  /** How large the files are that were written. */
  SortedMap<BundlePath, Long> sizes() {
    return new TreeMap<>(sizes);
  }

  @Override
  public void close() throws IOException {
    directories.close();
  }
}
