package org.diracgrid.diracos.python;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JacksonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.diracgrid.diracos.exec.Command;
import org.diracgrid.diracos.exec.CommandResult;
import org.diracgrid.diracos.exec.HostProgram;
import org.diracgrid.diracos.exec.ProcessRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What look.py sees in archives, run by the host's Python. */
class SourceLookTest {

  private static final List<String> USUAL = List.of("setuptools >= 40.8.0", "wheel");

  @TempDir Path directory;

  private SourceLook look(Map<String, String> files) throws IOException {
    Path archive = directory.resolve("a-1.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(archive))) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        out.putNextEntry(new ZipEntry(file.getKey()));
        out.write(file.getValue().getBytes(UTF_8));
      }
    }
    return look(archive);
  }

  private SourceLook look(Path archive) throws JacksonException {
    CommandResult done = python(SourceLook.program("look.py"), archive.toString());
    assertThat(done.succeeded()).as(done.said()).isTrue();
    return SourceLook.parse(done.output());
  }

  private CommandResult python(String program, String... arguments) {
    Optional<Path> python = HostProgram.find("python3");
    assumeTrue(python.isPresent(), "no python3");
    List<String> words = new ArrayList<>(List.of(python.get().toString(), "-c", program));
    words.addAll(List.of(arguments));
    return new ProcessRunner().run(Command.of(words, directory, Map.of()));
  }

  @Test
  void aFileThatACompilerTakesIsSeen() throws IOException {
    assertThat(look(Map.of("a-1/setup.py", "", "a-1/src/a.c", "")))
        .isEqualTo(new SourceLook(USUAL, "a-1/src/a.c"));
    assertThat(look(Map.of("a-1/a.PYX", "")).compiled()).isEqualTo("a-1/a.PYX");
  }

  @Test
  void thoseOfTestsAndDocumentationDoNotCount() throws IOException {
    assertThat(look(Map.of("a-1/tests/a.c", "", "a-1/docs/x/b.cpp", "", "a-1/a.py", "")))
        .isEqualTo(new SourceLook(USUAL, ""));
  }

  @Test
  void whatIsRequiredIsReadOfItsOwnProjectFileOnly() throws IOException {
    assumeTrue(python("import tomllib").succeeded(), "a Python that reads TOML only by pip");
    String text = "[build-system]\nrequires = [\"flit_core>=3\", 'x; python_version<\"4\"']\n";
    assertThat(look(Map.of("a-1/pyproject.toml", text)).requires())
        .containsExactly("flit_core>=3", "x; python_version<\"4\"");
    assertThat(look(Map.of("a-1/vendored/pyproject.toml", text)).requires()).isEqualTo(USUAL);
    assertThat(look(Map.of("a-1/pyproject.toml", "[tool.x]\n")).requires()).isEqualTo(USUAL);
  }

  @Test
  void whatCannotBeReadIsLeftToPip() throws IOException {
    assertThat(look(Map.of("a-1/pyproject.toml", "[build-", "a-1/a.c", "")))
        .isEqualTo(new SourceLook(USUAL, ""));
    Path broken = Files.writeString(directory.resolve("b-1.tar.gz"), "no archive");
    assertThat(look(broken)).isEqualTo(new SourceLook(USUAL, ""));
  }
}
