package org.diracgrid.diracos.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.diracgrid.diracos.digest.Algorithm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * 500,000 packages in a JVM with 2 GB of heap. Package n needs three or four of lower number, by
 * soname, name and file, so that the closure can be told without a resolver.
 */
@EnabledIfSystemProperty(
    named = "diracos.oracles",
    matches = "required",
    disabledReason = "it takes a quarter of a minute: -Ddiracos.oracles=required runs it")
class ScaleTest {

  private static final int PACKAGES = 500_000;
  private static final int ROOTS = 100;

  @TempDir private Path dir;

  @Test
  void halfAMillionPackagesResolveInTwoGigabytes() throws Exception {
    Path repository = Files.createDirectories(dir.resolve("repository/repodata")).getParent();
    writeRepository(repository.resolve("repodata"));
    List<Integer> roots =
        IntStream.range(0, ROOTS).map(i -> PACKAGES - 1 - i * (PACKAGES / ROOTS)).boxed().toList();
    Path list = dir.resolve("roots");
    Files.writeString(
        list, roots.stream().map(ScaleTest::name).collect(Collectors.joining("\n")), UTF_8);
    Path cache = dir.resolve("cache");

    assertThat(resolve(repository, list, cache)).as("cold").isEqualTo(closure(roots));
    assertThat(resolve(repository, list, cache)).as("from the index").isEqualTo(closure(roots));
  }

  private TreeSet<String> resolve(Path repository, Path list, Path cache) throws Exception {
    Path out = dir.resolve("out");
    Path err = dir.resolve("err");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx2g",
                "-cp",
                System.getProperty("java.class.path"),
                ResolveBench.class.getName(),
                repository.toString(),
                list.toString(),
                cache.toString())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(err)).isZero();
    return new TreeSet<>(Files.readAllLines(out));
  }

  private static TreeSet<String> closure(List<Integer> roots) {
    BitSet chosen = new BitSet();
    Deque<Integer> open = new ArrayDeque<>(roots);
    while (!open.isEmpty()) {
      int n = open.remove();
      if (!chosen.get(n)) {
        chosen.set(n);
        for (int needed : needs(n)) {
          open.add(needed);
        }
      }
    }
    return chosen.stream()
        .mapToObj(n -> name(n) + "-1." + n % 50 + "-1.x86_64")
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** By soname, by name with a version, by soname, and every tenth by file. */
  private static int[] needs(int n) {
    if (n == 0) {
      return new int[0];
    }
    return n % 10 == 0
        ? new int[] {n / 2, n / 3, n / 5, n / 4 / 5 * 5}
        : new int[] {n / 2, n / 3, n / 5};
  }

  private static String name(int n) {
    return String.format("p%06d", n);
  }

  private static void writeRepository(Path repodata) throws IOException {
    Path primary = repodata.resolve("primary.xml.gz");
    MessageDigest packed = Algorithm.SHA256.newDigest();
    MessageDigest plain = Algorithm.SHA256.newDigest();
    try (OutputStream file = Files.newOutputStream(primary);
        OutputStream gzip =
            new GZIPOutputStream(
                new DigestOutputStream(new BufferedOutputStream(file, 1 << 16), packed));
        Writer xml =
            new BufferedWriter(
                new OutputStreamWriter(new DigestOutputStream(gzip, plain), UTF_8), 1 << 16)) {
      xml.write(
          "<metadata xmlns=\"http://linux.duke.edu/metadata/common\""
              + " xmlns:rpm=\"http://linux.duke.edu/metadata/rpm\" packages=\""
              + PACKAGES
              + "\">\n");
      for (int n = 0; n < PACKAGES; n++) {
        writePackage(xml, n);
      }
      xml.write("</metadata>\n");
    }
    HexFormat hex = HexFormat.of();
    Files.writeString(
        repodata.resolve("repomd.xml"),
        "<repomd xmlns=\"http://linux.duke.edu/metadata/repo\"><data type=\"primary\">"
            + "<checksum type=\"sha256\">"
            + hex.formatHex(packed.digest())
            + "</checksum><open-checksum type=\"sha256\">"
            + hex.formatHex(plain.digest())
            + "</open-checksum><location href=\"repodata/primary.xml.gz\"/></data></repomd>\n");
  }

  private static void writePackage(Writer xml, int n) throws IOException {
    String name = name(n);
    String version = "1." + n % 50;
    StringBuilder text = new StringBuilder(1200);
    text.append("<package type=\"rpm\"><name>").append(name).append("</name><arch>x86_64</arch>");
    text.append("<version epoch=\"0\" ver=\"").append(version).append("\" rel=\"1\"/>");
    text.append("<checksum type=\"sha256\" pkgid=\"YES\">");
    text.append("%064x".formatted(n)).append("</checksum>");
    text.append("<size package=\"100\" installed=\"1000\" archive=\"1100\"/>");
    text.append("<location href=\"Packages/").append(name).append(".rpm\"/><format>");
    text.append("<rpm:provides>");
    entry(text, name, "EQ", version);
    text.append("<rpm:entry name=\"lib").append(n).append(".so.1()(64bit)\"/></rpm:provides>");
    int[] needs = needs(n);
    if (needs.length > 0) {
      text.append("<rpm:requires><rpm:entry name=\"lib").append(needs[0]);
      text.append(".so.1()(64bit)\"/>");
      entry(text, name(needs[1]), "GE", "1." + needs[1] % 50);
      text.append("<rpm:entry name=\"lib").append(needs[2]).append(".so.1()(64bit)\"/>");
      if (needs.length > 3) {
        text.append("<rpm:entry name=\"/usr/bin/tool").append(needs[3]).append("\"/>");
      }
      text.append("</rpm:requires>");
    }
    if (n % 5 == 0) {
      text.append("<file>/usr/bin/tool").append(n).append("</file>");
    }
    xml.append(text.append("</format></package>\n"));
  }

  private static void entry(StringBuilder text, String name, String flags, String version) {
    text.append("<rpm:entry name=\"").append(name).append("\" flags=\"").append(flags);
    text.append("\" epoch=\"0\" ver=\"").append(version).append("\"/>");
  }
}
