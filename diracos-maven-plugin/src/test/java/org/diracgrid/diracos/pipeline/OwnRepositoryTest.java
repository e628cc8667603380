package org.diracgrid.diracos.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.repo.PackageRecord;
import org.diracgrid.diracos.repo.RepoIndex;
import org.diracgrid.diracos.resolve.Root;
import org.junit.jupiter.api.Test;

class OwnRepositoryTest {

  private final RepoIndex.Builder builder = new RepoIndex.Builder();

  private void add(String repository, String name, String location) {
    builder.begin(
        new PackageRecord(
            repository,
            name,
            "x86_64",
            Evr.parse("1-1"),
            location,
            1,
            2,
            new Checksum(Algorithm.SHA256, "0".repeat(64)),
            "",
            ""));
  }

  @Test
  void everythingShipsSaveWhatIsForBuildingAndDebugging() {
    add("own", "zlib", "zlib-1-1.x86_64.rpm");
    add("own", "zlib", "noarch/zlib-1-1.noarch.rpm");
    add("own", "alpha", "alpha-1-1.x86_64.rpm");
    add("own", "alpha-debuginfo", "alpha-debuginfo-1-1.x86_64.rpm");
    add("own", "alpha-debuginfo-common", "alpha-debuginfo-common-1-1.x86_64.rpm");
    add("own", "alpha-debugsource", "alpha-debugsource-1-1.x86_64.rpm");
    add("own", "alpha-doc", "alpha-doc-1-1.x86_64.rpm");
    add("own", "gcc", "buildOnly/gcc-1-1.x86_64.rpm");
    add("own", "python", "bootstrap/python-1-1.x86_64.rpm");
    add("base", "beta", "beta-1-1.x86_64.rpm");
    assertThat(OwnRepository.roots(builder.build(), "own", "diracos.json:2:3"))
        .containsExactly(
            new Root("alpha", "repository own", "diracos.json:2:3"),
            new Root("zlib", "repository own", "diracos.json:2:3"));
  }
}
