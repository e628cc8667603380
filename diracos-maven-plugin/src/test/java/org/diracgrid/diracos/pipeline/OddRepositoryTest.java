package org.diracgrid.diracos.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.repo.Access;
import org.diracgrid.diracos.repo.FetchSettings;
import org.diracgrid.diracos.repo.Fetcher;
import org.diracgrid.diracos.repo.IndexLoader;
import org.diracgrid.diracos.repo.LoadedRepository;
import org.diracgrid.diracos.repo.PackageRecord;
import org.diracgrid.diracos.repo.RepoIndex;
import org.diracgrid.diracos.repo.RepositoryLoader;
import org.diracgrid.diracos.repo.RepositorySource;
import org.diracgrid.diracos.resolve.Boundary;
import org.diracgrid.diracos.resolve.Closure;
import org.diracgrid.diracos.resolve.ResolveRequest;
import org.diracgrid.diracos.resolve.Resolver;
import org.diracgrid.diracos.resolve.Root;
import org.diracgrid.diracos.testing.RepoBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What repositories in the wild get wrong, from repomd.xml to the files of the packages that ship.
 * Held elsewhere:
 *
 * <ul>
 *   <li>metadata in gz, xz, zst, bz2 and plain; sha1 and sha512; without filelists, primary or a
 *       known checksum; with a wrong checksum or size: {@code RepositoryLoaderTest}; broken
 *       compression: {@code PrimaryReaderTest}; zchunk itself: {@code ZchunkInputTest}
 *   <li>a count of packages that is too high, relations and versions without epoch, version or
 *       release, deltas, as they are read: {@code PrimaryReaderTest.forgivesWhatIsFoundInTheWild}
 *   <li>{@code xml:base} that leads to our own files: {@code RepositoryLoaderTest}; strange
 *       characters in locations: {@code MetadataListsTest}
 *   <li>{@code rpmlib()}, known or not: {@code ResolverTest}, all known ones: {@code DnfOracleTest}
 *   <li>modules.yaml: {@code ModulesReaderTest}, {@code ModuleFilterTest}, {@code
 *       ModulesOracleTest}
 *   <li>XML that breaks its own rules: {@code XmlScannerTest}; that exhausts us: {@code
 *       HostileMetadataTest}
 * </ul>
 */
class OddRepositoryTest {

  @TempDir private Path directory;

  private static RepoBuilder repo() {
    return new RepoBuilder()
        .add("app-1.0-1.x86_64", p -> p.requires("libz").file("/usr/bin/app"))
        .add("z-1.2-1.noarch", p -> p.provides("libz").file("/usr/share/z/data"));
  }

  private Path write(RepoBuilder builder) throws IOException {
    return builder.write(directory.resolve("r"));
  }

  /** What ships for {@code roots}, each package fetched. */
  private List<String> ships(Path repository, String... roots) throws IOException {
    try (Fetcher fetcher =
        new Fetcher(FetchSettings.of(directory.resolve("cache"), false, Access.direct()))) {
      LoadedRepository loaded =
          new RepositoryLoader(fetcher).load(RepositorySource.of("odd", repository.toUri()));
      RepoIndex index = new IndexLoader().load(List.of(loaded));
      ResolveRequest request =
          new ResolveRequest(
              Arrays.stream(roots).map(root -> new Root(root, "packages", "here")).toList(),
              new Boundary(Boundary.Policy.EDGE, List.of()),
              List.of(),
              "x86_64",
              Map.of());
      Closure closure = new Resolver(index, new Filelists(index, List.of(loaded))).resolve(request);
      List<PackageRecord> records =
          closure.packages().stream().map(Closure.Chosen::record).toList();
      for (PackageRecord record : records) {
        assertThat(fetcher.fetch(loaded.request(record))).isRegularFile();
      }
      return records.stream().map(record -> record.nevra().toString()).toList();
    }
  }

  private List<String> ships(RepoBuilder builder, String... roots) throws IOException {
    return ships(write(builder), roots);
  }

  @Test
  void shaIsSha1() throws IOException {
    RepoBuilder old =
        repo()
            .checksums(Algorithm.SHA1)
            .primaryXml(xml -> xml.replace("\"sha1\"", "\"sha\""))
            .repomdXml(xml -> xml.replace("\"sha1\"", "\"sha\""));

    assertThat(ships(old, "app")).containsExactly("app-1.0-1.x86_64", "z-1.2-1.noarch");
    Files.writeString(directory.resolve("r/Packages/app-1.0-1.x86_64.rpm"), "content of app-1.0-!");
    assertThatThrownBy(() -> ships(directory.resolve("r"), "app"))
        .hasMessageContaining("DOS-FETCH-0");
  }

  /** Under the plain types, as with {@code createrepo_c --general-compress-type=zstd} and zck. */
  @Test
  void zchunkMayComeUnderThePlainTypes() throws IOException {
    RepoBuilder packed =
        repo().compression("zck").add("b-1-1.noarch", p -> p.requires("/usr/share/z/data"));

    assertThat(ships(packed, "b")).containsExactly("b-1-1.noarch", "z-1.2-1.noarch");
  }

