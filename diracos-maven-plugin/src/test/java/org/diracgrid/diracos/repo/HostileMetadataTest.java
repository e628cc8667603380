package org.diracgrid.diracos.repo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.testing.RepoBuilder;
import org.diracgrid.diracos.testing.ZchunkBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Metadata made to exhaust us: small files that expand to many, or documents that never end. Each
 * is read in one JVM with a small heap and must be refused with a word of what it is.
 */
class HostileMetadataTest {

  private static final String HEAP = "-Xmx320m";
  private static final int BLOCKS = 70;

  /** A package, as short as can be. */
  private static final String PACKAGE =
      "<package><name>a</name><arch>noarch</arch><version ver='1'/><checksum type='md5'>"
          + "d41d8cd98f00b204e9800998ecf8427e</checksum><location href='a'/></package>\n";

  @TempDir private Path directory;
  private final Map<String, String> expected = new LinkedHashMap<>();
  private final List<String> arguments = new ArrayList<>();

  @Test
  void whatIsMadeToExhaustUsIsRefused() throws Exception {
    bomb("primary", "gz", "<metadata>", PACKAGE, "");
    for (String suffix : List.of("xz", "zst", "bz2", "zck")) {
      bomb("primary", suffix, "<metadata>", PACKAGE, "expands to more than 67108864 bytes");
    }
    String more = "expands to more than 67108864 bytes";
    bomb("primary", "zst", "<metadata><package><description>", "text ", more);
    bomb("primary", "gz", "<metadata><package><name>", "text ", "a tag or text of more than");
    bomb("primary", "gz", "<metadata a='", "text ", "a tag or text of more than");
    bomb("primary", "gz", "<metadata", " a='b'", "too many attributes");
    bomb("primary", "gz", "", "<a>", "its root is <a>");
    bomb("primary", "gz", "<metadata>", "<a>", "nest more than 64 deep");
    bomb("primary", "gz", "<metadata>", "<!-- comment -->", more);
    bomb("primary", "gz", "<metadata><!--", " comment", more);
    bomb("primary", "gz", "<metadata><?", " instruction", "a tag or text of more than");
    bomb("primary", "gz", "<!DOCTYPE metadata [", "<!ENTITY a 'b'>", "a document type");
    bomb("filelists", "xz", "<filelists><package pkgid='a'>", "<file>/a/b</file>", more);
    bomb(
        "comps",
        "gz",
        "<comps><group><id>a</id><packagelist>",
        "<packagereq>a</packagereq>",
        "more than can be kept");
    bomb(
        "modules",
        "gz",
        "document: modulemd\ndata:\n  artifacts:\n    rpms:\n",
        "    - a-1-1.b\n",
        "");
    bomb("modules", "gz", "", "---\ndocument: modulemd-defaults\ndata: {module: a}\n", "");
    bomb("modules", "gz", "a: \"", "text ", "a text of more than");
    bomb("modules", "gz", "a: ", "[", "nest more than 32 deep");
    bomb("modules", "gz", "", "&a ", "line 1");
    bomb("modules", "gz", "", "%TAG ! tag:x,2000:\n", "line ");
    bomb("modules", "gz", "a: |\n", "  text\n", "a text of more than");
    bomb("modules", "gz", "? ", "? ", "a key that is no text");

    String output = fork();

    expected.forEach(
        (name, message) ->
            assertThat(output.lines().filter(line -> line.startsWith(name + " ")))
                .as(name + " in " + output)
                .singleElement()
                .asString()
                .containsPattern("DOS-REPO-0[38]")
                .contains(message));
  }

  /** Adds a document that begins so and goes on for 70 MiB. */
  private void bomb(String kind, String suffix, String head, String body, String message)
      throws IOException {
    byte[] block = body.repeat(Math.max(1, (1 << 20) / body.length())).getBytes(UTF_8);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    if (suffix.equals("zck")) {
      ByteArrayOutputStream plain = new ByteArrayOutputStream();
      plain.writeBytes(head.getBytes(UTF_8));
      for (int i = 0; i < BLOCKS; i++) {
        plain.writeBytes(block);
      }
      file.writeBytes(new ZchunkBytes().of(plain.toByteArray(), 8 << 20));
    } else {
      if (!head.isEmpty()) {
        file.writeBytes(RepoBuilder.compress(head.getBytes(UTF_8), suffix));
      }
      byte[] packed = RepoBuilder.compress(block, suffix);
      for (int i = 0; i < BLOCKS; i++) {
        file.writeBytes(packed);
      }
    }
    String name = "case" + expected.size();
    Files.write(directory.resolve(name), file.toByteArray());
    expected.put(name, message);
    arguments.add(kind);
    arguments.add(directory.resolve(name).toString());
  }

  private String fork() throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-cp",
                System.getProperty("java.class.path"),
                HostileMetadataTest.class.getName()));
    command.addAll(arguments);
    Path out = directory.resolve("out");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    boolean ended = process.waitFor(5, TimeUnit.MINUTES);
    process.destroyForcibly();
    String output = Files.readString(out, UTF_8);
    assertThat(ended).as("it ends: " + output).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }

  /** Reads each file and prints in a line what came of it. */
  public static void main(String[] arguments) {
    for (int i = 0; i < arguments.length; i += 2) {
      Path file = Path.of(arguments[i + 1]);
      String result;
      try {
        read(arguments[i], new Document(arguments[i], file));
        result = "was read";
      } catch (DiracosException e) {
        result = e.getMessage().replace('\n', ' ');
      }
      System.out.println(file.getFileName() + " " + result);
    }
  }

  private static void read(String kind, Document document) {
    switch (kind) {
      case "primary" -> PrimaryReader.read(document, "base", new RepoIndex.Builder());
      case "filelists" -> FilelistsReader.find(document, Set.of("/x"), (id, path) -> {});
      case "comps" -> CompsReader.read(document, "x86_64");
      default -> ModulesReader.read(document);
    }
  }
}
