package org.diracgrid.diracos.relocate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.diracgrid.diracos.path.BundlePath;
import org.junit.jupiter.api.Test;

class RelativeShebangTest {

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] rewritten(String script, ShebangPlan.Form form, String... options) {
    return ScriptText.rewrite(
        bytes(script),
        new ShebangPlan.Change(
            BundlePath.parse("/usr/bin/x"), "#!/x", form, "../lib/it", List.of(options)));
  }

  @Test
  void readsEachFormThatRelocationWrites() {
    String script = "#!/usr/bin/it -s\n# -*- coding: latin-1 -*-\nx = 1\n";
    for (ShebangPlan.Form form :
        List.of(ShebangPlan.Form.PYTHON, ShebangPlan.Form.PERL, ShebangPlan.Form.TCL)) {
      assertThat(RelativeShebang.parse(rewritten(script, form)))
          .as(form.name())
          .contains("../lib/it");
      assertThat(RelativeShebang.parse(rewritten(script, form, "-s", "-w")))
          .as(form.name())
          .contains("../lib/it");
    }
  }

  @Test
  void formsThatAskTheHostHaveNoWay() {
    String script = "#!/usr/bin/sh\necho\n";
    assertThat(RelativeShebang.parse(rewritten(script, ShebangPlan.Form.SH))).isEmpty();
    assertThat(RelativeShebang.parse(rewritten(script, ShebangPlan.Form.ENV))).isEmpty();
    assertThat(RelativeShebang.parse(bytes("#!/bin/sh\nexec \"$HOME/x\"\n"))).isEmpty();
  }
}
