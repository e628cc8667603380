package org.diracgrid.diracos.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.diracgrid.diracos.exec.CommandResult;
import org.diracgrid.diracos.problem.Problem;
import org.junit.jupiter.api.Test;

/** What pip said, in words that help; each text is as pip 23 wrote it. */
class PythonProblemsTest {

  private static Problem problem(String said) {
    CommandResult result =
        new CommandResult(1, false, "", said, Duration.ofSeconds(1), OptionalLong.empty());
    return PythonProblems.failed("diracos.json:4", result, Optional.of("2.17")).problems().get(0);
  }

  @Test
  void aRequirementThatNobodyHas() {
    Problem problem =
        problem(
            """
            ERROR: Could not find a version that satisfies the requirement requests==9 (from versions: 2.31.0, 2.34.2)
            ERROR: No matching distribution found for requests==9
            """);
    assertThat(problem.code()).isEqualTo("DOS-PYTHON-07");
    assertThat(problem.what()).endsWith("requirement requests==9");
    assertThat(problem.because()).contains("2.31.0, 2.34.2");
    assertThat(problem.fix()).contains("later glibc than 2.17");
  }

  @Test
  void requirementsThatContradictEachOther() {
    Problem problem =
        problem(
            """
            ERROR: Cannot install requests==2.31.0 and urllib3==1.0 because these package versions have conflicting dependencies.

            The conflict is caused by:
                The user requested urllib3==1.0
                requests 2.31.0 depends on urllib3<3 and >=1.21.1

            To fix this you could try to:
            ERROR: ResolutionImpossible: for help visit the documentation
            """);
    assertThat(problem.code()).isEqualTo("DOS-PYTHON-05");
    assertThat(problem.because()).contains("requests 2.31.0 depends on urllib3<3 and >=1.21.1");
  }

  @Test
  void aToolOfABuildThatNobodyHas() {
    Problem problem =
        problem(
            """
              error: subprocess-exited-with-error

              × pip subprocess to install build dependencies did not run successfully.
              │ exit code: 1
              ╰─> [2 lines of output]
                  ERROR: Could not find a version that satisfies the requirement nosuchtool>=3 (from versions: none)
                  ERROR: No matching distribution found for nosuchtool>=3
                  [end of output]
            """);
    assertThat(problem.code()).isEqualTo("DOS-PYTHON-09");
    assertThat(problem.because()).contains("nosuchtool>=3");
  }

  @Test
  void anIndexThatIsDown() {
    Problem problem =
        problem(
            """
            WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError('<x>: Failed to establish a new connection: [Errno 111] Connection refused')': /simple/requests/
            ERROR: Could not find a version that satisfies the requirement requests (from versions: none)
            ERROR: No matching distribution found for requests
            """);
    assertThat(problem.code()).isEqualTo("DOS-PYTHON-06");
    assertThat(problem.what()).endsWith("cannot be asked for requests");
    assertThat(problem.because()).contains("Connection refused");
  }

  @Test
  void anythingElseIsShown() {
    Problem problem = problem("ERROR: Invalid requirement: '=='\n");
    assertThat(problem.code()).isEqualTo("DOS-PYTHON-08");
    assertThat(problem.because()).isEqualTo("Invalid requirement: '=='");
  }
}
