package org.diracgrid.diracos.stage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.path.FileNames;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/**
 * Reads a directory of the host that this program did not make: names, kinds, modes, links. It
 * follows no symbolic link, enters no other file system, and opens no file.
 */
public final class TreeReader {

  /** How files are called that stand beside the one they are about to replace. */
  public static final String UNFINISHED = ".diracos-unfinished-";

  private static final String DEVICE = "unix:dev";

  private final Path root;
  private final Object device;
  private final NavigableMap<BundlePath, StagedEntry> entries = new TreeMap<>();
  private final Map<BundlePath, Path> places = new HashMap<>();
  private final Map<Object, List<BundlePath>> inodes = new HashMap<>();
  private final List<BundlePath> leftAlone = new ArrayList<>();
  private final List<Path> leftovers = new ArrayList<>();

  private TreeReader(Path root, Object device) {
    this.root = root;
    this.device = device;
  }

  /**
   * Reads the tree below a directory.
   *
   * @throws DiracosException DOS-STAGE-21 if a directory or link in it cannot be read
   */
  public static FoundTree read(Path root) {
    try {
      TreeReader reader =
          new TreeReader(root, Files.getAttribute(root, DEVICE, LinkOption.NOFOLLOW_LINKS));
      return reader.read();
    } catch (IOException e) {
      throw unreadable(root, e);
    }
  }

  private FoundTree read() {
    Deque<BundlePath> left = new ArrayDeque<>();
    left.add(BundlePath.ROOT);
    while (!left.isEmpty()) {
      BundlePath directory = left.removeLast();
      Path place = directory.isRoot() ? root : places.getOrDefault(directory, root);
      try (DirectoryStream<Path> list = Files.newDirectoryStream(place)) {
        for (Path child : list) {
          if (add(directory, child)) {
            left.add(directory.resolve(name(child)));
          }
        }
      } catch (DirectoryIteratorException e) {
        throw unreadable(place, Objects.requireNonNull(e.getCause()));
      } catch (IOException e) {
        throw unreadable(place, e);
      }
    }
    TreeMap<BundlePath, BundlePath> hardLinks = new TreeMap<>();
    for (List<BundlePath> names : inodes.values()) {
      names.sort(Comparator.naturalOrder());
      names.stream().skip(1).forEach(name -> hardLinks.put(name, names.get(0)));
    }
    leftAlone.sort(Comparator.naturalOrder());
    leftovers.sort(Comparator.naturalOrder());
    Map<BundlePath, Path> all = Map.copyOf(places);
    return new FoundTree(
        StagedTree.foreign(root, entries, all), all, hardLinks, leftAlone, leftovers);
  }

  /** Takes one name in; true if it is a directory to be read. */
  private boolean add(BundlePath directory, Path place) {
    BundlePath path = directory.resolve(name(place));
    try {
      PosixFileAttributes attributes =
          Files.readAttributes(place, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      int mode = mode(attributes);
      if (attributes.isDirectory()) {
        put(path, place, StagedEntry.Kind.DIRECTORY, mode, 0, "");
        if (device.equals(Files.getAttribute(place, DEVICE, LinkOption.NOFOLLOW_LINKS))) {
          return true;
        }
        leftAlone.add(path);
      } else if (attributes.isSymbolicLink()) {
        put(path, place, StagedEntry.Kind.SYMLINK, mode, 0, text(Files.readSymbolicLink(place)));
      } else if (!attributes.isRegularFile()) {
        leftAlone.add(path);
      } else if (path.fileName().startsWith(UNFINISHED)) {
        leftovers.add(place);
      } else {
        put(path, place, StagedEntry.Kind.FILE, mode, attributes.size(), "");
        inodes
            .computeIfAbsent(
                Objects.requireNonNullElse(attributes.fileKey(), path), key -> new ArrayList<>(1))
            .add(path);
      }
      return false;
    } catch (IOException e) {
      throw unreadable(place, e);
    }
  }

  private void put(
      BundlePath path, Path place, StagedEntry.Kind kind, int mode, long size, String target) {
    entries.put(path, new StagedEntry(path, kind, mode, size, target, "", null));
    places.put(path, place);
  }

  private static int mode(PosixFileAttributes attributes) {
    int mode = 0;
    for (PosixFilePermission permission : attributes.permissions()) {
      // The constants come in the order of the bits, from 0400 to 0001.
      mode |= 0400 >> permission.ordinal();
    }
    return mode;
  }

  private static String name(Path place) {
    return text(Objects.requireNonNull(place.getFileName()));
  }

  /**
   * The text of a path, byte by byte, whatever the locale. Java keeps the bytes of a path that the
   * system gave, but its text is in the character set of the locale; only its address shows them.
   */
  private static String text(Path path) {
    String plain = path.toString();
    boolean ascii = plain.chars().allMatch(c -> c < 0x7f);
    if (ascii) {
      return plain;
    }
    // An address is absolute, and that of a directory ends with a slash: both are cut off again.
    byte[] bytes = unescape(path.toUri().getRawPath());
    int start = path.isAbsolute() ? 0 : unescape(Path.of("").toUri().getRawPath()).length;
    int end = bytes[bytes.length - 1] == '/' ? bytes.length - 1 : bytes.length;
    return FileNames.decode(bytes, start, end - start);
  }

  private static byte[] unescape(String raw) {
    byte[] text = raw.getBytes(StandardCharsets.ISO_8859_1);
    byte[] bytes = new byte[text.length];
    int length = 0;
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '%') {
        bytes[length++] = (byte) Integer.parseInt(raw.substring(i + 1, i + 3), 16);
        i += 2;
      } else {
        bytes[length++] = text[i];
      }
    }
    return Arrays.copyOf(bytes, length);
  }

  private static DiracosException unreadable(Path file, IOException cause) {
    return DiracosException.of(
        new Problem(
            "DOS-STAGE-21",
            "cannot read a tree that was not made here",
            file.toString(),
            cause.getClass().getSimpleName() + ": " + cause.getMessage(),
            "make it readable for the user who runs this, or run as its owner"),
        cause);
  }
}
