package org.diracgrid.diracos.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.repo.Access;
import org.diracgrid.diracos.repo.FetchSettings;
import org.diracgrid.diracos.repo.Fetcher;
import org.diracgrid.diracos.repo.IndexLoader;
import org.diracgrid.diracos.repo.LoadedRepository;
import org.diracgrid.diracos.repo.ModuleMetadata;
import org.diracgrid.diracos.repo.ModulesReader;
import org.diracgrid.diracos.repo.RepoIndex;
import org.diracgrid.diracos.repo.RepositoryLoader;
import org.diracgrid.diracos.repo.RepositorySource;
import org.diracgrid.diracos.testing.Oracle;
import org.diracgrid.diracos.testing.RepoBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which packages dnf sees beside module streams, on repositories made by chance. */
@Tag("oracle")
class ModulesOracleTest {

  private static final List<String> REPOSITORIES = List.of("app", "base", "fixes");
  private static final int WORLDS = 24;

  @TempDir private Path directory;

  /** Modules m0 … m4 with streams a, b, c, of packages p0 … p7. */
  private final class World {
    private final Random random;
    private final Path root;
    private final Map<String, StringBuilder> yaml = new LinkedHashMap<>();
    private final Map<String, RepoBuilder> packages = new LinkedHashMap<>();
    private final Set<String> known = new TreeSet<>();
    private final List<String> asked = new ArrayList<>();

    World(long seed) throws IOException {
      random = new Random(seed);
      root = directory.resolve("world" + seed);
      for (String repository : REPOSITORIES) {
        yaml.put(repository, new StringBuilder());
        packages.put(repository, new RepoBuilder().compression("gz"));
      }
      for (int m = 0; m < 5; m++) {
        module("m" + m);
      }
      for (int i = 0; i < 12; i++) {
        add(REPOSITORIES.get(random.nextInt(3)), nevra("p" + random.nextInt(8)));
      }
      for (String repository : REPOSITORIES) {
        if (yaml.get(repository).length() > 0) {
          packages.get(repository).metadata("modules", yaml.get(repository).toString());
        }
        packages.get(repository).write(root.resolve(repository));
      }
      choose();
    }

    private String nevra(String name) {
      String epoch = random.nextInt(3) == 0 ? "1:" : "0:";
      return name + "-" + epoch + random.nextInt(4) + "-" + random.nextInt(2) + ".x86_64";
    }

    private void add(String repository, String nevra) {
      if (known.add(repository + " " + nevra)) {
        packages
            .get(repository)
            .add(
                nevra.replace("-0:", "-"),
                p -> {
                  if (random.nextInt(6) == 0) {
                    p.provides("p" + random.nextInt(8));
                  }
                });
      }
    }

    private void module(String name) {
      String repository = REPOSITORIES.get(random.nextInt(2));
      for (String stream : List.of("a", "b", "c")) {
        int builds = random.nextInt(3);
        int other = random.nextInt(5);
        // All builds of a stream need the same: of others, dnf takes one or the other.
        String need =
            random.nextInt(4) == 0 && !name.equals("m" + other)
                ? "      m" + other + ": [" + "abc".charAt(random.nextInt(3)) + "]\n"
                : "";
        for (int version = 1; version <= builds; version++) {
          build(repository, name, stream, version, need);
        }
      }
      for (int i = random.nextInt(3); i > 0; i--) {
        yaml.get(REPOSITORIES.get(random.nextInt(2)))
            .append("---\ndocument: modulemd-defaults\nversion: 1\ndata:\n  module: " + name)
            .append("\n  modified: " + (202001010000L + random.nextInt(2)))
            .append("\n  stream: \"" + "abc".charAt(random.nextInt(3)) + "\"\n...\n");
      }
    }

    private void build(String repository, String name, String stream, int version, String need) {
      StringBuilder text = yaml.get(repository);
      text.append("---\ndocument: modulemd\nversion: 2\ndata:\n  name: " + name)
          .append("\n  stream: \"" + stream + "\"\n  version: " + version)
          .append("\n  context: c0ffee" + random.nextInt(2))
          .append("\n  arch: x86_64\n  summary: s\n  description: d\n")
          .append("  license:\n    module: [MIT]\n  dependencies:\n  - requires:\n")
          .append("      platform: [el9]\n");
      text.append(need);
      text.append("  artifacts:\n    rpms:\n");
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        String nevra = nevra("p" + random.nextInt(8));
        text.append("    - " + nevra + "\n");
        if (random.nextInt(8) > 0) {
          add(repository, nevra);
        }
      }
      text.append("...\n");
    }

    private void choose() {
      for (int m = 0; m < 5; m++) {
        String module = "m" + m;
        List<String> streams =
            List.of("a", "b", "c").stream()
                .filter(s -> described().contains("name: " + module + "\n  stream: \"" + s + "\""))
                .toList();
        int dice = random.nextInt(4);
        if (dice == 0 && !streams.isEmpty()) {
          asked.add(module + ":" + streams.get(random.nextInt(streams.size())));
        } else if (dice == 1 && !streams.isEmpty()) {
          asked.add("!" + module);
        }
      }
    }