  /** Without filelists only the files that primary lists are known. */
  @Test
  void withoutFilelistsAFileThatPrimaryLacksHasNoOwner() throws IOException {
    RepoBuilder bare =
        repo()
            .withoutFilelists()
            .add("b-1-1.noarch", p -> p.requires("/usr/bin/app"))
            .add("c-1-1.noarch", p -> p.requires("/usr/share/z/data"));

    assertThat(ships(bare, "b")).contains("app-1.0-1.x86_64");
    assertThatThrownBy(() -> ships(directory.resolve("r"), "c"))
        .hasMessageContaining("DOS-RESOLVE-01 nothing provides /usr/share/z/data")
        .hasMessageContaining("c-1-1.noarch");
  }

  @Test
  void filelistsThatAreNotThereMatterOnlyToWhoAsks() throws IOException {
    Path repository = write(repo().add("c-1-1.noarch", p -> p.requires("/usr/share/z/data")));
    Files.delete(repository.resolve("repodata/filelists.xml.gz"));

    assertThat(ships(repository, "app")).hasSize(2);
    assertThatThrownBy(() -> ships(repository, "c"))
        .hasMessageContaining("DOS-FETCH-02 filelists.xml.gz of repository odd is not there");
  }

  @Test
  void primaryThatIsNotThereIsNamed() throws IOException {
    Path repository = write(repo());
    Files.delete(repository.resolve("repodata/primary.xml.gz"));

    assertThatThrownBy(() -> ships(repository, "app"))
        .hasMessageContaining("DOS-FETCH-02 primary.xml.gz of repository odd is not there");
  }

  @Test
  void aPackageThatIsNotThereIsNamedIfItShips() throws IOException {
    Path repository = write(repo());
    Files.delete(repository.resolve("Packages/app-1.0-1.x86_64.rpm"));

    assertThat(ships(repository, "z")).containsExactly("z-1.2-1.noarch");
    assertThatThrownBy(() -> ships(repository, "app"))
        .hasMessageContaining("DOS-FETCH-02 app-1.0-1.x86_64 is not there")
        .hasMessageContaining("repository odd");
  }

  @ParameterizedTest
  @CsvSource({
    "Content of app-1.0-1.x86_64, DOS-FETCH-03 app-1.0-1.x86_64 has a wrong checksum",
    "content of,                  DOS-FETCH-04 app-1.0-1.x86_64 has a wrong size",
  })
  void aPackageThatIsNotWhatTheMetadataSaysIsNamed(String content, String message)
      throws IOException {
    Path repository = write(repo());
    Files.writeString(repository.resolve("Packages/app-1.0-1.x86_64.rpm"), content);

    assertThatThrownBy(() -> ships(repository, "app")).hasMessageContaining(message);
  }

