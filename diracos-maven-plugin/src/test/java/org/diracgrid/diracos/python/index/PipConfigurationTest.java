package org.diracgrid.diracos.python.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** pip's configuration is read in pip's order. */
class PipConfigurationTest {

  @TempDir private Path root;

  private void write(String file, String text) throws IOException {
    Files.createDirectories(root.resolve(file).getParent());
    Files.writeString(root.resolve(file), text);
  }

  private PipConfiguration read(Map<String, String> environment) {
    return PipConfiguration.read(environment, root.resolve("home"), root);
  }

  @Test
  void withoutFilesNothingIsSaid() {
    PipConfiguration none = read(Map.of());
    assertThat(none.indexUrl()).isEmpty();
    assertThat(none.extraIndexUrls()).isEmpty();
    assertThat(none.noIndex()).isFalse();
  }

  @Test
  void theLaterFileWinsAndVariablesWinOverAll() throws IOException {
    write("etc/xdg/pip/pip.conf", "[global]\nindex-url = https://one/\nno_index=yes\n");
    write("etc/pip.conf", "[global]\nindex-url: https://two/\n");
    assertThat(read(Map.of()).indexUrl()).hasValue("https://two/");
    assertThat(read(Map.of()).noIndex()).isTrue();
    write("home/.pip/pip.conf", "[global]\nindex-url=https://three/\n");
    assertThat(read(Map.of()).indexUrl()).hasValue("https://three/");
    write("home/.config/pip/pip.conf", "[global]\nindex_url = https://four/\n");
    assertThat(read(Map.of()).indexUrl()).hasValue("https://four/");
    write("named.conf", "[global]\nindex-url = https://five/\n");
    Map<String, String> named = Map.of("PIP_CONFIG_FILE", root.resolve("named.conf") + "");
    assertThat(read(named).indexUrl()).hasValue("https://five/");
    assertThat(read(Map.of("PIP_INDEX_URL", "https://six/")).indexUrl()).hasValue("https://six/");
    assertThat(read(Map.of("PIP_CONFIG_FILE", "/dev/null")).indexUrl()).isEmpty();
  }

  @Test
  void theSectionOfTheCommandWins() throws IOException {
    write(
        "etc/pip.conf",
        "[install]\nindex-url = https://install/\n[download]\nindex-url = https://download/\n"
            + "[global]\nindex-url = https://global/\n");
    assertThat(read(Map.of()).indexUrl()).hasValue("https://install/");
  }

  @Test
  void listsMayHaveALineForEach() throws IOException {
    write(
        "etc/pip.conf",
        "# mine\n[global]\nextra-index-url =\n    https://a/\n    ; not this\n    https://b/\n"
            + "find-links = wheels more\n");
    PipConfiguration read = read(Map.of("PIP_FIND_LINKS", ""));
    assertThat(read.extraIndexUrls()).containsExactly("https://a/", "https://b/");
    assertThat(read.findLinks()).containsExactly("wheels", "more");
  }
}
