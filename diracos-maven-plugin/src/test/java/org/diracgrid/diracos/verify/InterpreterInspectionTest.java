package org.diracgrid.diracos.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterpreterInspectionTest {

  private static final String RUN =
      "#!/bin/sh\n''':'; s=$0; [ -h \"$s\" ] && s=$(readlink -f \"$s\"); "
          + "case $s in */*) ;; *) s=./$s;; esac; exec \"${s%/*}/../bin/python3\" \"$0\" \"$@\";"
          + " ':'''; __doc__ = None\n";

  @TempDir Path root;

  private final InterpreterInspection inspection = new InterpreterInspection();

  private Subjects relocated(String... others) throws IOException {
    Files.createDirectories(root.resolve("usr/sbin"));
    Files.writeString(root.resolve("usr/sbin/tool"), RUN);
    return Subjects.of(others).at(root).script("/usr/sbin/tool", "/bin/sh", "");
  }

  @Test
  void scriptsOfEveryHostsInterpretersAreFine() throws IOException {
    VerifyReport report =
        Subjects.of("/usr/bin/python3.11", "/usr/bin/python3 -> python3.11")
            .at(root)
            .script("/a", "/bin/bash", "-e")
            .script("/b", "/usr/bin/env", "python3")
            .script("/c", "/usr/bin/env", "-S FOO=1 -u BAR python3 -s")
            .script("/d", "/usr/bin/env", "bash")
            .script("/e", "/usr/bin/awk", "-f")
            .inspect(inspection);

    assertThat(Subjects.all(report)).isEmpty();
    assertThat(Subjects.result(report, Check.INTERPRETER).remark()).isEqualTo("5 scripts");
  }

  @Test
  void aRelocatedScriptFindsItsInterpreterFromItsOwnPlace() throws IOException {
    assertThat(Subjects.all(relocated("/usr/bin/python3").inspect(inspection))).isEmpty();
  }

  @Test
  void aRelocatedScriptWhoseInterpreterIsGoneIsNamed() throws IOException {
    assertThat(Subjects.all(relocated("/usr/bin/").inspect(inspection)))
        .containsExactly(
            """
            DOS-VERIFY-16 1 script asks for ../bin/python3
              where     /usr/sbin/tool (pkg-1-1.x86_64)
              because   it is not in the bundle, and not every host has it
              fix       add the package that has it, or its path to "verify.hostInterpreters\"""");
  }

  @Test
  void scriptsOfOneMissingInterpreterAreOneFinding() {
    VerifyReport report =
        Subjects.of()
            .script("/usr/bin/a", "/usr/bin/ksh", "")
            .script("/usr/bin/b", "/usr/bin/ksh", "-x")
            .script("/usr/bin/c", "/usr/bin/env", "ruby")
            .inspect(inspection);

    assertThat(Subjects.all(report))
        .containsExactly(
            """
            DOS-VERIFY-16 2 scripts ask for /usr/bin/ksh
              where     /usr/bin/a (pkg-1-1.x86_64)
                        /usr/bin/b (pkg-1-1.x86_64)
              because   it is not in the bundle, and not every host has it
              fix       add the package that has it, or its path to "verify.hostInterpreters\"""",
            """
            DOS-VERIFY-16 1 script asks for ruby
              where     /usr/bin/c (pkg-1-1.x86_64)
              because   it is not in the bundle, and not every host has it
              fix       add the package that has it, or its path to "verify.hostInterpreters\"""");
  }

  @Test
  void anAbsolutePathDoesNotLeadToTheBundlesInterpreter() {
    VerifyReport report =
        Subjects.of("/usr/bin/perl")
            .script("/usr/bin/a", "/usr/bin/perl", "-w")
            .inspect(inspection);

    assertThat(Subjects.all(report))
        .containsExactly(
            """
            DOS-VERIFY-16 1 script asks for the host's /usr/bin/perl
              where     /usr/bin/a (pkg-1-1.x86_64)
              because   the bundle has it, but that path does not lead there, and not every host has it
              fix       relocate the tree: mvn diracos:relocate -Ddiracos.tree=DIR; or let the scripts \
            ask for "/usr/bin/env perl\"""");
  }

  @Test
  void theConfigurationNamesMoreInterpretersOfHosts() {
    VerifyReport report =
        Subjects.of()
            .script("/usr/bin/a", "/usr/bin/ksh", "")
            .script("/usr/bin/b", "/usr/bin/env", "ksh")
            .inspect(inspection, Subjects.hostInterpreters("/usr/bin/ksh"));

    assertThat(Subjects.all(report)).isEmpty();
  }
}
