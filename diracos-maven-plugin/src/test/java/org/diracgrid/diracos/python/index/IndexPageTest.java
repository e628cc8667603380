package org.diracgrid.diracos.python.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.util.List;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.python.requirements.Pep440Version;
import org.junit.jupiter.api.Test;

/** Pages of simple indexes, as HTML and as JSON. */
class IndexPageTest {

  private static final String SUM = "ab".repeat(32);

  private static List<IndexFile> read(String page) {
    return IndexPage.read(page.getBytes(UTF_8), URI.create("https://h.example/simple/a-b/"), "a-b");
  }

  @Test
  void htmlTellsSumPythonAndWhatWasTakenBack() {
    List<IndexFile> files =
        read(
            """
            <!DOCTYPE html><html><!-- <a href="a_b-9.tar.gz">no</a> --><body>
            <a href="../../f/a_b-1.0-py3-none-any.whl#sha256=%s" data-requires-python="&gt;=3.8, &lt;4">x</a>
            <A data-yanked HREF='a.b-1.1.tar.gz#md5=00'>y</A><a href=A-B-2.0.zip>z</a>
            <a href="other-3.tar.gz">no</a><a href="a_b-1.0.exe">no</a><a name="x">no</a>
            <a href="a_b-1.0-1-cp39-cp39-linux_x86_64.whl?x=1&amp;y=2">b</a>
            </body></html>
            """
                .formatted(SUM));
    assertThat(files)
        .extracting(file -> file.name() + " " + file.version() + " " + file.address())
        .containsExactly(
            "a_b-1.0-py3-none-any.whl 1.0 https://h.example/f/a_b-1.0-py3-none-any.whl",
            "a.b-1.1.tar.gz 1.1 https://h.example/simple/a-b/a.b-1.1.tar.gz",
            "A-B-2.0.zip 2.0 https://h.example/simple/a-b/A-B-2.0.zip",
            "a_b-1.0-1-cp39-cp39-linux_x86_64.whl 1.0"
                + " https://h.example/simple/a-b/a_b-1.0-1-cp39-cp39-linux_x86_64.whl?x=1&y=2");
    IndexFile first = files.get(0);
    assertThat(first.sha256().orElseThrow()).hasToString("sha256:" + SUM);
    assertThat(first.isFor(Pep440Version.parse("3.7.9").orElseThrow())).isFalse();
    assertThat(first.isFor(Pep440Version.parse("3.8").orElseThrow())).isTrue();
    assertThat(files).extracting(IndexFile::yanked).containsExactly(false, true, false, false);
    assertThat(files.get(1).sha256()).isEmpty();
  }

  @Test
  void aBaseMovesTheLinks() {
    assertThat(read("<base href=\"https://cdn.example/p/\"><a href=\"a-b-1.tar.gz\">x</a>"))
        .extracting(IndexFile::address)
        .containsExactly(URI.create("https://cdn.example/p/a-b-1.tar.gz"));
  }

  @Test
  void jsonTellsTheSame() {
    List<IndexFile> files =
        read(
            """
            {"meta": {"api-version": "1.0"}, "name": "a-b", "files": [
              {"filename": "a_b-1.0-py3-none-any.whl", "url": "/f/a_b-1.0-py3-none-any.whl",
               "hashes": {"sha256": "%s"}, "requires-python": ">=3.8", "yanked": false},
              {"filename": "a_b-1.1.tar.gz", "url": "https://x.example/a_b-1.1.tar.gz",
               "hashes": {}, "requires-python": null, "yanked": "broken"}]}
            """
                .formatted(SUM));
    assertThat(files)
        .extracting(file -> file.address() + " " + file.yanked() + " " + file.requiresPython())
        .containsExactly(
            "https://h.example/f/a_b-1.0-py3-none-any.whl false >=3.8",
            "https://x.example/a_b-1.1.tar.gz true ");
    assertThat(files.get(0).sha256()).isPresent();
  }

  @Test
  void brokenJsonIsRefused() {
    assertThatExceptionOfType(DiracosException.class)
        .isThrownBy(() -> read("{\"files\": ["))
        .withMessageContaining("DOS-PYTHON-26")
        .withMessageContaining("h.example/simple/a-b/");
  }
}
