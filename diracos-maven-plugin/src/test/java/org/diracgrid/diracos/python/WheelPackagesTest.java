package org.diracgrid.diracos.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.diracgrid.diracos.rpm.RpmFile;
import org.diracgrid.diracos.rpm.RpmFileInfo;
import org.diracgrid.diracos.rpm.RpmTag;
import org.diracgrid.diracos.stage.StagedPackage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WheelPackagesTest {

  private static final String SITE = "usr/lib/python3/site-packages/";
  private static final Path TREE = Path.of("/build/my tree");

  @TempDir Path directory;
  private Path top;

  @BeforeEach
  void install() throws IOException {
    top = directory.resolve("top");
    file(SITE + "tool/__init__.py", "x = 1\n");
    file(SITE + "tool/__pycache__/__init__.cpython-311.pyc", "compiled");
    file(SITE + "tool/core.so", "\177ELF…");
    file(SITE + "Tool_Box-1.0.dist-info/METADATA", "Name: Tool_Box\nVersion: 1.0\nLicense: MIT\n");
    file(
        SITE + "Tool_Box-1.0.dist-info/RECORD",
        """
        ../../../bin/tool,sha256=abc,20
        tool/__init__.py,sha256=def,6
        tool/__pycache__/__init__.cpython-311.pyc,,
        tool/core.so,sha256=ghi,7
        "tool/a,b.py",sha256=jkl,0
        Tool_Box-1.0.dist-info/METADATA,sha256=mno,3
        Tool_Box-1.0.dist-info/RECORD,,
        """);
    file(SITE + "tool/a,b.py", "");
    file("usr/bin/tool", "#!" + TREE + "/usr/bin/python3.11\nimport tool\n");
    top.resolve("usr/bin/tool").toFile().setExecutable(true);
  }

  private void file(String path, String text) throws IOException {
    Path file = top.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private List<StagedPackage> write() throws IOException {
    Path packages = Files.createDirectories(directory.resolve("packages"));
    return new WheelPackages(top, TREE, "x86_64", packages).write();
  }

  @Test
  void isOnePackageForEachDistribution() throws IOException {
    StagedPackage written = write().get(0);
    assertThat(written.nevra()).hasToString("wheel(tool-box)-1.0-1.x86_64");
    assertThat(RpmFile.read(written.rpmFile()).header().files())
        .extracting(RpmFileInfo::path)
        .containsExactly(
            "/usr/bin/tool",
            "/" + SITE + "Tool_Box-1.0.dist-info/METADATA",
            "/" + SITE + "Tool_Box-1.0.dist-info/RECORD",
            "/" + SITE + "tool/__init__.py",
            "/" + SITE + "tool/a,b.py",
            "/" + SITE + "tool/core.so");
  }

  @Test
  void recordSaysNothingOfWhatRelocationChanges() throws IOException {
    write();
    assertThat(top.resolve(SITE + "Tool_Box-1.0.dist-info/RECORD"))
        .hasContent(
            """
            ../../../bin/tool,,
            tool/__init__.py,sha256=def,6
            tool/core.so,,
            "tool/a,b.py",sha256=jkl,0
            Tool_Box-1.0.dist-info/METADATA,sha256=mno,3
            Tool_Box-1.0.dist-info/RECORD,,
            """);
  }

  @Test
  void scriptsNameThePythonOfTheBundle() throws IOException {
    write();
    assertThat(top.resolve("usr/bin/tool")).hasContent("#!/usr/bin/python3.11\nimport tool\n");
  }

  @Test
  void scriptsOfLongPathsDoToo() throws IOException {
    file(
        "usr/bin/tool",
        "#!/bin/sh\n'''exec' \"" + TREE + "/usr/bin/python3.11\" \"$0\" \"$@\"\n' '''\nimport x\n");
    write();
    assertThat(top.resolve("usr/bin/tool")).hasContent("#!/usr/bin/python3.11\nimport x\n");
  }

  @Test
  void theirLicencesAreThoseOfPackages() throws IOException {
    file(SITE + "Tool_Box-1.0.dist-info/LICENSE", "the text");
    Path record = top.resolve(SITE + "Tool_Box-1.0.dist-info/RECORD");
    Files.writeString(record, Files.readString(record) + "Tool_Box-1.0.dist-info/LICENSE,,\n");
    RpmFile written = RpmFile.read(write().get(0).rpmFile());
    assertThat(written.header().text(RpmTag.LICENSE)).isEqualTo("MIT");
    assertThat(written.header().files())
        .filteredOn(file -> (file.flags() & RpmFileInfo.LICENSE) != 0)
        .extracting(RpmFileInfo::path)
        .containsExactly("/" + SITE + "Tool_Box-1.0.dist-info/LICENSE");
  }

  @Test
  void aFileThatNobodyListsIsRefused() throws IOException {
    file(SITE + "stray.py", "");
    assertThatThrownBy(this::write)
        .hasMessageContaining("DOS-PYTHON-13")
        .hasMessageContaining("/" + SITE + "stray.py");
  }
}
