package org.diracgrid.diracos.build.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.diracgrid.diracos.testing.Oracles;
import org.junit.jupiter.api.Test;

/** Files that are not as listed, and tests that fail. */
class DiagnosisOfResultsOracleTest extends Diagnoses {

  @Test
  void filesThatAreNotListed() throws Exception {
    Diagnosis found =
        with("install", "mkdir -p %{buildroot}/usr/share\ntouch %{buildroot}/usr/share/x").build();

    is(
        found,
        CauseKind.UNPACKAGED_FILES,
        "files were installed that no %files lists: /usr/share/x");
    assertThat(found.section()).isEqualTo("%files");
  }

  @Test
  void filesThatAreNotThere() throws Exception {
    is(
        with("files", "/usr/share/none\n/usr/lib/x*").build(),
        CauseKind.MISSING_FILES,
        "%files lists what was not installed: /usr/share/none, /usr/lib/x*");
  }

  @Test
  void anEmptyListOfFiles() throws Exception {
    is(
        with("build", ": >list")
            .with("files", "%files extra -f list")
            .with("tags", "%package extra\nSummary: x\n%description extra\nx\n")
            .build(),
        CauseKind.EMPTY_FILES,
        "a list of files is empty: " + directory.resolve("top/BUILD/list"));
  }

  @Test
  void testsThatFail() throws Exception {
    Diagnosis found =
        with(
                "check",
                "echo 'ModuleNotFoundError: No module named provoked'\nseq 100\necho FAIL: t1\nfalse")
            .build();

    is(found, CauseKind.TESTS, "the tests of the package fail");
    assertThat(found.section()).isEqualTo("%check");
    assertThat(found.causes()).hasSize(1);
    String fix = found.causes().get(0).problem().fix();
    assertThat(fix).contains("\"macros\": {\"__spec_check_pre\": \"exit 0\"}");
  }

  @Test
  void theMacroThatSwitchesTestsOffWorks() throws Exception {
    with("check", "echo CHECKED; false").with("files", "/nowhere");
    options.addAll(List.of("--define", "__spec_check_pre exit 0"));

    assertThat(build().causes().get(0).kind()).isEqualTo(CauseKind.MISSING_FILES);
  }

  @Test
  void testsThatLackSomethingAtTheEnd() throws Exception {
    Oracles.require("python3");
    Diagnosis found = with("check", "python3 -m nosuchtest").build();

    assertThat(found.causes()).extracting(Cause::kind).contains(CauseKind.TESTS);
  }
}
