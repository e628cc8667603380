package org.diracgrid.diracos.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diracgrid.diracos.exec.CommandRunner;
import org.diracgrid.diracos.exec.ProcessRunner;
import org.diracgrid.diracos.testing.Oracles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The host's Python stands in for that of a bundle. */
@Tag("oracle")
class PythonInspectionTest {

  private static final String MODULES = "/usr/lib/python3.99/site-packages/";

  @TempDir Path root;

  private final CommandRunner runner = new ProcessRunner();
  private Subjects subjects = Subjects.of("/usr/bin/python3");

  @BeforeEach
  void python() throws IOException {
    Oracles.require("python3");
    file("/usr/bin/python3", "#!/bin/sh\nexec /usr/bin/env python3 \"$@\"\n");
    assertThat(root.resolve("usr/bin/python3").toFile().setExecutable(true)).isTrue();
  }

  private void file(String path, String text) throws IOException {
    Path file = root.resolve(path.substring(1));
    Files.createDirectories(file.getParent());
    Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
    subjects = subjects.link(path);
  }

  private VerifyReport inspect() {
    return subjects.at(root).inspect(new PythonInspection(runner));
  }

  @Test
  void soundFilesOfAnyEncodingCompileAndLeaveNothingBehind() throws IOException {
    file(MODULES + "a.py", "import no_such_module\nraise SystemExit(3)\n");
    file(MODULES + "b.py", "# -*- coding: latin-1 -*-\nx = '\u00fc'\n");
    file("/usr/share/dist-packages/c.py", "x: int = 1\n");

    VerifyReport report = inspect();

    assertThat(Subjects.all(report)).isEmpty();
    assertThat(Subjects.result(report, Check.PYTHON).skipped()).isEmpty();
    assertThat(Subjects.result(report, Check.PYTHON).remark()).isEqualTo("3 files compiled");
    assertThat(root.resolve("usr/lib/python3.99/site-packages/__pycache__")).doesNotExist();
  }

  @Test
  void filesThatDoNotCompileAreOneFindingWithTheirLines() throws IOException {
    file(MODULES + "a.py", "x = 1\nprint 'two'\n");
    file(MODULES + "b.py", "x = '\u00fc'\n");
    file(MODULES + "fine.py", "x = 1\n");

    String told = Subjects.told(inspect(), Check.PYTHON).get(0);

    assertThat(told)
        .startsWith(
            "DOS-VERIFY-18 2 Python files do not compile\n  where     " + MODULES + "a.py:2: ")
        .containsPattern(
            "a\\.py:2: Missing parentheses in call to 'print'.* \\(pkg-1-1.x86_64\\)\n")
        .containsPattern("b\\.py(:\\d)?: .*(encoding|utf-8|UTF-8|unicode).*\n")
        .containsPattern("because   compiled by the bundle's own Python, 3\\.\\d+\n")
        .endsWith(
            "fix       leave the files out by \"removedFolders\", or mend them in their package");
  }

  @Test
  void scriptsOfTheBundlesPythonAreCompiledToo() throws IOException {
    file("/usr/bin/tool", "#!/usr/bin/env python3\nx = = 1\n");
    file("/usr/bin/old", "#!/usr/bin/env python2\nprint 'two'\n");
    subjects.script("/usr/bin/tool", "/usr/bin/env", "python3");
    subjects.script("/usr/bin/old", "/usr/bin/env", "python2");

    assertThat(Subjects.told(inspect(), Check.PYTHON))
        .singleElement()
        .asString()
        .contains("1 Python file does not compile", "/usr/bin/tool:2: ");
  }

  @Test
  void filesOfPython2AndTestDataThatIsWrongOnPurposeAreLeftOut() throws IOException {
    file("/usr/lib/python2.7/site-packages/a.py", "print 'two'\n");
    file("/usr/lib64/python3.11/test/bad_coding.py", "# -*- coding: uft-8 -*-\n");
    file("/usr/lib64/python3.11/test/tokenizedata/badsyntax_3131.py", "\u20131\n");
    file("/usr/lib64/python3.11/lib2to3/tests/data/py2_test_grammar.py", "print 'two'\n");
    file("/usr/share/doc/python3/a.py", "print 'two'\n");
    file(MODULES + "a.py", "x = 1\n");

    VerifyReport report = inspect();

    assertThat(Subjects.all(report)).isEmpty();
    assertThat(Subjects.result(report, Check.PYTHON).remark()).isEqualTo("1 file compiled");
  }

  @Test
  void withoutPythonTheCheckIsSkipped() {
    VerifyReport report = Subjects.of("/usr/bin/git").inspect(new PythonInspection(runner));

    assertThat(Subjects.result(report, Check.PYTHON).skipped())
        .isEqualTo("the bundle has no python3");
  }

  @Test
  void aPythonThatDoesNotRunHereIsSaidWithItsReason() throws IOException {
    file(MODULES + "a.py", "x = 1\n");
    Files.writeString(
        root.resolve("usr/bin/python3"), "#!/bin/sh\necho no libpython >&2\nexit 127\n");

    assertThat(Subjects.result(inspect(), Check.PYTHON).skipped())
        .isEqualTo("the bundle's /usr/bin/python3 does not run on this machine: no libpython");
  }

  @Test
  void aPythonThatDiesMidwayIsSaidWithTheFile() throws IOException {
    file(MODULES + "a.py", "x = 1\n");
    file(MODULES + "b.py", "x = 1\n");
    Files.writeString(
        root.resolve("usr/bin/python3"),
        "#!/bin/sh\nprintf 'python 3.9\\n0\\n0\\t7\\tbad\\n1\\n'\nkill -SEGV $$\n");

    VerifyReport report = inspect();

    assertThat(Subjects.told(report, Check.PYTHON).get(0)).contains("a.py:7: bad");
    assertThat(Subjects.result(report, Check.PYTHON).skipped())
        .isEqualTo(
            "/usr/bin/python3 came to signal 11 (SIGSEGV) while it compiled " + MODULES + "b.py");
  }
}
