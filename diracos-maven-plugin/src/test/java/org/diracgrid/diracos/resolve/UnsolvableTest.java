package org.diracgrid.diracos.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.repo.RepoIndex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One minimal cause for each problem. */
class UnsolvableTest extends Unsolvables {

  @Test
  void aMissingProviderIsToldWithEveryWayThatWasTried() {
    String world =
        """
        app-1-1.x86_64
          requires web
        alpha-1-1.x86_64
          provides web
          requires missing
        beta-1-1.x86_64
          provides web
          requires lib >= 2
        gamma-1-1.x86_64
          provides web
          conflicts core
        core-1-1.x86_64
        lib-1-1.x86_64
        """;
    assertThat(text(world, "app", "core"))
        .isEqualTo(
            """
            DOS-RESOLVE-01 nothing provides missing
              where     needed by alpha-1-1.x86_64 (repo r)
              because   diracos.json: app -> app-1-1.x86_64 -> web -> alpha-1-1.x86_64
                        nor diracos.json: app -> app-1-1.x86_64 -> web -> beta-1-1.x86_64: nothing provides lib >= 2
                        nor diracos.json: app -> app-1-1.x86_64 -> web -> gamma-1-1.x86_64: gamma-1-1.x86_64 conflicts with core-1-1.x86_64
                        lib-1-1.x86_64 (repo r) provides lib = 1-1
              fix       add the repository that provides it to "repositories"
                        or leave out what the host has or nobody misses: "ignoredPackages": ["alpha"]
                        or drop one of the roots "app" (diracos.json), "core" (diracos.json)
            """);
  }

