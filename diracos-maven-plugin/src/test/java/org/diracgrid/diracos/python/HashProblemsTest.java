package org.diracgrid.diracos.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.diracgrid.diracos.exec.CommandResult;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.python.requirements.RequirementsFile;
import org.diracgrid.diracos.python.requirements.RequirementsLine.Needed;
import org.junit.jupiter.api.Test;

/** What pip 23.0.1 said of hashes, in words that name the line. */
class HashProblemsTest {

  private static final String SUM =
      "aa1c8d691714bc361cacb0d71614e29feb0094635a2a86e4dbc68e0836511279";

  private static Problem problem(String said) {
    CommandResult result =
        new CommandResult(1, false, "", said, Duration.ofSeconds(1), OptionalLong.empty());
    Map<String, Needed> lines = new LinkedHashMap<>();
    RequirementsFile.parse(
            "# what we need\nalpha==1.0 --hash=sha256:" + SUM + "\ngamma>1\n", "r.txt", Map.of())
        .needed()
        .forEach(line -> lines.put("r.txt:" + line.number(), line));
    return HashProblems.of(result, "diracos.json:4", lines).orElseThrow().problems().get(0);
  }

  @Test
  void aWrongHashNamesRequirementLineAndBothSums() {
    Problem problem =
        problem(
            """
            ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you have updated the package versions, please update the hashes. Otherwise, examine the package contents carefully; someone may have tampered with them.
                beta==1.0 from http://127.0.0.1:1/beta/beta-1.0-py3-none-any.whl#sha256=%1$s (from r.txt:2):
                    Expected sha256 00000000
                    Expected     or 11111111
                         Got        %1$s

            """
                .formatted(SUM));
    assertThat(problem.code()).isEqualTo("DOS-PYTHON-04");
    assertThat(problem.what()).isEqualTo("beta==1.0 is not what its hash says");
    assertThat(problem.where()).isEqualTo("r.txt:2");
    assertThat(problem.because())
        .isEqualTo(
            """
            of http://127.0.0.1:1/beta/beta-1.0-py3-none-any.whl
            expected sha256:00000000
            or       11111111
            got      %s"""
                .formatted(SUM));
  }

  @Test
  void aLineWithoutHashBesideOnesThatHaveIsNamed() {
    Problem problem =
        problem(
            """
            ERROR: In --require-hashes mode, all requirements must have their versions pinned with ==. These do not:
                gamma>1 from http://127.0.0.1:1/gamma-2.whl#sha256=%s (from r.txt:3)
            """
                .formatted(SUM));
    assertThat(problem.code()).isEqualTo("DOS-PYTHON-40");
    assertThat(problem.because())
        .isEqualTo(
            """
            no hash in
              r.txt:3 gamma>1
            pip refuses
              gamma>1 from http://127.0.0.1:1/gamma-2.whl (from r.txt:3)""");
    assertThat(problem.fix()).contains("mvn diracos:pin").contains("-Ddiracos.pin.hashes=true");
  }

  @Test
  void anythingElseIsNoProblemOfHashes() {
    CommandResult result =
        new CommandResult(
            1, false, "", "ERROR: No matching distribution", Duration.ZERO, OptionalLong.empty());
    assertThat(HashProblems.of(result, "", Map.of())).isEmpty();
  }
}
