package org.diracgrid.diracos.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequirementFilesTest {

  @TempDir Path directory;

  private Path file(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @Test
  void includedFilesCountOnceEach() throws IOException {
    Path first = file("requirements.txt", "requests\n-r more/more.txt\n-c constraints.txt\n");
    file("more/more.txt", "-r ../requirements.txt\n--constraint=../constraints.txt\nurllib3\n");
    file("constraints.txt", "idna<4\n");
    assertThat(RequirementFiles.read(first, "diracos.json:3").texts())
        .containsExactly(
            "requests\n-r more/more.txt\n-c constraints.txt\n",
            "-r ../requirements.txt\n--constraint=../constraints.txt\nurllib3\n",
            "idna<4\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-e .", "--editable=git+https://example.org/x", "  -e ../x", "-e"})
  void editableRequirementsAreRefused(String line) throws IOException {
    Path first = file("requirements.txt", "requests\n" + line + "\n");
    assertThatThrownBy(() -> RequirementFiles.read(first, "diracos.json:3"))
        .hasMessageContaining("DOS-PYTHON-11")
        .hasMessageContaining("requirements.txt:2");
  }

  @Test
  void aFileThatIsNotThereIsNamed() throws IOException {
    Path first = file("requirements.txt", "-r gone.txt\n");
    assertThatThrownBy(() -> RequirementFiles.read(first, "diracos.json:3"))
        .hasMessageContaining("DOS-PYTHON-14")
        .hasMessageContaining("gone.txt");
    assertThatThrownBy(() -> RequirementFiles.read(directory.resolve("no"), "diracos.json:3"))
        .hasMessageContaining("diracos.json:3");
  }
}