  @Test
  void whatExcludesEachOtherIsToldWithNothingElse() {
    String world =
        """
        a-1-1.x86_64
          requires x = 1
          requires unrelated
        b-1-1.x86_64
          requires x = 2
        unrelated-1-1.x86_64
        x-1-1.x86_64
          requires unrelated
        x-2-1.x86_64
        """;
    assertThat(text(world, "a", "unrelated", "b"))
        .isEqualTo(
            """
            DOS-RESOLVE-03 x-2-1.x86_64 cannot be installed beside x-1-1.x86_64
              where     (x)
              because   diracos.json: b -> b-1-1.x86_64 -> x = 2 -> x-2-1.x86_64
                        diracos.json: a -> a-1-1.x86_64 -> x = 1 -> x-1-1.x86_64
              fix       leave out what the host has or nobody misses: "ignoredPackages": ["x"]
                        or drop one of the roots "a" (diracos.json), "b" (diracos.json)
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "exclude \"li*\" of repository r              | take \"li*\" out of the \"exclude\" of repository r",
        "includepkgs, which does not name it of repository r | add \"lib\" to the \"includepkgs\" of repository r",
        "module stream nodejs:18, which is not enabled | enable the module stream: \"modules\": [\"nodejs:18\"]",
        "another rule                                  | take back what hides lib-2-1.x86_64: another rule",
      })
  void whatHidesAProviderIsNamedAndHowToUndoIt(String by, String fix) {
    RepoIndex index =
        index(
            "app-1-1.x86_64\n  requires lib >= 2\nlib-1-1.x86_64\nlib-2-1.x86_64\n",
            Map.of("lib-2-1.x86_64", by));
    assertThat(problems(index, "app"))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("DOS-RESOLVE-01");
              assertThat(problem.because())
                  .endsWith("\nlib-2-1.x86_64 (repo r) is hidden by " + by);
              assertThat(problem.fix()).startsWith(fix + "\nor ");
            });
    assertThat(problems(index, "lib-2"))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.what()).isEqualTo("package 'lib-2' is hidden");
              assertThat(problem.because()).contains("is hidden by " + by);
              assertThat(problem.fix()).isEqualTo(fix);
            });
  }

  @Test
  void aHiddenWayAroundAConflictIsNamed() {
    RepoIndex index =
        index(
            """
            a-1-1.x86_64
              requires web
            b-1-1.x86_64
              conflicts alpha
            alpha-1-1.x86_64
              provides web
            beta-1-1.x86_64
              provides web
            """,
            Map.of("beta-1-1.x86_64", "exclude \"beta\" of repository r"));
    assertThat(problems(index, "a", "b"))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.what()).isEqualTo("b-1-1.x86_64 conflicts with alpha-1-1.x86_64");
              assertThat(problem.because()).contains("beta-1-1.x86_64 (repo r) is hidden by");
              assertThat(problem.fix()).startsWith("take \"beta\" out of the \"exclude\"");
            });
  }

  @Test
  void aProviderForAnotherMachineIsNamed() {
    RepoIndex index = index("app-1-1.x86_64\n  requires lib\nlib-1-1.aarch64\n", Map.of());
    assertThat(problems(index, "app", "lib"))
        .extracting(Problem::what)
        .containsExactly(
            "package 'lib' exists only for another architecture", "nothing provides lib");
    assertThat(problems(index, "app", "lib"))
        .allMatch(
            problem -> problem.because().contains("lib-1-1.aarch64 (repo r) is not for x86_64"))
        .allMatch(problem -> problem.fix().contains("\"platform\": {\"arch\": \"aarch64\"}"));
  }

  @Test
  void aPathAndARichRequirementHaveNearMissesToo() {
    RepoIndex index =
        index(
            """
            app-1-1.x86_64
              requires /usr/bin/tool
            rich-1-1.x86_64
              requires (nowhere or tool >= 3)
            tool-2-1.x86_64
              file /usr/bin/tool
            """,
            Map.of("tool-2-1.x86_64", "exclude \"tool\" of repository r"));
    assertThat(problems(index, "app", "rich", "/usr/bin/tool"))
        .extracting(Problem::because)
        .allMatch(because -> because.contains("tool-2-1.x86_64 (repo r)"))
        .allMatch(because -> because.contains("hidden by exclude \"tool\" of repository r"))
        .hasSize(3);
  }

  @Test
  void aHiddenOwnerOfAFileThatOnlyFilelistsNameIsNamed() {
    RepoIndex index =
        index(
            """
            app-1-1.x86_64
              requires /usr/lib/tool/data
            rich-1-1.x86_64
              requires (nowhere or /usr/lib/tool/data)
            tool-1-1.x86_64
            """,
            Map.of("tool-1-1.x86_64", "exclude \"tool\" of repository r"));
    FileOwners files =
        paths ->
            paths.contains("/usr/lib/tool/data")
                ? Map.of("/usr/lib/tool/data", new int[] {2})
                : Map.of();
    for (String[] roots : List.of(new String[] {"app"}, new String[] {"rich"})) {
      assertThat(problems(index, files, World.request(roots)))
          .singleElement()
          .satisfies(
              problem -> {
                assertThat(problem.code()).isEqualTo("DOS-RESOLVE-01");
                assertThat(problem.because())
                    .endsWith(
                        "\ntool-1-1.x86_64 (repo r) is hidden by exclude \"tool\" of repository r");
                assertThat(problem.fix())
                    .startsWith("take \"tool\" out of the \"exclude\" of repository r\n");
              });
    }
    assertThat(problems(index, files, World.request("/usr/lib/tool/data")))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.what()).isEqualTo("package '/usr/lib/tool/data' is hidden");
              assertThat(problem.fix()).startsWith("take \"tool\" out of the \"exclude\"");
            });
    Closure level =
        new Resolver(index, files).resolve(World.request(Boundary.Policy.LEVEL, "app", "rich"));
    assertThat(World.nevras(level))
        .as("is hidden")
        .containsExactly("app-1-1.x86_64", "rich-1-1.x86_64");
  }

  @Test
  void filelistsAreNotAskedForFilesThatPrimaryLists() {
    RepoIndex index =
        index(
            """
            app-1-1.x86_64
              requires /usr/bin/tool
              requires missing
            tool-1-1.x86_64
              file /usr/bin/tool
            """,
            Map.of());
    FileOwners files =
        paths -> {
          throw new AssertionError("asked for " + paths);
        };
    assertThat(problems(index, files, World.request("app")))
        .extracting(Problem::what)
        .containsExactly("nothing provides missing");
  }

  /** Following the advice on ignored packages, problem by problem, ends in a closure. */
  @Test
  void leavingOutWhatIsAdvisedMakesItSolvable() {
    int mended = 0;
    for (long seed = 0; seed < 300; seed++) {
      String text = RandomWorld.text(seed, 12);
      String[] roots = RandomWorld.roots(seed, text);
      Set<String> ignored = new LinkedHashSet<>();
      while (true) {
        try {
          World.of(text).closure(request(List.copyOf(ignored), roots));
          break;
        } catch (DiracosException e) {
          int before = ignored.size();
          for (Problem problem : e.problems()) {
            String name = problem.fix().split("\"ignoredPackages\": \\[\"", 2)[1].split("\"", 2)[0];
            ignored.add(name);
          }
          assertThat(ignored).as("seed %d of%n%s", seed, text).hasSizeGreaterThan(before);
          mended++;
        }
      }
    }
    assertThat(mended).isGreaterThan(50);
  }
}
