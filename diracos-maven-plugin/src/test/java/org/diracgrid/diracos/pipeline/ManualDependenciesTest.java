package org.diracgrid.diracos.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.resolve.ClosureJson;
import org.diracgrid.diracos.resolve.ReasonGraph;
import org.diracgrid.diracos.testing.PlainRepository;
import org.diracgrid.diracos.testing.RpmBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code manualDependencies}: app needs nothing of what they name, which needs more. */
class ManualDependenciesTest {

  @TempDir Path directory;
  private Project project;

  @BeforeEach
  void makeProject() throws IOException {
    Path repository = directory.resolve("repository");
    PlainRepository.write(
        repository,
        List.of(
            RpmBuilder.of("app", "1-1", "noarch").requires("lib"),
            RpmBuilder.of("lib", "1-1", "noarch"),
            RpmBuilder.of("nss", "1-1", "noarch").requires("nspr"),
            RpmBuilder.of("nspr", "1-1", "noarch").requires("deep"),
            RpmBuilder.of("deep", "1-1", "noarch").requires("glibc"),
            RpmBuilder.of("glibc", "1-1", "noarch"),
            RpmBuilder.of("other", "1-1", "noarch")));
    project =
        new Project(
            directory.resolve("project"),
            directory.resolve("cache"),
            repository.toUri().toString());
    project.config.put("packages", "[\"app\"]");
  }

  private ReasonGraph resolve() throws IOException {
    project.engine(new Recording()).resolve(project.request());
    byte[] json = Files.readAllBytes(project.file("target/diracos/closure.json"));
    return ClosureJson.read(json);
  }

  private static List<String> reasons(ReasonGraph graph, String name) {
    return graph.packages().stream()
        .filter(node -> node.name().equals(name))
        .flatMap(node -> node.requiredBy().stream())
        .map(
            reason ->
                (reason.root() ? "root " : "") + reason.by() + " wants " + reason.requirement())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"edge", "level"})
  void theyShipWithAllThatTheyNeed(String policy) throws IOException {
    project.config.put("boundary", "{\"policy\": \"" + policy + "\", \"packages\": [\"glibc\"]}");
    resolve();
    assertThat(project.locked()).containsExactly("app", "lib");

    project.config.put("manualDependencies", "[\"nss\"]");
    ReasonGraph graph = resolve();
    assertThat(project.locked()).containsExactly("app", "deep", "lib", "nspr", "nss");
    assertThat(reasons(graph, "nss")).containsExactly("root manualDependencies wants nss");
    assertThat(reasons(graph, "nspr")).containsExactly("nss-1-1.noarch wants nspr");
    assertThat(reasons(graph, "deep")).containsExactly("nspr-1-1.noarch wants deep");
    assertThat(reasons(graph, "app")).containsExactly("root packages wants app");
    assertThat(graph.cuts())
        .extracting(cut -> cut.by() + " " + cut.requirement() + " " + cut.boundary())
        .containsExactly("deep-1-1.noarch glibc glibc");
  }

  @Test
  void whatARootNeedsToShipIsNamedByBoth() throws IOException {
    project.config.put("manualDependencies", "[\"lib\", \"app\"]");
    ReasonGraph graph = resolve();
    assertThat(project.locked()).containsExactly("app", "lib");
    assertThat(reasons(graph, "app"))
        .containsExactly("root packages wants app", "root manualDependencies wants app");
    assertThat(reasons(graph, "lib"))
        .containsExactly("root manualDependencies wants lib", "app-1-1.noarch wants lib");
  }

  @Test
  void theyMayBeGlobsAndStandAlone() throws IOException {
    project.config.remove("packages");
    project.config.put("manualDependencies", "[\"o*r\", \"d?ep\"]");
    project.config.put("boundary", "{\"packages\": [\"glibc\"]}");
    ReasonGraph graph = resolve();
    assertThat(project.locked()).containsExactly("deep", "other");
    assertThat(reasons(graph, "deep")).containsExactly("root manualDependencies wants deep");
  }

  @Test
  void oneThatTheBoundaryHoldsIsCut() throws IOException {
    project.config.put("boundary", "{\"packages\": [\"glibc\"]}");
    project.config.put("manualDependencies", "[\"glibc\"]");
    assertThat(resolve().cuts())
        .extracting(cut -> cut.root() + " " + cut.by() + " " + cut.requirement())
        .containsExactly("true manualDependencies glibc");
    assertThat(project.locked()).containsExactly("app", "lib");
  }

  @Test
  void anUnknownNameIsAnErrorAtItsLine() {
    project.config.put("manualDependencies", "[\n  \"nss\",\n  \"nsprr\"]");
    assertThatThrownBy(this::resolve)
        .isInstanceOfSatisfying(
            DiracosException.class,
            e -> {
              assertThat(e.problems()).hasSize(1);
              Problem problem = e.problems().get(0);
              assertThat(problem.code()).isEqualTo("DOS-RESOLVE-02");
              assertThat(problem.what()).contains("'nsprr'");
              // The fifth key, and its list's second line.
              assertThat(problem.where())
                  .contains("diracos.json:8:")
                  .contains("manualDependencies");
              assertThat(problem.fix()).contains("did you mean nspr");
            });
  }
}