  @Test
  void withoutASizeTheChecksumDecides() throws IOException {
    Path repository = write(repo().primaryXml(xml -> xml.replaceAll("<size [^>]*>", "")));
    assertThat(ships(repository, "app")).hasSize(2);

    Files.writeString(repository.resolve("Packages/app-1.0-1.x86_64.rpm"), "content");
    assertThatThrownBy(() -> ships(repository, "app"))
        .hasMessageContaining("DOS-FETCH-03 app-1.0-1.x86_64");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "4", "2000000000", "99999999999999999999", "-1", "many", ""})
  void theCountOfPackagesIsNotBelieved(String count) throws IOException {
    String claimed = "packages=\"" + count + "\"";
    RepoBuilder lying =
        repo()
            .add("b-1-1.noarch", p -> p.requires("/usr/share/z/data"))
            .primaryXml(xml -> xml.replace("packages=\"3\"", claimed))
            .filelistsXml(xml -> xml.replace("packages=\"3\"", claimed));

    assertThat(ships(lying, "b", "app")).hasSize(3);
  }

  /** As in rpm: what is not said is not compared, an epoch not said is 0. */
  @ParameterizedTest
  @CsvSource({
    "flags='EQ' epoch='0' ver='1.2',            true",
    "flags='EQ' ver='1.2' rel='1',              true",
    "flags='EQ' ver='1.2',                      true",
    "flags='EQ' ver='1.2' rel='2',              false",
    "flags='GT' ver='1.2',                      false",
    "flags='GE' ver='1.2',                      true",
    "flags='LT' epoch='1' ver='0',              true",
    "flags='GE' epoch='1' ver='0',              false",
    "flags='EQ',                                true",
    "flags='GT' epoch='7',                      true",
    "flags='LT' rel='9',                        true",
    "flags='eq' ver='9',                        true",
    "ver='9' rel='9',                           true",
  })
  void relationsMayLackParts(String attributes, boolean met) throws IOException {
    RepoBuilder lacking =
        repo()
            .add("b-1-1.noarch", p -> p.requires("z"))
            .primaryXml(
                xml ->
                    xml.replace(
                        "<rpm:entry name=\"z\"/>", "<rpm:entry name='z' " + attributes + "/>"));

    if (met) {
      assertThat(ships(lacking, "b")).containsExactly("b-1-1.noarch", "z-1.2-1.noarch");
    } else {
      assertThatThrownBy(() -> ships(lacking, "b")).hasMessageContaining("DOS-RESOLVE-01");
    }
  }

  @Test
  void ofTheSameNevraTwiceOneShips() throws IOException {
    RepoBuilder twice =
        repo().add("z-1.2-1.noarch", new byte[] {1}, p -> p.provides("libz").at("again/z.rpm"));

    assertThat(ships(twice, "app")).containsExactly("app-1.0-1.x86_64", "z-1.2-1.noarch");
  }

  @Test
  void theSameFileListedTwiceShipsOnce() throws IOException {
    RepoBuilder twice =
        repo()
            .add("z-1.2-1.noarch", p -> p.provides("libz").file("/usr/share/z/data"))
            .add("b-1-1.noarch", p -> p.requires("/usr/share/z/data").requires("libz"));

    assertThat(ships(twice, "b")).containsExactly("b-1-1.noarch", "z-1.2-1.noarch");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aLocationMayHaveABaseOfItsOwn(boolean slash) throws IOException {
    Path elsewhere = directory.resolve("elsewhere");
    String base = elsewhere.toUri() + (slash ? "/" : "");
    Path repository =
        write(
            repo()
                .primaryXml(
                    xml ->
                        xml.replace(
                            "<location href=\"Packages/z",
                            "<location xml:base=\"" + base + "\" href=\"Packages/z")));
    Files.createDirectories(elsewhere);
    Files.move(repository.resolve("Packages"), elsewhere.resolve("Packages"));
    Files.createDirectories(repository.resolve("Packages"));
    Files.move(
        elsewhere.resolve("Packages/app-1.0-1.x86_64.rpm"),
        repository.resolve("Packages/app-1.0-1.x86_64.rpm"));

    assertThat(ships(repository, "app")).containsExactly("app-1.0-1.x86_64", "z-1.2-1.noarch");
  }

  @Test
  void metadataMayHaveABaseOfItsOwn() throws IOException {
    Path elsewhere = directory.resolve("elsewhere");
    Path repository =
        write(
            repo()
                .repomdXml(
                    xml ->
                        xml.replace(
                            "<location href",
                            "<location xml:base=\"" + elsewhere.toUri() + "\" href")));
    for (String name : List.of("primary.xml.gz", "filelists.xml.gz")) {
      Path there = Files.createDirectories(elsewhere.resolve("repodata")).resolve(name);
      Files.move(repository.resolve("repodata").resolve(name), there);
    }

    assertThat(ships(repository, "app")).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"all", "i686", "riscv128", "aarch64", "(none)", "src", "nosrc", "X86_64"})
  void packagesForOtherMachinesAreNeverChosen(String arch) throws IOException {
    RepoBuilder mixed =
        repo()
            .add("z-9-1." + arch, p -> p.provides("libz").provides("only"))
            .add("b-1-1.noarch", p -> p.requires("only"));

    assertThat(ships(mixed, "app", "z")).containsExactly("app-1.0-1.x86_64", "z-1.2-1.noarch");
    assertThatThrownBy(() -> ships(directory.resolve("r"), "b"))
        .hasMessageContaining("DOS-RESOLVE-01 nothing provides only");
    assertThatThrownBy(() -> ships(directory.resolve("r"), "z-9-1." + arch))
        .hasMessageContaining("DOS-RESOLVE-02");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rpm:", "", "r:", "ns0:"})
  void prefixesAreAMatterOfTaste(String prefix) throws IOException {
    RepoBuilder other =
        repo()
            .primaryXml(
                xml ->
                    xml.replace("<rpm:", "<" + prefix)
                        .replace("</rpm:", "</" + prefix)
                        .replaceAll(" xmlns[^=]*=\"[^\"]*\"", ""));

    assertThat(ships(other, "app")).containsExactly("app-1.0-1.x86_64", "z-1.2-1.noarch");
  }

  /** As writers do that know namespaces only: everything has a prefix, of their own choice. */
  @Test
  void everyElementMayHaveAPrefix() throws IOException {
    String names = "<(/?)(?:rpm:)?([a-z])";
    RepoBuilder other =
        repo()
            .primaryXml(xml -> xml.replaceAll(names, "<$1m:$2"))
            .filelistsXml(xml -> xml.replaceAll(names, "<$1f:$2"))
            .repomdXml(xml -> xml.replaceAll(names, "<$1ns0:$2"))
            .add("b-1-1.noarch", p -> p.requires("/usr/share/z/data"));

    assertThat(ships(other, "b", "app")).hasSize(3);
  }
}
