package org.diracgrid.diracos.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.testing.PlainRepository;
import org.diracgrid.diracos.testing.RpmBuilder;
import org.diracgrid.diracos.verify.VerifyReport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Extensions with packages of repositories, and the promises of their bases. */
class ExtensionTest {

  private static final Function<String, Path> UNKNOWN =
      coordinates -> {
        throw new AssertionError(coordinates + " is not asked for");
      };

  @TempDir Path directory;
  private Path repository;
  private Project base;
  private Project extension;

  /** A base of four packages, and an extension that adds one. */
  @BeforeEach
  void makeProjects() throws IOException {
    repository = directory.resolve("repository");
    PlainRepository.write(repository, base("1.0-1"));
    base = project("base");
    base.config.put("packages", "[\"greet\"]");
    base.config.put("ignoredPackages", "[\"unwanted\"]");
    extension = project("extension");
    extension.config.put("extensionName", "\"Demo\"");
    extension.config.put("diracOsVersion", "\"1.0\"");
    extension.config.put("base", "\"../base/target/diracos-$version.tar.gz\"");
    extension.config.put("packages", "[\"added\"]");
  }

  private Project project(String name) {
    return new Project(
        directory.resolve(name), directory.resolve("cache"), repository.toUri().toString());
  }

  private static List<RpmBuilder> base(String evr) {
    return new ArrayList<>(
        List.of(
            RpmBuilder.of("filesystem", "1-1", "noarch")
                .directory("/usr")
                .directory("/usr/bin")
                .directory("/usr/share")
                .link("/bin", "usr/bin"),
            RpmBuilder.of("greet", evr, "noarch")
                .requires("filesystem", "words")
                .file("/usr/bin/greet", 0755, "#!/bin/sh\necho greetings\n"),
            RpmBuilder.of("words", evr, "noarch")
                .requires("filesystem")
                .file("/usr/share/words", 0644, "words of " + evr + "\n")));
  }

  /** Of the repository as it is when the extension is made. */
  private void offer(String evr, RpmBuilder... added) throws IOException {
    base.bundle();
    List<RpmBuilder> packages = base(evr);
    packages.addAll(List.of(added));
    repository = directory.resolve("later");
    PlainRepository.write(repository, packages);
    extension.config.put(
        "repositories", "[{\"id\": \"base\", \"url\": \"" + repository.toUri() + "\"}]");
  }

  private static RpmBuilder added(String... requires) {
    return RpmBuilder.of("added", "2.0-1", "noarch")
        .requires(requires)
        .file("/bin/add", 0755, "#!/bin/sh\ncat \"$(dirname \"$0\")/../share/words\"\n");
  }

  private Path extend() {
    return extension.engine(new Recording()).extension(extension.request(), UNKNOWN).tarball();
  }

  private VerifyReport verify() {
    return extension.engine(new Recording()).verify(extension.request(), UNKNOWN);
  }

  private void refused(String code, String... texts) throws IOException {
    assertThatThrownBy(this::extend)
        .isInstanceOfSatisfying(
            DiracosException.class,
            e -> assertThat(e.problems()).extracting("code").containsExactly(code))
        .hasMessageContainingAll(texts);
    assertThat(extension.file("target/Demodiracos-1.0.tar.gz")).doesNotExist();
    assertThat(extension.file("target/Demodiracos-1.0.md5")).doesNotExist();
    if (Files.isDirectory(directory.resolve("cache/bases"))) {
      try (Stream<Path> kept = Files.list(directory.resolve("cache/bases"))) {
        assertThat(kept.map(path -> path.getFileName().toString()))
            .allMatch(name -> name.matches("[0-9a-f]{64}"));
      }
    }
  }

