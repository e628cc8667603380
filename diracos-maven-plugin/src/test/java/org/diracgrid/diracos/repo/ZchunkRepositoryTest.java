package org.diracgrid.diracos.repo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.diracgrid.diracos.testing.Oracles;
import org.diracgrid.diracos.testing.RpmBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repositories that createrepo_c describes in zchunk as well, or in nothing else. */
@Tag("oracle")
class ZchunkRepositoryTest {

  private static final Set<String> PATHS =
      Set.of("/usr/bin/app", "/usr/share/app/data", "/usr/share/z/data", "/none");

  @TempDir private Path directory;
  private Path repository;

  @BeforeEach
  void make() throws IOException {
    Oracles.require("createrepo_c");
    repository = Files.createDirectories(directory.resolve("r"));
    List<RpmBuilder> packages =
        List.of(
            RpmBuilder.of("app", "2:1.0-1", "x86_64")
                .requires("libz >= 1.2", "(a or b)")
                .recommends("more")
                .file("/usr/bin/app", 0755, "app")
                .file("/usr/share/app/data", 0644, "data"),
            RpmBuilder.of("z", "1.2~rc1^git-1", "noarch")
                .provides("libz = 1.2")
                .file("/usr/share/z/data", 0644, "data"),
            RpmBuilder.of("z", "1.3-1", "noarch").obsoletes("y < 2").conflicts("x"));
    for (RpmBuilder one : packages) {
      one.writeTo(repository);
    }
    Oracles.bash(
        repository,
        "createrepo_c --help | grep -q -e --zck && createrepo_c -q --zck --no-database .");
  }

  /** All that is known of the packages and of who owns {@link #PATHS}. */
  private List<String> known(String cache) throws IOException {
    FetchSettings settings = FetchSettings.of(directory.resolve(cache), false, Access.direct());
    try (Fetcher fetcher = new Fetcher(settings)) {
      LoadedRepository loaded =
          new RepositoryLoader(fetcher).load(RepositorySource.of("base", repository.toUri()));
      List<String> lines = IndexText.of(new IndexLoader().load(List.of(loaded)));
      Set<String> owners = new TreeSet<>();
      loaded.findFiles(PATHS, (pkgid, path) -> owners.add(path + " of " + pkgid));
      assertThat(owners).hasSize(3);
      lines.addAll(owners);
      return lines;
    }
  }

  private String repomd() throws IOException {
    return Files.readString(repository.resolve("repodata/repomd.xml"));
  }

  /** Leaves out what {@code type} matches, from the list and from the disk. */
  private void without(String type) throws IOException {
    String list = repomd().replaceAll("(?s)<data type=\"" + type + "\">.*?</data>", "");
    Files.writeString(repository.resolve("repodata/repomd.xml"), list);
    try (Stream<Path> files = Files.list(repository.resolve("repodata"))) {
      for (Path file : files.toList()) {
        if (!file.endsWith("repomd.xml") && !list.contains(file.getFileName().toString())) {
          Files.delete(file);
        }
      }
    }
  }

  @Test
  void whatIsThereInZchunkOnlyIsReadFromIt() throws IOException {
    List<String> plain = known("plain");
    assertThat(repomd()).contains("\"primary\"", "\"primary_zck\"", "\"filelists_zck\"");

    without("(?:primary|filelists|other)");

    assertThat(repomd()).doesNotContain("\"primary\"", "\"filelists\"");
    try (Stream<Path> files = Files.list(repository.resolve("repodata"))) {
      assertThat(files.map(Path::toString).filter(name -> !name.endsWith("repomd.xml")))
          .hasSize(3)
          .allMatch(name -> name.endsWith(".zck"));
    }
    assertThat(known("zchunk")).isEqualTo(plain);
  }

  /** As in a repository that was renewed by another program than the one that made it. */
  @Test
  void eachFileMayBeThereInAFormOfItsOwn() throws IOException {
    List<String> plain = known("plain");

    without("(?:primary|filelists_zck)");

    assertThat(known("mixed")).isEqualTo(plain);
  }

  @Test
  void theOtherFormIsPreferredToZchunk() throws IOException {
    List<String> plain = known("plain");
    try (Stream<Path> files = Files.list(repository.resolve("repodata"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".zck")).toList()) {
        Files.delete(file);
      }
    }

    assertThat(known("gz")).isEqualTo(plain);
  }
}
