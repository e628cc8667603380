package org.diracgrid.diracos.rpm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.testing.Oracle;
import org.diracgrid.diracos.testing.Oracles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageWriterTest {

  private static final Nevra NEVRA =
      new Nevra("wheel(requests)", new Evr(0, "2.31.0+x", "1"), "noarch");

  @TempDir Path directory;
  private Path rpm;

  @BeforeEach
  void write() throws Exception {
    Path script = Files.writeString(directory.resolve("script"), "#!/bin/sh\n");
    Path module = Files.writeString(directory.resolve("module"), "x = 'é'\n");
    Path empty = Files.writeString(directory.resolve("empty"), "");
    rpm = directory.resolve("requests.rpm");
    new PackageWriter(
            NEVRA,
            "Apache-2.0",
            "HTTP for humans",
            List.of(
                new PackageWriter.Member("/usr/lib/python3/site-packages/é.py", false, module),
                new PackageWriter.Member("/usr/bin/script", true, script),
                new PackageWriter.Member("/usr/lib/python3/site-packages/py.typed", false, empty)))
        .write(rpm);
  }

  @Test
  void isReadAsItWasWritten() {
    RpmFile file = RpmFile.read(rpm);
    assertThat(file.header().nevra()).isEqualTo(NEVRA);
    assertThat(file.header().files())
        .extracting(f -> "%s %o %d".formatted(f.path(), f.mode(), f.size()))
        .containsExactly(
            "/usr/bin/script 100755 10",
            "/usr/lib/python3/site-packages/py.typed 100644 0",
            "/usr/lib/python3/site-packages/é.py 100644 9");
  }

  @Test
  void sameFilesGiveTheSameBytes() throws Exception {
    byte[] before = Files.readAllBytes(rpm);
    write();
    assertThat(rpm).hasBinaryContent(before);
  }

  @Test
  void rpmFindsNothingWrong() throws Exception {
    Oracles.require("rpm2cpio", "cpio");
    Oracle tool = Oracle.of("rpm");
    assertThat(tool.run(List.of("-qp", "--qf", "%{NAME} %{VERSION} %{LICENSE}", rpm.toString())))
        .isEqualTo("wheel(requests) 2.31.0+x Apache-2.0");
    assertThat(tool.run(List.of("-Kv", "--nosignature", rpm.toString())))
        .contains("Header SHA256 digest: OK", "Payload SHA256 digest: OK");
    Oracle.of("sh")
        .run(List.of("-c", "cd " + directory + " && rpm2cpio requests.rpm | cpio -idm --quiet"));
    assertThat(directory.resolve("usr/bin/script")).hasContent("#!/bin/sh").isExecutable();
    assertThat(directory.resolve("usr/lib/python3/site-packages/é.py")).hasContent("x = 'é'");
  }
}
