package org.diracgrid.diracos.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.stage.PathConflict;
import org.junit.jupiter.api.Test;

class PackageInspectionTest {

  private final PackageInspection inspection = new PackageInspection();

  private static PackageFacts facts(String owner, String licence, String... files) {
    return new PackageFacts(owner, licence, Stream.of(files).map(BundlePath::parse).toList());
  }

  private static PathConflict conflict(String path, String... owners) {
    List<PathConflict.Claim> claims =
        Stream.of(owners).map(owner -> new PathConflict.Claim(owner, "file of " + owner)).toList();
    return new PathConflict(BundlePath.parse(path), claims.get(claims.size() - 1), claims);
  }

  @Test
  void conflictsOfTheSamePackagesAreOneFinding() {
    VerifyReport report =
        Subjects.of()
            .conflicts(
                conflict("/a", "x-1", "y-1"),
                conflict("/b", "x-1", "z-1"),
                conflict("/c", "y-1", "x-1"))
            .inspect(inspection);

    assertThat(Subjects.told(report, Check.CONFLICT))
        .containsExactly(
            """
            DOS-VERIFY-17 x-1 and y-1 differ in what they have at 2 paths
              where     /a: x-1 has a file of x-1, y-1 has a file of y-1; kept: file of y-1 of y-1
                        /c: y-1 has a file of y-1, x-1 has a file of x-1; kept: file of x-1 of x-1
              fix       leave one of the packages out by "ignoredPackages"; or ship them so, by \
            "verify": {"severity": {"conflict": "warning"}}""",
            """
            DOS-VERIFY-17 x-1 and z-1 differ in what they have at 1 path
              where     /b: x-1 has a file of x-1, z-1 has a file of z-1; kept: file of z-1 of z-1
              fix       leave one of the packages out by "ignoredPackages"; or ship them so, by \
            "verify": {"severity": {"conflict": "warning"}}""");
  }

  @Test
  void withoutConflictsThereIsNoFinding() {
    assertThat(Subjects.all(Subjects.of().conflicts().packages().inspect(inspection))).isEmpty();
  }

  @Test
  void wherePackagesAreNotKnownBothChecksAreSkipped() {
    VerifyReport report = Subjects.of().inspect(inspection);

    for (Check check : List.of(Check.CONFLICT, Check.LICENCE)) {
      assertThat(Subjects.result(report, check).skipped())
          .isEqualTo("which packages it was made of is not known");
    }
  }

  @Test
  void aPackageWithItsLicenceOrWithNoneMarkedIsFine() {
    VerifyReport report =
        Subjects.of("/usr/share/licenses/x/COPYING", "/licences -> usr/share/licenses")
            .packages(
                facts("x-1", "MIT", "/gone", "/licences/x/COPYING"),
                facts("x-doc-1", "MIT", "/usr/share/licenses/x"),
                facts("x-libs-1", "MIT"))
            .inspect(inspection);

    assertThat(Subjects.told(report, Check.LICENCE)).isEmpty();
    assertThat(Subjects.result(report, Check.LICENCE).remark())
        .isEqualTo("3 packages, 1 of which mark no file as a licence");
  }

  @Test
  void packagesWithoutALicenceOrItsTextAreListedInOneFindingEach() {
    VerifyReport report =
        Subjects.of("/usr/share/licenses/x/")
            .packages(
                facts("x-1", "MIT", "/usr/share/licenses/x"),
                facts("y-1", "GPL", "/usr/share/licenses/y/COPYING", "/usr/share/doc/y/README"),
                facts("z-1", " "))
            .inspect(inspection);

    assertThat(Subjects.told(report, Check.LICENCE))
        .containsExactly(
            """
            DOS-VERIFY-19 1 package names no licence
              where     z-1
              fix       give its spec file a License tag, or leave the package out""",
            """
            DOS-VERIFY-19 2 packages come without the text of their licence
              where     x-1: /usr/share/licenses/x
                        y-1: /usr/share/licenses/y/COPYING
              because   the package marks the file as a licence, and the bundle does not have it; \
            "removedFolders" is the usual cause
              fix       keep the folder of licences: take it out of "removedFolders\"""");
  }
}
