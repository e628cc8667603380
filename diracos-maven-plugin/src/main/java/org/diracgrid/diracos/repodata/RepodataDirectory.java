package org.diracgrid.diracos.repodata;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.repo.Repomd;

/**
 * The directory {@code repodata}: documents come under temporary names and are renamed, then {@code
 * repomd.xml}, and only then goes what nothing lists any more. Whoever reads {@code repomd.xml}
 * finds what it lists; a run that is killed leaves what was there.
 */
final class RepodataDirectory {

  /** Its name. */
  static final String NAME = "repodata";

  private static final String REPOMD = "repomd.xml";

  /** What a run that was killed leaves behind, besides what a list names. */
  private static final Pattern OURS =
      Pattern.compile("[0-9a-f]{64}-(primary|filelists|other)\\.xml\\.(gz|zst)|\\..*\\.tmp");

  /** Types that are made from packages: whoever changes packages has to make them anew, or drop. */
  private static final Pattern DERIVED =
      Pattern.compile("(primary|filelists|filelists-ext|other)(_db|_zck)?|prestodelta(_zck)?");

  private final Path directory;

  RepodataDirectory(Path repository) {
    this.directory = repository.resolve(NAME);
  }

  /** Makes it unless it is there. */
  void create() {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw RepodataProblems.unwritable(directory, e);
    }
  }

  /** The name of a document relative to the repository. */
  static String href(Metadata metadata, RepodataCompression compression, byte[] sha256) {
    return NAME + "/" + name(metadata, compression, sha256);
  }

  private static String name(Metadata metadata, RepodataCompression compression, byte[] sha256) {
    String sum = HexFormat.of().formatHex(sha256);
    return sum + "-" + metadata.type() + ".xml" + compression.suffix();
  }

  /** Where a document lies. */
  Path file(Metadata metadata, RepodataCompression compression, WrittenDocument document) {
    return directory.resolve(name(metadata, compression, document.sha256()));
  }

  /** Where a document is written. */
  Path temporary(Metadata metadata) {
    return directory.resolve("." + metadata.type() + ".xml.tmp");
  }

  /** What the list that is there holds besides what is made from packages, and is there. */
  List<Repomd.Entry> others() {
    List<Repomd.Entry> others = new ArrayList<>();
    for (Repomd.Entry entry : listed()) {
      boolean here = !entry.base().isEmpty() || Files.exists(resolve(entry));
      if (here && !DERIVED.matcher(entry.type()).matches()) {
        others.add(entry);
      }
    }
    return others;
  }

  private Path resolve(Repomd.Entry entry) {
    return directory.resolveSibling(entry.location());
  }

  /** What the list that is there holds; nothing if it is none. */
  private List<Repomd.Entry> listed() {
    Path list = directory.resolve(REPOMD);
    try (InputStream in = Files.newInputStream(list)) {
      return Repomd.read(in, list.toString()).entries();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw RepodataProblems.unreadable(list, e);
    } catch (DiracosException e) {
      // No client can read it either: it is replaced by one that they can.
      return List.of();
    }
  }

  /** Gives a document its name. */
  void place(Metadata metadata, RepodataCompression compression, WrittenDocument document) {
    move(temporary(metadata), file(metadata, compression, document));
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw RepodataProblems.unwritable(to, e);
    }
  }

  /**
   * Puts the list in place, and removes what the one before lists and this one does not.
   *
   * @param hrefs what the list names
   */
  void publish(byte[] repomd, List<String> hrefs) {
    Set<Path> before = new HashSet<>();
    listed().stream()
        .filter(entry -> entry.base().isEmpty())
        .map(this::resolve)
        .forEach(before::add);
    Path temporary = directory.resolve("." + REPOMD + ".tmp");
    try {
      Files.write(temporary, repomd);
    } catch (IOException e) {
      throw RepodataProblems.unwritable(temporary, e);
    }
    move(temporary, directory.resolve(REPOMD));
    Set<Path> kept = new HashSet<>();
    hrefs.forEach(href -> kept.add(directory.resolveSibling(href)));
    prune(file -> (before.contains(file) && !kept.contains(file)) || isOurs(file, kept));
  }

  private static boolean isOurs(Path file, Set<Path> kept) {
    return OURS.matcher(String.valueOf(file.getFileName())).matches() && !kept.contains(file);
  }

  /** Removes what a run that failed has written. */
  void forgetTemporaries() {
    prune(file -> String.valueOf(file.getFileName()).matches("\\..*\\.tmp"));
  }

  private void prune(Predicate<Path> goes) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        if (goes.test(file) && Files.isRegularFile(file)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw RepodataProblems.unwritable(directory, e);
    } catch (DirectoryIteratorException e) {
      throw RepodataProblems.unreadable(directory, new IOException(e));
    }
  }
}
