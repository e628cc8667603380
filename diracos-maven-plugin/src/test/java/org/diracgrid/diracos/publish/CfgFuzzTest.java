package org.diracgrid.diracos.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Map;
import org.diracgrid.diracos.problem.DiracosException;
import org.junit.jupiter.api.Tag;

/** Whatever comes as a CFG is read as it is, or refused; an entry added changes nothing else. */
@Tag("fuzz")
class CfgFuzzTest {

  private static final List<String> ENTRY = List.of("Releases", "9.9");

  @FuzzTest(maxDuration = "20s")
  void cfg(byte[] bytes) {
    CfgDocument document;
    try {
      document = CfgDocument.read("x.cfg", bytes);
    } catch (DiracosException e) {
      assertThat(e.fault()).isEqualTo(DiracosException.Fault.USER);
      assertThat(e.problems().get(0).where()).matches("x\\.cfg:[0-9]+:[0-9]+");
      return;
    }
    assertThat(document.bytes()).isEqualTo(bytes);
    CfgDocument changed = document.set(ENTRY, "DIRACOS", "1.0");
    assertThat(changed.section("Releases", "9.9").orElseThrow().value("DIRACOS")).contains("1.0");
    assertThat(changed.root().values()).isEqualTo(document.root().values());
    Map<String, String> read = ClientCfg.read(document + "\n");
    read.put("/Releases/9.9/DIRACOS", "1.0");
    assertThat(ClientCfg.read(changed.toString())).isEqualTo(read);
    assertThat(CfgDocument.read("x.cfg", changed.toString().getBytes(UTF_8)).toString())
        .isEqualTo(changed.toString());
  }
}
