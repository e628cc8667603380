package org.diracgrid.diracos.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.repo.ModuleMetadata;
import org.diracgrid.diracos.repo.ModuleStream;
import org.diracgrid.diracos.repo.RepoIndex;
import org.junit.jupiter.api.Test;

class ModuleFilterTest {

  private static final String WORLD =
      """
      repo app
      node-16-1.x86_64
      node-1:18-1.x86_64
      node-docs-18-1.noarch
      php-7-1.x86_64
      plain-1-1.x86_64
      repo base
      node-12-1.x86_64
      nodelike-1-1.x86_64
        provides node
      php-5-1.x86_64
      repo fixes
      node-18-2.x86_64
      """;

  private final List<ModuleStream> streams =
      new ArrayList<>(
          List.of(
              stream("nodejs:16", 1, "", "node-0:16-1.x86_64", "node-0:16-1.src"),
              stream("nodejs:18", 1, "", "node-1:18-1.x86_64", "node-docs-0:18-1.noarch"),
              stream("php:7", 1, "platform:el8,el9", "php-0:7-1.x86_64")));
  private final List<ModuleMetadata.Default> others = new ArrayList<>();
  private final List<ModuleMetadata.Default> defaults =
      new ArrayList<>(List.of(new ModuleMetadata.Default("nodejs", "16", 0)));

  /**
   * A build.
   *
   * @param needs such as {@code a:1,2 b: c:-3}
   */
  private static ModuleStream stream(String label, long version, String needs, String... rpms) {
    return build(label, version, "c0ffee", needs, rpms);
  }

  private static ModuleStream build(
      String label, long version, String context, String needs, String... rpms) {
    List<ModuleStream.Need> all = new ArrayList<>();
    for (String need : needs.split(" ")) {
      if (!need.isEmpty()) {
        String[] sides = need.split(":", 2);
        List<String> named = Arrays.stream(sides[1].split(",")).filter(s -> !s.isEmpty()).toList();
        all.add(
            new ModuleStream.Need(
                sides[0],
                named.stream().filter(s -> !s.startsWith("-")).toList(),
                named.stream().filter(s -> s.startsWith("-")).map(s -> s.substring(1)).toList()));
      }
    }
    String[] sides = label.split(":");
    return new ModuleStream(sides[0], sides[1], version, context, "x86_64", all, List.of(rpms));
  }

  private ModuleFilter.Result filter(String... asked) {
    return filter(Optional.empty(), asked);
  }

  private ModuleFilter.Result filter(Optional<String> platform, String... asked) {
    Map<String, String> items = new LinkedHashMap<>();
    for (int i = 0; i < asked.length; i++) {
      items.put(asked[i], "diracos.json:3:" + i + " (/modules/" + i + ")");
    }
    return ModuleFilter.hiding(
        World.of(WORLD).index(),
        List.of(new ModuleMetadata(streams, defaults), new ModuleMetadata(List.of(), others)),
        platform,
        items,
        "x86_64",
        Set.of("fixes"));
  }

  private static Map<String, String> hidden(RepoIndex index) {
    Map<String, String> hidden = new TreeMap<>();
    IntStream.range(0, index.size())
        .forEach(p -> index.hiddenBy(p).ifPresent(why -> hidden.put(index.nevra(p) + "", why)));
    return hidden;
  }

  @Test
  void theDefaultStreamIsActiveAndItsNamesAreItsOwn() {
    ModuleFilter.Result result = filter();
    String displaced =
        "module stream nodejs:16, whose packages take the place of others of their name";
    String off = "module stream nodejs:18, which is not enabled";
    assertThat(result.active()).containsExactly("nodejs:16");
    assertThat(hidden(result.index()))
        .isEqualTo(
            Map.of(
                "node-12-1.x86_64", displaced,
                "nodelike-1-1.x86_64", displaced,
                "node-1:18-1.x86_64", off,
                "node-docs-18-1.noarch", off,
                "php-7-1.x86_64", "module stream php:7, which is not enabled"));
  }

  @Test
  void anotherStreamCanBeEnabled() {
    ModuleFilter.Result result = filter("nodejs:18", "php");
    assertThat(result.active()).containsExactly("nodejs:18", "php:7");
    assertThat(hidden(result.index()))
        .containsOnlyKeys(
            "node-12-1.x86_64", "node-16-1.x86_64", "nodelike-1-1.x86_64", "php-5-1.x86_64");
  }

