package org.diracgrid.diracos.repodata;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.repo.Access;
import org.diracgrid.diracos.repo.FetchSettings;
import org.diracgrid.diracos.repo.Fetcher;
import org.diracgrid.diracos.repo.IndexText;
import org.diracgrid.diracos.repo.LoadedRepository;
import org.diracgrid.diracos.repo.RepoIndex;
import org.diracgrid.diracos.repo.RepositoryLoader;
import org.diracgrid.diracos.repo.RepositorySource;
import org.diracgrid.diracos.rpm.RpmTag;
import org.diracgrid.diracos.testing.Oracles;
import org.diracgrid.diracos.testing.RpmBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** createrepo_c writes the same, byte for byte, and dnf, createrepo_c and we read what we write. */
@Tag("oracle")
class RepodataOracleTest {

  private static final Path SPECS =
      Path.of("src/test/resources/org/diracgrid/diracos/repodata").toAbsolutePath();

  @TempDir private Path directory;

  private Path repository(String name) throws IOException {
    return Files.createDirectories(directory.resolve(name));
  }

  /** Packages of rpmbuild's: a source package and its two binary ones, some of all there is. */
  private Path built() throws IOException {
    Oracles.require("createrepo_c", "rpmbuild");
    Path repository = repository("built");
    Oracles.bash(
        repository,
        "rpmbuild --quiet --nodeps -ba --define \"_topdir $PWD/../top\" --define '_rpmdir %{_topdir}'"
            + " --define '_build_name_fmt %%{ARCH}/%%{NAME}.rpm' \"$1\"/odd.spec"
            + " && mkdir -p deep/er && mv ../top/*/*.rpm deep/er && mv deep/er/*.src.rpm .",
        SPECS.toString());
    return repository;
  }

  /** Packages with what rpmbuild does not make any more, and what nobody should make. */
  private Path odd() throws IOException {
    Oracles.require("createrepo_c");
    Path repository = repository("odd");
    String latin = new String(new char[] {'\uDCE9', 'x', '\uDC85', '\uDCC3', '\uDCA9'});
    RpmBuilder.of("latin", "1-1", "noarch")
        .tag(RpmTag.SUMMARY, "caf" + latin)
        .tag(RpmTag.URL, "http://x/?a&b=\"<é>\"")
        .tag(RpmTag.PACKAGER, "tab\tand\rreturn\nline ")
        .tag(RpmTag.VENDOR, "")
        .tag(RpmTag.CHANGELOG_TIMES, 1_600_000_000, 1_600_000_000, 1_500_000_000)
        .tag(RpmTag.CHANGELOG_NAMES, List.of("A \u00e9 \"<b@c>\"   ", "tab\tb\rc\nd", " "))
        .tag(RpmTag.CHANGELOG_TEXTS, List.of("- first\r\n- \"<&>\"", "", "caf" + latin))
        .file("/usr/share/caf" + '\uDCE9', 0644, "")
        .file("/opt/sbin/<&>\"'", 0755, "")
        .file("/usr/lib/sendmail", 0755, "")
        .writeTo(repository);
    RpmBuilder.of("relations", "3:1.0~rc1^git-1.2", "x86_64")
        .requires("rpmlib(Foo) <= 1", "a", "a", "a < 1:2-3", "b >= 0:1", "b >= 1", "a", "rel < 1-")
        .requires("/usr/bin/own", "/usr/share/own", "/etc/own", "(x or (y and z))")
        .requires("libc.so.6()(64bit)", "libc.so.6(GLIBC_2.9)(64bit)", "relations", "relations")
        .requires("libc.so.6(GLIBC_2.10)(64bit)", "libc.so.6(GLIBC_PRIVATE)(64bit)", "odd\u00e9&")
        .provides("relations", "config(x) = 1", "dup", "dup", "v = 1-1-1")
        .conflicts("c < 1", "c < 1")
        .obsoletes("o <= 2:1")
        .recommends("r", "(r if s)")
        .tag(RpmTag.SUGGEST_NAMES, List.of("s1", "s2"))
        .tag(RpmTag.SUGGEST_FLAGS, 8, 0)
        .tag(RpmTag.SUGGEST_VERSIONS, List.of("1", ""))
        .tag(RpmTag.OLD_SUGGEST_NAMES, List.of("old1", "old2"))
        .tag(RpmTag.OLD_SUGGEST_FLAGS, 1 << 27, 0)
        .tag(RpmTag.OLD_SUGGEST_VERSIONS, List.of("", ""))
        .tag(RpmTag.ENHANCE_NAMES, List.of("e"))
        .tag(RpmTag.ENHANCE_FLAGS, 4)
        .tag(RpmTag.ENHANCE_VERSIONS, List.of("2"))
        .tag(RpmTag.SUPPLEMENT_NAMES, List.of("(p and q)"))
        .tag(RpmTag.SUPPLEMENT_FLAGS, 0)
        .tag(RpmTag.SUPPLEMENT_VERSIONS, List.of(""))
        .file("/usr/bin/own", 0755, "")
        .file("/usr/share/own", 0644, "")
        .ghost("/etc/own")
        .ghost("/var/log/own")
        .directory("/etc/own.d")
        .link("/usr/bin/link", "own")
        .writeTo(repository);
    RpmBuilder.of("flags", "1-1", "aarch64")
        .tag(RpmTag.REQUIRE_NAMES, List.of("pre", "post", "preun", "maybe", "old", "both", "bad"))
        .tag(RpmTag.REQUIRE_FLAGS, 1 << 9, 1 << 10 | 8, 1 << 11, 1 << 19, 1 << 6, 6, 8)
        .tag(RpmTag.REQUIRE_VERSIONS, List.of("", "1:2-3", "", "", "", "1", "x:1"))
        .without(RpmTag.BUILD_TIME)
        .writeTo(repository);
    RpmBuilder.of("source", "1-1", "src").file("source.spec", 0644, "").writeTo(repository);
    RpmBuilder.of("empty", "1-1", "noarch").writeTo(repository);
    RpmBuilder.of("old", "1-1", "noarch")
        .oldFileNames()
        .file("/usr/bin/old", 0755, "")
        .writeTo(repository);
    return repository;
  }