  private static List<String> names(Path tarball) throws IOException {
    List<String> names = new ArrayList<>();
    try (InputStream in = Files.newInputStream(tarball);
        TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(in))) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        if (!e.isDirectory()) {
          names.add(e.getName());
        }
      }
    }
    return names;
  }

  /** As in a new project of the archetype, on a base whose Python has no pip. */
  @Test
  void requirementsThatAskForNothingNeedNoPip() throws IOException {
    List<RpmBuilder> packages = base("1.0-1");
    packages.add(
        RpmBuilder.of("python3", "3-1", "noarch")
            .requires("filesystem")
            .file("/usr/bin/python3", 0755, "#!/bin/sh\necho no module named pip >&2\nexit 1\n"));
    PlainRepository.write(repository, packages);
    base.config.put("packages", "[\"greet\", \"python3\"]");
    offer("1.0-1", added("words"));
    Files.createDirectories(extension.directory);
    Files.writeString(extension.file("requirements.txt"), "# nothing yet\n");
    extension.config.put("pipRequirements", "\"requirements.txt\"");
    assertThat(names(extend())).contains("diracos/usr/bin/add", "diracos/usr/bin/python3");
  }

  @Test
  void whatTheBaseHasIsNotShippedAgain() throws IOException {
    offer("1.0-1", added("greet = 1.0-1", "words", "/usr/bin/greet", "/bin/greet"));
    extension.config.put("output", "\"delta\"");
    // Where the base's link leads, so that unpacking does not replace the link.
    assertThat(names(extend()))
        .containsExactlyInAnyOrder("diracos/usr/bin/add", "diracos/Demo_versions.txt");
    assertThat(extension.locked()).containsExactly("added");
    assertThat(verify().passed()).isTrue();
    assertThat(Files.readString(extension.file("target/diracos/verify/verify.txt")))
        .contains("Demodiracos-1.0.tar.gz");
  }

  @Test
  void fullHoldsBothAndIsVerified() throws IOException {
    offer("1.0-1", added("greet"));
    assertThat(names(extend()))
        .contains(
            "diracos/usr/bin/add", "diracos/usr/bin/greet", "diracos/bin", "diracos/diracosrc");
    assertThat(verify().passed()).isTrue();
    assertThat(extension.file("target/diracos/verify/unpacked")).doesNotExist();
  }

  @Test
  void packagesOfTheBaseThatNoRepositoryHasAnyMoreAreKnownByTheirVersions() throws IOException {
    offer("2.0-1", added("greet = 1.0-1", "words < 2", "/usr/share/words"));
    extend();
    assertThat(extension.locked()).containsExactly("added");
  }

  @Test
  void newerVersionThanThatOfTheBaseIsRefused() throws IOException {
    offer("2.0-1", added("words >= 2"));
    refused("DOS-RESOLVE-01", "words >= 2", "the base, which has words-1.0-1.noarch");
  }

  @Test
  void whatTheBaseIgnoresItsExtensionsDoNotShip() throws IOException {
    offer(
        "1.0-1",
        added("unwanted"),
        RpmBuilder.of("unwanted", "1-1", "noarch").file("/usr/share/unwanted", 0644, "x"));
    extend();
    assertThat(extension.locked()).containsExactly("added");
  }

  @Test
  void promisesOfTheBaseHoldForItsExtensions() throws IOException {
    base.config.put("platform", "{\"arch\": \"x86_64\", \"glibc\": \"2.17\"}");
    offer("1.0-1", added());
    assertThat(base.text("target/diracos/tree/.diracos_contract.json"))
        .contains("\"glibc\" : \"2.17\"", "\"greet\"", "\"filesystem\"", "\"unwanted\"");
    extension.config.put("platform", "{\"glibc\": \"2.34\"}");
    refused("DOS-EXT-09", "2.34", "2.17");
    extension.config.put("platform", "{\"arch\": \"aarch64\"}");
    refused("DOS-EXT-09", "aarch64", "x86_64");
    extension.config.put("platform", "{\"glibc\": \"2.12\"}");
    extend();
  }

  @Test
  void newerGlibcThanTheBasePromisesIsFoundThoughTheExtensionSaysNothing() throws Exception {
    org.diracgrid.diracos.elf.Tools.require("gcc");
    base.config.put("platform", "{\"arch\": \"x86_64\", \"glibc\": \"2.5\"}");
    Path source = Files.writeString(directory.resolve("late.c"), LATE);
    Path program = directory.resolve("late");
    Process gcc =
        new ProcessBuilder("gcc", "-o", program.toString(), source.toString()).inheritIO().start();
    assertThat(gcc.waitFor()).isZero();
    offer(
        "1.0-1",
        RpmBuilder.of("added", "2.0-1", "x86_64")
            .directory("/usr/bin")
            .file("/usr/bin/late", 0755, Files.readAllBytes(program)));
    extension.config.remove("platform");
    for (String output : List.of("\"full\"", "\"delta\"")) {
      extension.config.put("output", output);
      assertThatThrownBy(this::verify)
          .hasMessageContaining("DOS-VERIFY-06")
          .hasMessageContaining("/usr/bin/late: GLIBC_2.");
    }
  }

  /** Needs glibc 2.17 or newer on x86_64. */
  private static final String LATE =
      "#define _GNU_SOURCE\n#include <stdlib.h>\n"
          + "int main(void) { return secure_getenv(\"HOME\") == 0; }\n";

  @Test
  void soNamesOfTheBaseMeetRequirementsOfPackages() throws Exception {
    org.diracgrid.diracos.elf.Tools.require("gcc");
    Path source = Files.writeString(directory.resolve("own.c"), "int own(void) { return 1; }\n");
    Path library = directory.resolve("libown.so.1");
    Process gcc =
        new ProcessBuilder(
                "gcc",
                "-shared",
                "-fPIC",
                "-nostdlib",
                "-Wl,-soname,libown.so.1",
                "-o",
                library.toString(),
                source.toString())
            .inheritIO()
            .start();
    assertThat(gcc.waitFor()).isZero();
    List<RpmBuilder> packages = base("1.0-1");
    packages.add(
        RpmBuilder.of("own", "1-1", "x86_64")
            .directory("/usr/lib64")
            .file("/usr/lib64/libown.so.1", 0755, Files.readAllBytes(library)));
    PlainRepository.write(repository, packages);
    base.config.put("packages", "[\"greet\", \"own\"]");
    // Offered under another name only, as by a later distribution.
    offer(
        "1.0-1",
        added("libown.so.1()(64bit)"),
        RpmBuilder.of("own-libs", "2-1", "x86_64")
            .provides("libown.so.1()(64bit)")
            .file("/usr/lib64/libown.so.1", 0755, "other"));
    extend();
    assertThat(extension.locked()).containsExactly("added");
  }

  @Test
  void baseThatIsNotThereIsOneError() throws IOException {
    offer("1.0-1", added());
    extension.config.put("diracOsVersion", "\"9.9\"");
    assertThatThrownBy(this::extend)
        .isInstanceOfSatisfying(DiracosException.class, e -> assertThat(e.problems()).hasSize(1))
        .hasMessageContaining("diracos-9.9.tar.gz");
  }

  @Test
  void baseWithAnotherDigestIsRefused() throws IOException {
    offer("1.0-1", added());
    extension.config.put("baseChecksum", "\"sha256:" + "0".repeat(64) + "\"");
    refused("DOS-EXT-04", "its SHA-256 is ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"garbage", "damaged", "empty", "other"})
  void whatIsNoBundleIsRefused(String kind) throws Exception {
    offer("1.0-1", added());
    Path tarball = base.file("target/diracos-1.0.tar.gz");
    byte[] good = Files.readAllBytes(tarball);
    switch (kind) {
      case "garbage" -> Files.writeString(tarball, "<html>Not here</html>\n".repeat(100));
      case "damaged" -> Files.write(tarball, java.util.Arrays.copyOf(good, good.length / 2));
      case "empty" -> Files.write(tarball, new byte[0]);
      default -> {
        Files.writeString(directory.resolve("readme"), "nothing\n", UTF_8);
        Process tar =
            new ProcessBuilder(
                    "tar", "-czf", tarball.toString(), "-C", directory.toString(), "readme")
                .inheritIO()
                .start();
        assertThat(tar.waitFor()).isZero();
      }
    }
    extension.config.put("baseChecksum", "\"" + sha256(tarball) + "\"");
    refused("DOS-EXT-08", "is not a bundle");
  }

  private static String sha256(Path file) throws IOException {
    return org.diracgrid.diracos.digest.Checksum.of(
            org.diracgrid.diracos.digest.Algorithm.SHA256, file)
        .hex();
  }

  @Test
  void anExtensionIsNoBase() throws IOException {
    offer("1.0-1", added());
    Path first = extend();
    extension.config.put("extensionName", "\"Second\"");
    extension.config.put("base", "\"" + first + "\"");
    assertThatThrownBy(this::extend)
        .hasMessageContaining("DOS-EXT-10")
        .hasMessageContaining("Demo_versions.txt");
    assertThat(extension.file("target/Seconddiracos-1.0.tar.gz")).doesNotExist();
  }

  @Test
  void nameOfTheBaseIsRefused() throws IOException {
    offer("1.0-1", added());
    extension.config.put("extensionName", "\"DIRACOS\"");
    assertThatThrownBy(this::extend).hasMessageContaining("DOS-EXT-06");
    assertThat(extension.file("target")).doesNotExist();
  }

  @Test
  void overridesThatMatchNothingAreRefused() throws IOException {
    offer("1.0-1", added());
    extension.config.put("overrides", "[\"/usr/bin/greet\", \"/usr/lib/nothing/*\"]");
    refused("DOS-EXT-11", "/usr/lib/nothing/*");
  }

  @Test
  void fileOfTheBaseIsReplacedOnlyIfThatIsSaid() throws IOException {
    offer(
        "1.0-1",
        RpmBuilder.of("added", "2.0-1", "noarch")
            .file("/usr/bin/greet", 0755, "#!/bin/sh\necho good morning\n"));
    extension.config.put("output", "\"delta\"");
    refused("DOS-EXT-05", "/usr/bin/greet");
    extension.config.put("overrides", "[\"/usr/bin/greet\"]");
    assertThat(names(extend()))
        .containsExactlyInAnyOrder("diracos/usr/bin/greet", "diracos/Demo_versions.txt");
    assertThat(verify().passed()).isTrue();
  }
}
