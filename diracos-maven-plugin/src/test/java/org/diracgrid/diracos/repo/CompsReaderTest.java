package org.diracgrid.diracos.repo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.util.List;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.repo.Comps.Kind;
import org.diracgrid.diracos.repo.Comps.Member;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompsReaderTest {

  private static final String COMPS =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <!DOCTYPE comps PUBLIC "-//Red Hat, Inc.//DTD Comps info//EN" "comps.dtd">
      <comps>
        <group>
          <id>core</id>
          <name>Core</name>
          <name xml:lang="de">Kern</name>
          <description>The <![CDATA[<least>]]></description>
          <default>false</default>
          <packagelist>
            <packagereq type="mandatory">bash</packagereq>
            <packagereq type="default">vim</packagereq>
            <packagereq type="optional">emacs</packagereq>
            <packagereq type="conditional" requires="vim">vim-extra</packagereq>
            <packagereq>plain</packagereq>
            <packagereq type="default" arch="ppc64le,s390x">iron</packagereq>
            <packagereq type="default" arch="i686,x86_64">intel</packagereq>
          </packagelist>
        </group>
        <group arch="s390x"><id>main</id><name>Frame</name><packagelist/></group>
        <environment>
          <id>minimal-environment</id>
          <name>Minimal Install</name>
          <grouplist><groupid>core</groupid></grouplist>
          <optionlist><groupid default="true">extras</groupid></optionlist>
        </environment>
        <category><id>base</id><grouplist><groupid>core</groupid></grouplist></category>
        <langpacks><match name="a" install="b"/></langpacks>
      </comps>
      """;

  private static Comps read(String xml) {
    return CompsReader.read(new ByteArrayInputStream(xml.getBytes(UTF_8)), "comps.xml", "x86_64");
  }

  @Test
  void readsGroupsAndEnvironmentsOfTheArchitecture() {
    assertThat(read(COMPS))
        .isEqualTo(
            new Comps(
                List.of(
                    new Comps.Group(
                        "core",
                        "Core",
                        List.of(
                            new Member(Kind.MANDATORY, "bash", ""),
                            new Member(Kind.DEFAULT, "vim", ""),
                            new Member(Kind.OPTIONAL, "emacs", ""),
                            new Member(Kind.CONDITIONAL, "vim-extra", "vim"),
                            new Member(Kind.MANDATORY, "plain", ""),
                            new Member(Kind.DEFAULT, "intel", "")))),
                List.of(
                    new Comps.Environment(
                        "minimal-environment", "Minimal Install", List.of("core")))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html/>",
        "<comps><group><name>x</name></group></comps>",
        "<comps><environment/></comps>",
        "<comps><group><id>x<b/></id></group></comps>",
        "<!DOCTYPE comps [<!ENTITY a 'b'>]><comps/>",
        "<!DOCTYPE comps <comps/>",
        "<!DOCTYPE comps 'unclosed><comps/>",
        "<!DOC><comps/>",
        "<comps/><!DOCTYPE comps>",
        "<comps><!DOCTYPE comps></comps>",
        "<comps><group>"
      })
  void refusesWhatIsNoList(String xml) {
    assertThatThrownBy(() -> read(xml))
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining("DOS-REPO-03 comps.xml is not valid repository metadata");
  }

  @Test
  void boundsWhatIsKept() {
    String one = "<packagereq>" + "x".repeat(1_000_000) + "</packagereq>";
    String xml = "<comps><group><id>a</id><packagelist>" + one.repeat(40);
    assertThatThrownBy(() -> read(xml)).hasMessageContaining("more than can be kept");
  }
}