    String described() {
      return String.join("\n", yaml.values());
    }

    RepoIndex index(List<ModuleMetadata> metadata) {
      RepositoryLoader loader =
          new RepositoryLoader(
              new Fetcher(FetchSettings.of(directory.resolve("cache"), false, Access.direct())));
      List<LoadedRepository> loaded =
          REPOSITORIES.stream()
              .map(id -> RepositorySource.of(id, root.resolve(id).toUri()))
              .map(loader::load)
              .toList();
      for (LoadedRepository one : loaded) {
        one.metadata("modules").map(ModulesReader::read).ifPresent(metadata::add);
      }
      return new IndexLoader().load(loaded);
    }

    /** Empty if default streams exclude each other: which of them dnf drops is its own affair. */
    Set<String> seen() {
      List<ModuleMetadata> metadata = new ArrayList<>();
      RepoIndex index = index(metadata);
      Map<String, String> items = new LinkedHashMap<>();
      asked.forEach(text -> items.put(text, "test"));
      ModuleFilter.Result result =
          ModuleFilter.hiding(
              index, metadata, Optional.of("el9"), items, "x86_64", Set.of("fixes"));
      if (!result.dropped().isEmpty()) {
        return Set.of();
      }
      RepoIndex filtered = result.index();
      Set<String> seen = new TreeSet<>();
      IntStream.range(0, filtered.size())
          .filter(filtered::isVisible)
          .forEach(
              p ->
                  seen.add(
                      filtered.repository(p)
                          + " "
                          + filtered.name(p)
                          + "-"
                          + filtered.evr(p).epoch()
                          + ":"
                          + filtered.evr(p).version()
                          + "-"
                          + filtered.evr(p).release()
                          + "."
                          + filtered.arch(p)));
      return seen;
    }

    Set<String> dnf() throws IOException, InterruptedException {
      Path install = Files.createDirectories(root.resolve("install/etc/dnf/modules.d"));
      for (int m = 0; m < 5; m++) {
        String module = "m" + m;
        for (String item : asked) {
          if (item.equals("!" + module) || item.startsWith(module + ":")) {
            String stream = item.startsWith("!") ? "" : item.substring(item.indexOf(':') + 1);
            Files.writeString(
                install.resolve(module + ".module"),
                "["
                    + module
                    + "]\nname="
                    + module
                    + "\nstream="
                    + stream
                    + "\nprofiles=\nstate="
                    + (stream.isEmpty() ? "disabled" : "enabled")
                    + "\n");
          }
        }
      }
      StringBuilder conf =
          new StringBuilder("[main]\nmodule_platform_id=platform:el9\ngpgcheck=0\nplugins=0\n")
              .append("reposdir=/nonexistent\nvarsdir=/nonexistent\n")
              .append("cachedir=" + root.resolve("dnf") + "\n")
              .append("logdir=" + root.resolve("log") + "\n")
              .append("persistdir=" + root.resolve("persist") + "\n");
      for (String id : REPOSITORIES) {
        conf.append("[" + id + "]\nname=" + id + "\nbaseurl=" + root.resolve(id).toUri() + "\n");
        conf.append(id.equals("fixes") ? "module_hotfixes=1\n" : "");
      }
      Path file = Files.writeString(root.resolve("dnf.conf"), conf.toString());
      String output =
          Oracle.of("dnf")
              .run(
                  List.of(
                      "--config=" + file,
                      "--installroot=" + root.resolve("install"),
                      "--releasever=9",
                      "--forcearch=x86_64",
                      "-q",
                      "repoquery",
                      "--available",
                      "--qf",
                      "PKG %{repoid} %{name}-%{epoch}:%{version}-%{release}.%{arch}"));
      Set<String> seen = new TreeSet<>();
      output.lines().filter(l -> l.startsWith("PKG ")).forEach(l -> seen.add(l.substring(4)));
      assertThat(output.lines().filter(l -> l.contains("rror") && !l.contains("Problem")))
          .as(output)
          .isEmpty();
      return seen;
    }
  }

  @Test
  void theSamePackagesAreVisible() throws Exception {
    int compared = 0;
    for (long seed = 0; seed < WORLDS; seed++) {
      World world = new World(seed);
      Set<String> ours = seen(world);
      if (!ours.isEmpty()) {
        assertThat(ours)
            .as("seed %d, modules %s of%n%s", seed, world.asked, world.described())
            .isEqualTo(world.dnf());
        compared += ours.size() < world.known.size() ? 1 : 0;
      }
    }
    assertThat(compared).as("worlds in which something is hidden").isGreaterThan(WORLDS / 6);
  }

  /** Empty also if what is asked for cannot be: dnf goes on then, we do not. */
  private static Set<String> seen(World world) {
    try {
      return world.seen();
    } catch (DiracosException e) {
      assertThat(e.getMessage()).contains("DOS-MODULE-03");
      return Set.of();
    }
  }
}
