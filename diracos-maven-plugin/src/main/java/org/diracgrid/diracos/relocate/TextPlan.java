package org.diracgrid.diracos.relocate;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.stage.StagedEntry;

/**
 * Text files that name, by absolute paths, what is in the tree: once moved, they would lead to the
 * host. Where a rule for their kind exists they are changed, see {@code docs/paths.md}; the others
 * are told.
 *
 * @param texts all of them, in the order of their paths
 */
public record TextPlan(List<Text> texts) {

  /** Of a tree whose texts are left as they are. */
  static final TextPlan NONE = new TextPlan(List.of());

  /** What is done to a text. */
  public enum Rule {
    /** Nothing. */
    NONE,
    /** The prefix of a pkg-config module becomes relative to {@code ${pcfiledir}}. */
    PCFILEDIR,
    /** A libtool archive of a library is removed: it is of use for linking only, and wrong. */
    REMOVE,
    /** A libtool archive of a plugin loses its directory, and is then loaded from where it lies. */
    NO_LIBDIR,
    /** A shell script finds its prefix from its own place. */
    SCRIPT_PLACE,
    /** The paths in Python's build data follow the file. */
    MODULE_PLACE
  }

  /**
   * A path in a text.
   *
   * @param line from 1
   * @param path as it stands there
   */
  public record Use(int line, String path) {}

  /**
   * A text.
   *
   * @param owner the package that it comes from
   * @param way from its directory to the root of the tree, such as {@code ../..}
   * @param uses outside of comments, in the order of the text
   */
  public record Text(
      BundlePath path, TextKind kind, Rule rule, String owner, String way, List<Use> uses) {

    /** Copies the list. */
    public Text {
      uses = List.copyOf(uses);
    }

    /** The paths without repetition. */
    Set<String> paths() {
      Set<String> paths = new TreeSet<>();
      uses.forEach(use -> paths.add(use.path()));
      return paths;
    }
  }

  /** Copies the list. */
  public TextPlan {
    texts = List.copyOf(texts);
  }

  /** Those to be looked at closely, in the order of their paths. */
  static List<BundlePath> suspects(
      NavigableMap<BundlePath, StagedEntry> entries,
      String stagingRoot,
      SortedMap<BundlePath, List<String>> hostPaths) {
    TreeView view = new TreeView(entries, stagingRoot);
    Set<String> absent = new HashSet<>();
    List<BundlePath> suspects = new ArrayList<>();
    for (StagedEntry entry : entries.values()) {
      BundlePath path = entry.path();
      if (entry.kind() != StagedEntry.Kind.FILE) {
        continue;
      }
      if (TextKind.hasRule(path)) {
        suspects.add(path);
      } else {
        for (String named : hostPaths.getOrDefault(path, List.of())) {
          if (!absent.contains(named)) {
            if (isThere(view, named)) {
              if (!TextKind.isNotFollowed(path)) {
                suspects.add(path);
              }
              break;
            }
            absent.add(named);
          }
        }
      }
    }
    return suspects;
  }

  /**
   * Plans.
   *
   * @param looks at the suspects
   */
  static TextPlan of(
      NavigableMap<BundlePath, StagedEntry> entries,
      String stagingRoot,
      SortedMap<BundlePath, TextLook> looks) {
    TreeView view = new TreeView(entries, stagingRoot);
    Set<BundlePath> linked = new HashSet<>();
    for (StagedEntry entry : entries.values()) {
      if (entry.kind() == StagedEntry.Kind.SYMLINK && entry.path().toString().endsWith(".la")) {
        view.real(entry.path()).ifPresent(linked::add);
      }
    }
    List<Text> texts = new ArrayList<>();
    looks.forEach(
        (path, look) -> {
          StagedEntry entry = entries.get(path);
          List<Use> uses = uses(look, view);
          if (entry == null || uses.isEmpty()) {
            return;
          }
          byte[] content = look.content().orElseGet(() -> new byte[0]);
          Rule rule = rule(look.kind(), content, linked.contains(path));
          String way = BundlePath.ROOT.relativeTo(path.parent());
          Text text = new Text(path, look.kind(), rule, entry.owner(), way, uses);
          // A path that a rule leaves is one that the text compares with or talks of.
          boolean told = rule == Rule.NONE || rule == Rule.REMOVE;
          if (told || !Arrays.equals(content, PathText.rewrite(content, text))) {
            texts.add(text);
          }
        });
    return new TextPlan(texts);
  }

  private static Rule rule(TextKind kind, byte[] content, boolean linked) {
    return switch (kind) {
      case PKG_CONFIG -> Rule.PCFILEDIR;
      case LIBTOOL -> linked || isPlugin(content) ? Rule.NO_LIBDIR : Rule.REMOVE;
      case CONFIG_SCRIPT -> Rule.SCRIPT_PLACE;
      case PYTHON_BUILD -> Rule.MODULE_PLACE;
      default -> Rule.NONE;
    };
  }

  /** Libtool marks so what was linked with {@code -module}. */
  private static boolean isPlugin(byte[] content) {
    return new String(content, StandardCharsets.ISO_8859_1)
        .lines()
        .anyMatch(line -> line.strip().equals("shouldnotlink=yes"));
  }

  /** A libtool archive is wrong whatever it names: it says where the library itself is. */
  private static List<Use> uses(TextLook look, TreeView view) {
    return look.named().stream()
        .filter(use -> look.kind() == TextKind.LIBTOOL || isThere(view, use.path()))
        .toList();
  }

  /** Whether the tree has what is called so; of a name that a script completes, the directory. */
  private static boolean isThere(TreeView view, String path) {
    String known = path.endsWith("-") ? path.substring(0, path.lastIndexOf('/')) : path;
    return !known.isEmpty() && view.resolve(BundlePath.ROOT, known).found().isPresent();
  }

  /** Texts that get other content. */
  List<Text> rewritten() {
    return texts.stream()
        .filter(text -> text.rule() != Rule.NONE && text.rule() != Rule.REMOVE)
        .toList();
  }

  /** Texts that are removed. */
  List<BundlePath> removed() {
    return texts.stream().filter(text -> text.rule() == Rule.REMOVE).map(Text::path).toList();
  }

  /** Texts that no rule was found for, by kind. */
  SortedMap<TextKind, List<Text>> left() {
    SortedMap<TextKind, List<Text>> left = new TreeMap<>();
    for (Text text : texts) {
      if (text.rule() == Rule.NONE) {
        left.computeIfAbsent(text.kind(), kind -> new ArrayList<>()).add(text);
      }
    }
    return Collections.unmodifiableSortedMap(left);
  }
}
