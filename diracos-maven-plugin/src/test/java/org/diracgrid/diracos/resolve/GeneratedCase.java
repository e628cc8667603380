package org.diracgrid.diracos.resolve;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.diracgrid.diracos.testing.RepoBuilder;

/**
 * A case made by chance, the same for the same seed: one or two repositories of some twenty
 * packages that use a few features of rpm each, and some roots. Packages stand in the metadata in
 * the resolver's own order of packages, so that what is tied is tied in the same way for dnf.
 */
final class GeneratedCase {

  private static final List<String> EVRS =
      List.of("1.0~rc1-1", "1.0-1", "1.0-2", "1.0^git2-1", "1.1-1", "2-1", "1:1.0-1");
  private static final List<String> OPERATORS = List.of("<", "<=", "=", ">=", ">");
  private static final int NAMES = 14;
  private static final int RICH_KINDS = 9;

  private final Random random;
  private final List<Feature> features = new ArrayList<>();

  /** Names with EVR; where copies are not asked for, each is in one repository only. */
  private final Set<String> made = new HashSet<>();

  private enum Feature {
    VERSIONED,
    RICH,
    WEAK,
    CONFLICTS,
    OBSOLETES,
    VIRTUAL,
    FILES,
    PRIORITIES,
    EXCLUDES,
    UPDATES,
    COPIES,
    MULTILIB,
    VERSIONED_ROOTS
  }

  private GeneratedCase(long seed) {
    random = new Random(seed * 7919 + 17);
    for (Feature feature : Feature.values()) {
      if (one(3)) {
        features.add(feature);
      }
    }
  }

  static void write(long seed, Path directory) throws IOException {
    new GeneratedCase(seed).write(directory);
  }

  private void write(Path directory) throws IOException {
    repository("base").write(directory.resolve("base"));
    if (has(Feature.UPDATES) || has(Feature.PRIORITIES) || has(Feature.COPIES)) {
      repository("upd").write(directory.resolve("upd"));
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < NAMES; i++) {
      names.add(name(i));
    }
    Collections.shuffle(names, random);
    List<String> excludes =
        has(Feature.EXCLUDES) ? names.subList(0, 1 + random.nextInt(3)) : List.of();
    Map<String, Integer> priorities =
        has(Feature.PRIORITIES) ? Map.of("base", 50, "upd", one(2) ? 10 : 99) : Map.of();
    new ObjectMapper()
        .writeValue(
            directory.resolve("case.json").toFile(),
            Map.of(
                "features",
                features,
                "roots",
                names.subList(4, 5 + random.nextInt(3)).stream().map(this::root).toList(),
                "weak",
                has(Feature.WEAK),
                "excludes",
                excludes,
                "prio",
                priorities));
  }

  private String root(String name) {
    String what = has(Feature.VIRTUAL) && one(4) ? "cap" + random.nextInt(4) : name;
    return has(Feature.VERSIONED_ROOTS) && one(2)
        ? what + " " + OPERATORS.get(random.nextInt(OPERATORS.size())) + " " + evr()
        : name;
  }

  private RepoBuilder repository(String id) {
    RepoBuilder builder = new RepoBuilder();
    for (int i = 0; i < NAMES; i++) {
      String name = name(i);
      TreeMap<Integer, String> versions = new TreeMap<>();
      for (int k = one(3) ? 2 : 1; k > 0 && (id.equals("base") || one(3)); k--) {
        versions.put(random.nextInt(EVRS.size()), one(3) ? "noarch" : "x86_64");
      }
      versions.forEach(
          (evr, arch) -> {
            if (made.add(name + evr) || has(Feature.COPIES)) {
              if (has(Feature.MULTILIB) && one(3)) {
                builder.add(name + "-" + EVRS.get(evr) + ".i686", p -> describe(p, name));
              }
              builder.add(name + "-" + EVRS.get(evr) + "." + arch, p -> describe(p, name));
            }
          });
    }
    return builder;
  }

  private void describe(RepoBuilder.Package made, String self) {
    for (int i = random.nextInt(4); i > 0; i--) {
      made.requires(requirement());
    }
    if (has(Feature.VIRTUAL)) {
      for (int i = random.nextInt(3); i > 0; i--) {
        made.provides("cap" + random.nextInt(4) + (one(2) ? " = " + evr() : ""));
      }
    }
    if (has(Feature.FILES) && one(2)) {
      made.file((one(2) ? "/usr/bin/f" : "/usr/share/f") + random.nextInt(4));
    }
    if (has(Feature.CONFLICTS) && one(4)) {
      made.relation(
          "conflicts",
          has(Feature.RICH) && one(3) ? "(" + other(self) + " and " + other(self) + ")" : leaf());
    }
    if (has(Feature.OBSOLETES) && one(5)) {
      made.relation("obsoletes", other(self) + " < " + evr());
    }
    if (has(Feature.WEAK)) {
      for (String kind : List.of("recommends", "supplements", "suggests", "enhances")) {
        if (one(4)) {
          made.relation(kind, has(Feature.RICH) && one(3) ? rich() : leaf());
        }
      }
    }
  }

  private String requirement() {
    if (has(Feature.RICH) && one(3)) {
      return rich();
    }
    if (has(Feature.FILES) && one(4)) {
      return (one(2) ? "/usr/bin/f" : "/usr/share/f") + random.nextInt(4);
    }
    return leaf();
  }

  private String rich() {
    return switch (random.nextInt(RICH_KINDS)) {
      case 0 -> "(" + leaf() + " and " + leaf() + ")";
      case 1 -> "(" + leaf() + " with " + leaf() + ")";
      case 2 -> "(" + leaf() + " without " + leaf() + ")";
      case 3 -> "((" + leaf() + " and " + leaf() + ") or " + leaf() + ")";
      case 5 -> "(" + leaf() + " if " + leaf() + ")";
      case 6 -> "(" + leaf() + " if " + leaf() + " else " + leaf() + ")";
      case 7 -> "(" + leaf() + " unless " + leaf() + ")";
      case 8 -> "(" + leaf() + " unless " + leaf() + " else " + leaf() + ")";
      default -> "(" + leaf() + " or " + leaf() + ")";
    };
  }

  private String leaf() {
    String what =
        has(Feature.VIRTUAL) && one(3) ? "cap" + random.nextInt(4) : name(random.nextInt(NAMES));
    return has(Feature.VERSIONED) && one(2)
        ? what + " " + OPERATORS.get(random.nextInt(OPERATORS.size())) + " " + evr()
        : what;
  }

  private String other(String self) {
    String name = name(random.nextInt(NAMES));
    return name.equals(self) ? other(self) : name;
  }

  private String evr() {
    return EVRS.get(random.nextInt(EVRS.size()));
  }

  private boolean has(Feature feature) {
    return features.contains(feature);
  }

  private boolean one(int in) {
    return random.nextInt(in) == 0;
  }

  private static String name(int i) {
    return String.format("p%02d", i);
  }
}
