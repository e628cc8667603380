package org.diracgrid.diracos.repo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.testing.Oracle;
import org.diracgrid.diracos.testing.Oracles;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What we read of a repository of real packages is what dnf reads. */
@Tag("oracle")
class FixtureRepositoryTest {

  @TempDir private Path directory;

  private static Path repository = Path.of("/nonexistent");

  @BeforeAll
  static void findFixture() {
    repository = Oracles.fixtureRepository();
  }

  @Test
  void everyPackageHasTheVersionsAndRelationsThatDnfSees() throws Exception {
    RepoIndex index = index();

    assertThat(ours(index)).isEqualTo(dnf());
  }

  @Test
  void whatIsKeptOfRealPackagesIsWhatWasRead() {
    RepoIndex read = index();
    RepoIndex kept = index();

    assertThat(directory.resolve("cache/index")).isNotEmptyDirectory();
    assertThat(IndexText.of(kept)).isEqualTo(IndexText.of(read));
  }

  @Test
  void everyPackageFileIsFoundAndVerified() {
    try (Fetcher fetcher = fetcher()) {
      LoadedRepository loaded = load(fetcher);
      RepoIndex.Builder builder = new RepoIndex.Builder();
      loaded.readPrimary(builder);
      RepoIndex index = builder.build();
      List<FetchRequest> requests = new ArrayList<>();
      for (int p = 0; p < index.size(); p++) {
        requests.add(loaded.request(index.record(p)));
      }

      List<Path> files = fetcher.fetchAll(requests, VerifiedFiles.none(), 2, Progress.silent());

      assertThat(files).hasSameSizeAs(requests).allMatch(file -> file.startsWith(repository));
    }
  }

  @Test
  void filelistsKnowWhoOwnsALibrary() {
    try (Fetcher fetcher = fetcher()) {
      LoadedRepository loaded = load(fetcher);
      List<String> found = new ArrayList<>();

      loaded.findFiles(
          Set.of("/usr/bin/openssl", "/no/such/file"), (pkgid, path) -> found.add(path));

      assertThat(found).containsOnly("/usr/bin/openssl").isNotEmpty();
    }
  }

  private RepoIndex index() {
    try (Fetcher fetcher = fetcher()) {
      RepoIndex.Builder builder = new RepoIndex.Builder();
      load(fetcher).readPrimary(builder);
      return builder.build();
    }
  }

  private Fetcher fetcher() {
    return new Fetcher(FetchSettings.of(directory.resolve("cache"), false, Access.direct()));
  }

  private static LoadedRepository load(Fetcher fetcher) {
    URI url = repository.toUri();
    return new RepositoryLoader(fetcher).load(RepositorySource.of("fixture", url));
  }

  private static TreeMap<String, String> ours(RepoIndex index) {
    TreeMap<String, String> result = new TreeMap<>();
    for (int p = 0; p < index.size(); p++) {
      PackageRecord record = index.record(p);
      String key =
          record.name()
              + " "
              + record.evr().epoch()
              + ":"
              + record.evr().version()
              + "-"
              + record.evr().release()
              + "."
              + record.arch();
      int package_ = p;
      String relations =
          List.of(RelationKind.PROVIDES, RelationKind.REQUIRES).stream()
              .map(
                  kind ->
                      index.relations(package_, kind).stream()
                          .map(Object::toString)
                          .collect(Collectors.toCollection(TreeSet::new)))
              .map(Object::toString)
              .collect(Collectors.joining(" "));
      result.put(key, record.size() + " " + record.installedSize() + " " + relations);
    }
    return result;
  }

  private TreeMap<String, String> dnf() throws Exception {
    TreeMap<String, String> result = new TreeMap<>();
    TreeMap<String, TreeSet<String>> provides = relations("provides");
    TreeMap<String, TreeSet<String>> requires = relations("requires");
    for (String line :
        query("%{name} %{epoch}:%{version}-%{release}.%{arch}|%{downloadsize} %{installsize}")) {
      String[] parts = line.split("\\|", 2);
      result.put(
          parts[0],
          parts[1]
              + " "
              + provides.getOrDefault(parts[0], new TreeSet<>())
              + " "
              + requires.getOrDefault(parts[0], new TreeSet<>()));
    }
    return result;
  }

  /** dnf prints a list of relations over several lines; each package begins with a bar. */
  private TreeMap<String, TreeSet<String>> relations(String kind) throws Exception {
    TreeMap<String, TreeSet<String>> result = new TreeMap<>();
    String current = "";
    for (String line : query("|%{name} %{epoch}:%{version}-%{release}.%{arch}\\n%{" + kind + "}")) {
      if (line.startsWith("|")) {
        current = line.substring(1);
      } else if (!line.isEmpty()) {
        result
            .computeIfAbsent(current, key -> new TreeSet<>())
            .add(line.replaceAll("([<>=] )0:", "$1"));
      }
    }
    return result;
  }

  private List<String> query(String format) throws Exception {
    return Oracle.of("dnf")
        .run(
            List.of(
                "-q",
                "--setopt=reposdir=/nonexistent",
                "--setopt=cachedir=" + directory.resolve("dnf"),
                "--setopt=logdir=" + directory,
                "--repofrompath=fixture," + repository.toUri(),
                "--repo=fixture",
                "--forcearch=x86_64",
                "--releasever=1",
                "repoquery",
                "--available",
                "--queryformat=" + format))
        .lines()
        .toList();
  }
}
