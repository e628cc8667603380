package org.diracgrid.diracos.verify;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.stage.StagedEntry;
import org.diracgrid.diracos.stage.StagedTree;

/**
 * Unpacks a tarball for looking at it. Links are noted and never made, so nothing can be written
 * through one; names on disk are those of {@link BundlePath#under}.
 *
 * <p>A tarball that unpacks to one folder, as bundles do, is listed from that folder on.
 */
public final class TarballReader {

  /** Folders that stand at the root of a system; none of them is the folder of a bundle. */
  private static final Set<String> ROOT_FOLDERS =
      Set.of("bin", "boot", "etc", "home", "lib", "lib64", "opt", "sbin", "usr", "var");

  private final Path scratch;
  private final NavigableMap<BundlePath, StagedEntry> entries = new TreeMap<>();
  private final List<Oddity> oddities = new ArrayList<>();

  /** Paths of the tarball that is read now; those of the ones before may be replaced. */
  private final Set<BundlePath> own = new HashSet<>();

  private TarballReader(Path scratch) {
    this.scratch = scratch;
  }

  /**
   * Unpacks {@code tarball} into the empty directory {@code scratch} and lists it.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException DOS-VERIFY-31 if there is no such file,
   *     -32 if it is no tarball or damaged, -33 if the disk does not take its content
   */
  public static Contents read(Path tarball, Path scratch) {
    return read(List.of(tarball), scratch);
  }

  /**
   * The same of several, unpacked one over the other.
   *
   * @throws org.diracgrid.diracos.problem.DiracosException as above
   */
  public static Contents read(List<Path> tarballs, Path scratch) {
    TarballReader reader = new TarballReader(scratch);
    tarballs.forEach(reader::add);
    return reader.listing();
  }

