package org.diracgrid.diracos.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.testing.RepoBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrimaryReaderTest {

  @TempDir private Path directory;

  private static RepoBuilder two() {
    return new RepoBuilder()
        .add(
            "app-2:1.0-1.x86_64",
            p ->
                p.requires("libz.so.1()(64bit)")
                    .requires("(a or b)")
                    .requires("x >= 1:2-3")
                    .relation("conflicts", "y < 2")
                    .relation("obsoletes", "oldapp <= 0.9-9")
                    .relation("recommends", "r")
                    .relation("supplements", "s")
                    .relation("suggests", "t")
                    .relation("enhances", "u")
                    .file("/usr/bin/app")
                    .file("/usr/share/app"))
        .add("zlib-1.2-1.x86_64", p -> p.provides("libz.so.1()(64bit)"));
  }

  private RepoIndex read(String xml, RepositorySource source) throws IOException {
    Path file = Files.writeString(directory.resolve("primary.xml"), xml);
    RepoIndex.Builder builder = new RepoIndex.Builder();
    PrimaryReader.read(new Document("primary.xml", file), source.id(), builder);
    RepoIndex index = builder.build();
    return index.hiding(IndexLoader.hidden(index, source));
  }

  private RepoIndex read(String xml) throws IOException {
    return read(xml, RepositorySource.of("base", URI.create("http://localhost/")));
  }

  private static RepositorySource filtered(List<String> exclude, List<String> includepkgs) {
    URI url = URI.create("http://localhost/");
    return new RepositorySource(
        "base", List.of(url), null, null, 99, exclude, includepkgs, false, false, List.of());
  }

  @Test
  void readsAllThatBearsOnResolving() throws IOException {
    RepoIndex index = read(two().primary());

    PackageRecord app = index.record(0);
    assertThat(app.nevra()).hasToString("app-2:1.0-1.x86_64");
    assertThat(app.repository()).isEqualTo("base");
    assertThat(app.location()).isEqualTo("Packages/app-1.0-1.x86_64.rpm");
    assertThat(app.installedSize()).isEqualTo(1000);
    assertThat(app.sourceRpm()).isEqualTo("app.src.rpm");
    assertThat(app.license()).isEqualTo("MIT");
    assertThat(app.checksum().algorithm()).isEqualTo(Algorithm.SHA256);
    assertThat(index.relations(0, RelationKind.PROVIDES)).hasToString("[app = 2:1.0-1]");
    assertThat(index.relations(0, RelationKind.REQUIRES))
        .hasToString("[libz.so.1()(64bit), (a or b), x >= 1:2-3]");
    assertThat(index.relations(0, RelationKind.CONFLICTS)).hasToString("[y < 2]");
    assertThat(index.relations(0, RelationKind.OBSOLETES)).hasToString("[oldapp <= 0.9-9]");
    assertThat(index.relations(0, RelationKind.RECOMMENDS)).hasToString("[r]");
    assertThat(index.relations(0, RelationKind.SUPPLEMENTS)).hasToString("[s]");
    assertThat(index.relations(0, RelationKind.SUGGESTS)).hasToString("[t]");
    assertThat(index.relations(0, RelationKind.ENHANCES)).hasToString("[u]");
    assertThat(index.primaryOwnersOf("/usr/bin/app")).containsExactly(0);
    assertThat(index.primaryOwnersOf("/usr/share/app")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gz", "xz", "zst", "bz2"})
  void readsEveryCompressionWhateverTheFileIsCalled(String suffix) throws IOException {
    byte[] packed = RepoBuilder.compress(two().primary().getBytes(StandardCharsets.UTF_8), suffix);
    Path file = Files.write(directory.resolve("primary.bin"), packed);
    RepoIndex.Builder builder = new RepoIndex.Builder();

    int count = PrimaryReader.read(new Document("p", file), "base", builder);

    assertThat(count).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gz", "xz", "zst", "bz2"})
  void brokenCompressionIsSaidToBeThat(String suffix) throws IOException {
    byte[] plain = two().primary().repeat(20).getBytes(StandardCharsets.UTF_8);
    byte[] packed = RepoBuilder.compress(plain, suffix);
    Random random = new Random(7);
    for (int i = 0; i < 60; i++) {
      byte[] bad = i == 0 ? java.util.Arrays.copyOf(packed, packed.length / 2) : packed.clone();
      bad[8 + random.nextInt(bad.length - 8)] ^= (byte) (1 << random.nextInt(8));
      Path file = Files.write(directory.resolve("bad"), bad);
      try {
        PrimaryReader.read(new Document("p", file), "base", new RepoIndex.Builder());
      } catch (DiracosException e) {
        assertThat(e.getMessage()).containsPattern("DOS-REPO-0[38]");
      }
    }
    Path half = Files.write(directory.resolve("half"), java.util.Arrays.copyOf(packed, 200));
    assertThatThrownBy(
            () -> PrimaryReader.read(new Document("p", half), "base", new RepoIndex.Builder()))
        .hasMessageContaining("DOS-REPO-08")
        .hasMessageContaining("p cannot be decompressed");
  }

  @Test
  void forgivesWhatIsFoundInTheWild() throws IOException {
    String xml =
        "<metadata packages='77'>"
            + pkg(
                "a",
                "x86_64",
                "ver='1' rel='2'",
                "<requires><entry name='b' flags='GE'/>"
                    + "<entry name='c' flags='EQ' ver='3'/><entry name='d' ver='3'/>"
                    + "<entry name='e' flags='ODD' ver='3'/><entry name='f' flags='EQ' epoch='' ver='4'"
                    + " rel=''/></requires>")
            + pkg("a", "x86_64", "ver='1' rel='2'", "")
            + pkg("s", "src", "ver='1' rel='2'", "")
            + pkg("n", "nosrc", "ver='1' rel='2'", "")
            + pkg("o", "all", "epoch='3' ver='1~rc' rel='2'", "")
            + "<package type='other'><name>delta</name></package><unknown><x/></unknown>"
            + "</metadata>";

    RepoIndex index = read(xml);

    assertThat(index.size()).isEqualTo(3);
    assertThat(index.nevra(0)).isEqualTo(index.nevra(1)).hasToString("a-1-2.x86_64");
    assertThat(index.nevra(2)).hasToString("o-3:1~rc-2.all");
    assertThat(index.relations(0, RelationKind.REQUIRES)).hasToString("[b, c = 3, d, e, f = 4]");
    assertThat(index.record(0).checksum().algorithm()).isEqualTo(Algorithm.SHA1);
    assertThat(index.record(0).size()).isEqualTo(-1);
    assertThat(index.record(0).location()).isEqualTo("http://other/a.rpm");
  }

  private static String pkg(String name, String arch, String version, String format) {
    return "<package><name>"
        + name
        + "</name><arch>"
        + arch
        + "</arch><version "
        + version
        + "/>"
        + "<checksum type='sha'>"
        + "AB".repeat(20)
        + "</checksum><size package='x'/>"
        + "<location xml:base='http://other' href='"
        + name
        + ".rpm'/>"
        + "<format>"
        + format
        + "</format></package>";
  }

  @ParameterizedTest
  @CsvSource({
    "<name>app</name>,                       , a package without name",
    "<arch>x86_64</arch>,                    , without architecture: app",
    "epoch=\"2\" ver=,             epoch=\"2\" v=, without version: app",
    "href=\"Packages/app,          h=\"Packages/app, without location: app",
    "type=\"sha256\",              type=\"crc\",   unknown checksum type 'crc'",
    "epoch=\"2\" ver=,             epoch=\"-2\" ver=, the epoch '-2' is out of range",
    "epoch=\"2\" ver=,             epoch=\"two\" ver=, the epoch 'two' is not a number",
    "<metadata,                    <html, its root is <html>",
  })
  void saysWhatAPackageLacks(String from, String to, String message) {
    String xml =
        two().primary().replaceFirst(java.util.regex.Pattern.quote(from), to == null ? "" : to);

    assertThatThrownBy(
            () ->
                read(
                    xml.replace(
                        "</metadata>",
                        to != null && to.startsWith("<html") ? "</html>" : "</metadata>")))
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining("DOS-REPO-03")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "foo           | foo",
        "foo*          | foo,foo-libs,foo-devel",
        "foo-*         | foo-libs,foo-devel",
        "foo-1.0       | foo",
        "foo-1.0-1     | foo",
        "foo-0:1.0-1   | foo",
        "foo-9:1.0-1   | ''",
        "foo-1.0-1.x86_64 | foo",
        "foo.i686      | ''",
        "*.noarch      | bar",
        "ba?           | bar",
        "[a-c]*        | bar,c++",
        "[!f]*         | bar,c++",
        "c++           | c++",
        "*             | bar,c++,foo,foo-devel,foo-libs",
        "libs          | ''",
      })
  void globsMeanWhatTheyMeanToDnf(String glob, String hidden) throws IOException {
    String xml =
        new RepoBuilder()
            .add("foo-1.0-1.x86_64", p -> {})
            .add("foo-libs-1.0-1.x86_64", p -> {})
            .add("foo-devel-1.0-1.x86_64", p -> {})
            .add("bar-1.0-1.noarch", p -> {})
            .add("c++-1.0-1.x86_64", p -> {})
            .primary();
    Set<String> expected = new TreeSet<>();
    for (String name : hidden.split(",")) {
      if (!name.isEmpty()) {
        expected.add(name);
      }
    }
    Set<String> all = visible(read(xml));

    Set<String> excluded = new TreeSet<>(all);
    excluded.removeAll(visible(read(xml, filtered(List.of(glob), List.of()))));
    Set<String> included = visible(read(xml, filtered(List.of(), List.of(glob))));

    assertThat(excluded).isEqualTo(expected);
    assertThat(included).isEqualTo(expected);
  }

  @Test
  void excludeBeatsIncludepkgs() throws IOException {
    RepoIndex index = read(two().primary(), filtered(List.of("app"), List.of("app", "zlib")));

    assertThat(visible(index)).containsExactly("zlib");
    assertThat(index.named("app")).isEmpty();
    assertThat(index.hiddenBy(0)).hasValue("exclude \"app\" of repository base");
    assertThat(index.unhidden().named("app")).containsExactly(0);
  }

  private static Set<String> visible(RepoIndex index) {
    Set<String> names = new TreeSet<>();
    for (int p = 0; p < index.size(); p++) {
      if (index.isVisible(p)) {
        names.add(index.name(p));
      }
    }
    return names;
  }

  @Test
  void filelistsTellOwnersByPkgid() throws IOException {
    two().compression("").write(directory);
    Document list = new Document("filelists", directory.resolve("repodata/filelists.xml"));
    List<String> found = new ArrayList<>();

    FilelistsReader.find(
        list,
        Set.of("/usr/share/app", "/usr/bin/app", "/usr/share/ap", "/none"),
        (pkgid, path) -> found.add(pkgid.substring(0, 4) + path));

    String pkgid = read(two().primary()).record(0).checksum().hex().substring(0, 4);
    assertThat(found).containsExactly(pkgid + "/usr/bin/app", pkgid + "/usr/share/app");
  }

  @Test
  void mutatedMetadataNeverGivesAnotherException() throws IOException {
    String good = two().primary();
    Random random = new Random(42);
    for (int round = 0; round < 1000; round++) {
      StringBuilder text = new StringBuilder(good);
      for (int n = random.nextInt(4); n >= 0; n--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.delete(at, Math.min(text.length(), at + random.nextInt(60)));
          case 1 -> text.insert(at, text.substring(at, Math.min(text.length(), at + 80)));
          default -> text.setCharAt(at, (char) random.nextInt(300));
        }
      }
      try {
        read(text.toString(), filtered(List.of("a*"), List.of()));
      } catch (DiracosException e) {
        assertThat(e.fault()).isEqualTo(DiracosException.Fault.USER);
      }
    }
  }
}
