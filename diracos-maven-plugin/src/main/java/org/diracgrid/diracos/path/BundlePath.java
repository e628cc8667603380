package org.diracgrid.diracos.path;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An absolute path inside a bundle, such as {@code /usr/lib64/libz.so.1}, always normal: no {@code
 * .}, {@code ..}, empty segment or trailing slash. It is never interchangeable with a {@link Path}
 * of the host, and there is no way to make one that leaves the root.
 */
public final class BundlePath implements Comparable<BundlePath> {

  /** The root of the bundle, {@code /}. */
  public static final BundlePath ROOT = new BundlePath("");

  /** Segments joined and led by a slash; empty for the root. */
  private final String text;

  /** The text with the slashes below every other character; made when first compared. */
  private @Nullable String order;

  /** The name on the host; made when first asked for. */
  private @Nullable String onHost;

  private BundlePath(String text) {
    this.text = text;
  }

  /**
   * Reads a path as an RPM header, a cpio entry or a configuration gives it: {@code /usr/bin/x},
   * {@code ./usr/bin/x} or {@code usr/bin/x}.
   *
   * @throws IllegalArgumentException if it holds NUL or climbs above the root
   */
  public static BundlePath parse(String path) {
    return isNormal(path) ? new BundlePath(path) : ROOT.resolve(path);
  }

  /** Whether nothing has to be done; a hidden file at the most is taken for a {@code .} wrongly. */
  private static boolean isNormal(String path) {
    return path.startsWith("/")
        && !path.endsWith("/")
        && !path.contains("//")
        && !path.contains("/.")
        && path.indexOf('\0') < 0;
  }

  /**
   * Follows {@code path} from this directory; an absolute {@code path} starts at the root.
   *
   * @throws IllegalArgumentException if it holds NUL or climbs above the root
   */
  public BundlePath resolve(String path) {
    if (path.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("NUL in the path '" + path.replace('\0', '?') + "'");
    }
    StringBuilder out = new StringBuilder(path.startsWith("/") ? "" : text);
    int start = 0;
    while (start <= path.length()) {
      int end = path.indexOf('/', start);
      if (end < 0) {
        end = path.length();
      }
      String segment = path.substring(start, end);
      start = end + 1;
      if (segment.equals("..")) {
        int slash = out.lastIndexOf("/");
        if (slash < 0) {
          throw new IllegalArgumentException("'" + path + "' climbs above the root of the bundle");
        }
        out.setLength(slash);
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        out.append('/').append(segment);
      }
    }
    return out.isEmpty() ? ROOT : new BundlePath(out.toString());
  }

  /** The directory that holds this path; the root is its own parent. */
  public BundlePath parent() {
    int slash = text.lastIndexOf('/');
    return slash <= 0 ? ROOT : new BundlePath(text.substring(0, slash));
  }

  /** Whether {@code directory} is the {@link #parent} of this path, which is not the root. */
  public boolean isDirectlyIn(BundlePath directory) {
    int slash = text.lastIndexOf('/');
    return slash >= 0 && slash == directory.text.length() && text.startsWith(directory.text);
  }

  /** The last segment; empty for the root. */
  public String fileName() {
    return text.substring(text.lastIndexOf('/') + 1);
  }

  /** True for {@code /}. */
  public boolean isRoot() {
    return text.isEmpty();
  }

  /** True if this path is {@code other} or lies below it. */
  public boolean startsWith(BundlePath other) {
    return text.startsWith(other.text)
        && (text.length() == other.text.length() || text.charAt(other.text.length()) == '/');
  }

  /** The segments from the root down. */
  public List<String> segments() {
    return isRoot() ? List.of() : List.of(text.substring(1).split("/", -1));
  }

  /**
   * The relative path that leads from directory {@code directory} to this path, such as {@code
   * ../lib64}; {@code .} if they are the same.
   */
  public String relativeTo(BundlePath directory) {
    List<String> from = directory.segments();
    List<String> to = segments();
    int common = 0;
    while (common < from.size() && common < to.size() && from.get(common).equals(to.get(common))) {
      common++;
    }
    Deque<String> parts = new ArrayDeque<>();
    for (int i = common; i < from.size(); i++) {
      parts.addLast("..");
    }
    parts.addAll(to.subList(common, to.size()));
    return parts.isEmpty() ? "." : String.join("/", parts);
  }

  /** The path without the leading slash, as an archive member is named; empty for the root. */
  public String memberName() {
    return isRoot() ? "" : text.substring(1);
  }

  /**
   * Where this path lies on the host when the bundle's root is at {@code root}. There its name is
   * that of {@link FileNames#onHost}, so that a run does not depend on the locale.
   */
  public Path under(Path root) {
    if (isRoot()) {
      return root;
    }
    String name = onHost;
    if (name == null) {
      name = FileNames.onHost(memberName());
      onHost = name;
    }
    return root.resolve(name);
  }

  /** Byte order of the text, segment by segment, so that a directory comes before its content. */
  @Override
  public int compareTo(BundlePath other) {
    return order().compareTo(other.order());
  }

  /** No path holds NUL, so that no two texts become one; strings compare faster than loops do. */
  private String order() {
    String known = order;
    if (known == null) {
      known = text.replace('/', '\0');
      order = known;
    }
    return known;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BundlePath path && path.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return isRoot() ? "/" : text;
  }
}