  private void add(Path tarball) {
    if (!Files.isRegularFile(tarball)) {
      throw VerifyProblems.nothingThere(tarball, "tarball");
    }
    own.clear();
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(tarball), 1 << 16);
        TarArchiveInputStream tar =
            new TarArchiveInputStream(
                TarballSource.decompressed(raw), StandardCharsets.UTF_8.name())) {
      int members = 0;
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        add(e, tar);
        members++;
      }
      if (members == 0) {
        throw new IOException("it holds nothing");
      }
    } catch (WriteFailure e) {
      throw VerifyProblems.unwritable(scratch, e.cause);
    } catch (IOException | IllegalArgumentException e) {
      throw VerifyProblems.badTarball(tarball, e);
    }
  }

  /** A failure of the disk that is written to, told apart from those of the tarball. */
  private static final class WriteFailure extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient IOException cause;

    WriteFailure(IOException cause) {
      super(cause);
      this.cause = cause;
    }
  }

  private void add(TarArchiveEntry entry, InputStream content) throws IOException {
    Optional<BundlePath> known = path(entry.getName());
    if (known.isEmpty()) {
      oddities.add(new Oddity(Oddity.Kind.ESCAPES, entry.getName(), ""));
      return;
    }
    BundlePath path = known.get();
    if (path.isRoot()) {
      return;
    }
    parents(path);
    replace(path, entry);
    int mode = entry.getMode() & 07777;
    if (entry.isDirectory()) {
      directory(path, mode);
    } else if (entry.isSymbolicLink()) {
      put(new StagedEntry(path, StagedEntry.Kind.SYMLINK, 0777, 0, entry.getLinkName(), "", null));
    } else if (entry.isLink()) {
      oddities.add(new Oddity(Oddity.Kind.HARD_LINK, path.toString(), "/" + entry.getLinkName()));
      copy(path, entry.getLinkName());
    } else if (isSpecial(entry)) {
      oddities.add(new Oddity(Oddity.Kind.DEVICE, path.toString(), kind(entry)));
    } else {
      long size = write(path, content);
      put(new StagedEntry(path, StagedEntry.Kind.FILE, mode, size, "", "", null));
    }
  }

  /** Empty for a name that is absolute or climbs. */
  private static Optional<BundlePath> path(String name) {
    String relative = name.startsWith("./") ? name.substring(2) : name;
    boolean climbs = relative.startsWith("/") || List.of(relative.split("/", -1)).contains("..");
    return climbs ? Optional.empty() : Optional.of(BundlePath.ROOT.resolve(relative));
  }

  private void parents(BundlePath path) {
    BundlePath parent = path.parent();
    if (!parent.isRoot() && !entries.containsKey(parent)) {
      parents(parent);
      directory(parent, 0755);
    }
    StagedEntry holder = entries.get(parent);
    if (holder != null && holder.kind() != StagedEntry.Kind.DIRECTORY) {
      throw new IllegalArgumentException(path + " lies in what is no directory");
    }
  }

  /** Makes room for what takes the place of a file of an earlier tarball. */
  private void replace(BundlePath path, TarArchiveEntry entry) {
    StagedEntry before = entries.get(path);
    if (before == null || own.contains(path) || entry.isDirectory()) {
      return;
    }
    if (before.kind() == StagedEntry.Kind.DIRECTORY) {
      throw new IllegalArgumentException(path + " is a directory already");
    }
    try {
      Files.deleteIfExists(path.under(scratch));
    } catch (IOException e) {
      throw new WriteFailure(e);
    }
  }

  private void directory(BundlePath path, int mode) {
    try {
      Files.createDirectories(path.under(scratch));
    } catch (IOException e) {
      throw new WriteFailure(e);
    }
    put(new StagedEntry(path, StagedEntry.Kind.DIRECTORY, mode, 0, "", "", null));
  }

  private void put(StagedEntry entry) {
    StagedEntry before = entries.put(entry.path(), entry);
    boolean twice = !own.add(entry.path());
    boolean again =
        before != null
            && twice
            && !(before.kind() == StagedEntry.Kind.DIRECTORY
                && entry.kind() == StagedEntry.Kind.DIRECTORY);
    if (again) {
      throw new IllegalArgumentException(entry.path() + " is there twice");
    }
  }

  private long write(BundlePath path, InputStream content) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long size = 0;
    try (OutputStream out = create(path)) {
      for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
        try {
          out.write(buffer, 0, n);
        } catch (IOException e) {
          throw new WriteFailure(e);
        }
        size += n;
      }
    }
    return size;
  }

  private OutputStream create(BundlePath path) {
    try {
      return Files.newOutputStream(
          path.under(scratch), StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw new WriteFailure(e);
    }
  }

  /** So that the other checks see a hard link's content; an unknown other name is left out. */
  private void copy(BundlePath path, String other) {
    StagedEntry first = path(other).map(entries::get).orElse(null);
    if (first == null || first.kind() != StagedEntry.Kind.FILE) {
      return;
    }
    try {
      Files.copy(first.path().under(scratch), path.under(scratch));
    } catch (IOException e) {
      throw new WriteFailure(e);
    }
    put(new StagedEntry(path, StagedEntry.Kind.FILE, first.mode(), first.size(), "", "", null));
  }

  private static boolean isSpecial(TarArchiveEntry entry) {
    return entry.isFIFO() || entry.isCharacterDevice() || entry.isBlockDevice();
  }

  private static String kind(TarArchiveEntry entry) {
    if (entry.isFIFO()) {
      return "pipe";
    }
    if (entry.isCharacterDevice()) {
      return "character device";
    }
    return "block device";
  }

  private Contents listing() {
    Set<String> tops = new HashSet<>();
    entries.keySet().forEach(path -> tops.add(path.segments().get(0)));
    String top = tops.iterator().next();
    BundlePath folder = BundlePath.ROOT.resolve(top);
    StagedEntry holder = entries.get(folder);
    if (tops.size() > 1
        || ROOT_FOLDERS.contains(top)
        || holder == null
        || holder.kind() != StagedEntry.Kind.DIRECTORY) {
      return new Contents(new StagedTree(scratch, entries), oddities);
    }
    List<StagedEntry> inside = new ArrayList<>();
    for (StagedEntry entry : entries.values()) {
      if (!entry.path().equals(folder)) {
        BundlePath path = BundlePath.ROOT.resolve(entry.path().relativeTo(folder));
        inside.add(
            new StagedEntry(
                path, entry.kind(), entry.mode(), entry.size(), entry.target(), "", null));
      }
    }
    return new Contents(
        new StagedTree(folder.under(scratch), inside),
        oddities.stream()
            .map(o -> new Oddity(o.kind(), inside(o.path(), folder), inside(o.detail(), folder)))
            .toList());
  }

  private static String inside(String path, BundlePath folder) {
    return path.startsWith(folder + "/") ? path.substring(folder.toString().length()) : path;
  }
}
