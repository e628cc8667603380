package org.diracgrid.diracos.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.diracgrid.diracos.nevra.Capability;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.repo.Access;
import org.diracgrid.diracos.repo.FetchSettings;
import org.diracgrid.diracos.repo.Fetcher;
import org.diracgrid.diracos.repo.IndexLoader;
import org.diracgrid.diracos.repo.IndexText;
import org.diracgrid.diracos.repo.LoadedRepository;
import org.diracgrid.diracos.repo.RelationKind;
import org.diracgrid.diracos.repo.RepoIndex;
import org.diracgrid.diracos.repo.RepositoryLoader;
import org.diracgrid.diracos.repo.RepositorySource;
import org.diracgrid.diracos.testing.RepoBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However a world comes to the resolver, it is the same world. */
class IndexAgreementTest {

  private static final List<String> COMPRESSIONS = List.of("", "gz", "xz", "zst", "bz2");

  @TempDir private Path directory;

  @Test
  void lookUpsFindWhatAScanOverAllPackagesFinds() {
    for (long seed = 0; seed < 100; seed++) {
      RepoIndex index = hidingSome(World.of(RandomWorld.text(seed, 40)).index(), seed);
      int[] all = IntStream.range(0, index.size()).filter(index::isVisible).toArray();
      for (int asking = 0; asking < index.size(); asking++) {
        for (RelationKind kind : RelationKind.values()) {
          for (Capability wanted : index.relations(asking, kind)) {
            String name = wanted.name();
            assertThat(index.providersOf(wanted))
                .isEqualTo(
                    filter(
                        all, p -> any(index, p, RelationKind.PROVIDES, c -> c.satisfies(wanted))));
            assertThat(index.obsoletersOf(name))
                .isEqualTo(
                    filter(
                        all,
                        p -> any(index, p, RelationKind.OBSOLETES, c -> c.name().equals(name))));
            assertThat(index.named(name)).isEqualTo(filter(all, p -> index.name(p).equals(name)));
          }
        }
      }
    }
  }

  private static RepoIndex hidingSome(RepoIndex index, long seed) {
    int some = (int) (seed % index.size());
    return seed % 2 == 0 ? index : index.hiding(Map.of(some, "chance"));
  }

  private static boolean any(
      RepoIndex index, int p, RelationKind kind, java.util.function.Predicate<Capability> wanted) {
    return index.relations(p, kind).stream().anyMatch(wanted);
  }

  private static int[] filter(int[] all, java.util.function.IntPredicate wanted) {
    return Arrays.stream(all).filter(wanted).toArray();
  }

  @Test
  void itIsTheSameColdAndWarmShuffledPackedAndSplit() throws IOException {
    int solved = 0;
    for (long seed = 0; seed < 60; seed++) {
      String text = RandomWorld.text(seed, 30);
      String[] roots = RandomWorld.roots(seed, text);
      List<String> expected = resolve(World.of(text).index(), roots);
      solved += expected.get(0).startsWith("DOS-") ? 0 : 1;

      List<String> blocks = new ArrayList<>(List.of(text.split("\n(?=\\S)")));
      java.util.Collections.shuffle(blocks, new Random(seed));
      int cut = blocks.size() / 3;
      String compression = COMPRESSIONS.get((int) (seed % COMPRESSIONS.size()));
      Path place = directory.resolve("world" + seed);
      List<RepositorySource> whole = List.of(write(place, "r", blocks, compression));
      List<RepositorySource> split =
          List.of(
              write(place, "r1", blocks.subList(0, cut), compression),
              write(place, "r2", blocks.subList(cut, blocks.size()), ""));

      for (List<RepositorySource> sources : List.of(whole, split)) {
        RepoIndex cold = load(sources);
        RepoIndex warm = load(sources);
        assertThat(resolve(cold, roots)).as("seed %d of%n%s", seed, text).isEqualTo(expected);
        assertThat(resolve(warm, roots)).as("seed %d of%n%s", seed, text).isEqualTo(expected);
        assertThat(IndexText.of(warm)).isEqualTo(IndexText.of(cold));
      }
    }
    assertThat(solved).as("how many worlds have a solution").isBetween(10, 59);
  }

  private static RepositorySource write(
      Path place, String id, List<String> blocks, String compression) throws IOException {
    RepoBuilder builder = new RepoBuilder().compression(compression);
    for (String block : blocks) {
      List<String> lines = block.lines().toList();
      builder.add(
          lines.get(0),
          made ->
              lines.stream()
                  .skip(1)
                  .map(line -> line.trim().split(" ", 2))
                  .forEach(
                      words -> {
                        if (words[0].equals("file")) {
                          made.file(words[1]);
                        } else {
                          made.relation(words[0], words[1]);
                        }
                      }));
    }
    Path repository = builder.write(Files.createDirectories(place.resolve(id)));
    return RepositorySource.of(id, repository.toUri());
  }

  private RepoIndex load(List<RepositorySource> sources) {
    FetchSettings settings = FetchSettings.of(directory.resolve("cache"), false, Access.direct());
    try (Fetcher fetcher = new Fetcher(settings)) {
      RepositoryLoader loader = new RepositoryLoader(fetcher);
      List<LoadedRepository> loaded = sources.stream().map(loader::load).toList();
      return new IndexLoader().load(loaded);
    }
  }

  /** The NEVRAs that ship, or the codes of what is wrong. */
  private static List<String> resolve(RepoIndex index, String... roots) {
    try {
      Resolver resolver = new Resolver(index, paths -> Map.of());
      return World.nevras(resolver.resolve(World.request(roots)));
    } catch (DiracosException e) {
      return e.problems().stream().map(Problem::code).sorted().toList();
    }
  }
}
