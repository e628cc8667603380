package org.diracgrid.diracos.relocate;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.diracgrid.diracos.elf.ElfFile;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.stage.StagedEntry;

/**
 * A tree of ELF files that are described, not made. {@code @} in links and search paths is where
 * the tree lies.
 */
final class ElfTree {

  /**
   * One file or link.
   *
   * @param line as {@link Trees} reads it
   * @param text of a file that is read
   */
  record Item(String line, Optional<ElfFile> elf, String text) {

    String path() {
      return line.split(" -> ", 2)[0];
    }

    @Override
    public String toString() {
      return line + elf.map(ElfTree::words).orElse("") + (text.isEmpty() ? "" : " " + text);
    }
  }

  private final List<Item> items;
  private final RelocationSpec spec;

  ElfTree(List<Item> items, RelocationSpec spec) {
    this.items = List.copyOf(items);
    this.spec = spec;
  }

  /** A tree as the planner takes it. */
  record Placed(
      NavigableMap<BundlePath, StagedEntry> entries,
      String root,
      NavigableMap<BundlePath, ElfFile> elfs,
      List<String> configured,
      RelocationSpec spec) {

    RpathPlan plan() {
      return RpathPlan.of(entries, root, elfs, configured, spec);
    }

    /** The same with each planned path as {@code DT_RPATH}. */
    Placed with(RpathPlan plan) {
      NavigableMap<BundlePath, ElfFile> after = new TreeMap<>(elfs);
      plan.byPath()
          .forEach((path, rpath) -> after.computeIfPresent(path, (p, elf) -> of(elf, rpath)));
      return new Placed(entries, root, after, configured, spec);
    }

    private static ElfFile of(ElfFile elf, String rpath) {
      return ElfTree.with(elf, Optional.of(rpath), Optional.empty());
    }
  }

  /** The tree as it lies at {@code root}. */
  Placed at(String root) {
    return at(root, items);
  }

  /** The same, put together in another order. */
  Placed shuffled(String root, long seed) {
    List<Item> order = new ArrayList<>(items);
    Collections.shuffle(order, new Random(seed));
    return at(root, order);
  }

  private Placed at(String root, List<Item> order) {
    String[] lines =
        order.stream().map(item -> item.line.replace("@", root)).toArray(String[]::new);
    NavigableMap<BundlePath, StagedEntry> entries = Trees.entries(lines);
    NavigableMap<BundlePath, ElfFile> elfs = new TreeMap<>();
    Map<BundlePath, byte[]> texts = new HashMap<>();
    for (Item item : order) {
      BundlePath path = BundlePath.parse(item.path());
      texts.put(path, item.text.getBytes(StandardCharsets.UTF_8));
      item.elf.ifPresent(
          elf ->
              elfs.put(
                  path,
                  with(
                      elf,
                      elf.rpath().map(text -> text.replace("@", root)),
                      elf.runpath().map(text -> text.replace("@", root)))));
    }
    List<String> configured = LoaderDirectories.of(entries, texts::get);
    return new Placed(entries, root, elfs, configured, spec);
  }

  /** A tree with as few files and links as still make {@code fails} true. */
  ElfTree smallest(Predicate<ElfTree> fails) {
    ElfTree smallest = this;
    for (int i = items.size() - 1; i >= 0; i--) {
      List<Item> fewer = new ArrayList<>(smallest.items);
      fewer.remove(i);
      ElfTree without = new ElfTree(fewer, spec);
      if (fails.test(without)) {
        smallest = without;
      }
    }
    return smallest;
  }

  @Override
  public String toString() {
    return String.join("\n", items.stream().map(Item::toString).toList());
  }

  private static String words(ElfFile elf) {
    return " "
        + elf.architecture()
        + (elf.interpreter().isPresent() ? " program" : "")
        + (elf.dynamic() ? "" : " static")
        + (elf.staticPie() ? " static-pie" : "")
        + (elf.separateDebug() ? " debug" : "")
        + elf.soname().map(text -> " soname " + text).orElse("")
        + elf.rpath().map(text -> " rpath '" + text + "'").orElse("")
        + elf.runpath().map(text -> " runpath '" + text + "'").orElse("")
        + (elf.needed().isEmpty() ? "" : " needs " + elf.needed());
  }

  private static ElfFile with(ElfFile elf, Optional<String> rpath, Optional<String> runpath) {
    return new ElfFile(
        elf.architecture(),
        elf.type(),
        elf.interpreter(),
        elf.dynamic(),
        elf.staticPie(),
        elf.separateDebug(),
        elf.needed(),
        elf.soname(),
        rpath,
        runpath,
        List.of(),
        List.of());
  }
}