  private void write(Path repository, RepodataCompression by) {
    new RepodataWriter(by, 2, Progress.silent(), Clock.systemUTC())
        .write(repository, directory.resolve("memo"), Instant.ofEpochSecond(5), "5");
  }

  /** The three documents, as text. */
  private static List<String> documents(Path repository) {
    List<String> texts = new ArrayList<>();
    for (Metadata metadata : Metadata.values()) {
      byte[] open = Oracles.bash(repository, "zcat repodata/*-" + metadata.type() + ".xml.gz");
      texts.add(new String(open, StandardCharsets.UTF_8));
    }
    return texts;
  }

  private void theSame(Path repository) {
    Oracles.bash(repository, "createrepo_c -q --no-database .");
    List<String> theirs = documents(repository);
    write(repository, RepodataCompression.GZ);
    List<String> ours = documents(repository);
    for (Metadata metadata : Metadata.values()) {
      assertThat(ours.get(metadata.ordinal()).lines().toList())
          .as(metadata.type())
          .isEqualTo(theirs.get(metadata.ordinal()).lines().toList());
    }
    assertThat(ours).isEqualTo(theirs);
  }

  @Test
  void createrepoSaysTheSameOfPackagesOfRpmbuild() throws IOException {
    Path repository = built();

    theSame(repository);

    // Of what the newest createrepo_c knows, and this one may not.
    assertThat(documents(repository).get(0)).contains("<rpm:entry name=\"before\" pre=\"1\"/>");
  }

  @Test
  void createrepoSaysTheSameOfOddPackages() throws IOException {
    theSame(odd());
  }

  @Test
  void createrepoSaysTheSameOfTheFixture() throws IOException {
    Oracles.require("createrepo_c");
    theSame(fixture());
  }

  private Path fixture() throws IOException {
    Path repository = repository("fixture");
    for (Path rpm : Oracles.fixturePackages()) {
      Files.createSymbolicLink(repository.resolve(rpm.getFileName()), rpm.toRealPath());
    }
    return repository;
  }

  @Test
  void theListIsWhatCreaterepoWouldWriteOfTheSameDocuments() throws IOException {
    Path repository = built();
    write(repository, RepodataCompression.GZ);
    String ours = Files.readString(repository.resolve("repodata/repomd.xml"));
    Oracles.bash(
        repository, "createrepo_c -q --no-database --revision 5 --set-timestamp-to-revision .");
    String theirs = Files.readString(repository.resolve("repodata/repomd.xml"));
    // Only how tightly it was compressed may differ.
    String file = "(?<=[ /\">])[0-9a-f]{64}(?=-|</checksum)|(?<=<size>)[0-9]+";
    assertThat(ours.replaceAll(file, "")).isEqualTo(theirs.replaceAll(file, ""));
  }