  @Test
  void aDisabledModuleGivesWayToPackagesOutsideOfModules() {
    ModuleFilter.Result result = filter("!node*");
    assertThat(result.active()).isEmpty();
    assertThat(hidden(result.index()))
        .containsOnlyKeys(
            "node-16-1.x86_64", "node-1:18-1.x86_64", "node-docs-18-1.noarch", "php-7-1.x86_64")
        .containsEntry("node-16-1.x86_64", "module stream nodejs:16, whose module is disabled");
  }

  @Test
  void whatAnActiveStreamNeedsIsActiveToo() {
    streams.add(stream("tool:1", 1, "php:7 platform:el8"));
    assertThat(filter("tool").active()).containsExactly("nodejs:16", "php:7", "tool:1");
  }

  @Test
  void theBuildWhoseNeedsCanBeMetIsActiveWithOlderOnesThatNeedTheSame() {
    streams.set(0, build("nodejs:16", 5, "good", "", "node-0:16-1.x86_64"));
    streams.add(build("nodejs:16", 9, "bad", "none:1", "node-1:18-1.x86_64"));
    streams.add(build("nodejs:16", 3, "other", "", "node-docs-0:18-1.noarch"));
    assertThat(hidden(filter().index()).keySet())
        .contains("node-1:18-1.x86_64")
        .doesNotContain("node-16-1.x86_64", "node-docs-18-1.noarch");
  }

  @Test
  void aDefaultStreamThatCannotBeActiveIsNot() {
    streams.add(stream("a:1", 1, "nodejs:18"));
    streams.add(stream("b:1", 1, "missing:1"));
    streams.add(stream("c:1", 1, "nodejs:-16"));
    streams.add(stream("d:1", 1, ""));
    for (String module : List.of("a", "b", "c", "d")) {
      defaults.add(new ModuleMetadata.Default(module, "1", 0));
    }
    ModuleFilter.Result result = filter("nodejs:16");
    assertThat(result.active()).containsExactly("d:1", "nodejs:16");
    assertThat(result.dropped()).containsExactly("a:1", "b:1", "c:1");
  }

  @Test
  void ofDefaultsThatExcludeEachOtherTheOneOfTheFirstRepositoryStays() {
    ModuleMetadata first =
        new ModuleMetadata(
            List.of(
                stream("z:1", 1, ""),
                stream("z:2", 1, ""),
                stream("y:1", 1, "z:-1"),
                stream("y:2", 1, "")),
            List.of(
                new ModuleMetadata.Default("z", "1", 0), new ModuleMetadata.Default("y", "1", 0)));
    ModuleMetadata second =
        new ModuleMetadata(
            List.of(stream("a:1", 1, "y:-1")), List.of(new ModuleMetadata.Default("a", "1", 0)));
    RepoIndex index = World.of(WORLD).index();
    for (int turn = 0; turn < 2; turn++) {
      List<ModuleMetadata> order = turn == 0 ? List.of(first, second) : List.of(second, first);
      ModuleFilter.Result result =
          ModuleFilter.hiding(index, order, Optional.empty(), Map.of(), "x86_64", Set.of());
      assertThat(result.dropped()).isEqualTo(turn == 0 ? List.of("a:1", "z:1") : List.of("y:1"));
    }
  }

  @Test
  void modulesMayNeedEachOtherInACircle() {
    streams.add(stream("a:1", 1, "b:1"));
    streams.add(stream("b:1", 1, "c:"));
    streams.add(stream("c:1", 1, "a:1,2"));
    assertThat(filter("a").active()).contains("a:1", "b:1", "c:1");
  }

  @Test
  void allMustAgreeOnOnePlatform() {
    streams.add(stream("a:1", 2, "platform:el10"));
    streams.add(stream("a:1", 1, "platform:el9"));
    assertThat(filter("a", "php").active()).containsExactly("a:1", "nodejs:16", "php:7");
    streams.remove(streams.size() - 1);
    assertThatThrownBy(() -> filter("a", "php"))
        .hasMessageContaining("DOS-MODULE-03 the module streams a:1, php:7 cannot be active")
        .hasMessageContaining("/modules/0");
    assertThatThrownBy(() -> filter("platform:el10", "php")).hasMessageContaining("DOS-MODULE-03");
    assertThat(filter("platform:el10").active()).containsExactly("nodejs:16");
  }

