package org.diracgrid.diracos.relocate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diracgrid.diracos.elf.ElfFile;
import org.diracgrid.diracos.path.BundlePath;

/**
 * Which of several directories that give one library is meant, and how search paths are spelled.
 *
 * <p>The order: what the file's own search path names, as the loader would; the directory of the
 * file itself; the directories of {@code /etc/ld.so.conf}, then the system's, as {@code ldconfig}
 * puts them into the loader's cache; then the nearest, by steps, length and bytes; last, those of
 * other Python packages. The libraries that a wheel carries for itself, in {@code <package>.libs},
 * are seen by its own package alone, unless a file's own search path names them.
 */
final class SearchDirectories {

  private static final Pattern ORIGIN = Pattern.compile("\\$(ORIGIN|\\{ORIGIN\\})(/.*)?");
  private static final Pattern PYTHON_PACKAGE =
      Pattern.compile("(.*/(?:site|dist)-packages)/([^/]+?)(\\.libs)?(?:/.*)?");

  private final TreeView view;
  private final List<String> configured;

  /**
   * Rules for one tree.
   *
   * @param configured directories of {@code ld.so.conf}, in its order
   */
  SearchDirectories(TreeView view, List<String> configured) {
    this.view = view;
    this.configured = List.copyOf(configured);
  }

  /** {@code $ORIGIN/…} from one physical directory to another. */
  static String text(BundlePath origin, BundlePath directory) {
    return origin.equals(directory) ? "$ORIGIN" : "$ORIGIN/" + directory.relativeTo(origin);
  }

  /** Whether an entry does not start at the file, or climbs above the root, be it there or not. */
  static boolean leadsOut(BundlePath origin, String entry) {
    Matcher relative = ORIGIN.matcher(entry);
    if (!relative.matches()) {
      return true;
    }
    int depth = origin.segments().size();
    for (String segment : Objects.requireNonNullElse(relative.group(2), "").split("/", -1)) {
      depth += segment.equals("..") ? -1 : segment.isEmpty() || segment.equals(".") ? 0 : 1;
      if (depth < 0) {
        return true;
      }
    }
    return false;
  }

  /** The directory of the tree that an entry of a search path means, if it is there. */
  Optional<BundlePath> directory(BundlePath origin, String entry, boolean wide) {
    String text = entry.replace("${LIB}", "$LIB").replace("$LIB", wide ? "lib64" : "lib").strip();
    Matcher relative = ORIGIN.matcher(text);
    Optional<BundlePath> found;
    if (relative.matches()) {
      String rest = relative.group(2) == null ? "" : relative.group(2).substring(1);
      TreeView.Resolution resolution = view.resolve(origin, rest.replaceFirst("^/+", ""));
      found = resolution.climbs() ? Optional.empty() : resolution.found();
    } else if (text.startsWith("/")) {
      found = view.resolve(BundlePath.ROOT, text).found();
    } else {
      found = Optional.empty();
    }
    return found.filter(view::isDirectory);
  }

  /** The directories of the tree that a file's own search path names, in its order. */
  Set<BundlePath> own(BundlePath origin, List<String> entries, ElfFile elf) {
    Set<BundlePath> directories = new LinkedHashSet<>();
    for (String entry : entries) {
      directory(origin, entry, elf.architecture().wide()).ifPresent(directories::add);
    }
    return directories;
  }

  /** The order of preference for a file in {@code origin}. */
  Comparator<BundlePath> preference(BundlePath origin, Set<BundlePath> own, boolean wide) {
    List<BundlePath> ownOrder = List.copyOf(own);
    List<BundlePath> system = system(wide);
    return Comparator.<BundlePath>comparingInt(directory -> position(ownOrder, directory))
        .thenComparing(directory -> isOtherPythonPackage(origin, directory))
        .thenComparing(directory -> !directory.equals(origin))
        .thenComparingInt(directory -> position(system, directory))
        .thenComparingInt(directory -> steps(origin, directory))
        .thenComparingInt(directory -> directory.toString().length())
        .thenComparing(Comparator.naturalOrder());
  }

  private List<BundlePath> system(boolean wide) {
    List<String> names = new ArrayList<>(configured);
    List<String> first = List.of("/lib64", "/usr/lib64");
    List<String> second = List.of("/lib", "/usr/lib");
    names.addAll(wide ? first : second);
    names.addAll(wide ? second : first);
    Set<BundlePath> directories = new LinkedHashSet<>();
    for (String name : names) {
      view.resolve(BundlePath.ROOT, name).found().ifPresent(directories::add);
    }
    return List.copyOf(directories);
  }

  private static int position(List<BundlePath> order, BundlePath directory) {
    int at = order.indexOf(directory);
    return at < 0 ? Integer.MAX_VALUE : at;
  }

  private static int steps(BundlePath origin, BundlePath directory) {
    return BundlePath.parse("/" + directory.relativeTo(origin).replace("..", "^"))
        .segments()
        .size();
  }

  /** Whether a directory holds what another Python package carries for itself. */
  static boolean isPrivate(BundlePath origin, BundlePath directory) {
    Matcher theirs = PYTHON_PACKAGE.matcher(directory.toString());
    return theirs.matches() && theirs.group(3) != null && isOtherPythonPackage(origin, directory);
  }

  private static boolean isOtherPythonPackage(BundlePath origin, BundlePath directory) {
    Matcher theirs = PYTHON_PACKAGE.matcher(directory.toString());
    if (!theirs.matches()) {
      return false;
    }
    Matcher ours = PYTHON_PACKAGE.matcher(origin.toString());
    return !ours.matches()
        || !ours.group(1).equals(theirs.group(1))
        || !normal(ours.group(2)).equals(normal(theirs.group(2)));
  }

  private static String normal(String name) {
    return name.toLowerCase(Locale.ROOT).replace('-', '_');
  }
}
