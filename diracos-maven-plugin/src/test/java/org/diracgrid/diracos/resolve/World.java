package org.diracgrid.diracos.resolve;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.nevra.Operator;
import org.diracgrid.diracos.repo.PackageRecord;
import org.diracgrid.diracos.repo.RelationKind;
import org.diracgrid.diracos.repo.RepoIndex;

/**
 * A small package world as text, to read in a test:
 *
 * <pre>
 * repo base            everything that follows is in repository "base" (the default is "r")
 * a-1-1.x86_64         a package; it provides itself
 *   requires b &gt;= 2    also: provides, conflicts, obsoletes, recommends
 *   file /bin/a        a file that primary lists
 * </pre>
 */
final class World {

  private final List<List<String>> blocks = new ArrayList<>();

  static World of(String text) {
    World world = new World();
    String repository = "r";
    for (String line : text.lines().filter(l -> !l.isBlank()).toList()) {
      if (line.startsWith("repo ")) {
        repository = line.substring(5).trim();
      } else if (line.startsWith(" ")) {
        world.blocks.get(world.blocks.size() - 1).add(line.trim());
      } else {
        world.blocks.add(new ArrayList<>(List.of(repository, line.trim())));
      }
    }
    return world;
  }

  World shuffled(long seed) {
    World world = new World();
    world.blocks.addAll(blocks);
    Collections.shuffle(world.blocks, new Random(seed));
    return world;
  }

  RepoIndex index() {
    RepoIndex.Builder builder = new RepoIndex.Builder();
    for (List<String> block : blocks) {
      String nevra = block.get(1);
      int dot = nevra.lastIndexOf('.');
      int release = nevra.lastIndexOf('-', dot);
      int version = nevra.lastIndexOf('-', release - 1);
      String name = nevra.substring(0, version);
      Evr evr = Evr.parse(nevra.substring(version + 1, dot));
      builder.begin(
          new PackageRecord(
              block.get(0),
              name,
              nevra.substring(dot + 1),
              evr,
              nevra + ".rpm",
              1000,
              2000,
              new Checksum(Algorithm.SHA256, "0".repeat(64)),
              "",
              ""));
      builder.relation(RelationKind.PROVIDES, name, Operator.EQ, evr);
      block.stream().skip(2).forEach(line -> relation(builder, line));
    }
    return builder.build();
  }

  private static void relation(RepoIndex.Builder builder, String line) {
    String[] words = line.split(" ", 2);
    if (words[0].equals("file")) {
      builder.file(words[1]);
      return;
    }
    RelationKind kind = RelationKind.valueOf(words[0].toUpperCase(java.util.Locale.ROOT));
    String[] parts = words[1].split(" ");
    boolean rich = words[1].startsWith("(");
    Operator operator =
        rich || parts.length == 1
            ? null
            : Stream.of(Operator.values())
                .filter(o -> o.sign().equals(parts[1]))
                .findFirst()
                .orElseThrow();
    builder.relation(
        kind, rich ? words[1] : parts[0], operator, operator == null ? null : Evr.parse(parts[2]));
  }

  /** The NEVRAs that ship for the roots with glibc as boundary. */
  List<String> resolve(String... roots) {
    return nevras(closure(request(roots)));
  }

  Closure closure(ResolveRequest request) {
    return new Resolver(index(), paths -> Map.of()).resolve(request);
  }

  static ResolveRequest request(String... roots) {
    return request(Boundary.Policy.EDGE, roots);
  }

  static ResolveRequest request(Boundary.Policy policy, String... roots) {
    return new ResolveRequest(
        Stream.of(roots).map(root -> new Root(root, "packages", "diracos.json")).toList(),
        new Boundary(policy, List.of("glibc")),
        List.of(),
        "x86_64",
        Map.of("low", 200, "high", 1));
  }

  static List<String> nevras(Closure closure) {
    return closure.packages().stream().map(p -> p.nevra().toString()).toList();
  }
}
