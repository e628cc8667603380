package org.diracgrid.diracos.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WheelMetadataTest {

  @TempDir Path directory;

  private WheelMetadata of(String text) throws IOException {
    return WheelMetadata.read(Files.writeString(directory.resolve("METADATA"), text));
  }

  @Test
  void anExpressionComesBeforeAName() throws IOException {
    WheelMetadata metadata =
        of("Name: A_B\nVersion: 1\nLicense: see below\nLicense-Expression: MIT OR Apache-2.0\n");
    assertThat(metadata.licence()).isEqualTo("MIT OR Apache-2.0");
    assertThat(metadata.name()).isEqualTo("a-b");
    assertThat(metadata.summary()).isEqualTo("a-b");
  }

  @Test
  void classifiersSayWhatNoNameSays() throws IOException {
    String classifiers =
        "Classifier: License :: OSI Approved\nClassifier: License :: OSI Approved :: MIT License\n"
            + "Classifier: Topic :: Utilities\n";
    assertThat(of("License: UNKNOWN\n" + classifiers).licence()).isEqualTo("MIT License");
    assertThat(of("License: The text\n        of it all\n" + classifiers).licence())
        .isEqualTo("MIT License");
    assertThat(of("License: MIT\n" + classifiers).licence()).isEqualTo("MIT");
    assertThat(of("License: The text\n        of it all\n").licence()).isEqualTo("The text");
    assertThat(of("Name: a\nLicense: UNKNOWN\n\nLicense: no field\n").licence()).isEmpty();
  }

  @Test
  void textsAreThoseThatAreNamedElseThoseThatAreCalledSo() throws IOException {
    WheelMetadata named = of("License-File: LICENSES/MIT.txt\nLicense-File: X\n");
    assertThat(named.isLicence("LICENSES/MIT.txt")).isTrue();
    assertThat(named.isLicence("licenses/X")).isTrue();
    assertThat(named.isLicence("COPYING")).isFalse();
    assertThat(of("Name: a\n").isLicence("COPYING.txt")).isTrue();
    assertThat(of("Name: a\n").isLicence("RECORD")).isFalse();
  }
}
