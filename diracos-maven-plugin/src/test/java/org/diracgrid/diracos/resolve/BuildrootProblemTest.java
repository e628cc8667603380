package org.diracgrid.diracos.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.diracgrid.diracos.problem.DiracosException;
import org.junit.jupiter.api.Test;

/** What somebody reads whose buildroot cannot be chosen: nothing of it can be left out. */
class BuildrootProblemTest {

  private static String fix(String world, String... roots) {
    ResolveRequest request = World.request(roots);
    ResolveRequest buildroot =
        new ResolveRequest(
            request.roots(),
            request.boundary(),
            List.of(),
            request.arch(),
            Map.of(),
            false,
            ResolveRequest.Purpose.BUILDROOT);
    return catchThrowableOfType(
            DiracosException.class,
            () -> new Resolver(World.of(world).index(), paths -> Map.of()).resolve(buildroot))
        .problems()
        .get(0)
        .fix();
  }

  @Test
  void whatNobodyProvidesIsToBeBuilt() {
    assertThat(
            fix(
                """
                build(app)-1-1.noarch
                  requires missing-devel
                """,
                "build(app)"))
        .isEqualTo(
            """
            build what provides it: list its source in "packageGroups", with "bootstrap": true if this build is of the bootstrap
            or add the repository that provides it to "repositories"
            or take it out of the BuildRequires of the spec, or of "buildroot\"""");
  }

  @Test
  void whatConflictsIsNotToBeRequired() {
    assertThat(
            fix(
                """
                build(app)-1-1.noarch
                  requires one
                  requires two
                one-1-1.x86_64
                  conflicts two
                two-1-1.x86_64
                """,
                "build(app)"))
        .isEqualTo("take it out of the BuildRequires of the spec, or of \"buildroot\"");
  }
}
