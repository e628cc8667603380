package org.diracgrid.diracos.repodata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.diracgrid.diracos.repodata.RepositoryLayout.Area;
import org.diracgrid.diracos.testing.RpmBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoryLayoutTest {

  @TempDir private Path directory;
  private RepositoryLayout layout;
  private Path built;

  @BeforeEach
  void make() throws IOException {
    layout = new RepositoryLayout(directory.resolve("repo"));
    built = Files.createDirectories(directory.resolve("built"));
  }

  private Path built(String name, String version, String arch) {
    return RpmBuilder.of(name, version, arch).writeTo(built);
  }

  private TreeSet<String> files() throws IOException {
    TreeSet<String> found = new TreeSet<>();
    try (Stream<Path> files = Files.walk(layout.root())) {
      files
          .filter(Files::isRegularFile)
          .forEach(file -> found.add(layout.root().relativize(file).toString()));
    }
    return found;
  }

  @Test
  void allDirectoriesOfTheFirstVersionAreMade() {
    layout.create();
    layout.create();

    assertThat(layout.root().toFile().list())
        .containsExactlyInAnyOrder(
            "i386", "i686", "x86_64", "aarch64", "noarch", "src", "bootstrap", "buildOnly");
  }

  @Test
  void packagesGoByArchitectureAndWhatNeverShipsApart() throws IOException {
    List<String> locations =
        layout.add(
            Area.MAIN,
            List.of(
                built("a", "1-1", "x86_64"),
                built("a", "1-1", "i686"),
                built("a", "1-1", "src"),
                built("a", "1-1", "riscv64")));
    layout.add(Area.BOOTSTRAP, List.of(built("a", "1-1", "x86_64"), built("a", "1-1", "src")));
    layout.add(Area.BUILD_ONLY, List.of(built("b", "1-1", "noarch")));

    assertThat(locations)
        .containsExactly(
            "x86_64/a-1-1.x86_64.rpm",
            "i686/a-1-1.i686.rpm",
            "src/a-1-1.src.rpm",
            "riscv64/a-1-1.riscv64.rpm");
    assertThat(files())
        .containsAll(locations)
        .contains("bootstrap/a-1-1.x86_64.rpm", "bootstrap/a-1-1.src.rpm")
        .contains("buildOnly/b-1-1.noarch.rpm")
        .hasSize(7);
    assertThat(Files.getLastModifiedTime(layout.root().resolve("src/a-1-1.src.rpm")).toMillis())
        .as("the time of the build")
        .isEqualTo(1_600_000_000_000L);
  }

  @Test
  void otherBuildsOfTheSamePackageInTheAreaGo() throws IOException {
    layout.add(Area.MAIN, List.of(built("a", "1-1", "x86_64"), built("a", "1-1", "i686")));
    layout.add(Area.MAIN, List.of(built("a-devel", "1-1", "x86_64")));
    layout.add(Area.BOOTSTRAP, List.of(built("a", "1-1", "x86_64")));

    layout.add(Area.MAIN, List.of(built("a", "0.9-1", "x86_64")));

    assertThat(files())
        .containsExactlyInAnyOrder(
            "x86_64/a-0.9-1.x86_64.rpm",
            "i686/a-1-1.i686.rpm",
            "x86_64/a-devel-1-1.x86_64.rpm",
            "bootstrap/a-1-1.x86_64.rpm");
  }

  @Test
  void whatStandsInForTheBootstrapIsNotListed() throws IOException {
    layout.add(Area.BOOTSTRAP, List.of(built("a", "1-1", "x86_64")));
    layout.add(Area.MAIN, List.of(built("a", "1-1", "x86_64")));
    layout.add(Area.BUILD_ONLY, List.of(built("b", "1-1", "noarch")));

    assertThat(RepositoryScan.of(layout.root()).stream().map(RepositoryScan.Found::location))
        .containsExactly("x86_64/a-1-1.x86_64.rpm", "buildOnly/b-1-1.noarch.rpm");
  }

  @Test
  void aFileThatIsThereIsLeftAlone() throws IOException {
    Path file = built("a", "1-1", "x86_64");
    layout.add(Area.MAIN, List.of(file));
    Path there = layout.root().resolve("x86_64/a-1-1.x86_64.rpm");
    Object before = Files.getAttribute(there, "unix:ino");

    layout.add(Area.MAIN, List.of(file));
    assertThat(Files.getAttribute(there, "unix:ino")).isEqualTo(before);

    Files.write(file, RpmBuilder.of("a", "1-1", "x86_64").provides("more").build());
    layout.add(Area.MAIN, List.of(file));
    assertThat(Files.mismatch(file, there)).isEqualTo(-1);
  }

  @Test
  void nothingChangesWhereOneIsNoPackage() throws IOException {
    layout.add(Area.MAIN, List.of(built("a", "1-1", "x86_64")));
    Path broken = Files.writeString(built.resolve("broken.rpm"), "no package");

    assertThatThrownBy(() -> layout.add(Area.MAIN, List.of(built("a", "2-1", "x86_64"), broken)))
        .hasMessageContaining("DOS-RPM-01")
        .hasMessageContaining("broken.rpm");

    assertThat(files()).containsExactly("x86_64/a-1-1.x86_64.rpm");
  }

  @Test
  void twoFilesForOnePlaceAreRefused() throws IOException {
    Path other = Files.createDirectories(directory.resolve("other"));
    Path second = RpmBuilder.of("a", "1-1", "x86_64").provides("x").writeTo(other);

    assertThatThrownBy(() -> layout.add(Area.MAIN, List.of(built("a", "1-1", "x86_64"), second)))
        .hasMessageContaining("DOS-REPODATA-05")
        .hasMessageContaining("x86_64/a-1-1.x86_64.rpm");
    Path named = Files.move(second, other.resolve("a.txt"));
    assertThatThrownBy(() -> layout.add(Area.MAIN, List.of(named)))
        .hasMessageContaining("DOS-REPODATA-05");
    assertThat(layout.root()).doesNotExist();
  }

  @Test
  void onlyPackagesOfTheRepositoryAreRemoved() throws IOException {
    List<String> locations = layout.add(Area.MAIN, List.of(built("a", "1-1", "x86_64")));

    assertThatThrownBy(() -> layout.remove(List.of("../built/a-1-1.x86_64.rpm")))
        .hasMessageContaining("DOS-REPODATA-05");
    assertThat(files()).hasSize(1);
    layout.remove(locations);
    layout.remove(locations);
    assertThat(files()).isEmpty();
  }
}
