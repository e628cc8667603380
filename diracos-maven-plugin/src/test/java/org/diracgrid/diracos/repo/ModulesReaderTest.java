package org.diracgrid.diracos.repo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.testing.RepoBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModulesReaderTest {

  private static final String NODEJS =
      """
      ---
      document: modulemd
      version: 2
      data:
        name: nodejs
        stream: "18"
        version: 8060020230307125843
        context: ad008a3a
        arch: x86_64
        summary: Javascript runtime
        description: >-
          Long: and "dull", with # marks
          and -- dashes.
        license: {module: [MIT]}
        dependencies:
        - buildrequires: {platform: [el8.6.0]}
          requires:
            platform: [el8]
            python36: []
            perl: [5.26, 5.30]
            ruby: [-2.5]
        profiles:
          common: {rpms: [nodejs, npm]}
        artifacts:
          rpms:
          - nodejs-1:18.14.2-2.module_el8.x86_64
          - nodejs-1:18.14.2-2.module_el8.src
      ...
      """;

  private static ModuleMetadata read(String yaml) {
    return ModulesReader.read(new ByteArrayInputStream(yaml.getBytes(UTF_8)), "modules.yaml");
  }

  @Test
  void readsAStream() {
    assertThat(read(NODEJS).streams())
        .containsExactly(
            new ModuleStream(
                "nodejs",
                "18",
                8060020230307125843L,
                "ad008a3a",
                "x86_64",
                List.of(
                    new ModuleStream.Need("platform", List.of("el8"), List.of()),
                    new ModuleStream.Need("python36", List.of(), List.of()),
                    new ModuleStream.Need("perl", List.of("5.26", "5.30"), List.of()),
                    new ModuleStream.Need("ruby", List.of(), List.of("2.5"))),
                List.of(
                    "nodejs-1:18.14.2-2.module_el8.x86_64", "nodejs-1:18.14.2-2.module_el8.src")));
  }

  @Test
  void readsTheFirstVersionOfTheFormatAndDefaultsAndPassesOverTheRest() {
    ModuleMetadata read =
        read(
            """
            # a comment
            ---
            data: {stream: 1.10, name: old, version: 3,
                   dependencies: {requires: {platform: el8}}, artifacts: {}}
            document: modulemd
            version: 1
            ---
            document: modulemd-defaults
            version: 1
            data: {module: old, modified: 201812071200, stream: 1.10, profiles: {1.10: [common]}}
            ---
            document: modulemd-defaults
            version: 1
            data: {module: none}
            ---
            document: modulemd-obsoletes
            version: 1
            data: {module: old, stream: 1.10, message: gone, modified: 2020-05-01T00:00Z}
            ---
            document: modulemd-packager
            version: 3
            data: {name: old, configurations: [{context: A}]}
            ---
            document: modulemd
            version: 3
            data: {anything: [goes]}
            """);
    assertThat(read.streams())
        .containsExactly(
            new ModuleStream(
                "old",
                "1.10",
                3,
                "",
                "",
                List.of(new ModuleStream.Need("platform", List.of("el8"), List.of())),
                List.of()));
    assertThat(read.defaults())
        .containsExactly(
            new ModuleMetadata.Default("old", "1.10", 201812071200L),
            new ModuleMetadata.Default("none", "", 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gz", "xz", "zst", "bz2"})
  void readsEveryCompression(String suffix, @TempDir Path directory) throws IOException {
    byte[] packed = RepoBuilder.compress(NODEJS.getBytes(UTF_8), suffix);
    Path file = Files.write(directory.resolve("modules.bin"), packed);
    assertThat(ModulesReader.read(new Document("modules.yaml", file)).streams()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text",
        "[a, b]",
        "{a: &x [1], b: *x}",
        "document: modulemd\nversion: 2\ndata: [x]",
        "document: modulemd\nversion: 2\ndata: {name: a}",
        "document: modulemd\nversion: 2\ndata: {name: a, stream: 'a b'}",
        "document: modulemd\nversion: 2\ndata: {name: a, stream: '*'}",
        "document: modulemd\nversion: 2\ndata: {name: a, stream: [b]}",
        "document: modulemd\nversion: 2\ndata: {name: a, stream: b, version: x}",
        "document: modulemd\nversion: 2\ndata: {name: a, stream: b, version: 99999999999999999999}",
        "document: modulemd\nversion: 2\ndata: {name: a, stream: b, artifacts: {rpms: {a: b}}}",
        "document: modulemd\nversion: 2\ndata: {name: a, stream: b, dependencies: [x]}",
        "document: modulemd-defaults\nversion: 1\ndata: {stream: a}",
        "{[a]: b}",
        "document: 'unclosed",
        "document: \u0001",
        "a: b: c",
        "%YAML 9.9\n---\na: b"
      })
  void refusesWhatIsNoModulesWithAPlace(String yaml) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining("DOS-REPO-03 modules.yaml is not valid repository metadata")
        .hasMessageContaining("line ");
  }

  @Test
  void boundsNesting() {
    assertThatThrownBy(() -> read("a: " + "[".repeat(100_000)))
        .hasMessageContaining("nodes nest more than 32 deep");
    assertThatThrownBy(() -> read("- ".repeat(100_000) + "a")).hasMessageContaining("DOS-REPO-03");
  }

  @Test
  void boundsTextsAndTheWhole() {
    assertThatThrownBy(() -> ModulesReader.read(endless("data: {name: \"", "x"), "m"))
        .hasMessageContaining("a text of more than 1048576 bytes");
    assertThatThrownBy(() -> ModulesReader.read(endless("a: b\n", "# comment\n"), "m"))
        .hasMessageContaining("a text of more than 1048576 bytes");
    assertThatThrownBy(() -> ModulesReader.read(endless("a:\n", "- item\n"), "m"))
        .hasMessageContaining("it has more than 67108864 bytes");
    assertThatThrownBy(() -> ModulesReader.read(endless("", "---\na: b\n"), "m"))
        .hasMessageContaining("it has more than 67108864 bytes");
  }

  @Test
  void boundsTheNumberOfBuilds() {
    String one = "---\n{document: modulemd, version: 2, data: {name: a, stream: b}}\n";
    assertThatThrownBy(() -> ModulesReader.read(endless("", one), "m"))
        .hasMessageContaining("more than 20000 builds");
  }

  /** A stream that begins so and goes on for ever. */
  private static InputStream endless(String head, String body) {
    byte[] first = head.getBytes(UTF_8);
    byte[] rest = body.getBytes(UTF_8);
    return new InputStream() {
      private long at;

      @Override
      public int read() {
        long n = at++;
        return n < first.length ? first[(int) n] : rest[(int) ((n - first.length) % rest.length)];
      }
    };
  }
}
