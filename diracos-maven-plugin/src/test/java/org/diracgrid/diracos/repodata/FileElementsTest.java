package org.diracgrid.diracos.repodata;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.diracgrid.diracos.rpm.RpmFile;
import org.diracgrid.diracos.rpm.RpmPaths;
import org.diracgrid.diracos.testing.RpmBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileElementsTest {

  @TempDir private Path directory;

  private final XmlBytes all = new XmlBytes(0);

  private FileElements of(RpmBuilder builder) {
    RpmPaths paths = RpmFile.read(builder.writeTo(directory)).header().paths();
    return new FileElements(directory, paths, all);
  }

  private static String text(XmlBytes xml) {
    return new String(xml.toArray(), StandardCharsets.UTF_8);
  }

  private static RpmBuilder files() {
    return RpmBuilder.of("a", "1-1", "noarch")
        .file("/etc/plain", 0644, "")
        .file("/opt/bin/<odd>", 0755, "")
        .file("/opt/caf\u00e9/plain", 0644, "")
        .ghost("/opt/ghost")
        .file("/usr/lib/sendmail", 0755, "")
        .file("/usr/lib/sendmail.so", 0755, "")
        .directory("/usr/sbin");
  }

  private static final String ALL =
      """
        <file>/etc/plain</file>
        <file>/opt/bin/&lt;odd&gt;</file>
        <file>/opt/caf\u00e9/plain</file>
        <file type="ghost">/opt/ghost</file>
        <file>/usr/lib/sendmail</file>
        <file>/usr/lib/sendmail.so</file>
        <file type="dir">/usr/sbin</file>
      """;

  private static final String PRIMARY =
      """
          <file>/etc/plain</file>
          <file>/opt/bin/&lt;odd&gt;</file>
          <file>/usr/lib/sendmail</file>
      """;

  @Test
  void plainNamesAreCopiedAndOddOnesEscaped() {
    FileElements files = of(files());

    assertThat(text(all).lines().sorted()).containsExactlyElementsOf(ALL.lines().sorted().toList());
    assertThat(text(files.primary()).lines().sorted())
        .containsExactlyElementsOf(PRIMARY.lines().sorted().toList());
  }

  @Test
  void wholePathsOfOldPackagesAreWrittenAlike() {
    FileElements files = of(files().oldFileNames());

    assertThat(text(all).lines().sorted()).containsExactlyElementsOf(ALL.lines().sorted().toList());
    assertThat(text(files.primary()).lines().sorted())
        .containsExactlyElementsOf(PRIMARY.lines().sorted().toList());
  }

  @Test
  void onlyWhatPrimaryListsIsKnownToBeThere() {
    FileElements files = of(files());

    assertThat(files.havePrimary("/opt/bin/<odd>")).isTrue();
    assertThat(files.havePrimary("/opt/ghost")).isFalse();
    assertThat(files.havePrimary("/etc/other")).isFalse();
  }
}
