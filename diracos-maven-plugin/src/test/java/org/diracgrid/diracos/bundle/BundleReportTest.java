package org.diracgrid.diracos.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.stage.StagedTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleReportTest {

  @TempDir Path root;

  private static final Tarball TARBALL =
      new Tarball(
          Path.of("target/diracos-1.0.tar.gz"),
          Path.of("target/diracos-1.0.md5"),
          Path.of("target/diracos-1.0.sha256"),
          2048,
          new Checksum(Algorithm.MD5, "0".repeat(32)),
          new Checksum(Algorithm.SHA256, "1".repeat(64)));

  private StagedTree tree() throws IOException {
    Trees trees = new Trees(root).directory("/usr").link("/bin", "usr");
    trees.file("/diracosrc", 0644, new byte[96], "");
    for (int i = 1; i <= 12; i++) {
      trees.file("/usr/f" + i, 0644, new byte[i * 100], "p" + i + "-1-1.x86_64");
    }
    return trees.file("/usr/g", 0644, new byte[4], "p1-1-1.x86_64").tree();
  }

  @Test
  void tenHeaviestPackagesComeHeaviestFirst() throws IOException {
    BundleReport report = BundleReport.of(tree(), TARBALL);
    assertThat(report.heaviest()).hasSize(10);
    assertThat(report.heaviest().get(0))
        .isEqualTo(new BundleReport.Weight("p12-1-1.x86_64", 1200, 1));
    assertThat(report.installedSize()).isEqualTo(7900);
    assertThat(report.packages()).isEqualTo(12);
    assertThat(report.files()).isEqualTo(14);
    assertThat(report.lines())
        .startsWith(
            "diracos-1.0.tar.gz: 2.0 KiB, unpacked 7.7 KiB in 14 files of 12 packages",
            "what weighs most, unpacked:",
            "     1.2 KiB  15.2 %  p12-1-1.x86_64")
        .hasSize(12);
  }

  @Test
  void jsonHoldsTheSame() throws IOException {
    JsonNode json = new ObjectMapper().readTree(BundleReport.of(tree(), TARBALL).json());
    assertThat(json.get("sha256").asText()).isEqualTo("1".repeat(64));
    assertThat(json.get("heaviest").get(1).get("name").asText()).isEqualTo("p11-1-1.x86_64");
    assertThat(json.get("heaviest").get(1).get("installedSize").asLong()).isEqualTo(1100);
  }

  @Test
  void emptyTreeWeighsNothing() {
    BundleReport report = BundleReport.of(new Trees(root).tree(), TARBALL);
    assertThat(report.lines())
        .containsExactly("diracos-1.0.tar.gz: 2.0 KiB, unpacked 0 B in 0 files of 0 packages");
  }
}
