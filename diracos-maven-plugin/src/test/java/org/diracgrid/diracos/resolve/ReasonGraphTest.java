package org.diracgrid.diracos.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.repo.RepoIndex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReasonGraphTest {

  /** Two roots; tool needs zlib by two ways, the shorter one through curl; only app needs deep. */
  private static final World WORLD =
      World.of(
          """
          app-1:1-1.x86_64
            requires deep
            requires zlib
            requires libc
          tool-1-1.noarch
            requires wrapper
            requires curl
          wrapper-1-1.noarch
            requires inner
          inner-1-1.noarch
            requires zlib
          curl-7-1.x86_64
            requires libz.so.1()(64bit)
          zlib-1-1.x86_64
            provides libz.so.1()(64bit)
            file /usr/bin/zip
            requires libc
          deep-1-1.x86_64
            requires deeper
          deeper-1-1.x86_64
            requires deep
            requires app
          glibc-2-1.x86_64
            provides libc
          idle-1-1.noarch
            provides spare
          idle-1-1.s390x
          """);

  private static final ReasonGraph GRAPH =
      ReasonGraph.of(WORLD.closure(World.request("app", "tool")));

  private static Explanation explain(RepoIndex index, String asked) {
    return new Explainer(GRAPH, "x86_64", () -> new Explainer.Packages(index, paths -> Map.of()))
        .explain(asked);
  }

  private static List<String> lines(String asked) {
    return ExplanationText.lines(explain(WORLD.index(), asked));
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    ReasonGraph read = ClosureJson.read(ClosureJson.write(GRAPH));
    assertThat(read.packages()).isEqualTo(GRAPH.packages());
    assertThat(read.cuts()).isEqualTo(GRAPH.cuts()).isNotEmpty();
    assertThat(read.roots()).isEqualTo(GRAPH.roots());
  }

  @Test
  void everyRootAndTheShortestChainFromItIsTold() {
    assertThat(lines("zlib"))
        .containsExactly(
            "zlib-1-1.x86_64, 1000 B, 2.0 KiB installed, repository r",
            "  needed by 2 roots",
            "  \"packages\": app",
            "    app-1:1-1.x86_64",
            "    zlib-1-1.x86_64, for zlib",
            "  \"packages\": tool",
            "    tool-1-1.noarch",
            "    curl-7-1.x86_64, for curl",
            "    zlib-1-1.x86_64, for libz.so.1()(64bit)",
            "  with it would go 1 package, 1000 B, 2.0 KiB installed");
  }

  @Test
  void whatOnlyItBringsInWouldGoWithIt() {
    assertThat(lines("deep"))
        .endsWith(
            "  with it would go 2 packages, 2.0 KiB, 3.9 KiB installed",
            "    deeper-1-1.x86_64, 1000 B, 2.0 KiB installed");
    assertThat(lines("wrapper")).last().asString().startsWith("    inner-1-1.noarch, ");
    assertThat(lines("app"))
        .contains("  with it would go 3 packages, 2.9 KiB, 5.9 KiB installed")
        .doesNotContain("zlib");
  }

  @Test
  void aPackageIsFoundByAllItsNames() {
    RepoIndex none = World.of("").index();
    for (String name :
        List.of(
            "app", "app-1:1-1.x86_64", "app-1-1.x86_64", "app.x86_64", "app-1", "app-1-1", "ap?")) {
      assertThat(explain(none, name).packages())
          .as(name)
          .extracting(why -> why.node().name())
          .containsExactly("app");
    }
    for (String name : List.of("libz.so.1()(64bit)", "libz.so.1", "/usr/bin/zip")) {
      assertThat(lines(name)).first().asString().startsWith("zlib-1-1.x86_64, ");
    }
    assertThat(explain(none, "*e*r*").packages())
        .extracting(why -> why.node().name())
        .containsExactly("deeper", "inner", "wrapper");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "libfoo >= 1.2",
        "libfoo   >=1.2",
        "libfoo = 1:1.3",
        "libfoo == 1:1.3-4",
        "libfoo < 2:0",
        "abi(foo) => 3",
        "abi(foo) = 3.11",
        "config(foo) = 1:1.3-4",
        "unversioned > 77",
        "foo > 0",
      })
  void aCapabilityWithAVersionStandsForWhatSatisfiesIt(String asked) {
    assertThat(foo(asked)).first().asString().startsWith("foo-1:1.3-4.x86_64, ");
  }

  /** The lines of a world in which libfoo ships in the middle of three versions. */
  private static List<String> foo(String asked) {
    World world =
        World.of(
            """
            bar-1-1.x86_64
              requires libfoo = 1:1.3
              requires libhost >= 1
            foo-1:1.3-4.x86_64
              provides libfoo = 1:1.3-4
              provides abi(foo) = 3.11
              provides config(foo) = 1:1.3-4
              provides unversioned
            foo-1:1.2-1.x86_64
              provides libfoo = 1:1.2-1
            foo-3:2-1.x86_64
              provides libfoo = 3:2-1
            foo-4:1-1.s390x
              provides libfoo = 4:1-1
            glibc-2-1.x86_64
              provides libhost = 2
            """);
    ReasonGraph graph = ReasonGraph.of(world.closure(World.request("bar")));
    Explainer explainer =
        new Explainer(
            graph, "x86_64", () -> new Explainer.Packages(world.index(), paths -> Map.of()));
    return ExplanationText.lines(explainer.explain(asked));
  }

  @Test
  void aCapabilityWithAVersionThatDoesNotShipIsToldWithWhatCameNear() {
    assertThat(foo("libfoo > 2:1"))
        .containsExactly(
            "libfoo > 2:1 does not ship",
            "  foo-3:2-1.x86_64 (repo r) is there, but nothing that ships requires it",
            "  foo-4:1-1.s390x (repo r) is not for x86_64");
    assertThat(foo("libfoo > 9:1"))
        .containsExactly(
            "libfoo > 9:1 does not ship",
            "  foo-4:1-1.s390x (repo r) provides libfoo = 4:1-1, and is not for x86_64",
            "  foo-3:2-1.x86_64 (repo r) provides libfoo = 3:2-1",
            "  foo-1:1.3-4.x86_64 (repo r) provides libfoo = 1:1.3-4",
            "  foo-1:1.2-1.x86_64 (repo r) provides libfoo = 1:1.2-1");
    assertThat(foo("libhost  >=1"))
        .containsExactly(
            "libhost  >=1 does not ship",
            "  cut at the boundary: bar-1-1.x86_64 requires libhost >= 1, which glibc of the host"
                + " meets");
    assertThat(foo("libfo >= 1"))
        .containsExactly("libfo >= 1 does not ship", "  near by name: libfoo");
  }

  @ParameterizedTest
  @ValueSource(strings = {"libfoo >=", "libfoo <> 1", "libfoo >= 1 2", "libfoo = 9999999999:1"})
  void aCapabilityWithAMalformedVersionIsAnError(String asked) {
    assertThatThrownBy(() -> foo(asked))
        .hasMessageContaining("DOS-WHY-04")
        .hasMessageContaining("'" + asked + "' is no capability")
        .hasMessageContaining("-Dpackage")
        .hasMessageContaining("write it as rpm does");
  }

  @Test
  void whatDoesNotShipIsToldWithWhatCameNear() {
    assertThat(lines("libc"))
        .containsExactly(
            "libc does not ship",
            "  cut at the boundary: app-1:1-1.x86_64 requires libc, which glibc of the host meets",
            "  cut at the boundary: zlib-1-1.x86_64 requires libc, which glibc of the host meets");
    assertThat(lines("glibc")).hasSize(3).contains(lines("libc").get(1));
    assertThat(lines("spare"))
        .containsExactly(
            "spare does not ship",
            "  idle-1-1.noarch (repo r) is there, but nothing that ships requires it");
    assertThat(lines("idle"))
        .containsExactly(
            "idle does not ship",
            "  idle-1-1.noarch (repo r) is there, but nothing that ships requires it",
            "  idle-1-1.s390x (repo r) is not for x86_64");
    assertThat(lines("wraper"))
        .containsExactly("wraper does not ship", "  no repository has it; near by name: wrapper");
    assertThat(lines("entirely-else"))
        .containsExactly(
            "entirely-else does not ship", "  no repository has anything of that name");
    RepoIndex hidden = WORLD.index().hiding(Map.of(9, "exclude \"idle\" of repository r"));
    assertThat(ExplanationText.lines(explain(hidden, "spare")))
        .containsExactly(
            "spare does not ship",
            "  idle-1-1.noarch (repo r) is hidden by exclude \"idle\" of repository r");
    FileOwners files = paths -> Map.of("/usr/share/idle", new int[] {9});
    Explainer explainer =
        new Explainer(GRAPH, "x86_64", () -> new Explainer.Packages(hidden, files));
    assertThat(ExplanationText.lines(explainer.explain("/usr/share/idle")))
        .containsExactly(
            "/usr/share/idle does not ship",
            "  idle-1-1.noarch (repo r) is hidden by exclude \"idle\" of repository r");
  }

  @Test
  void theTreeShowsEachPackageInFullWhereItIsNearestToARoot() {
    assertThat(ReasonTree.lines(GRAPH, 0, ""))
        .containsExactly(
            "\"packages\": app",
            "\\- app-1:1-1.x86_64 [1000 B]",
            "   +- deep-1-1.x86_64 [1000 B]",
            "   |  \\- deeper-1-1.x86_64 [1000 B]",
            "   |     +- app-1:1-1.x86_64 [1000 B] (*)",
            "   |     \\- deep-1-1.x86_64 [1000 B] (*)",
            "   \\- zlib-1-1.x86_64 [1000 B]",
            "\"packages\": tool",
            "\\- tool-1-1.noarch [1000 B]",
            "   +- curl-7-1.x86_64 [1000 B]",
            "   |  \\- zlib-1-1.x86_64 [1000 B] (*)",
            "   \\- wrapper-1-1.noarch [1000 B]",
            "      \\- inner-1-1.noarch [1000 B]",
            "         \\- zlib-1-1.x86_64 [1000 B] (*)",
            "8 packages, 7.8 KiB, 15.6 KiB installed");
  }

  @Test
  void theTreeCanStartAnywhereAndEndEarly() {
    assertThat(ReasonTree.lines(GRAPH, 2, "tool"))
        .containsExactly(
            "\"packages\": tool",
            "\\- tool-1-1.noarch [1000 B]",
            "   +- curl-7-1.x86_64 [1000 B] ...",
            "   \\- wrapper-1-1.noarch [1000 B] ...",
            "5 packages, 4.9 KiB, 9.8 KiB installed");
    assertThat(ReasonTree.lines(GRAPH, 0, "curl"))
        .startsWith("from curl-7-1.x86_64", "\\- curl-7-1.x86_64 [1000 B]");
    assertThat(ReasonTree.lines(GRAPH, 0, "nope")).isEmpty();
  }

  @Test
  void aLongChainIsDrawn() {
    StringBuilder text = new StringBuilder();
    int length = 1500;
    for (int i = 0; i < length; i++) {
      text.append("p%04d-1-1.noarch\n".formatted(i));
      text.append(i + 1 < length ? "  requires p%04d\n".formatted(i + 1) : "");
    }
    ReasonGraph graph = ReasonGraph.of(World.of(text.toString()).closure(World.request("p0000")));
    assertThat(ReasonTree.lines(graph, 0, "")).hasSize(length + 2);
  }

  @Test
  void theReportsAreThoseOfVersionOne() {
    PackageReports reports = PackageReports.of(GRAPH);
    assertThat(reports.packages())
        .containsExactly("app", "curl", "deep", "deeper", "inner", "tool", "wrapper", "zlib");
    assertThat(reports.onlyForDependency())
        .containsExactly("curl", "deep", "deeper", "inner", "wrapper", "zlib");
    assertThat(reports.requiredBy())
        .containsEntry("app", Set.of("app"))
        .containsEntry("curl", Set.of("tool"))
        .containsEntry("zlib", new TreeSet<>(List.of("app", "tool")));
    assertThat(reports.files()).containsOnlyKeys(PackageReports.NAMES);
    assertThat(
            new String(
                reports.files().get("pkgList.json"), java.nio.charset.StandardCharsets.UTF_8))
        .startsWith("[\n  \"app\",\n  \"curl\",");
  }

  /** What goes is judged package by package: a way from a root that avoids it keeps a package. */
  @Test
  void whatGoesIsWhatNoWayAroundReaches() {
    int checked = 0;
    for (long seed = 0; seed < 200; seed++) {
      String text = RandomWorld.text(seed, 25);
      ReasonGraph graph;
      try {
        graph =
            ReasonGraph.of(World.of(text).closure(World.request(RandomWorld.roots(seed, text))));
      } catch (DiracosException e) {
        continue;
      }
      BitSet all = new BitSet();
      all.set(0, graph.packages().size());
      for (int p = 0; p < graph.packages().size(); p++) {
        Why why = Why.of(graph, p);
        Set<String> gone = new HashSet<>();
        why.only().forEach(node -> gone.add(node.nevra()));
        assertThat(gone).contains(graph.packages().get(p).nevra());
        for (ReasonGraph.Node node : graph.packages()) {
          boolean stays =
              node.requiredBy().stream()
                  .anyMatch(reason -> reason.root() || !gone.contains(reason.by()));
          assertThat(gone.contains(node.nevra()))
              .as("seed %d: %s without %s", seed, node.nevra(), why.node().nevra())
              .isEqualTo(node.nevra().equals(why.node().nevra()) || !stays);
          checked++;
        }
        assertThat(why.chains()).as("seed %d: %s", seed, why.node().nevra()).isNotEmpty();
      }
    }
    assertThat(checked).isGreaterThan(1000);
  }
}