  @Test
  void whatNeedsAnotherPlatformThanThatOfTheConfigurationIsNotActive() {
    streams.add(stream("a:1", 9, "platform:el10", "php-0:7-1.x86_64"));
    streams.add(stream("a:1", 2, "platform:el9"));
    streams.add(stream("b:1", 1, "platform:-el9"));
    streams.add(stream("c:1", 1, "a:1"));
    for (String module : List.of("a", "b", "c", "php")) {
      String stream = module.equals("php") ? "7" : "1";
      defaults.add(new ModuleMetadata.Default(module, stream, 0));
    }
    ModuleFilter.Result nine = filter(Optional.of("el9"));
    assertThat(nine.active()).containsExactly("a:1", "c:1", "nodejs:16", "php:7");
    assertThat(nine.dropped()).containsExactly("b:1");
    ModuleFilter.Result seven = filter(Optional.of("el7"));
    assertThat(seven.active()).containsExactly("b:1", "nodejs:16");
    assertThat(seven.dropped()).containsExactly("a:1", "c:1", "php:7");
    assertThatThrownBy(() -> filter(Optional.of("el7"), "php"))
        .hasMessageContaining("DOS-MODULE-03 the module streams php:7, platform:el7 cannot be");
    assertThat(filter(Optional.of("el7"), "platform:el9").dropped())
        .as("\"modules\" have the last word")
        .containsExactly("b:1");
  }

  @Test
  void ofDefaultsTheNewestCountsAndContradictionsNeither() {
    others.add(new ModuleMetadata.Default("nodejs", "18", 7));
    assertThat(filter().active()).containsExactly("nodejs:18");
    defaults.add(new ModuleMetadata.Default("nodejs", "16", 7));
    assertThat(filter().active()).isEmpty();
  }

  @Test
  void buildsForOtherArchitecturesAreNeverActive() {
    ModuleStream foreign =
        new ModuleStream("nodejs", "16", 9, "x", "aarch64", List.of(), List.of());
    streams.add(foreign);
    assertThat(hidden(filter().index())).doesNotContainKey("node-16-1.x86_64");
  }

  @Test
  void whatDoesNotExistIsNamedWithWhatDoes() {
    assertThatThrownBy(() -> filter("nodejs:17", "nodesj", "php:7"))
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining("DOS-MODULE-01 module 'nodejs' has no stream '17'")
        .hasMessageContaining("its streams are 16, 18; 16 is the default")
        .hasMessageContaining("(/modules/0)")
        .hasMessageContaining("write \"nodejs:16\" or \"nodejs:18\"")
        .hasMessageContaining("there is no module 'nodesj'")
        .hasMessageContaining("did you mean nodejs?");
    assertThatThrownBy(() -> filter("!pph")).hasMessageContaining("no module 'pph'");
    defaults.clear();
    assertThatThrownBy(() -> filter("nodejs"))
        .hasMessageContaining("module 'nodejs' has no default stream");
  }

  @Test
  void oneModuleCannotBeAskedForInTwoWays() {
    assertThatThrownBy(() -> filter("nodejs:16", "nodejs:18"))
        .hasMessageContaining("DOS-MODULE-02 \"nodejs:18\" and \"nodejs:16\" exclude each other");
    assertThatThrownBy(() -> filter("nodejs:16", "!nodejs"))
        .hasMessageContaining("\"nodejs:16\" and \"!nodejs\" exclude each other");
  }

  @Test
  void aHostileListOfModulesEnds() {
    streams.clear();
    defaults.clear();
    for (int i = 0; i < 500; i++) {
      // A chain, each link of which needs the next; the last needs what is not there. And pairs of
      // defaults that exclude each other.
      streams.add(stream("chain" + i + ":1", 1, "chain" + (i + 1) + ":1"));
      streams.add(stream("pair" + i + ":1", 1, i % 2 == 0 ? "pair" + (i + 1) + ":-1" : ""));
      defaults.add(new ModuleMetadata.Default("chain" + i, "1", 0));
      defaults.add(new ModuleMetadata.Default("pair" + i, "1", 0));
    }
    ModuleFilter.Result result = filter();
    assertThat(result.active().size() + result.dropped().size()).isEqualTo(1_000);
    assertThat(result.active()).noneMatch(label -> label.startsWith("chain"));
  }
}