  /** Counts what createrepo_c's own reader makes of members that follow each other. */
  @Test
  void createrepoReadsDocumentsOfManyMembers() throws IOException {
    Oracles.require("createrepo_c", "sqliterepo_c", "python3");
    Path repository = many();
    write(repository, RepodataCompression.GZ);

    byte[] counts =
        Oracles.bash(
            repository,
            "sqliterepo_c -q . >&2 && for each in primary filelists other; do"
                + " bunzip2 -c repodata/*-$each.sqlite.bz2 > ../$each.db; python3 -c 'import sqlite3,"
                + "sys; print(sqlite3.connect(sys.argv[1]).execute(\"select count(*) from packages\")"
                + ".fetchone()[0])' ../$each.db; done");

    assertThat(new String(counts, StandardCharsets.UTF_8)).isEqualTo("500\n500\n500\n");
  }

  private Path many() throws IOException {
    Path repository = repository("many");
    for (int i = 0; i < 500; i++) {
      RpmBuilder.of("p" + i, "1-1", "x86_64")
          .requires("p" + (i + 1))
          .file("/usr/share/p" + i, 0644, "")
          .writeTo(repository);
    }
    return repository;
  }

  @ParameterizedTest
  @EnumSource(RepodataCompression.class)
  void dnfLoadsDocumentsOfManyMembers(RepodataCompression by) throws IOException {
    Oracles.require("dnf");
    Path repository = many();
    write(repository, by);
    String dnf =
        "dnf -q --releasever=1 --repofrompath=r,file://$PWD --repo=r"
            + " --setopt=cachedir=$PWD/../dnf --setopt=keepcache=0 repoquery --forcearch=x86_64 ";

    byte[] all = Oracles.bash(repository, dnf + "--queryformat '%{name}'");
    byte[] files = Oracles.bash(repository, dnf + "-l 'p*'");

    Set<String> names = new TreeSet<>(new String(all, StandardCharsets.UTF_8).lines().toList());
    assertThat(names).hasSize(500).contains("p0", "p250", "p499");
    Set<String> paths = new TreeSet<>(new String(files, StandardCharsets.UTF_8).lines().toList());
    assertThat(paths).hasSize(500).contains("/usr/share/p0", "/usr/share/p499");
  }

  @Test
  void dnfSaysTheSameAsOfCreaterepo() throws IOException {
    Oracles.require("createrepo_c", "dnf");
    Path repository = built();
    Oracles.bash(repository, "createrepo_c -q --no-database .");
    String theirs = dnf(repository, "theirs");
    write(repository, RepodataCompression.ZST);

    assertThat(dnf(repository, "ours")).isEqualTo(theirs).contains("odd-devel", "café");
  }

  private static String dnf(Path repository, String cache) {
    String dnf =
        "dnf -q --releasever=1 --repofrompath=r,file://$PWD --repo=r"
            + " --setopt=cachedir=$PWD/../"
            + cache;
    String query =
        dnf
            + " repoquery --forcearch=x86_64 --queryformat '%{name} %{evr} %{arch} %{summary} %{description}"
            + " %{requires} %{provides} %{conflicts} %{obsoletes} %{recommends} %{suggests}"
            + " %{supplements} %{enhances} %{buildtime} %{size} %{installsize} %{location}"
            + " %{sourcerpm} %{packager} %{url} %{license}'; ";
    return new String(
        Oracles.bash(repository, query + dnf + " repoquery --forcearch=x86_64 -l odd\\*"),
        StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @EnumSource(RepodataCompression.class)
  void weReadWhatWeWriteAsWhatCreaterepoWrites(RepodataCompression by) throws IOException {
    Path repository = odd();
    Files.delete(repository.resolve("source-1-1.src.rpm"));
    Oracles.bash(repository, "createrepo_c -q --no-database .");
    List<String> theirs = load(repository, "theirs");
    write(repository, by);

    assertThat(load(repository, "ours")).isEqualTo(theirs);
  }

  private static final Set<String> PATHS =
      Set.of(
          "/usr/bin/own", "/usr/share/own", "/usr/share/bash/none", "/usr/bin/old", "/usr/lib64");

  private List<String> load(Path repository, String cache) {
    FetchSettings settings = FetchSettings.of(directory.resolve(cache), false, Access.direct());
    try (Fetcher fetcher = new Fetcher(settings)) {
      LoadedRepository loaded =
          new RepositoryLoader(fetcher).load(RepositorySource.of("r", repository.toUri()));
      RepoIndex.Builder builder = new RepoIndex.Builder();
      loaded.readPrimary(builder);
      List<String> lines = IndexText.of(builder.build());
      Set<String> owners = new TreeSet<>();
      loaded.findFiles(PATHS, (pkgid, path) -> owners.add(pkgid + " owns " + path));
      lines.addAll(owners);
      return lines;
    }
  }
}
